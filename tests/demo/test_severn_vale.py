"""The fictional system: its figures, its returns, its people."""

import csv
from collections import Counter
from datetime import date

import pytest

from tests.people import signed_in
from tests.places import SHARED, needs_shared
from trellis.access.rules import Role
from trellis.accounts.models import Person
from trellis.assessment.consistency import consistency_queries
from trellis.assessment.drafting import Field
from trellis.assessment.models import Assessment, Round, RoundNetwork, UploadedFile
from trellis.assessment.queries.drafts import draft_of
from trellis.assessment.queries.returns import returns_of
from trellis.assessment.queries.rounds import expected_networks
from trellis.assessment.queries.standings import facts_of
from trellis.assessment.rules import ProblemKind, counted_position
from trellis.assessment.standing import Status
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.demo.answers import OCTOBER_2019, POSITIONS
from trellis.demo.people import CHARACTERS, NETWORK_LEADERS, PASSWORD
from trellis.demo.severn_vale import BOARD, NETWORKS, practices
from trellis.demo.story import Story
from trellis.matrix.rules import Audience, Block
from trellis.matrix.shipped import shipped_edition
from trellis.register.queries import network as on_register
from trellis.register.queries import networks, practices_of
from trellis.register.rules import Basis

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

EDITION = shipped_edition("pcn-2019-08")
ROUND_DAY, TODAY = date(2019, 10, 1), date(2026, 11, 22)


def october() -> Round:
    """The first round."""
    return Round.objects.select_related("board", "edition").get(slug="october-2019")


def october_2020() -> Round:
    """The second round, a year after the first."""
    return Round.objects.select_related("board", "edition").get(slug="october-2020")


def autumn() -> Round:
    """The round that is open."""
    return Round.objects.select_related("board", "edition").get(slug="autumn-2026")


@pytest.mark.parametrize("day", [ROUND_DAY, TODAY])
def test_it_has_18_networks_83_practices_and_1026000_patients_then_and_now(day: date) -> None:
    here = networks(day, within=BOARD)
    assert len(here) == 18
    assert sum(len(practices_of(each.code, day)) for each in here) == 83
    for basis in Basis:
        sizes = [each.patients(basis) for each in here]
        assert sum(size.known or 0 for size in sizes) == 1_026_000


def test_some_networks_are_below_the_norm_and_some_above() -> None:
    sizes = [each.patients(Basis.REGISTERED).known or 0 for each in networks(ROUND_DAY, within=BOARD)]
    assert sum(size < 30_000 for size in sizes) == 3
    assert sum(size > 50_000 for size in sizes) == 11


def test_three_localities_hold_all_its_networks() -> None:
    held = Counter(each.locality for each in networks(TODAY, within=BOARD))
    assert set(held) == {"severn-vale-city", "severn-vale-coast", "severn-vale-hills"}
    assert sum(held.values()) == 18


def test_one_network_has_split_and_two_have_merged() -> None:
    open_now = {each.code for each in networks(TODAY, within=BOARD)}
    open_then = {each.code for each in networks(ROUND_DAY, within=BOARD)}
    assert open_then - open_now == {"ZN017", "ZN018"}
    assert open_now - open_then == {"ZN019", "ZN020"}
    two_bridges, upper, lower = (on_register(code, TODAY) for code in ("ZN017", "ZN019", "ZN020"))
    assert two_bridges is not None
    assert upper is not None
    assert lower is not None
    assert two_bridges.closed == date(2026, 3, 31)
    assert (len(upper.practices), len(lower.practices)) == (4, 4)


def test_no_two_organisations_share_a_name() -> None:
    names = [*(network.name for network in NETWORKS), *(practice.name for practice in practices())]
    assert len(names) == len(set(names)) == 20 + 83


def test_the_returns_of_october_2019_give_exactly_the_published_counts() -> None:
    returns = returns_of(october())
    assert len(returns) == 18
    for block, expected in OCTOBER_2019.items():
        stated = Counter(returned.blocks[block].stated for returned in returns if block in returned.blocks)
        assert tuple(stated[position] for position in POSITIONS) == expected, block
        counted = Counter(
            counted_position(EDITION, returned.blocks[block]) for returned in returns if block in returned.blocks
        )
        assert tuple(counted[position] for position in POSITIONS) == expected, block


@needs_shared
def test_those_counts_are_the_ones_of_the_papers() -> None:
    themes = {theme.title: theme.id for theme in EDITION.themes}
    audiences = {"PCN": Audience.NETWORK, "System": Audience.SYSTEM}
    with (SHARED / "golden" / "returns_bnssg_2019_10.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    printed = {
        Block(themes[row["theme"]], audiences[row["audience"]]): tuple(int(row[position]) for position in POSITIONS)
        for row in rows
    }
    assert printed == OCTOBER_2019


def test_two_networks_left_the_systems_use_of_data_empty_and_nothing_else_is() -> None:
    silent = [
        (returned.network_code, block)
        for returned in returns_of(october())
        for block in EDITION.blocks
        if block not in returned.blocks
    ]
    assert len(silent) == 2
    assert {block for _, block in silent} == {Block("population-health", Audience.SYSTEM)}


def test_most_marks_lead_to_the_position_stated_and_a_few_are_worth_a_question() -> None:
    asked = Counter(
        query.kind for returned in returns_of(october()) for query in consistency_queries(EDITION, returned)
    )
    assert asked == {
        ProblemKind.BLANK_BLOCK: 2,
        ProblemKind.MARK_ABOVE_UNSECURED: asked[ProblemKind.MARK_ABOVE_UNSECURED],
        ProblemKind.STATED_DIFFERS: 1,
        ProblemKind.STATED_ABOVE_MARKED: 1,
    }
    assert 1 <= asked[ProblemKind.MARK_ABOVE_UNSECURED] <= 2


def test_the_reader_has_nothing_to_ask_about_the_workbooks_themselves() -> None:
    assert not any(returned.problems for returned in (*returns_of(october()), *returns_of(autumn())))
    assert set(UploadedFile.objects.values_list("outcome", flat=True)) == {"recorded"}


def test_two_rounds_a_year_apart_are_finished_and_one_is_open() -> None:
    assert [october().status, october_2020().status, autumn().status] == ["published", "published", "open"]
    assert october_2020().opens.year - october().opens.year == 1
    for finished in (october(), october_2020()):
        statuses = {each.status for each in facts_of(finished)}
        assert statuses <= {Status.AGREED, Status.DIFFER}


def moves(then: Round, now: Round) -> Counter[int]:
    """How many positions went back, stayed and went on, of networks that stated one both times."""
    before = {returned.network_code: returned for returned in returns_of(then)}
    found: Counter[int] = Counter()
    for returned in returns_of(now):
        was = before.get(returned.network_code)
        for block in EDITION.blocks if was else ():
            stated = returned.blocks[block].stated if block in returned.blocks else None
            earlier = was.blocks[block].stated if was and block in was.blocks else None
            if stated and earlier:
                steps = POSITIONS.index(stated) - POSITIONS.index(earlier)
                found[(steps > 0) - (steps < 0)] += 1
    return found


def test_a_year_on_most_stand_where_they_stood_many_a_step_further_and_few_back() -> None:
    assert len(returns_of(october_2020())) == 18
    moved = moves(october(), october_2020())
    assert moved[0] > moved[1] > moved[-1] > 0
    assert sum(moved.values()) == 178


def test_in_autumn_2026_eleven_of_eighteen_have_submitted_and_most_have_moved_on() -> None:
    assert len(expected_networks(autumn())) == 18
    assert len(returns_of(autumn())) == 11
    moved = moves(october_2020(), autumn())
    assert moved[1] > moved[0] > moved[-1] > 0


def test_the_open_round_has_networks_in_every_status_there_is_to_see() -> None:
    counts = Counter(each.status for each in facts_of(autumn()))
    assert counts == {
        Status.NOT_STARTED: 3,
        Status.IN_PROGRESS: 4,
        Status.SUBMITTED: 6,
        Status.IN_MODERATION: 2,
        Status.AGREED: 2,
        Status.DIFFER: 1,
    }


def test_harbourside_is_in_the_middle_of_it_with_two_versions_of_one_note() -> None:
    asked = RoundNetwork.objects.get(round=autumn(), network__code="ZN001")
    draft = draft_of(asked)
    marks = Counter(value for place, value in draft.values.items() if place.field is Field.MARK)
    assert (marks["in_place"], marks["in_progress"], marks["in_plan"]) == (13, 8, 7)
    assert [len(versions) for versions in draft.beside.values()] == [1]


def test_no_return_is_dated_or_received_after_the_story_ends() -> None:
    latest = Assessment.objects.order_by("-received_at").first()
    assert latest is not None
    assert latest.received_at.date() < TODAY
    assert all(returned.dated and returned.dated < latest.received_at.date() for returned in returns_of(autumn()))


def test_there_is_somebody_of_every_role_and_an_administrator() -> None:
    assert {character.role for character in CHARACTERS} == {*Role, None}
    administrators = Person.objects.filter(is_administrator=True)
    assert [person.email for person in administrators] == ["administrator@severnvale.example"]


@pytest.mark.parametrize("email", [character.email for character in CHARACTERS])
def test_everybody_can_sign_in(email: str) -> None:
    person = Person.objects.get(email=email)
    assert person.check_password(PASSWORD)
    assert signed_in(person).get("/rounds/").status_code == 200


def test_everything_was_done_by_an_action_and_the_record_of_it_is_whole(told: Story) -> None:
    assert verify() == []
    events = Counter(Event.objects.values_list("event", flat=True))
    assert events["accounts.person_added"] == len(CHARACTERS) + len(NETWORK_LEADERS)
    assert events["access.appointed"] == len(CHARACTERS) + len(NETWORK_LEADERS) - 1
    assert events["register.imported"] == 5
    assert events["assessment.round_opened"] == Round.objects.count() == 3
    assert events["assessment.returns_recorded"] == 4
    assert events["assessment.signed"] == 5
    recorded = Event.objects.filter(event="assessment.returns_recorded").values_list("detail", flat=True)
    assert sum(detail["recorded"] for detail in recorded) == Assessment.objects.count() - 5 == 42
    # Only the first person had nobody to add them.
    assert Event.objects.filter(actor="command line").count() == 1
    assert Event.objects.get(actor="command line").subject == f"person {told.administrator.email}"
