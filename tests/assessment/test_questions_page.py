"""The page on which a network answers, and says whether it agrees with its moderated positions."""

import re

import pytest
from django.test import Client

from tests.assessment.drafts import FIRST
from tests.assessment.moderating import LEADERSHIP, a_signed_round, teasel_of
from tests.assessment.rounds import BOARD
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.actions.moderating import conclude, moderate
from trellis.assessment.actions.questioning import ask, close
from trellis.assessment.actions.rounds import close_round, publish_round
from trellis.assessment.models import NetworkView, Query, Reply, Round
from trellis.assessment.standing import ModerationSeen

PAGE = "/rounds/spring-2026/networks/ZN101/questions/"
AT = "leadership-network"


@pytest.fixture
def spring(db: None) -> Round:
    """A round in which Teasel has returned."""
    return a_signed_round()


@pytest.fixture
def question(spring: Round) -> Query:
    """The area team has asked Teasel about the first component."""
    return ask(teasel_of(spring), LEADERSHIP, "Who chairs?", component=FIRST, by=None)


@pytest.fixture
def ann(spring: Round, people: Everybody) -> Client:
    """Ann leads Teasel."""
    return signed_in(people.network_lead("ZN101"))


@pytest.fixture
def cat(spring: Round, people: Everybody) -> Client:
    """Cat contributes in Teasel."""
    return signed_in(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"))


def text(client: Client, status: int = 200) -> str:
    """What the page says, without its tags."""
    response = client.get(PAGE)
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def moved(spring: Round, seen: ModerationSeen = ModerationSeen.AT_ONCE) -> None:
    """The area team judges Teasel lower than it does itself, in a round with these terms."""
    Round.objects.filter(pk=spring.pk).update(moderation_seen=seen.value)
    moderate(teasel_of(spring), LEADERSHIP, "pre_foundation", reason="No minutes were shown.", by=None)


def test_ann_finds_the_question_beside_her_answer_and_answers_it(ann: Client, question: Query) -> None:
    said = text(ann)
    assert "1 question waits for your answer." in said
    assert "Who chairs?" in said
    assert "Your answer: In place" in said
    at = f"question-{question.pk}"
    response = ann.post(PAGE, {"do": "reply", "at": at, "question": question.pk, "words": "Dr Ash does."})
    assert response["Location"] == f"{PAGE}?done=reply&at={at}#{at}"
    assert "Nothing waits for your answer." in text(ann)
    assert Reply.objects.get().by_network


def test_a_contributor_answers_too_and_leaves_the_networks_view_to_its_leaders(
    cat: Client, question: Query, spring: Round
) -> None:
    moved(spring)
    cat.post(PAGE, {"do": "reply", "at": "x", "question": question.pk, "words": "Dr Ash does."})
    assert Reply.objects.count() == 1
    assert "No minutes were shown." in text(cat)
    assert "What do we say?" not in text(cat)
    assert cat.post(PAGE, {"do": "say", "at": AT, "view": "agree"}).status_code == 403
    assert not NetworkView.objects.exists()


def test_what_ann_typed_is_kept_where_it_could_not_be_sent(ann: Client, question: Query) -> None:
    close(question, by=None)
    sent = {"do": "reply", "at": f"question-{question.pk}", "question": question.pk, "words": "Dr Ash does."}
    response = ann.post(PAGE, sent)
    assert response.status_code == 200
    assert "The question was closed on" in response.content.decode()
    assert not Reply.objects.exists()


def test_ann_agrees_or_says_why_she_differs(ann: Client, spring: Round) -> None:
    moved(spring)
    assert "The area team judges one position otherwise than you. Say whether you agree." in text(ann)
    refused = ann.post(PAGE, {"do": "say", "at": AT, "view": "differ", "words": ""})
    assert "Say why you differ." in refused.content.decode()
    assert 'value="differ" checked' in refused.content.decode()
    assert "Choose whether you agree" in ann.post(PAGE, {"do": "say", "at": AT}).content.decode()
    ann.post(PAGE, {"do": "say", "at": AT, "view": "differ", "words": "They are on the shelf."})
    assert "We differ : They are on the shelf." in text(ann).replace("differ:", "differ :")


@pytest.mark.parametrize(
    ("seen", "concluded", "published", "visible"),
    [
        (ModerationSeen.AT_ONCE, False, False, True),
        (ModerationSeen.WHEN_CONCLUDED, False, False, False),
        (ModerationSeen.WHEN_CONCLUDED, True, False, True),
        (ModerationSeen.WHEN_PUBLISHED, True, False, False),
        (ModerationSeen.WHEN_PUBLISHED, True, True, True),
    ],
)
def test_moderated_positions_are_seen_from_when_the_round_says(
    ann: Client, spring: Round, seen: ModerationSeen, concluded: bool, published: bool, visible: bool
) -> None:
    moved(spring, seen)
    if concluded:
        conclude(teasel_of(spring), words="Settled by telephone.", by=None)
    if published:
        close_round(spring, by=None)
        publish_round(Round.objects.get(pk=spring.pk), by=None)
    said = text(ann)
    assert ("No minutes were shown." in said) is visible
    assert ("Settled by telephone." in said) is (visible and concluded)
    assert ("You see the area team’s positions when" in said) is not visible


def test_once_published_nothing_can_be_said_any_more(ann: Client, spring: Round) -> None:
    moved(spring)
    close_round(spring, by=None)
    publish_round(Round.objects.get(pk=spring.pk), by=None)
    assert 'name="do"' not in ann.get(PAGE).content.decode()
    refused = ann.post(PAGE, {"do": "say", "at": AT, "view": "agree"})
    assert "was published on" in refused.content.decode()


def test_nobody_but_the_network_finds_the_page(spring: Round, question: Query, people: Everybody) -> None:
    for role in (Role.SYSTEM_LEAD, Role.AREA_TEAM, Role.AUDITOR):
        assert signed_in(people.holding(role, Level.BOARD, BOARD)).get(PAGE).status_code == 404
    neighbour = signed_in(people.network_lead("ZN102"))
    assert neighbour.get(PAGE).status_code == 404
    sent = {"do": "reply", "question": question.pk, "words": "We chair."}
    assert neighbour.post(PAGE, sent).status_code == 404
    theirs = PAGE.replace("ZN101", "ZN102")
    assert neighbour.post(theirs, sent).status_code == 404
    assert not Reply.objects.exists()
