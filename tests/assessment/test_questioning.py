"""Questions of the area team to a network, and what both say to them."""

import pytest
from django.core.exceptions import ValidationError

from tests.assessment.drafts import FIRST
from tests.assessment.moderating import LEADERSHIP, OTHER, a_moderator, a_signed_round, teasel_of
from tests.people import Everybody
from trellis.accounts.models import Person
from trellis.assessment.actions.moderating import conclude, leave_as_stated
from trellis.assessment.actions.questioning import ask, close, reopen, reply
from trellis.assessment.actions.rounds import close_round, publish_round
from trellis.assessment.models import Query, Reply, Round, RoundNetwork
from trellis.assessment.queries.moderation import open_questions, questions_of
from trellis.assessment.queries.standings import standing_of
from trellis.assessment.standing import Status
from trellis.audit.models import Event
from trellis.common.transitions import NotAllowedNowError
from trellis.post.models import Letter


@pytest.fixture
def spring(db: None) -> Round:
    """A round in which Teasel has returned."""
    return a_signed_round()


@pytest.fixture
def teasel(spring: Round) -> RoundNetwork:
    """Teasel."""
    return teasel_of(spring)


@pytest.fixture
def mo(people: Everybody, spring: Round) -> Person:
    """Mo moderates."""
    return a_moderator(people)


@pytest.fixture
def ann(people: Everybody, spring: Round) -> Person:
    """Ann leads Teasel."""
    return people.network_lead("ZN101")


def test_a_question_starts_the_moderation_and_the_leaders_get_one_letter(
    teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    ask(teasel, LEADERSHIP, "Who chairs?", component=FIRST, by=mo)
    ask(teasel, LEADERSHIP, "Since when?", by=mo)
    assert standing_of(teasel) is Status.IN_MODERATION
    letter = Letter.objects.get()
    assert letter.to == ann.email
    assert "/rounds/spring-2026/networks/ZN101/questions/" in letter.text
    assert "chairs" not in letter.text


def test_questions_are_found_where_they_are_about(teasel: RoundNetwork, mo: Person) -> None:
    ask(teasel, LEADERSHIP, "Who chairs?", component=FIRST, by=mo)
    ask(teasel, OTHER, "Was it meant to be blank?", by=mo)
    found = open_questions(teasel)
    assert [each.text for each in found[FIRST]] == ["Who chairs?"]
    assert [each.text for each in found[OTHER.theme, OTHER.audience.value]] == ["Was it meant to be blank?"]


def test_the_same_question_is_asked_once_and_the_same_answer_said_once(
    teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    question = ask(teasel, LEADERSHIP, "Who chairs?", by=mo)
    assert ask(teasel, LEADERSHIP, " Who chairs? ", by=mo) == question
    reply(question, "Ann does.", by_network=True, by=ann)
    reply(question, "Ann does.", by_network=True, by=ann)
    assert Reply.objects.count() == 1


def test_both_sides_speak_and_each_gets_a_letter(teasel: RoundNetwork, mo: Person, ann: Person) -> None:
    question = ask(teasel, LEADERSHIP, "Who chairs?", by=mo)
    assert questions_of(teasel)[0].waits_for_network
    reply(question, "Ann does.", by_network=True, by=ann)
    assert questions_of(teasel)[0].is_answered
    assert Letter.objects.filter(to=mo.email, subject="Teasel has answered, Spring 2026").count() == 1
    reply(question, "Since when?", by_network=False, by=mo)
    asked = questions_of(teasel)[0]
    assert asked.waits_for_network
    assert [(each.text, each.by) for each in asked.replies] == [("Ann does.", ann.name), ("Since when?", mo.name)]


def test_a_closed_question_is_answered_only_after_it_is_opened_again(
    teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    question = ask(teasel, LEADERSHIP, "Who chairs?", by=mo)
    close(question, by=mo)
    close(question, by=mo)
    assert not open_questions(teasel)
    with pytest.raises(NotAllowedNowError, match="Ask the area team to open it again"):
        reply(question, "Ann does.", by_network=True, by=ann)
    reopen(question, by=mo)
    reply(question, "Ann does.", by_network=True, by=ann)
    assert Event.objects.filter(event="assessment.question_closed").count() == 1


def test_a_question_needs_words_and_a_place_that_the_round_has(teasel: RoundNetwork, mo: Person) -> None:
    with pytest.raises(ValidationError, match="Write the question"):
        ask(teasel, LEADERSHIP, "  ", by=mo)
    with pytest.raises(ValidationError, match="does not ask about this"):
        ask(teasel, OTHER, "Who?", component=FIRST, by=mo)
    with pytest.raises(ValidationError, match="Write the answer"):
        reply(ask(teasel, LEADERSHIP, "Who?", by=mo), "", by_network=True, by=None)
    assert Query.objects.count() == 1


def test_after_a_conclusion_nothing_new_is_asked_and_what_was_asked_can_be_answered(
    teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    question = ask(teasel, LEADERSHIP, "Who chairs?", by=mo)
    leave_as_stated(teasel, by=mo)
    conclude(teasel, by=mo)
    with pytest.raises(NotAllowedNowError, match="Take the conclusion back"):
        ask(teasel, LEADERSHIP, "Since when?", by=mo)
    reply(question, "Ann does.", by_network=True, by=ann)


def test_once_the_round_is_published_nobody_asks_or_answers(
    spring: Round, teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    question = ask(teasel, LEADERSHIP, "Who chairs?", by=mo)
    close_round(spring, by=None)
    publish_round(Round.objects.get(pk=spring.pk), by=None)
    for attempt in (
        lambda: ask(teasel, LEADERSHIP, "Since when?", by=mo),
        lambda: reply(question, "Ann does.", by_network=True, by=ann),
        lambda: close(question, by=mo),
        lambda: reopen(question, by=mo),
    ):
        with pytest.raises(NotAllowedNowError, match="was published on"):
            attempt()


def test_the_audit_tells_that_something_was_asked_and_not_what(teasel: RoundNetwork, mo: Person, ann: Person) -> None:
    question = ask(teasel, LEADERSHIP, "Is the chair ill?", component=FIRST, by=mo)
    reply(question, "Yes, ill.", by_network=True, by=ann)
    events = Event.objects.filter(event__startswith="assessment.question_").order_by("pk")
    assert [each.event for each in events] == ["assessment.question_asked", "assessment.question_replied"]
    assert {each.board for each in events} == {"ZSA"}
    assert "ill" not in str([each.detail for each in events])
