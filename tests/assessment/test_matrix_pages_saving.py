"""Saving on the pages of a matrix: by the script at once, by a form without it, and by several people together."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.assessment.answering import AtTheMatrix, at_the_matrix, draft, words
from tests.assessment.drafts import FIRST, SECOND, THIRD, asked_of, block, mark, note, private, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.people import PASSWORD, Everybody
from trellis.access.rules import Level, Role
from trellis.assessment.actions.rounds import close_round
from trellis.assessment.drafting import Field, Origin
from trellis.assessment.models import Entry, Round

LEADERSHIP = "themes/leadership/"


@pytest.fixture
def spring(db: None) -> Round:
    """A round that asks Teasel and two others."""
    an_england()
    return a_round()


@pytest.fixture
def ann(people: Everybody, spring: Round) -> AtTheMatrix:
    """Ann leads Teasel."""
    return at_the_matrix(people.network_lead("ZN101"), spring)


@pytest.fixture
def ben(people: Everybody, spring: Round) -> AtTheMatrix:
    """Ben contributes in Teasel."""
    return at_the_matrix(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"), spring)


# At once --------------------------------------------------------------------------------------------------------------


@time_machine.travel(datetime(2026, 4, 20, 13, 32, tzinfo=UTC))
def test_ann_answers_and_reads_that_it_is_saved_and_what_it_leads_to(ann: AtTheMatrix, spring: Round) -> None:
    says(asked_of(spring), None, (mark(FIRST), "in_place"))
    response = ann.saves((mark(SECOND), "in_place"))
    said = response.json()
    assert response.status_code == 200
    assert said["saved"] == "Saved 14:32"
    assert said["rows"][0]["places"][f"mark:{SECOND}"] == {"value": "in_place", "seen": 2}
    assert said["blocks"][0]["answered"] == "2 of 8 statements answered"
    assert "The answers suggest Foundation." in words(said["blocks"][0]["suggested"])
    assert draft(spring).value(mark(SECOND)) == "in_place"


def test_the_same_request_again_is_entered_once(ann: AtTheMatrix, ben: AtTheMatrix, spring: Round) -> None:
    ann.saves((note(), "A chair in May."), token="one")
    ben.saves((note(), "A chair in June."), seen=1)
    again = ann.saves((note(), "A chair in May."), token="one")
    assert again.status_code == 200
    assert draft(spring).value(note()) == "A chair in June."
    assert Entry.objects.count() == 2


def test_two_changes_to_one_answer_give_both_people_both_versions(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round
) -> None:
    ann.saves((note(), "A chair in May."))
    response = ben.saves((note(), "A chair in June."))
    assert response.status_code == 409
    for seen in (response.json(), ann.client.get(ann.address("changes/?since=1")).json()):
        versions = words(seen["rows"][0]["conflicts"])
        assert "A chair in May." in versions
        assert "A chair in June." in versions
        assert "Keep both, one below the other" in versions
    assert draft(spring).value(note()) == "A chair in May."


@pytest.mark.parametrize(
    ("kept", "value"),
    [("1", "A chair in May."), ("2", "A chair in June."), ("both", "A chair in May.\nA chair in June.")],
)
def test_whoever_sees_both_chooses_and_then_nothing_waits(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round, kept: str, value: str
) -> None:
    ann.saves((note(), "A chair in May."))
    ben.saves((note(), "A chair in June."))
    response = ann.saves(choose=f"note:{FIRST} {kept} 2")
    assert response.status_code == 200
    assert response.json()["rows"][0]["conflicts"] == ""
    assert draft(spring).value(note()) == value
    assert ben.saves(choose=f"note:{FIRST} 2 2").json()["says"].startswith("Somebody has chosen already.")


def test_what_came_after_a_choice_was_shown_waits_for_the_next_one(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round
) -> None:
    ann.saves((mark(), "in_plan"))
    ben.saves((mark(), "in_progress"))
    ben.saves((mark(), "in_place"))
    ann.saves(choose=f"mark:{FIRST} 1 2")
    assert [each.value for each in draft(spring).beside[mark()]] == ["in_place"]


def test_somebody_elses_change_is_told_once_and_nothing_new_is_told_as_nothing(
    ann: AtTheMatrix, ben: AtTheMatrix
) -> None:
    ben.saves((mark(SECOND), "in_plan"))
    told = ann.client.get(ann.address("changes/?since=0"))
    assert told.json()["rows"][0]["name"] == SECOND
    assert told.json()["rows"][0]["changed"].startswith(f"Changed by {ben.person.name}, ")
    assert ann.client.get(ann.address(f"changes/?since={told.json()['version']}")).status_code == 204


def test_a_stated_position_and_its_target_are_saved_like_answers(ann: AtTheMatrix, spring: Round) -> None:
    assert ann.saves((block(Field.POSITION), "step_1")).json()["cards"][0]["name"] == "leadership/network"
    ann.saves((block(Field.TARGET_BY), "31 3 2027"))
    assert draft(spring).value(block(Field.TARGET_BY)) == "2027-03-31"


def test_the_answer_of_the_last_round_is_taken_again_and_says_so(ann: AtTheMatrix, spring: Round) -> None:
    record(spring, ("a.xlsx", a_workbook(mark="in progress")))
    summer = at_the_matrix(ann.person, a_round("Summer 2026"))
    assert summer.saves(same=FIRST).status_code == 200
    kept = draft(summer.round).current[mark()]
    assert (kept.value, kept.origin) == ("in_progress", Origin.BEFORE)


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        (mark(), "nearly", "Choose one of the answers"),
        (mark(), "does_not_apply", "Say in the note why it does not apply."),
        (block(Field.TARGET_BY), "31 February 2027", "Enter the target date"),
        (block(Field.TARGET_BY), "0027-03-31", "Enter the target date"),
        (note(), "x" * 10_001, "10,001 characters"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_and_nothing_changes(
    ann: AtTheMatrix, place: object, value: str, says: str
) -> None:
    response = ann.saves((place, value))  # type: ignore[arg-type]
    assert response.status_code == 422
    assert says in response.json()["says"]
    assert not Entry.objects.exists()


def test_a_round_that_closed_meanwhile_says_so_and_takes_nothing(ann: AtTheMatrix, spring: Round) -> None:
    close_round(spring, by=None)
    response = ann.saves((note(), "Too late."))
    assert response.status_code == 422
    assert "The round was closed on" in response.json()["says"]


def test_who_was_signed_out_is_told_so_and_goes_on_after_signing_in(ann: AtTheMatrix, spring: Round) -> None:
    ann.client.logout()
    response = ann.saves((note(), "Typed on the train."), token="train")
    assert response.status_code == 401
    assert response.json()["sign_in"] == "/account/sign-in/"
    ann.client.force_login(ann.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert ann.saves((note(), "Typed on the train."), token="train").status_code == 200
    assert draft(spring).value(note()) == "Typed on the train."


def test_what_ann_typed_is_not_entered_under_the_name_of_whoever_signed_in_after_her(
    ann: AtTheMatrix, ben: AtTheMatrix
) -> None:
    response = ben.saves((note(), "Ann’s words"), person=str(ann.person.pk))
    assert response.status_code == 401
    assert "Somebody else is signed in here now." in response.json()["says"]
    assert not Entry.objects.exists()


def test_a_save_without_the_token_of_the_page_is_refused(ann: AtTheMatrix) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(ann.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(ann.address("save/"), {}, headers={"X-Requested-With": "fetch"}).status_code == 403


def test_saving_and_looking_take_the_same_few_queries_however_much_there_is(ann: AtTheMatrix, spring: Round) -> None:
    counts = []
    for component in (FIRST, SECOND, THIRD):
        with CaptureQueriesContext(connection) as queries:
            ann.saves((mark(component), "in_plan"))
        with CaptureQueriesContext(connection) as looks:
            ann.client.get(ann.address(f"changes/?since={draft(spring).version}"))
        counts.append((len(queries), len(looks)))
    assert counts[1] == counts[2]
    assert counts[2][0] <= 18
    assert counts[2][1] <= 8


# Without JavaScript ---------------------------------------------------------------------------------------------------


def test_a_form_saves_what_was_changed_in_it(ann: AtTheMatrix, spring: Round) -> None:
    page = ann.sends(LEADERSHIP, (mark(), "in_plan"), (note(), "Line one\r\nline two"), (private(SECOND), ""))
    assert "Saved: 2 changes." in words(page.content.decode())
    assert draft(spring).values == {mark(): "in_plan", note(): "Line one\nline two"}
    again = ann.sends(LEADERSHIP, (mark(), "in_plan"), (note(), "Line one\r\nline two"), version=2)
    assert "Saved" not in words(again.content.decode()).split("Themes")[0].split("Save and go on")[0]


def test_a_form_leaves_alone_what_its_sender_did_not_touch_and_others_changed(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round
) -> None:
    ann.saves((mark(), "in_plan"))
    ben.saves((mark(), "in_place"), seen=1)
    ann.sends(LEADERSHIP, (mark(), "in_plan"), (note(SECOND), "A coach."), version=1)
    now = draft(spring)
    assert now.value(mark()) == "in_place"
    assert now.value(note(SECOND)) == "A coach."
    assert not now.beside


def test_two_forms_in_conflict_show_both_versions_in_the_row_and_a_button_settles_it(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round
) -> None:
    ann.sends(LEADERSHIP, (note(), "A chair in May."))
    page = ben.sends(LEADERSHIP, (note(), "A chair in June.")).content.decode()
    assert "Both versions are kept: choose below which one counts." in words(page)
    assert f'value="note:{FIRST} 2 2"' in page
    assert "Note for your board:" in ann.reads()
    ann.sends(LEADERSHIP, (note(), "A chair in May."), version=2, choose=f"note:{FIRST} 2 2")
    assert draft(spring).value(note()) == "A chair in June."
    assert not draft(spring).beside


def test_saving_something_else_does_not_choose_between_two_versions(
    ann: AtTheMatrix, ben: AtTheMatrix, spring: Round
) -> None:
    ann.saves((note(), "A chair in May."))
    ben.saves((note(), "A chair in June."))
    ann.sends(LEADERSHIP, (note(), "A chair in May."), (mark(), "in_plan"), version=2)
    assert len(draft(spring).beside[note()]) == 1


def test_a_form_with_something_wrong_keeps_everything_typed_and_names_the_field(
    ann: AtTheMatrix, spring: Round
) -> None:
    page = ann.sends(LEADERSHIP, (mark(), "does_not_apply"), (note(SECOND), "A coach since May.")).content.decode()
    assert "<title>Error: " in page
    assert "Say in the note why it does not apply." in words(page)
    assert "A coach since May.</textarea>" in page
    assert 'value="does_not_apply" checked' in page
    assert not draft(spring).values


def test_a_closed_round_keeps_the_typed_text_on_the_page_and_says_why(ann: AtTheMatrix, spring: Round) -> None:
    close_round(spring, by=None)
    page = ann.sends(LEADERSHIP, (note(), "A morning of work.")).content.decode()
    assert "The round was closed on" in words(page)
    assert "What you typed is kept on this page." in words(page)
    assert "A morning of work.</textarea>" in page


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(ann: AtTheMatrix, spring: Round) -> None:
    client = Client(SERVER_NAME="localhost")
    signing_in = {"login": ann.person.email, "password": PASSWORD}
    client.post("/account/sign-in/", signing_in)
    sessions = client.cookies.pop("sessionid")
    assert sessions
    sent = {f"note:{FIRST}": "Typed all morning.", "version": "0", "token": "morning"}
    client.post(ann.address(LEADERSHIP), sent)
    kept = client.post("/account/sign-in/?next=/account/kept/", signing_in, follow=True)
    assert "Typed all morning." in kept.content.decode()


def test_green_means_save_and_go_on_to_the_next_theme(ann: AtTheMatrix) -> None:
    page = ann.sends(LEADERSHIP, (mark(), "in_plan"), then="next")
    assert page.redirect_chain[-1][0].endswith("/themes/population-health/")


# Ten minutes ----------------------------------------------------------------------------------------------------------


def test_ten_minute_mode_goes_from_one_unanswered_statement_to_the_next(ann: AtTheMatrix, spring: Round) -> None:
    ann.saves((mark(FIRST), "in_plan"))
    page = ann.reads("quick/")
    assert "68 of 69 left" in page
    response = ann.sends("quick/", (mark(SECOND), "in_place"), (note(SECOND), "A coach."), version=1, at=SECOND)
    assert response.redirect_chain[-1][0].endswith(f"?at={THIRD}&last={SECOND}")
    page = words(response.content.decode())
    assert "67 of 69 left" in page
    assert "Change the last answer" in page
    assert draft(spring).value(note(SECOND)) == "A coach."
    assert "In place your answer now" in ann.reads(f"quick/?at={SECOND}")


def test_ten_minute_mode_asks_for_the_reason_and_keeps_what_was_typed(ann: AtTheMatrix, spring: Round) -> None:
    page = ann.sends("quick/", (mark(FIRST), "does_not_apply"), (note(FIRST), ""), at=FIRST).content.decode()
    assert "Say in the note why it does not apply." in words(page)
    assert not draft(spring).values
    ann.sends("quick/", (mark(FIRST), "does_not_apply"), (note(FIRST), "No care home."), at=FIRST)
    assert draft(spring).value(mark(FIRST)) == "does_not_apply"


def test_ten_minute_mode_comes_back_to_an_answer_that_somebody_else_gave_meanwhile(
    ann: AtTheMatrix, ben: AtTheMatrix
) -> None:
    ben.saves((mark(FIRST), "in_plan"))
    page = ann.sends("quick/", (mark(FIRST), "in_place"), at=FIRST).content.decode()
    assert "Both versions are kept: choose which counts." in words(page)
    settled = ann.sends("quick/", version=2, at=FIRST, choose=f"mark:{FIRST} 2 2")
    assert settled.redirect_chain[-1][0].endswith(f"?at={SECOND}&last={FIRST}")


def test_ten_minute_mode_ends_with_what_to_do_next(ann: AtTheMatrix, spring: Round) -> None:
    assert "Every statement has an answer" not in ann.reads("quick/")
    close_round(spring, by=None)
    assert "The round was closed on" in ann.reads("quick/")
