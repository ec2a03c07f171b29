"""How an assessment came to be: for the network's own people, and for nobody else."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.assessment.drafts import COMPONENTS, FIRST, asked_of, block, mark, note, private, says
from tests.assessment.rounds import BOARD, a_round, a_workbook, an_england, record
from tests.assessment.signing import a_director, signs
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import Input, enter
from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.signing import recall
from trellis.assessment.drafting import Field
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import RoundNetwork
from trellis.assessment.queries.history import current_return_on, entered_by_day

HISTORY = reverse("assessment:history", args=["spring-2026", "ZN101"])
TABLE = reverse("assessment:history_csv", args=["spring-2026", "ZN101"])
ANSWER = reverse("assessment:answer_history", args=["spring-2026", "ZN101", FIRST])
BLOCK = reverse("assessment:block_history", args=["spring-2026", "ZN101", "leadership", "network"])
MONDAY, TUESDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC), datetime(2026, 3, 10, 15, 30, tzinfo=UTC)


@pytest.fixture
def teasel(db: None) -> RoundNetwork:
    """Teasel, asked in an open round."""
    an_england()
    return asked_of(a_round())


@pytest.fixture
def ann(people: Everybody) -> Person:
    """Ann leads Teasel."""
    return people.network_lead("ZN101")


@pytest.fixture
def ben(people: Everybody) -> Person:
    """Ben contributes in Teasel."""
    return people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101")


@pytest.fixture
def told(teasel: RoundNetwork, ann: Person, ben: Person) -> RoundNetwork:
    """Ann answers on Monday and again on Tuesday; Ben, who had not seen the second, answers otherwise."""
    enter(teasel, [Input(mark(), "in_plan"), Input(private(), "We are short of a chair.")], by=ann, at=MONDAY)
    enter(teasel, [Input(mark(), "in_progress", 1), Input(block(Field.POSITION), "foundation")], by=ann, at=TUESDAY)
    enter(teasel, [Input(mark(), "in_place", 1)], by=ben, at=TUESDAY)
    return teasel


def words(client: Client, address: str) -> str:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_history_says_who_entered_how_much_on_which_day(told: RoundNetwork, ann: Person, ben: Person) -> None:
    assert {(each.day, each.by, each.entries) for each in entered_by_day(told)} == {
        (date(2026, 3, 10), ben.name, 1),
        (date(2026, 3, 10), ann.name, 2),
        (date(2026, 3, 9), ann.name, 2),
    }
    page = words(signed_in(ann), HISTORY)
    assert "10 March 2026" in page
    assert "Nothing has been entered" not in page


def test_a_day_begins_at_midnight_in_london(teasel: RoundNetwork, ann: Person) -> None:
    summer_night = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    enter(teasel, [Input(mark(), "in_plan")], by=ann, at=summer_night)
    assert [each.day for each in entered_by_day(teasel)] == [date(2026, 6, 10)]


def test_the_draft_is_shown_as_it_stood_on_a_day(told: RoundNetwork, ann: Person) -> None:
    client = signed_in(ann)
    monday, tuesday, before = (
        words(client, f"{HISTORY}?day={day}") for day in ("2026-03-09", "10 March 2026", "8/3/2026")
    )
    assert "As it stood on 9 March 2026" in monday
    assert "In plan" in monday
    assert "We are short of a chair." in monday
    assert "In progress" in tuesday
    assert "In plan" not in tuesday
    assert "Nothing had been entered by the end of that day." in before


@pytest.mark.parametrize(
    ("day", "said"),
    [("tomorrow", "Enter a real date"), ("31 February 2026", "Enter a real date"), ("1 January 2099", "Enter a")],
)
def test_a_day_that_is_none_or_to_come_is_said_to_be(told: RoundNetwork, ann: Person, day: str, said: str) -> None:
    page = words(signed_in(ann), f"{HISTORY}?day={day}")
    assert "<title>Error: " in page
    assert said in page


def test_every_copy_is_listed_with_how_it_ended(told: RoundNetwork, ann: Person, people: Everybody) -> None:
    director = a_director(people)
    says(told, director, (mark(), "in_place"))
    signs(told, director)
    recall(told, by=director, why="We forgot the pharmacists.")
    page = words(signed_in(ann), HISTORY)
    assert "Signed by Clinical director, ZN101" in page
    assert "It was recalled by the network" in page
    assert "We forgot the pharmacists." in page


def test_a_day_names_the_copy_that_the_board_had_then(teasel: RoundNetwork, ann: Person, people: Everybody) -> None:
    director = a_director(people)
    says(teasel, director, (mark(), "in_place"))
    signs(teasel, director)
    today = timezone.localdate()
    page, before = (words(signed_in(ann), f"{HISTORY}?day={day}") for day in (today, today - timedelta(days=1)))
    assert "What your board had that day is" in page
    assert "Your board had no return from you that day." in before


def test_an_answers_history_tells_what_counted_until_when_and_what_stands_beside(
    told: RoundNetwork, ann: Person, ben: Person
) -> None:
    page = words(signed_in(ben), ANSWER)
    assert "4 entries by 2 people, the latest first." in page
    assert "Counted until 10 March 2026 at 15:30" in page
    assert "Stands beside what counts, until somebody chooses" in page
    assert "Counts now" in page
    assert "We are short of a chair." in page
    says(told, ann, (mark(), "in_place"))
    assert "Stood beside another, and was not chosen" in words(signed_in(ben), ANSWER)


def test_a_positions_history_is_told_likewise(told: RoundNetwork, ann: Person) -> None:
    page = words(signed_in(ann), BLOCK)
    assert "1 entry by 1 person" in page
    assert "Foundation" in page


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("answer_history", ["no.such.statement"]),
        ("block_history", ["leadership", "nobody"]),
        ("block_history", ["no-such", "network"]),
    ],
)
def test_what_is_not_asked_about_has_no_history(told: RoundNetwork, ann: Person, name: str, parts: list[str]) -> None:
    address = reverse(f"assessment:{name}", args=["spring-2026", "ZN101", *parts])
    assert signed_in(ann).get(address).status_code == 404


def test_the_table_holds_every_entry_and_its_name_says_that_it_is_private(
    told: RoundNetwork, ann: Person, ben: Person
) -> None:
    response = signed_in(ann).get(TABLE)
    assert response["Content-Disposition"] == 'attachment; filename="private-history-teasel-spring-2026.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0]["Entered at"] == "2026-03-09 10:00:00+00:00"
    assert (rows[1]["Words"], rows[1]["Leaves the network"]) == ("We are short of a chair.", "never")
    assert (rows[4]["By"], rows[4]["What became of it"]) == (ben.name, "stands beside")


def test_a_note_that_starts_like_a_formula_is_only_words_in_the_table(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (note(), "=HYPERLINK(1)"))
    assert "'=HYPERLINK(1)" in signed_in(ann).get(TABLE).content.decode()


def test_nobody_but_the_networks_own_people_finds_any_of_it(told: RoundNetwork, people: Everybody) -> None:
    director = a_director(people)
    says(told, director, (mark(), "in_place"))
    signs(told, director)
    for holding in (
        (Role.SYSTEM_LEAD, Level.BOARD, BOARD),
        (Role.AREA_TEAM, Level.BOARD, BOARD),
        (Role.AUDITOR, Level.BOARD, BOARD),
        (Role.NETWORK_LEAD, Level.NETWORK, "ZN102"),
    ):
        client = signed_in(people.holding(*holding))
        for address in (HISTORY, TABLE, ANSWER, BLOCK):
            assert client.get(address).status_code == 404, (holding, address)


def test_the_pages_take_as_many_queries_for_many_entries_as_for_few(told: RoundNetwork, ann: Person) -> None:
    client = signed_in(ann)

    def queries() -> list[int]:
        counts = []
        for address in (f"{HISTORY}?day=2026-03-10", ANSWER, TABLE):
            with CaptureQueriesContext(connection) as captured:
                words(client, address)
            counts.append(len(captured))
        return counts

    queries()
    few = queries()
    for component in COMPONENTS:
        for value in ("in_plan", "in_progress", "in_place"):
            enter(
                told, [Input(mark(component), value, 10_000), Input(note(component), value, 10_000)], by=ann, at=TUESDAY
            )
    assert queries() == few


# What was signed on a date --------------------------------------------------------------------------------------------


def test_the_copy_that_stood_on_a_day_is_found(teasel: RoundNetwork) -> None:
    days = [datetime(2026, 3, day, 12, 0, tzinfo=UTC) for day in (10, 20)]
    for number, received in enumerate(days):
        content = a_workbook(dated=date(2026, 3, 9 + number), position="Foundation" if number else "Step 1")
        record_returns(teasel.round, [IncomingFile("a.xlsx", content)], by=None, received_at=received)
    assert current_return_on(teasel, date(2026, 3, 9)) is None
    first, second = (current_return_on(teasel, date(2026, 3, day)) for day in (19, 20))
    assert first is not None
    assert second is not None
    assert (first.received_at, second.received_at) == tuple(days)
    assert current_return_on(teasel, date(2026, 11, 1)) == second


def test_on_a_day_between_recall_and_signing_anew_no_copy_stood(teasel: RoundNetwork, people: Everybody) -> None:
    director = a_director(people)
    record_returns(
        teasel.round, [IncomingFile("a.xlsx", a_workbook())], by=None, received_at=datetime(2026, 3, 10, tzinfo=UTC)
    )
    recall(teasel, by=director, at=datetime(2026, 3, 12, 9, 0, tzinfo=UTC))
    assert current_return_on(teasel, date(2026, 3, 11)) is not None
    assert current_return_on(teasel, date(2026, 3, 12)) is None


# Starting from the round before ---------------------------------------------------------------------------------------

BEFORE = reverse("assessment:before", args=["autumn-2026", "ZN101"])


def test_ann_looks_at_what_would_be_taken_and_takes_it(autumn: RoundNetwork, ann: Person) -> None:
    client = signed_in(ann)
    page = words(client, BEFORE)
    assert "You returned Spring 2026 on 20 March 2026. 1 answer, 1 position and 1 note can be taken" in page
    assert "Take 1 answer, 1 position and 1 note</button>" in page
    response = client.post(BEFORE, {"token": "from the form"}, follow=True)
    assert "Taken from the round before: 1 answer, 1 position and 1 note." in response.content.decode()
    assert "Nothing is left to take" in words(client, BEFORE)
    again = client.post(BEFORE, {"token": "from the form"}, follow=True).content.decode()
    assert "Nothing was left to take" in again


def test_without_an_earlier_round_there_is_nothing_to_start_from(teasel: RoundNetwork, ann: Person) -> None:
    address = reverse("assessment:before", args=["spring-2026", "ZN101"])
    client = signed_in(ann)
    assert "there is nothing to start from" in words(client, address)
    assert "no answer of an earlier round" in client.post(address, follow=True).content.decode()


@pytest.fixture
def autumn(teasel: RoundNetwork) -> RoundNetwork:
    """Teasel in the next round, having returned a workbook in the one before."""
    record(teasel.round, ("teasel.xlsx", a_workbook(comment="As agreed.")))
    return asked_of(a_round("Autumn 2026"))
