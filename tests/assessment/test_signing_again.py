"""Asking for a signature, recalling what was signed, and reopening it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from tests.assessment.drafts import FIRST, SECOND, asked_of, mark, note, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.assessment.signing import a_deputy, a_director, asks_for, signed, signs
from tests.people import Everybody
from trellis.access.actions import end_appointment
from trellis.access.models import Appointment
from trellis.accounts.models import Person
from trellis.assessment.actions.signing import ask_to_sign, recall, reopen, sign, take_back_asking
from trellis.assessment.models import Assessment, Moderation, Round, RoundNetwork
from trellis.assessment.queries.drafts import draft_of
from trellis.audit.models import Event
from trellis.common.transitions import NotAllowedNowError
from trellis.post.models import Letter

MARCH = datetime(2026, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def spring(db: None) -> Round:
    """An open round that asks Teasel."""
    an_england()
    return a_round()


@pytest.fixture
def teasel(spring: Round) -> RoundNetwork:
    """Teasel, asked in it."""
    return asked_of(spring)


@pytest.fixture
def ann(people: Everybody) -> Person:
    """Ann manages Teasel, and may not sign for it."""
    return people.network_lead("ZN101")


@pytest.fixture
def cara(people: Everybody) -> Person:
    """Cara is Teasel's clinical director."""
    return a_director(people)


@pytest.fixture
def sam(people: Everybody) -> Person:
    """Sam leads the board's programme."""
    return people.system_lead("ZSA")


def again(asked: RoundNetwork) -> RoundNetwork:
    """The same network as a later request loads it."""
    return asked_of(asked.round, asked.network.code)


def moderation_of(asked: RoundNetwork) -> Moderation:
    """The area team has begun."""
    return Moderation.objects.create(asked=asked, started_at=datetime.now(UTC))


def letters_of_signing() -> list[Letter]:
    """The letters but for those of the round itself."""
    return list(Letter.objects.exclude(subject__contains="where do you stand").order_by("to"))


# Asking ---------------------------------------------------------------------------------------------------------------


def test_ann_asks_and_the_director_and_the_deputy_get_a_letter_with_the_way_there(
    teasel: RoundNetwork, ann: Person, cara: Person, people: Everybody
) -> None:
    dev = a_deputy(people)
    says(teasel, ann, (mark(), "in_place"))
    assert ask_to_sign(teasel, by=ann) == [cara, dev]
    letters = letters_of_signing()
    assert [letter.to for letter in letters] == [cara.email, dev.email]
    assert "/rounds/spring-2026/networks/ZN101/sign/" in letters[0].text
    assert again(teasel).sign_asked_by == ann
    assert Event.objects.get(event="assessment.signature_asked").board == "ZSA"


def test_asking_twice_writes_once(teasel: RoundNetwork, ann: Person, cara: Person) -> None:
    says(teasel, ann, (mark(), "in_place"))
    ask_to_sign(teasel, by=ann)
    assert ask_to_sign(teasel, by=ann) == []
    assert len(letters_of_signing()) == 1


def test_nobody_is_asked_to_sign_nothing(teasel: RoundNetwork, ann: Person, cara: Person) -> None:
    with pytest.raises(NotAllowedNowError, match="Nothing is answered yet"):
        ask_to_sign(teasel, by=ann)
    assert letters_of_signing() == []


def test_where_nobody_may_sign_ann_is_told_whom_to_ask(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_place"))
    with pytest.raises(NotAllowedNowError, match="Ask your system lead to appoint one"):
        ask_to_sign(teasel, by=ann)
    assert again(teasel).sign_asked_at is None


def test_a_director_who_has_left_is_not_asked_and_does_not_sign(
    teasel: RoundNetwork, ann: Person, cara: Person
) -> None:
    says(teasel, ann, (mark(), "in_place"))
    end_appointment(Appointment.objects.get(person=cara), ended=datetime(2026, 3, 1, tzinfo=UTC).date(), by=None)
    with pytest.raises(NotAllowedNowError, match="Nobody is appointed"):
        ask_to_sign(teasel, by=ann)
    with pytest.raises(NotAllowedNowError, match="Only the clinical director"):
        sign(teasel, version=1, by=cara)


def test_ann_takes_it_back(teasel: RoundNetwork, ann: Person, cara: Person) -> None:
    says(teasel, ann, (mark(), "in_place"))
    ask_to_sign(teasel, by=ann)
    take_back_asking(teasel, by=ann)
    take_back_asking(teasel, by=ann)
    assert again(teasel).sign_asked_at is None
    assert Event.objects.filter(event="assessment.signature_no_longer_asked").count() == 1


def test_the_signature_ends_the_asking(teasel: RoundNetwork, ann: Person, cara: Person) -> None:
    says(teasel, ann, (mark(), "in_place"))
    ask_to_sign(teasel, by=ann)
    signs(teasel, cara)
    assert again(teasel).sign_asked_at is None
    with pytest.raises(NotAllowedNowError, match="has signed already"):
        ask_to_sign(teasel, by=ann)


# Recalling ------------------------------------------------------------------------------------------------------------


def test_what_was_recalled_is_kept_and_can_be_changed_and_signed_anew(
    teasel: RoundNetwork, ann: Person, cara: Person
) -> None:
    copy = signed(teasel, cara)
    recall(teasel, by=ann, why="One answer was a slip.")
    copy.refresh_from_db()
    assert (copy.ended, copy.ended_why) == ("recalled", "One answer was a slip.")
    signed(again(teasel), cara, (mark(), "in_plan"))
    assert Assessment.objects.filter(asked=teasel).count() == 2
    assert Event.objects.get(event="assessment.recalled").detail["digest"] == copy.digest


def test_what_the_area_team_has_begun_to_moderate_is_not_recalled(teasel: RoundNetwork, cara: Person) -> None:
    copy = signed(teasel, cara)
    moderation_of(teasel)
    with pytest.raises(NotAllowedNowError, match="The area team has begun to moderate it"):
        recall(teasel, by=cara)
    copy.refresh_from_db()
    assert copy.superseded_at is None


def test_recalling_twice_changes_nothing_the_second_time(teasel: RoundNetwork, cara: Person) -> None:
    signed(teasel, cara)
    recall(teasel, by=cara)
    with pytest.raises(NotAllowedNowError, match="There is nothing to recall"):
        recall(teasel, by=cara)
    assert Event.objects.filter(event="assessment.recalled").count() == 1


def test_a_clock_that_went_back_does_not_keep_anybody_from_recalling(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    copy = sign(teasel, version=1, by=cara, at=datetime(2026, 10, 25, 1, 50, tzinfo=UTC))
    recall(teasel, by=cara, at=datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    copy.refresh_from_db()
    assert copy.superseded_at == copy.received_at


# Reopening ------------------------------------------------------------------------------------------------------------


def test_sam_reopens_with_a_reason_and_those_who_lead_the_network_are_told(
    teasel: RoundNetwork, ann: Person, cara: Person, sam: Person
) -> None:
    copy = signed(teasel, cara)
    moderation = moderation_of(teasel)
    reopen(teasel, by=sam, why="Two answers contradict each other.")
    copy.refresh_from_db()
    moderation.refresh_from_db()
    assert (copy.ended, copy.ended_why) == ("reopened", "Two answers contradict each other.")
    assert moderation.ended_at is not None
    assert again(teasel).reopened_why == "Two answers contradict each other."
    letters = letters_of_signing()
    assert [letter.to for letter in letters] == [cara.email, ann.email]
    assert "Two answers contradict each other." in letters[0].text
    assert draft_of(teasel).value(mark()) == "in_place"


def test_signing_anew_answers_the_reason(teasel: RoundNetwork, cara: Person, sam: Person) -> None:
    signed(teasel, cara)
    reopen(teasel, by=sam, why="Two answers contradict each other.")
    signed(again(teasel), cara, (mark(SECOND), "in_plan"))
    assert again(teasel).reopened_why == ""


def test_nothing_is_reopened_without_a_reason(teasel: RoundNetwork, cara: Person, sam: Person) -> None:
    copy = signed(teasel, cara)
    with pytest.raises(ValidationError, match="Say why"):
        reopen(teasel, by=sam, why="  ")
    copy.refresh_from_db()
    assert copy.superseded_at is None


def test_a_moderation_that_was_concluded_ends_too_whatever_the_clock_says(
    teasel: RoundNetwork, cara: Person, sam: Person
) -> None:
    signed(teasel, cara)
    moderation = moderation_of(teasel)
    Moderation.objects.filter(pk=moderation.pk).update(concluded_at=datetime.now(UTC), outcome="agreed")
    reopen(teasel, by=sam, why="It was concluded by mistake.", at=MARCH)
    moderation.refresh_from_db()
    assert moderation.ended_at == moderation.started_at


@pytest.mark.parametrize("how", ["recall", "reopen"])
def test_a_closed_round_stays_as_it_was_signed(
    spring: Round, teasel: RoundNetwork, cara: Person, sam: Person, how: str
) -> None:
    copy = signed(teasel, cara)
    Round.objects.filter(pk=spring.pk).update(status="closed", closed_at=datetime(2026, 5, 2, tzinfo=UTC))
    with pytest.raises(NotAllowedNowError, match="The round was closed on 2 May 2026"):
        recall(teasel, by=cara) if how == "recall" else reopen(teasel, by=sam, why="Too late.")
    copy.refresh_from_db()
    assert copy.superseded_at is None


@pytest.mark.parametrize("how", ["recall", "reopen"])
def test_a_workbook_that_is_opened_again_stands_in_the_draft(
    spring: Round, teasel: RoundNetwork, cara: Person, sam: Person, how: str
) -> None:
    record(spring, ("teasel.xlsx", a_workbook()))
    if how == "recall":
        recall(teasel, by=cara)
    else:
        reopen(teasel, by=sam, why="Please look again.")
    draft = draft_of(again(teasel))
    assert draft.value(mark(FIRST)) == "in_place"
    assert draft.current[mark(FIRST)].origin.value == "workbook"


def test_a_workbook_without_a_reason_for_what_does_not_apply_can_be_recalled_and_then_given_one(
    spring: Round, teasel: RoundNetwork, cara: Person
) -> None:
    record(spring, ("teasel.xlsx", a_workbook(mark="does not apply")))
    recall(teasel, by=cara)
    signed(again(teasel), cara, (note(FIRST), "We have one practice."))


def test_what_was_signed_anew_upon_a_workbook_stands_whole_in_the_draft_once_it_is_recalled(
    spring: Round, teasel: RoundNetwork, cara: Person
) -> None:
    record(spring, ("teasel.xlsx", a_workbook()))
    asks_for(teasel, SECOND)
    signed(again(teasel), cara, (mark(SECOND), "in_progress"))
    recall(teasel, by=cara)
    draft = draft_of(again(teasel))
    assert (draft.value(mark(FIRST)), draft.value(mark(SECOND))) == ("in_place", "in_progress")


def test_what_was_entered_at_the_boards_request_and_not_signed_yet_outlives_a_recall(
    teasel: RoundNetwork, cara: Person
) -> None:
    signed(teasel, cara, (mark(SECOND), "in_plan"))
    asks_for(teasel, SECOND)
    says(again(teasel), cara, (mark(SECOND), "in_progress"))
    recall(teasel, by=cara)
    assert draft_of(again(teasel)).value(mark(SECOND)) == "in_progress"
