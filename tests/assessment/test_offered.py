"""A network's workbook beside its page: what would change, taken in full, in part or not at all, and taken back."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.assessment.drafts import (
    COMPONENTS,
    EDITION,
    FIRST,
    SECOND,
    THIRD,
    asked_of,
    block,
    mark,
    note,
    private,
    says,
)
from tests.assessment.rounds import BOARD, a_round, a_workbook, an_england, record
from tests.assessment.workbooks import Change, edited, marks, notes
from tests.people import Everybody, signed_in
from tests.places import SHARED, needs_shared
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.actions.signing import recall, sign
from trellis.assessment.drafting import Field, Place
from trellis.assessment.exports import own_workbook_for, workbook_for
from trellis.assessment.models import Assessment, Entry, OfferedReturn, Round
from trellis.assessment.naming import name_of
from trellis.assessment.queries.drafts import draft_of
from trellis.assessment.queries.returns import returns_of
from trellis.assessment.reading import read_return
from trellis.audit.models import Event
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import workbook_of
from trellis.matrix.workbook_parts import Answers
from trellis.register.actions import record_facts
from trellis.register.imports.facts import Facts
from trellis.register.imports.facts import Place as OnRegister
from trellis.register.rules import Kind


@pytest.fixture
def spring(db: None) -> Round:
    """An open round of three networks."""
    an_england()
    return a_round()


@pytest.fixture
def asha(spring: Round, people: Everybody) -> Person:
    """Teasel's lead, who has answered four statements on the page and written a private note."""
    person = people.network_lead("ZN101")
    says(
        asked_of(spring),
        person,
        (mark(FIRST), "in_plan"),
        (mark(SECOND), "in_progress"),
        (note(SECOND), "Two practices to go"),
        (private(SECOND), "Between us: it is stuck"),
        (block(Field.POSITION), "foundation"),
    )
    return person


@pytest.fixture
def lead(asha: Person) -> Client:
    """Asha, signed in."""
    return signed_in(asha)


def downloaded(round_: Round) -> bytes:
    """Teasel's workbook as its page is now."""
    return own_workbook_for(asked_of(round_))


def upload(client: Client, content: bytes, code: str = "ZN101", name: str = "ours.xlsx", status: int = 200) -> str:
    """The page after the network uploads its workbook."""
    address = reverse("assessment:own_workbook", args=["spring-2026", code])
    answer = client.post(address, {"workbook": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def waiting() -> OfferedReturn:
    """The one workbook that waits."""
    return OfferedReturn.objects.get(settled_at__isnull=True)


def address_of(offered: OfferedReturn) -> str:
    """Its page."""
    return reverse("assessment:offered", args=["spring-2026", "ZN101", offered.pk])


def decide(client: Client, what: str, page: str, offered: OfferedReturn, *places: Place) -> str:
    """The page after a decision, made on ``page`` as it was sent."""
    [seen] = set(re.findall(r'name="seen" value="(\d+)"', page))
    sent = {"do": what, "seen": seen, "shown": re.findall(r'name="shown" value="([^"]+)">', page)}
    answer = client.post(address_of(offered), sent | {"take": [name_of(place) for place in places]}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def checked(page: str) -> list[str]:
    """The names of the places that are selected beforehand."""
    return re.findall(r'name="take" value="([^"]+)" checked', page)


def part(page: str, anchor: str) -> str:
    """A part of the page; empty where there is none."""
    found = re.search(rf'<section[^>]*aria-labelledby="{anchor}">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def now(round_: Round) -> dict[Place, str]:
    """What Teasel's draft says now."""
    return draft_of(asked_of(round_)).values


# Downloading ----------------------------------------------------------------------------------------------------------


def test_a_network_downloads_its_page_as_it_is_now_and_the_board_never_sees_it(
    spring: Round, lead: Client, people: Everybody
) -> None:
    address = reverse("assessment:workbook", args=[spring.slug, "ZN101"])
    ours = read_return(lead.get(address).content, "a.xlsx", EDITION)
    assert (ours.round, ours.version, ours.dated) == (spring.slug, 5, None)
    assert ours.blocks[EDITION.blocks[0]].marks[FIRST].value == "in_plan"
    boards = read_return(signed_in(people.system_lead(BOARD)).get(address).content, "a.xlsx", EDITION)
    assert all(not said.marks and not said.remarks and said.stated is None for said in boards.blocks.values())
    assert (boards.round, boards.version) == (spring.slug, None)


def test_a_page_on_which_nothing_stands_can_be_downloaded_with_the_last_answers(
    spring: Round, people: Everybody
) -> None:
    record(spring, ("teasel.xlsx", a_workbook()))
    autumn = a_round("Autumn 2026")
    client = signed_in(people.network_lead("ZN101"))
    page = client.get(reverse("assessment:own_workbook", args=[autumn.slug, "ZN101"])).content.decode()
    assert "Download it with your last answers in it" in page
    address = reverse("assessment:workbook", args=[autumn.slug, "ZN101"])
    blank = read_return(client.get(address).content, "a.xlsx", EDITION)
    assert not any(said.answered for said in blank.blocks.values())
    filled = read_return(client.get(f"{address}?answers=last").content, "a.xlsx", EDITION)
    assert filled.blocks[EDITION.blocks[0]].stated == "foundation"
    assert (filled.dated, filled.round, filled.version) == (None, autumn.slug, 0)


# Uploading ------------------------------------------------------------------------------------------------------------


def test_uploading_it_unchanged_says_that_nothing_differs_and_keeps_nothing(spring: Round, lead: Client) -> None:
    events = Event.objects.count()
    assert "Nothing in it differs from the page" in upload(lead, downloaded(spring))
    assert OfferedReturn.objects.count() == 0
    assert Event.objects.count() == events


def test_what_changed_in_the_workbook_is_shown_place_by_place_and_nothing_changes_yet(
    spring: Round, lead: Client
) -> None:
    before = now(spring)
    content = edited(downloaded(spring), marks(FIRST, "in place"), notes(THIRD, "Since <April>"), marks(SECOND, None))
    page = upload(lead, content)
    assert "3 differences from the page. Nothing has changed yet." in page
    assert checked(page) == [name_of(place) for place in (mark(FIRST), mark(SECOND), note(THIRD))]
    assert "In plan" in page
    assert "In place" in page
    assert "Since &lt;April&gt;" in page
    assert "Between us" not in page
    assert now(spring) == before


def test_taking_what_is_selected_enters_it_and_leaves_the_rest(spring: Round, lead: Client) -> None:
    page = upload(lead, edited(downloaded(spring), marks(FIRST, "in place"), marks(THIRD, "not sure")))
    offered = waiting()
    page = decide(lead, "selected", page, offered, mark(THIRD))
    assert "1 change taken from the workbook." in page
    assert (now(spring)[mark(FIRST)], now(spring)[mark(THIRD)]) == ("in_plan", "not_sure")
    assert draft_of(asked_of(spring)).current[mark(THIRD)].origin.value == "workbook"
    offered.refresh_from_db()
    assert (offered.taken, offered.settled_by, offered.settled_at is not None) == (1, offered.received_by, True)
    assert [each.event for each in Event.objects.order_by("-pk")[:2]] == [
        "assessment.workbook_settled",
        "assessment.entered",
    ]


def test_taking_all_makes_the_page_say_what_the_workbook_says(spring: Round, lead: Client) -> None:
    page = upload(lead, edited(downloaded(spring), marks(FIRST, "in place"), notes(SECOND, None)))
    decide(lead, "all", page, waiting())
    said = now(spring)
    assert said[mark(FIRST)] == "in_place"
    assert note(SECOND) not in said
    assert said[private(SECOND)] == "Between us: it is stuck"
    assert "Nothing in it differs" in upload(lead, downloaded(spring))


def test_putting_it_aside_changes_nothing_and_a_second_decision_is_too_late(spring: Round, lead: Client) -> None:
    before = now(spring)
    first = upload(lead, edited(downloaded(spring), marks(FIRST, "in place")))
    offered = waiting()
    assert "The workbook is put aside." in decide(lead, "aside", first, offered)
    assert now(spring) == before
    assert "Somebody has decided about this workbook already" in decide(lead, "all", first, offered)
    assert now(spring) == before


def test_the_same_file_twice_waits_once(spring: Round, lead: Client) -> None:
    content = edited(downloaded(spring), marks(FIRST, "in place"))
    upload(lead, content)
    upload(lead, content)
    assert OfferedReturn.objects.count() == 1


def test_taking_nothing_is_not_a_decision(spring: Round, lead: Client) -> None:
    page = upload(lead, edited(downloaded(spring), marks(FIRST, "in place")))
    assert "Nothing was selected, so nothing was taken." in decide(lead, "selected", page, waiting())
    assert waiting().settled_at is None


# A stale workbook -----------------------------------------------------------------------------------------------------


@pytest.fixture
def stale(spring: Round, lead: Client, people: Everybody) -> str:
    """Ben changed two answers on the page while Asha worked offline: one that she changed too, one that she did not."""
    content = edited(downloaded(spring), marks(FIRST, "in place"), marks(THIRD, "not sure"))
    ben = people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101")
    says(asked_of(spring), ben, (mark(FIRST), "not_started"), (note(SECOND), "One practice to go"))
    return upload(lead, content)


def test_a_stale_workbooks_conflicts_stand_apart_and_none_is_selected(stale: str) -> None:
    assert checked(stale) == [name_of(mark(THIRD))]
    conflicts = part(stale, "conflicts")
    assert "Changed on the page and in the workbook (1)" in conflicts
    assert "Not started" in conflicts
    assert "In place" in conflicts
    assert "Changed on the page since the download by Contributor, ZN101" in conflicts
    assert "One practice to go" in part(stale, "older")
    assert "Not sure" in part(stale, "changed")


def test_taking_the_selected_of_a_stale_workbook_overwrites_nothing_of_the_page(
    spring: Round, lead: Client, stale: str
) -> None:
    decide(lead, "selected", stale, waiting(), mark(THIRD))
    said = now(spring)
    assert (said[mark(FIRST)], said[mark(THIRD)]) == ("not_started", "not_sure")
    assert said[note(SECOND)] == "One practice to go"


def test_what_changes_on_the_page_while_somebody_decides_is_put_beside_and_not_lost(
    spring: Round, lead: Client, people: Everybody
) -> None:
    page = upload(lead, edited(downloaded(spring), marks(FIRST, "in place")))
    says(asked_of(spring), people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"), (mark(FIRST), "not_sure"))
    page = decide(lead, "selected", page, waiting(), mark(FIRST))
    assert "1 was changed on the page meanwhile: both versions are kept there" in page
    draft = draft_of(asked_of(spring))
    assert draft.value(mark(FIRST)) == "not_sure"
    assert [each.value for each in draft.beside[mark(FIRST)]] == ["in_place"]


def test_a_plain_workbook_of_unknown_age_selects_only_what_the_page_does_not_have(spring: Round, lead: Client) -> None:
    answers = Answers("Teasel", "ZN101", marks={FIRST: "in place", THIRD: "in place"}, stated={})
    page = upload(lead, workbook_of(EDITION, answers))
    assert checked(page) == [name_of(mark(THIRD))]
    assert "The workbook does not say which version of the page it was made from." in part(page, "conflicts")


# Taking it back -------------------------------------------------------------------------------------------------------


def test_taking_it_back_puts_back_what_nobody_changed_since(spring: Round, lead: Client, asha: Person) -> None:
    before = now(spring)
    page = upload(lead, edited(downloaded(spring), marks(FIRST, "in place"), marks(THIRD, "not sure")))
    offered = waiting()
    page = decide(lead, "all", page, offered)
    says(asked_of(spring), asha, (mark(THIRD), "in_place"))
    page = lead.get(address_of(offered)).content.decode()
    assert "1 change can be put back to what the page said before; 1 other changed since and would be left." in page
    page = decide(lead, "back", page, offered)
    assert "1 change put back to what the page said before. 1 other changed since, and left as is." in page
    assert now(spring) == before | {mark(THIRD): "in_place"}
    assert "Take it back" not in page
    values = (
        Entry.objects.filter(field="mark", component__slug=FIRST).order_by("number").values_list("value", flat=True)
    )
    assert list(values) == ["in_plan", "in_place", "in_plan"]


def test_a_version_put_beside_can_be_taken_back_too(spring: Round, lead: Client, people: Everybody) -> None:
    page = upload(lead, edited(downloaded(spring), marks(FIRST, "in place")))
    offered = waiting()
    says(asked_of(spring), people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"), (mark(FIRST), "not_sure"))
    decide(lead, "all", page, offered)
    decide(lead, "back", lead.get(address_of(offered)).content.decode(), offered)
    draft = draft_of(asked_of(spring))
    assert draft.value(mark(FIRST)) == "not_sure"
    assert draft.beside == {}


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7 dear all", "is not a workbook"),
        (b"", "is empty"),
        (
            workbook_of(EDITION, Answers("Wharf & Weir", "ZN102", marks={FIRST: "in place"})),
            "this is the page of Teasel",
        ),
        (workbook_of(EDITION, Answers("Larkspur", "", marks={FIRST: "in place"})), "is the workbook of Larkspur"),
        (
            workbook_of(EDITION, Answers("Teasel", "ZN101", marks={FIRST: "in place"}, round="winter-2025")),
            "was downloaded for another round (winter-2025), and this is Spring 2026.",
        ),
        (
            workbook_of(shipped_edition("neighbourhood-2025"), Answers("Teasel", "ZN101")),
            "was made for the matrix neighbourhood-2025",
        ),
        (
            workbook_of(EDITION, Answers("Teasel", "ZN101", remarks={FIRST: "x" * 10_001})),
            "is 10,001 characters long, and at most 10,000 can be kept",
        ),
    ],
)
def test_a_file_that_is_not_this_networks_for_this_round_is_refused_with_a_sentence(
    spring: Round, lead: Client, content: bytes, why: str
) -> None:
    before = now(spring)
    page = upload(lead, content)
    assert "<title>Error: Workbook of Teasel" in page
    assert why in page
    assert (OfferedReturn.objects.count(), now(spring)) == (0, before)


def test_no_file_is_an_error_that_says_what_to_choose(spring: Round, lead: Client) -> None:
    answer = lead.post(reverse("assessment:own_workbook", args=[spring.slug, "ZN101"]), {})
    assert "Choose the workbook that you have filled in." in answer.content.decode()


def test_what_is_signed_is_recalled_first(spring: Round, lead: Client, people: Everybody) -> None:
    content = edited(downloaded(spring), marks(FIRST, "in place"))
    director = people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN101")
    sign(asked_of(spring), version=asked_of(spring).version, by=director)
    assert "Recall it to change it." in upload(lead, content)
    assert OfferedReturn.objects.count() == 0
    assert "Nothing in it differs from the page" in upload(lead, downloaded(spring))
    recall(asked_of(spring), by=director)
    assert checked(upload(lead, content)) == [name_of(mark(FIRST))]


def test_a_workbook_that_waits_when_the_round_closes_can_only_be_put_aside(spring: Round, lead: Client) -> None:
    page = upload(lead, edited(downloaded(spring), marks(FIRST, "in place")))
    offered = waiting()
    Round.objects.filter(pk=spring.pk).update(status="closed", closed_at=offered.received_at)
    closed = lead.get(address_of(offered)).content.decode()
    assert "Take the selected" not in closed
    assert "The round was closed on" in closed
    assert "The round was closed on" in decide(lead, "all", page, offered)
    assert now(spring)[mark(FIRST)] == "in_plan"
    assert "put aside" in decide(lead, "aside", closed, offered)


def test_does_not_apply_without_a_reason_can_be_taken_and_is_asked_about(spring: Round, lead: Client) -> None:
    page = upload(lead, edited(downloaded(spring), marks(THIRD, "does not apply")))
    assert "The workbook gives no reason. It can be taken; say why in the note before anybody signs." in page
    decide(lead, "all", page, waiting())
    assert now(spring)[mark(THIRD)] == "does_not_apply"


def test_a_form_that_was_tampered_with_changes_nothing(spring: Round, lead: Client) -> None:
    upload(lead, edited(downloaded(spring), marks(FIRST, "in place")))
    before = now(spring)
    for sent in ({"do": "all"}, {"do": "steal", "seen": "0"}, {"do": "selected", "seen": "9", "take": "mark:nothing"}):
        lead.post(address_of(waiting()), sent)
    assert now(spring) == before


def test_only_those_who_lead_the_network_see_its_workbooks(spring: Round, lead: Client, people: Everybody) -> None:
    upload(lead, edited(downloaded(spring), marks(FIRST, "in place")))
    address = address_of(waiting())
    for role, level, code, status in (
        (Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN101", 200),
        (Role.CONTRIBUTOR, Level.NETWORK, "ZN101", 403),
        (Role.NETWORK_LEAD, Level.NETWORK, "ZN102", 404),
        (Role.SYSTEM_LEAD, Level.BOARD, BOARD, 404),
        (Role.AREA_TEAM, Level.BOARD, BOARD, 404),
    ):
        assert signed_in(people.holding(role, level, code)).get(address).status_code == status, role
    theirs = reverse("assessment:offered", args=[spring.slug, "ZN102", waiting().pk])
    assert signed_in(people.network_lead("ZN102")).get(theirs).status_code == 404


def test_the_page_asks_the_database_as_often_for_sixty_differences_as_for_one(spring: Round, lead: Client) -> None:
    def queries(*changes: Change) -> int:
        upload(lead, edited(downloaded(spring), *changes))
        offered = waiting()
        lead.get(address_of(offered))
        with CaptureQueriesContext(connection) as asked:
            page = lead.get(address_of(offered)).content.decode()
        decide(lead, "aside", page, offered)
        return len(asked)

    many = [notes(component.id, "A note") for component in EDITION.components[:60]]
    assert queries(marks(COMPONENTS[5], "in place")) == queries(*many) < 30


# The real returns -----------------------------------------------------------------------------------------------------


@needs_shared
def test_the_eighteen_returns_of_2019_go_in_come_down_and_go_up_again_without_a_difference(
    db: None, people: Everybody
) -> None:
    files = {path.stem: path.read_bytes() for path in sorted((SHARED / "workbooks" / "returns_2019_10").glob("*.xlsx"))}
    names = [read_return(content, name, EDITION).network for name, content in files.items()]
    codes = {f"ZN{number}": name for number, name in enumerate(names, 300)}
    assert len(codes) == 18
    an_england()
    facts = Facts(
        kind=Kind.RECORDED,
        as_at=date(2019, 7, 1),
        networks=tuple(OnRegister(code, name, "ZSA01", states_dates=True) for code, name in codes.items()),
    )
    record_facts(facts, by=None, name="the networks of 2019")
    terms = Terms("October 2019", date(2019, 9, 1), date(2019, 10, 31))
    planned = plan_round(terms, edition="pcn-2019-08", board=BOARD, networks=list(codes), by=None)
    round_ = open_round(planned, by=None)
    board = signed_in(people.system_lead(BOARD))
    page = board_uploads(board, round_, files)
    assert "Of 18 files: 18 returns recorded." in page
    before = returns_of(round_)
    down = {}
    for code in codes:
        address = reverse("assessment:workbook", args=[round_.slug, code])
        down[f"{code}.xlsx"] = board.get(address).content
        assert down[f"{code}.xlsx"] == workbook_for(asked_of(round_, code))
    assert "no return recorded, 18 already here" in board_uploads(board, round_, down)
    for code in codes:
        lead = people.network_lead(code)
        client = signed_in(lead)
        for _ in range(2):
            own = client.get(reverse("assessment:workbook", args=[round_.slug, code])).content
            sent = {"workbook": SimpleUploadedFile("own.xlsx", own)}
            answer = client.post(reverse("assessment:own_workbook", args=[round_.slug, code]), sent, follow=True)
            assert "Nothing in it differs from the page" in answer.content.decode(), code
            if Assessment.objects.filter(asked__network__code=code, superseded_at__isnull=True).exists():
                recall(asked_of(round_, code), by=lead)
    assert OfferedReturn.objects.count() == 0
    assert len(before) == 18


def board_uploads(board: Client, round_: Round, files: dict[str, bytes]) -> str:
    """The page after a board uploads files."""
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    address = reverse("assessment:upload", args=[round_.slug])
    return board.post(address, {"workbooks": sent}, follow=True).content.decode()
