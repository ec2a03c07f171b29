"""Moderating a signed assessment: every change is kept, and both sides have their say."""

import pytest
from django.core.exceptions import ValidationError

from tests.assessment.drafts import SECOND, asked_of, mark, says
from tests.assessment.moderating import LEADERSHIP, OTHER, a_moderator, a_signed_round, teasel_of
from tests.assessment.signing import a_director, signs
from tests.people import Everybody, signed_in
from trellis.accounts.models import Person
from trellis.assessment.actions.asking import ask_for_components
from trellis.assessment.actions.moderating import (
    conclude,
    leave_as_stated,
    moderate,
    say_of_position,
    start_moderation,
    take_back,
)
from trellis.assessment.actions.participation import withdraw
from trellis.assessment.actions.rounds import close_round, publish_round
from trellis.assessment.actions.signing import reopen
from trellis.assessment.models import ModeratedPosition, Moderation, NetworkView, Round, RoundNetwork, TakenBack
from trellis.assessment.moderating import Turn
from trellis.assessment.queries.area_team import in_moderation
from trellis.assessment.queries.moderation import moderated_positions, moderated_seen_by_network, sides_of
from trellis.assessment.queries.standings import standing_of
from trellis.assessment.standing import Conclusion, ModerationSeen, Status
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.common.transitions import NotAllowedNowError
from trellis.post.models import Letter

PAGE = "/rounds/spring-2026/networks/ZN101/moderation/"


@pytest.fixture
def spring(db: None) -> Round:
    """A round in which Teasel has returned."""
    return a_signed_round()


@pytest.fixture
def teasel(spring: Round) -> RoundNetwork:
    """Teasel, which states Foundation for leadership and nothing else."""
    return teasel_of(spring)


@pytest.fixture
def mo(people: Everybody, spring: Round) -> Person:
    """Mo moderates."""
    return a_moderator(people)


@pytest.fixture
def ann(people: Everybody, spring: Round) -> Person:
    """Ann leads Teasel."""
    return people.network_lead("ZN101")


def seen_from(round_: Round, seen: ModerationSeen) -> None:
    """The terms of the round, as to when a network sees its moderated positions."""
    Round.objects.filter(pk=round_.pk).update(moderation_seen=seen.value)


def test_a_first_position_starts_the_moderation(teasel: RoundNetwork, mo: Person) -> None:
    assert standing_of(teasel) is Status.SUBMITTED
    moderate(teasel, LEADERSHIP, "foundation", by=mo)
    assert standing_of(teasel) is Status.IN_MODERATION
    assert moderated_positions(teasel)[LEADERSHIP].by == mo.name


def test_starting_twice_starts_once(teasel: RoundNetwork, mo: Person) -> None:
    assert start_moderation(teasel, by=mo) == start_moderation(teasel, by=mo)
    assert Event.objects.filter(event="assessment.moderation_started").count() == 1


def test_every_change_of_a_position_is_kept(teasel: RoundNetwork, mo: Person) -> None:
    moderate(teasel, LEADERSHIP, "foundation", by=mo)
    moderate(teasel, LEADERSHIP, "step_1", reason="The minutes show it.", by=mo)
    moderate(teasel, LEADERSHIP, "step_1", reason="The minutes show it.", by=mo)
    kept = [(each.position, each.is_current) for each in ModeratedPosition.objects.all()]
    assert kept == [("foundation", False), ("step_1", True)]


@pytest.mark.parametrize(
    ("position", "reason", "why"),
    [
        ("step_1", "", "Say why: the network says Foundation."),
        ("step_1", "  ", "Say why"),
        ("step_9", "Because.", "Choose one of the positions."),
        ("", "", "Choose one of the positions."),
        ("foundation", "x" * 10_001, "at most 10,000 can be kept"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_starts(
    teasel: RoundNetwork, mo: Person, position: str, reason: str, why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        moderate(teasel, LEADERSHIP, position, reason=reason, by=mo)
    assert not Moderation.objects.exists()


def test_a_position_needs_a_reason_where_the_network_states_none(teasel: RoundNetwork, mo: Person) -> None:
    with pytest.raises(ValidationError, match="states no position"):
        moderate(teasel, OTHER, "foundation", by=mo)


def test_nobody_moderates_what_was_not_returned(spring: Round, mo: Person) -> None:
    with pytest.raises(NotAllowedNowError, match="Larkspur has no return in Spring 2026 now"):
        start_moderation(asked_of(spring, "ZN103"), by=mo)


def test_nobody_moderates_a_network_that_was_withdrawn(spring: Round, teasel: RoundNetwork, mo: Person) -> None:
    withdraw(spring, networks=["ZN101"], why="It merged.", by=None)
    with pytest.raises(NotAllowedNowError, match="was withdrawn"):
        start_moderation(teasel, by=mo)


def test_the_rest_is_left_as_stated_at_once(teasel: RoundNetwork, mo: Person) -> None:
    assert leave_as_stated(teasel, by=mo) == 1
    assert leave_as_stated(teasel, by=mo) == 0
    assert moderated_positions(teasel)[LEADERSHIP].position == "foundation"


def test_the_network_agrees_or_differs_and_every_view_is_kept(teasel: RoundNetwork, mo: Person, ann: Person) -> None:
    moderate(teasel, LEADERSHIP, "pre_foundation", reason="No minutes.", by=mo)
    with pytest.raises(ValidationError, match="Say why you differ"):
        say_of_position(teasel, LEADERSHIP, agrees=False, by=ann)
    say_of_position(teasel, LEADERSHIP, agrees=False, words="They are on the shelf.", by=ann)
    say_of_position(teasel, LEADERSHIP, agrees=True, by=ann)
    say_of_position(teasel, LEADERSHIP, agrees=True, by=ann)
    assert [(each.agrees, each.is_current) for each in NetworkView.objects.all()] == [(False, False), (True, True)]


def test_a_view_of_an_earlier_position_counts_no_longer(teasel: RoundNetwork, mo: Person, ann: Person) -> None:
    moderate(teasel, LEADERSHIP, "pre_foundation", reason="No minutes.", by=mo)
    say_of_position(teasel, LEADERSHIP, agrees=False, words="They are on the shelf.", by=ann)
    moderate(teasel, LEADERSHIP, "foundation", by=mo)
    assert sides_of(teasel).views == {}
    assert NetworkView.objects.count() == 1


def test_a_network_answers_no_position_that_it_may_not_see(
    spring: Round, teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    seen_from(spring, ModerationSeen.WHEN_CONCLUDED)
    moderate(teasel, LEADERSHIP, "foundation", by=mo)
    with pytest.raises(NotAllowedNowError, match="There is no moderated position here to answer yet"):
        say_of_position(teasel_of(spring), LEADERSHIP, agrees=True, by=ann)
    assert not moderated_seen_by_network(teasel_of(spring))
    conclude(teasel, by=mo)
    assert moderated_seen_by_network(teasel_of(spring))
    say_of_position(teasel_of(spring), LEADERSHIP, agrees=True, by=ann)


def test_it_ends_as_the_views_say_unless_told_otherwise(teasel: RoundNetwork, mo: Person, ann: Person) -> None:
    moderate(teasel, LEADERSHIP, "pre_foundation", reason="No minutes.", by=mo)
    say_of_position(teasel, LEADERSHIP, agrees=False, words="They are on the shelf.", by=ann)
    with pytest.raises(ValidationError, match="Say why it is agreed all the same"):
        conclude(teasel, outcome=Conclusion.AGREED, by=mo)
    assert conclude(teasel, by=mo).outcome == Conclusion.DIFFER.value
    assert standing_of(teasel) is Status.DIFFER


def test_agreed_while_the_network_differs_needs_a_reason_and_has_one(
    teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    moderate(teasel, LEADERSHIP, "pre_foundation", reason="No minutes.", by=mo)
    say_of_position(teasel, LEADERSHIP, agrees=False, words="They are on the shelf.", by=ann)
    conclude(teasel, outcome=Conclusion.AGREED, words="Agreed by telephone.", by=mo)
    assert standing_of(teasel) is Status.AGREED


def test_it_is_not_concluded_before_every_stated_position_is_judged(teasel: RoundNetwork, mo: Person) -> None:
    with pytest.raises(NotAllowedNowError, match="has not started"):
        conclude(teasel, by=mo)
    start_moderation(teasel, by=mo)
    with pytest.raises(NotAllowedNowError, match="no moderated position yet in Leadership"):
        conclude(teasel, by=mo)


def test_after_the_conclusion_nothing_moves_until_it_is_taken_back(teasel: RoundNetwork, mo: Person) -> None:
    leave_as_stated(teasel, by=mo)
    conclude(teasel, words="Well done.", by=mo)
    with pytest.raises(NotAllowedNowError, match="Take the conclusion back"):
        moderate(teasel, LEADERSHIP, "step_1", reason="Better.", by=mo)
    with pytest.raises(ValidationError, match="Say why the conclusion is taken back"):
        take_back(teasel, why=" ", by=mo)
    take_back(teasel, why="They called.", by=mo)
    assert [(each.outcome, each.words, each.why) for each in TakenBack.objects.all()] == [
        ("agreed", "Well done.", "They called.")
    ]
    moderate(teasel, LEADERSHIP, "step_1", reason="Better.", by=mo)
    assert standing_of(teasel) is Status.IN_MODERATION
    with pytest.raises(NotAllowedNowError, match="is not concluded"):
        take_back(teasel, why="Again.", by=mo)


def test_concluding_twice_concludes_once_and_writes_one_letter(teasel: RoundNetwork, mo: Person, ann: Person) -> None:
    leave_as_stated(teasel, by=mo)
    conclude(teasel, by=mo)
    conclude(teasel, by=mo)
    letter = Letter.objects.get()
    assert letter.to == ann.email
    assert "The positions are agreed." in letter.text
    assert "/rounds/spring-2026/networks/ZN101/questions/" in letter.text


def test_no_letter_tells_of_a_conclusion_that_the_network_may_not_see(
    spring: Round, teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    seen_from(spring, ModerationSeen.WHEN_PUBLISHED)
    leave_as_stated(teasel, by=mo)
    conclude(teasel, by=mo)
    assert not Letter.objects.exists()


def test_a_closed_round_is_moderated_to_the_end_and_a_published_one_stays_as_it_is(
    spring: Round, teasel: RoundNetwork, mo: Person, ann: Person
) -> None:
    close_round(spring, by=None)
    moderate(teasel, LEADERSHIP, "pre_foundation", reason="No minutes.", by=mo)
    publish_round(Round.objects.get(pk=spring.pk), by=None)
    for attempt in (
        lambda: moderate(teasel, LEADERSHIP, "foundation", by=mo),
        lambda: leave_as_stated(teasel, by=mo),
        lambda: say_of_position(teasel, LEADERSHIP, agrees=True, by=ann),
        lambda: conclude(teasel, by=mo),
        lambda: take_back(teasel, why="Why not.", by=mo),
    ):
        with pytest.raises(NotAllowedNowError, match="was published on"):
            attempt()


def signed_anew(round_: Round, teasel: RoundNetwork, director: Person) -> None:
    """The system asks for one component again, and the network answers it and signs."""
    ask_for_components(round_, networks=["ZN101"], components=[SECOND], by=None)
    says(teasel, director, (mark(SECOND), "in_place"))
    signs(teasel, director)


def test_what_is_signed_anew_shows_where_it_says_something_else_than_what_was_moderated(
    spring: Round, teasel: RoundNetwork, mo: Person, people: Everybody
) -> None:
    moderate(teasel, LEADERSHIP, "foundation", by=mo)
    moderate(teasel, OTHER, "foundation", reason="Seen on site.", by=mo)
    assert not sides_of(teasel).signed_anew(LEADERSHIP)
    signed_anew(spring, teasel, a_director(people))
    assert sides_of(teasel).signed_anew(LEADERSHIP)
    assert not sides_of(teasel).signed_anew(OTHER)
    assert "Signed anew after this was moderated" in signed_in(mo).get(PAGE).content.decode()
    assert in_moderation(RoundNetwork.objects.filter(pk=teasel.pk))[0].turn is Turn.SIGNED_ANEW


def test_a_position_that_stands_after_a_newer_signature_is_given_again(
    spring: Round, teasel: RoundNetwork, mo: Person, people: Everybody
) -> None:
    moderate(teasel, LEADERSHIP, "step_2", reason="Seen on site.", by=mo)
    signed_anew(spring, teasel, a_director(people))
    moderate(teasel, LEADERSHIP, "step_2", reason="Seen on site.", by=mo)
    assert ModeratedPosition.objects.count() == 2
    assert not sides_of(teasel).signed_anew(LEADERSHIP)


def test_what_was_reopened_is_moderated_anew(teasel: RoundNetwork, mo: Person, people: Everybody) -> None:
    moderate(teasel, LEADERSHIP, "step_2", reason="Seen on site.", by=mo)
    a_director(people)
    reopen(teasel, why="A page is missing.", by=people.system_lead("ZSA"))
    assert moderated_positions(teasel) == {}
    assert ModeratedPosition.objects.count() == 1
    with pytest.raises(NotAllowedNowError, match="has no return"):
        moderate(teasel, LEADERSHIP, "step_2", reason="Seen on site.", by=mo)


def test_the_audit_tells_of_every_change_and_holds_no_words(teasel: RoundNetwork, mo: Person, ann: Person) -> None:
    moderate(teasel, LEADERSHIP, "pre_foundation", reason="A secret reason.", by=mo)
    say_of_position(teasel, LEADERSHIP, agrees=False, words="A secret view.", by=ann)
    conclude(teasel, words="A secret word.", by=mo)
    take_back(teasel, why="A secret why.", by=mo)
    events = Event.objects.filter(subject="network ZN101 in round spring-2026", board="ZSA").order_by("pk")
    assert [each.event for each in events] == [
        "assessment.moderation_started",
        "assessment.position_moderated",
        "assessment.position_answered",
        "assessment.moderation_concluded",
        "assessment.conclusion_taken_back",
    ]
    assert "secret" not in str([each.detail for each in events])
    assert verify() == []
