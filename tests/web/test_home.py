"""The first page says what waits and for whom, and no more than the person can see."""

from datetime import date, timedelta

import pytest

from tests.assessment.drafts import asked_of, mark, says
from tests.assessment.rounds import BOARD, a_round, a_workbook, an_england, record
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.rounds import close_round, publish_round
from trellis.assessment.actions.signing import ask_to_sign
from trellis.web.presenters import due_sentence, nothing_waits


def first_page(person: Person) -> str:
    """The first page, in one line."""
    return " ".join(signed_in(person).get("/").content.decode().split())


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "It is due today."),
        (1, "It is due tomorrow."),
        (4, "It is due on 5 March 2026, in 4 days."),
        (-1, "It was due on 28 February 2026; a late one is still taken."),
    ],
)
def test_the_day_that_an_assessment_is_due_is_told_from_today(days: int, says: str) -> None:
    today = date(2026, 3, 1)
    assert due_sentence(today + timedelta(days=days), today) == says


def test_where_nothing_waits_it_says_why_and_no_more_than_can_be_seen() -> None:
    assert nothing_waits([], []) == "No round asks anything of you in your role."


def test_a_role_is_told_with_the_name_of_its_organisation(people: Everybody, db: None) -> None:
    an_england()
    record(a_round(), ("teasel.xlsx", a_workbook("ZN101")))
    page = first_page(people.system_lead(BOARD))
    assert f"You are here as System lead, {BOARD}." not in page
    assert f"({BOARD})." in page
    assert "1 of 3 networks has submitted, 2 have not started." in page


def test_the_lead_of_a_network_continues_where_it_was_left(people: Everybody, db: None) -> None:
    an_england()
    lead, asked = people.network_lead("ZN101"), asked_of(a_round())
    assert "Begin the assessment of Teasel" in first_page(lead)
    says(asked, lead, (mark(), "in_plan"))
    page = first_page(lead)
    assert "1 of 69 statements are answered." in page
    assert "Continue the assessment of Teasel" in page


def test_the_clinical_director_who_is_asked_to_sign_finds_it_there(people: Everybody, db: None) -> None:
    an_england()
    lead, asked = people.network_lead("ZN101"), asked_of(a_round())
    director = people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN101")
    says(asked, lead, (mark(), "in_plan"))
    ask_to_sign(asked, by=lead)
    page = first_page(director)
    assert f"{lead.name} asks you to sign it." in page
    assert "Read and sign the assessment of Teasel" in page
    assert "The clinical director has been asked to sign it." in first_page(lead)


def test_the_area_team_finds_what_there_is_to_moderate_and_nothing_of_drafts(people: Everybody, db: None) -> None:
    an_england()
    round_ = a_round()
    team = people.holding(Role.AREA_TEAM, Level.BOARD, BOARD)
    says(asked_of(round_, "ZN102"), None, (mark(), "in_plan"))
    assert "Moderate Spring 2026" not in first_page(team)
    record(round_, ("teasel.xlsx", a_workbook("ZN101")))
    page = first_page(team)
    assert "1 waits to be moderated." in page
    assert "Moderate Spring 2026" in page
    assert "statements are answered" not in page


def test_nothing_of_an_open_round_waits_for_the_network_next_door(people: Everybody, db: None) -> None:
    an_england()
    a_round()
    page = first_page(people.network_lead("ZN201"))
    assert "Nothing waits for you" in page
    assert "Spring 2026" not in page


def test_a_published_round_of_three_networks_is_shared_with_none_of_them(people: Everybody, db: None) -> None:
    """With so few, a count would tell what the others said."""
    an_england()
    round_ = a_round()
    record(round_, *((f"{code}.xlsx", a_workbook(code)) for code in ("ZN101", "ZN102", "ZN103")))
    publish_round(close_round(round_, by=None), by=None)
    client = signed_in(people.network_lead("ZN101"))
    assert "Where the networks stand" not in first_page(people.network_lead("ZN101"))
    assert client.get(f"/insight/rounds/{round_.slug}/returns/").status_code == 403
