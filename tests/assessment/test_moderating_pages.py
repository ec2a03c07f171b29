"""The area team's pages: the list, and one network side by side."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.assessment.drafts import FIRST
from tests.assessment.moderating import (
    LEADERSHIP,
    NORTH,
    SOUTH,
    a_moderator,
    a_moderator_of,
    a_signed_round,
    sixty_networks,
    teasel_of,
)
from tests.assessment.rounds import BOARD
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.actions.moderating import conclude, moderate
from trellis.assessment.actions.questioning import ask, reply
from trellis.assessment.models import ModeratedPosition, Moderation, Query, Round
from trellis.assessment.standing import Conclusion

LIST = "/rounds/spring-2026/moderation/"
TEASEL = "/rounds/spring-2026/networks/ZN101/moderation/"
AT = "leadership-network"


@pytest.fixture
def spring(db: None) -> Round:
    """A round in which Teasel and Wharf & Weir have signed and Larkspur has not."""
    return a_signed_round()


@pytest.fixture
def mo(spring: Round, people: Everybody) -> Client:
    """Mo moderates for the board."""
    return signed_in(a_moderator(people))


def text(client: Client, address: str, status: int = 200) -> str:
    """What a page says, without its tags."""
    response = client.get(address)
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_mo_sees_what_is_signed_and_what_to_do_first(mo: Client) -> None:
    said = text(mo, LIST)
    assert "2 of 3 networks have returned: 2 waiting." in said
    assert "Moderate Teasel" in said
    assert "Larkspur" not in said


def test_the_network_that_answered_comes_first(mo: Client, spring: Round) -> None:
    question = ask(teasel_of(spring), LEADERSHIP, "Who chairs?", by=None)
    assert "Moderate Wharf &amp; Weir" in text(mo, LIST)
    reply(question, "Ann does.", by_network=True, by=None)
    said = text(mo, LIST)
    assert "Read what Teasel answered" in said
    assert "1 answered" in said


def test_a_moderator_of_the_north_sees_and_counts_the_north_alone(spring: Round, people: Everybody) -> None:
    nora = signed_in(a_moderator_of(people, NORTH))
    said = text(nora, LIST)
    assert "The network has returned: 1 waiting." in said
    assert "Wharf" not in said
    assert nora.get(TEASEL).status_code == 200
    sue = signed_in(a_moderator_of(people, SOUTH))
    assert "Teasel" not in text(sue, LIST)
    assert sue.get(TEASEL).status_code == 404
    assert sue.post(TEASEL, {"do": "start"}).status_code == 404
    assert not Moderation.objects.exists()


@pytest.mark.parametrize("role", [Role.SYSTEM_LEAD, Role.COMMITTEE_SECRETARY, Role.ANALYST, Role.AUDITOR])
def test_those_who_read_find_no_form_and_change_nothing(spring: Round, people: Everybody, role: Role) -> None:
    reader = signed_in(people.holding(role, Level.BOARD, BOARD))
    assert "Moderate Teasel" not in text(reader, LIST)
    assert 'name="do"' not in reader.get(TEASEL).content.decode()
    assert reader.post(TEASEL, {"do": "start"}).status_code == 403
    assert not Moderation.objects.exists()


def test_a_network_sees_no_moderation_page_its_own_or_anothers(spring: Round, people: Everybody) -> None:
    ann = signed_in(people.network_lead("ZN101"))
    assert ann.get(LIST).status_code == 403
    assert ann.get(TEASEL).status_code == 403
    assert signed_in(people.network_lead("ZN102")).get(TEASEL).status_code == 404


def test_side_by_side_stands_what_the_network_says_and_what_its_answers_suggest(mo: Client) -> None:
    said = text(mo, TEASEL)
    assert "The chair is elected in May." in said
    assert "Why do the answers suggest Pre-foundation?" in said
    assert "Moderated None" in said
    assert "Nobody moderates it yet." in said


def test_mo_saves_a_position_and_comes_back_to_the_same_block(mo: Client) -> None:
    sent = {"do": "judge", "at": AT, "position": "pre_foundation", "words": "Nothing shows it."}
    response = mo.post(TEASEL, sent)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?done=judge&at={AT}#{AT}")
    said = text(mo, response["Location"])
    assert "Saved." in said
    assert "Pre-foundation, because: Nothing shows it." in said
    assert "In moderation since" in said


def test_what_mo_typed_is_kept_where_the_reason_is_missing(mo: Client) -> None:
    response = mo.post(TEASEL, {"do": "judge", "at": AT, "position": "step_1", "words": " "})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error:" in page
    assert "Say why: the network says Foundation. Nothing was changed." in page
    assert re.search(r'value="step_1" checked', page)
    assert not ModeratedPosition.objects.exists()


def test_a_question_that_the_answers_raise_is_asked_with_one_click(mo: Client) -> None:
    page = mo.get(TEASEL).content.decode()
    found = re.search(r'name="words" value="(You say that you are at Foundation[^"]*)"', page)
    assert found
    mo.post(TEASEL, {"do": "ask", "at": AT, "words": found.group(1)})
    assert Query.objects.get().text == found.group(1)
    assert found.group(1) not in re.findall(r'name="words" value="([^"]*)"', mo.get(TEASEL).content.decode())


def test_mo_asks_again_closes_and_opens_a_question(mo: Client, spring: Round) -> None:
    question = ask(teasel_of(spring), LEADERSHIP, "Who chairs?", component=FIRST, by=None)
    reply(question, "Ann does.", by_network=True, by=None)
    at = f"question-{question.pk}"
    mo.post(TEASEL, {"do": "reply", "at": at, "question": question.pk, "words": "Since when?"})
    mo.post(TEASEL, {"do": "close", "at": at, "question": question.pk})
    said = text(mo, TEASEL)
    assert "Ann does." in said
    assert "Since when?" in said
    assert "Closed " in said
    mo.post(TEASEL, {"do": "reopen", "at": at, "question": question.pk})
    assert "Waits for the network" in text(mo, TEASEL)


def test_mo_leaves_the_rest_as_stated_concludes_and_takes_it_back(mo: Client) -> None:
    mo.post(TEASEL, {"do": "start"})
    assert "1 stated position has no moderated position yet." in text(mo, TEASEL)
    mo.post(TEASEL, {"do": "leave", "at": "conclude"})
    mo.post(TEASEL, {"do": "conclude", "at": "conclude", "outcome": "agreed"})
    assert "Agreed: concluded on" in text(mo, TEASEL)
    assert 'value="judge"' not in mo.get(TEASEL).content.decode()
    refused = mo.post(TEASEL, {"do": "take-back", "at": "conclude", "words": ""})
    assert "Say why the conclusion is taken back." in refused.content.decode()
    mo.post(TEASEL, {"do": "take-back", "at": "conclude", "words": "They called."})
    said = text(mo, TEASEL)
    assert "Every stated position is judged." in said
    assert "They called." in said


def test_a_form_that_is_none_of_ours_changes_nothing_and_says_so(mo: Client) -> None:
    for sent in ({}, {"do": "drop"}, {"do": "judge", "at": "<b>"}, {"do": "conclude", "outcome": "won"}):
        response = mo.post(TEASEL, sent)
        assert response.status_code == 200
        assert "cannot be read" in response.content.decode()
    assert mo.post(TEASEL, {"do": "judge", "at": "no-such", "position": "step_1"}).status_code == 404
    assert mo.post(TEASEL, {"do": "close", "question": "999"}).status_code == 404


def test_a_list_of_sixty_networks_takes_as_many_queries_as_one_of_three(mo: Client) -> None:
    sixty_networks()
    mo.get(LIST)
    with CaptureQueriesContext(connection) as of_three:
        mo.get(LIST)
    with CaptureQueriesContext(connection) as of_sixty:
        said = text(mo, LIST.replace("spring", "summer"))
    assert "All 60 networks have returned" in said
    assert len(of_sixty) == len(of_three)


def test_the_first_thing_to_do_follows_what_happened(mo: Client, spring: Round) -> None:
    teasel = teasel_of(spring)
    moderate(teasel, LEADERSHIP, "foundation", by=None)
    assert "Ready to conclude" in text(mo, LIST)
    conclude(teasel, outcome=Conclusion.DIFFER, by=None)
    assert "1 agreed to differ" in text(mo, LIST)
