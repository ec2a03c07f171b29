"""Signing: what stands is frozen under a name, once, and only what was shown."""

from datetime import UTC, date, datetime

import pytest

from tests.assessment.drafts import FIRST, SECOND, THIRD, asked_of, block, mark, note, private, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.assessment.signing import a_deputy, a_director, asks_for, signed, signs
from tests.people import Everybody
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.signing import ChangedSinceError, sign
from trellis.assessment.drafting import Field
from trellis.assessment.models import Assessment, Entry, Evidence, Round, RoundNetwork, SignOff
from trellis.assessment.queries.returns import return_of
from trellis.assessment.queries.signed import digest_of_copy, to_sign
from trellis.assessment.rules import Mark
from trellis.audit.models import Event
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.models import Component


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
def cara(people: Everybody) -> Person:
    """Cara is Teasel's clinical director."""
    return a_director(people)


@pytest.fixture
def dev(people: Everybody) -> Person:
    """Dev is her deputy."""
    return a_deputy(people)


@pytest.fixture
def ben(people: Everybody) -> Person:
    """Ben contributes in Teasel."""
    return people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101")


def again(asked: RoundNetwork) -> RoundNetwork:
    """The same network as a later request loads it."""
    return asked_of(asked.round, asked.network.code)


def test_cara_signs_and_what_stood_is_frozen_under_her_name(teasel: RoundNetwork, cara: Person) -> None:
    copy = signed(
        teasel,
        cara,
        (mark(), "in_place"),
        (note(), "Chair elected."),
        (block(Field.POSITION), "foundation"),
        (block(Field.TARGET), "step_1"),
        (block(Field.TARGET_BY), "2027-03-31"),
    )
    assert (copy.via, copy.version, copy.received_from, copy.file_name) == ("page", 5, cara.email, "")
    returned = return_of(teasel)
    assert returned is not None
    (said,) = returned.blocks.values()
    assert (said.marks, said.remarks) == ({FIRST: Mark.IN_PLACE}, {FIRST: "Chair elected."})
    assert (said.stated, said.target, said.target_by) == ("foundation", "step_1", date(2027, 3, 31))
    signature = SignOff.objects.get()
    assert (signature.signed_by, signature.signed_as) == (cara, "Clinical director")


def test_the_deputy_signs_as_the_deputy(teasel: RoundNetwork, dev: Person) -> None:
    assert signed(teasel, dev).sign_off.signed_as == "Clinical director’s deputy"


def test_nobody_else_signs_whatever_page_they_found(teasel: RoundNetwork, ben: Person) -> None:
    says(teasel, ben, (mark(), "in_plan"))
    with pytest.raises(NotAllowedNowError, match="Only the clinical director"):
        signs(teasel, ben)
    assert not Assessment.objects.exists()


def test_the_event_holds_the_digest_of_everything_that_was_signed(teasel: RoundNetwork, cara: Person) -> None:
    copy = signed(teasel, cara, (mark(), "in_place"), (private(), "We are short of a chair."))
    event = Event.objects.get(event="assessment.signed")
    assert (event.board, event.subject, event.pk) == ("ZSA", "network ZN101 in round spring-2026", copy.event)
    assert event.detail["digest"] == copy.digest == digest_of_copy(copy)
    assert "chair" not in str(event.detail)


def test_a_frozen_answer_altered_behind_its_back_no_longer_fits_its_digest(teasel: RoundNetwork, cara: Person) -> None:
    copy = signed(teasel, cara, (mark(), "in_plan"))
    copy.answers.update(mark="in_place")
    assert digest_of_copy(copy) != copy.digest


def test_the_private_note_stays_at_home(teasel: RoundNetwork, cara: Person) -> None:
    copy = signed(teasel, cara, (mark(), "in_plan"), (private(), "We are short of a chair."))
    assert [answer.remark for answer in copy.answers.all()] == [""]


def test_what_was_removed_from_the_evidence_is_not_signed(teasel: RoundNetwork, cara: Person) -> None:
    now = datetime(2026, 3, 3, tzinfo=UTC)
    component = Component.objects.get(edition=teasel.round.edition, slug=FIRST)
    parts = {"asked": teasel, "component": component, "link": "https://example.org/", "added_at": now}
    Evidence.objects.create(title="Minutes", **parts)
    Evidence.objects.create(title="Old minutes", removed_at=now, **parts)
    assert [each.title for each in signed(teasel, cara).evidence.all()] == ["Minutes"]


def test_the_day_of_the_signature_is_a_day_in_london(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert sign(teasel, version=1, by=cara, at=late).dated == date(2026, 7, 1)


def test_signing_twice_changes_nothing(teasel: RoundNetwork, cara: Person) -> None:
    first = signed(teasel, cara)
    assert sign(teasel, version=1, by=cara) == first
    assert Event.objects.filter(event="assessment.signed").count() == 1


def test_of_two_who_sign_the_second_is_told_who_did_and_when(teasel: RoundNetwork, cara: Person, dev: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    sign(teasel, version=1, by=cara, at=datetime(2026, 11, 25, 14, 32, tzinfo=UTC))
    with pytest.raises(NotAllowedNowError) as told:
        sign(teasel, version=1, by=dev)
    said = f"It was already signed by {cara.name} at 14:32 on 25 November 2026; nothing was changed."
    assert str(told.value) == said
    assert SignOff.objects.get().signed_by == cara


def test_what_changed_since_the_page_was_opened_is_not_signed(teasel: RoundNetwork, cara: Person, ben: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    says(teasel, ben, (mark(SECOND), "in_plan"))
    with pytest.raises(ChangedSinceError, match="has changed since"):
        sign(teasel, version=1, by=cara)
    assert not Assessment.objects.exists()
    assert sign(teasel, version=2, by=cara).version == 2


def test_evidence_that_came_since_is_not_signed_unseen(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    shown = to_sign(again(teasel)).token
    component = Component.objects.get(edition=teasel.round.edition, slug=FIRST)
    now = datetime(2026, 3, 3, tzinfo=UTC)
    Evidence.objects.create(asked=teasel, component=component, title="Minutes", link="https://x.test/", added_at=now)
    with pytest.raises(ChangedSinceError):
        sign(teasel, version=1, by=cara, shown=shown)


def test_a_private_note_that_somebody_writes_meanwhile_does_not_hold_it_up(
    teasel: RoundNetwork, cara: Person, ben: Person
) -> None:
    says(teasel, cara, (mark(), "in_place"))
    says(teasel, ben, (private(), "We are short of a chair."))
    assert sign(teasel, version=1, by=cara).version == 2


def test_two_versions_of_one_answer_hold_it_up(teasel: RoundNetwork, cara: Person, ben: Person) -> None:
    says(teasel, cara, (note(), "Chair elected."), (mark(), "in_place"), seen=0)
    says(teasel, ben, (note(), "Chair to be elected in May."), seen=0)
    with pytest.raises(NotAllowedNowError, match="1 answer has two versions"):
        signs(teasel, cara)
    says(teasel, ben, (note(), "Chair elected."))
    signs(teasel, cara)


def test_nothing_at_all_cannot_be_signed(teasel: RoundNetwork, cara: Person) -> None:
    with pytest.raises(NotAllowedNowError, match="Nothing is answered yet"):
        signs(teasel, cara)


def test_a_workbook_that_leaves_out_a_reason_is_not_signed_as_it_is(
    spring: Round, teasel: RoundNetwork, cara: Person
) -> None:
    record(spring, ("teasel.xlsx", a_workbook(mark="does not apply")))
    with pytest.raises(NotAllowedNowError, match="1 component said not to apply has no reason"):
        signs(teasel, cara)


def test_a_workbook_is_signed_as_it_is_whatever_the_draft_says(
    spring: Round, teasel: RoundNetwork, cara: Person
) -> None:
    record(spring, ("teasel.xlsx", a_workbook()))
    copy = signs(teasel, cara)
    assert (copy.via, copy.dated) == ("workbook", date(2026, 3, 20))
    assert copy.sign_off.signed_by == cara
    assert copy.digest == digest_of_copy(copy) == Event.objects.get(event="assessment.signed").detail["digest"]


def test_a_newer_workbook_than_the_one_shown_is_not_signed_unseen(
    spring: Round, teasel: RoundNetwork, cara: Person
) -> None:
    record(spring, ("teasel.xlsx", a_workbook()))
    shown = to_sign(again(teasel)).token
    record(spring, ("newer.xlsx", a_workbook(dated=date(2026, 3, 28))))
    with pytest.raises(ChangedSinceError):
        sign(teasel, version=0, by=cara, shown=shown)


def test_what_the_board_asks_for_anew_is_signed_anew_and_then_met(teasel: RoundNetwork, cara: Person) -> None:
    first = signed(teasel, cara, (mark(), "in_place"), (mark(THIRD), "in_plan"))
    request = asks_for(teasel, SECOND)
    second = signed(again(teasel), cara, (mark(SECOND), "in_progress"))
    first.refresh_from_db()
    request.refresh_from_db()
    assert (first.ended, second.superseded_at) == ("replaced", None)
    assert first.superseded_at == second.received_at == request.met_at
    marks = {answer.component.slug: answer.mark for answer in second.answers.select_related("component")}
    assert marks == {FIRST: "in_place", SECOND: "in_progress", THIRD: "in_plan"}


def test_what_the_board_asks_for_anew_of_a_workbook_keeps_the_rest_of_the_workbook(
    spring: Round, teasel: RoundNetwork, cara: Person
) -> None:
    record(spring, ("teasel.xlsx", a_workbook()))
    asks_for(teasel, SECOND)
    copy = signed(again(teasel), cara, (mark(SECOND), "in_progress"))
    assert copy.via == "page"
    assert {answer.mark for answer in copy.answers.all()} == {"in_place", "in_progress"}
    assert copy.positions.get().position == "foundation"


def test_a_page_from_before_the_first_signature_does_not_answer_the_boards_request(
    teasel: RoundNetwork, cara: Person, dev: Person
) -> None:
    says(teasel, cara, (mark(), "in_place"))
    shown = to_sign(again(teasel)).token
    signs(teasel, cara)
    request = asks_for(teasel, SECOND)
    with pytest.raises(ChangedSinceError):
        sign(teasel, version=1, by=dev, shown=shown)
    request.refresh_from_db()
    assert request.met_at is None


def test_a_clock_that_went_back_does_not_keep_anybody_from_signing_anew(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    first = sign(teasel, version=1, by=cara, at=datetime(2026, 10, 25, 1, 50, tzinfo=UTC))
    asks_for(teasel, SECOND)
    sign(teasel, version=1, by=cara, at=datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    first.refresh_from_db()
    assert first.superseded_at == first.received_at


def test_a_round_that_is_closed_is_not_signed(spring: Round, teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    Round.objects.filter(pk=spring.pk).update(status="closed", closed_at=datetime(2026, 5, 2, tzinfo=UTC))
    with pytest.raises(NotAllowedNowError, match="The round was closed on 2 May 2026, so nothing was signed"):
        signs(teasel, cara)
    assert Entry.objects.count() == 1


def test_a_network_that_was_withdrawn_does_not_sign(teasel: RoundNetwork, cara: Person) -> None:
    says(teasel, cara, (mark(), "in_place"))
    RoundNetwork.objects.filter(pk=teasel.pk).update(
        withdrawn_at=datetime(2026, 4, 1, tzinfo=UTC), withdrawn_why="It merged."
    )
    with pytest.raises(NotAllowedNowError, match="Teasel was withdrawn from the round on 1 April 2026"):
        signs(teasel, cara)
