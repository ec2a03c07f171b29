"""Entering answers into a draft: one row a change, nothing overwritten that somebody had not seen."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.assessment.drafts import FIRST, SECOND, asked_of, block, mark, note, private, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.people import Everybody
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import Input, enter
from trellis.assessment.drafting import Field, Verdict
from trellis.assessment.models import Entry, RoundNetwork
from trellis.assessment.queries.drafts import draft_at, draft_of, history_of, return_from, values_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.common.transitions import NotAllowedNowError


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


def test_ann_answers_and_it_is_kept_with_who_and_when(teasel: RoundNetwork, ann: Person) -> None:
    saved = says(teasel, ann, (mark(), "in_plan"), (private(), "We are short of a chair."))
    assert saved.version == 2
    draft = draft_of(RoundNetwork.objects.get(pk=teasel.pk))
    assert draft.value(mark()) == "in_plan"
    assert draft.current[mark()].by == ann.name
    assert draft.last is not None
    assert draft.last.place == private()


def test_the_audit_says_that_something_was_entered_and_not_what(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (private(), "We are short of a chair."))
    event = Event.objects.get(event="assessment.entered")
    assert event.board == "ZSA"
    assert "chair" not in str(event.detail)
    assert event.detail["digest"] == Entry.objects.get().digest
    assert verify() == []


def test_saying_the_same_again_writes_nothing(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"))
    assert says(teasel, ann, (mark(), "in_plan")).outcomes[0].verdict is Verdict.SAME
    assert Entry.objects.count() == 1


def test_two_who_change_one_answer_at_once_both_keep_their_version(
    teasel: RoundNetwork, ann: Person, ben: Person
) -> None:
    says(teasel, ann, (note(), "Chair elected."), seen=0)
    saved = says(teasel, ben, (note(), "Chair to be elected in May."), seen=0)
    assert saved.outcomes[0].verdict is Verdict.BESIDE
    draft = draft_of(RoundNetwork.objects.get(pk=teasel.pk))
    assert draft.value(note()) == "Chair elected."
    assert [each.value for each in draft.beside[note()]] == ["Chair to be elected in May."]


@pytest.mark.parametrize("choice", ["Chair elected.", "Chair to be elected in May.", "Both of it."])
def test_whoever_has_seen_both_chooses_and_the_history_keeps_both(
    teasel: RoundNetwork, ann: Person, ben: Person, choice: str
) -> None:
    says(teasel, ann, (note(), "Chair elected."), seen=0)
    says(teasel, ben, (note(), "Chair to be elected in May."), seen=0)
    says(teasel, ben, (note(), choice))
    draft = draft_of(RoundNetwork.objects.get(pk=teasel.pk))
    assert draft.value(note()) == choice
    assert not draft.beside
    assert [each.value for each in history_of(teasel, FIRST)] == [
        "Chair elected.",
        "Chair to be elected in May.",
        choice,
    ]


def test_a_mark_and_a_note_of_one_component_are_no_conflict(teasel: RoundNetwork, ann: Person, ben: Person) -> None:
    says(teasel, ann, (mark(), "in_place"), seen=0)
    assert not says(teasel, ben, (note(), "Seen in the minutes."), seen=0).conflicts


def test_a_form_sent_twice_is_entered_once_whatever_came_between(
    teasel: RoundNetwork, ann: Person, ben: Person
) -> None:
    form = [Input(mark(), "in_plan", 0)]
    enter(teasel, form, by=ann, token="form-1")
    says(teasel, ben, (mark(), "in_place"))
    enter(teasel, form, by=ann, token="form-1")
    draft = draft_of(RoundNetwork.objects.get(pk=teasel.pk))
    assert draft.value(mark()) == "in_place"
    assert not draft.beside


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (mark(), "nearly", "Choose one of the answers"),
        (mark(), "does_not_apply", "Say in the note why it does not apply"),
        (mark("no.such.component"), "in_plan", "does not ask about this"),
        (block(Field.POSITION), "step_9", "Choose one of the positions"),
        (block(Field.TARGET_BY), "31 February", "a day, month and year"),
        (note(), "x" * 10_001, "10,001 characters"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    teasel: RoundNetwork, ann: Person, place: object, value: str, why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        enter(teasel, [Input(mark(SECOND), "in_plan"), Input(place, value)], by=ann)  # type: ignore[arg-type]
    assert not Entry.objects.exists()


def test_what_does_not_apply_has_a_reason_and_keeps_it(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "does_not_apply"), (note(), "No care home here."))
    with pytest.raises(ValidationError, match="why it does not apply"):
        says(teasel, ann, (note(), ""))
    says(teasel, ann, (mark(), "in_plan"), (note(), ""))


def test_a_signed_assessment_takes_nothing_until_it_is_recalled(teasel: RoundNetwork, ann: Person) -> None:
    record(teasel.round, ("a.xlsx", a_workbook()))
    with pytest.raises(NotAllowedNowError, match="Recall it to change it"):
        says(teasel, ann, (mark(), "in_plan"))


def test_the_order_is_that_of_coming_even_where_the_clock_goes_back(teasel: RoundNetwork, ann: Person) -> None:
    with time_machine.travel(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)):
        says(teasel, ann, (mark(), "in_plan"))
    with time_machine.travel(datetime(2026, 10, 24, 23, 45, tzinfo=UTC)):
        says(teasel, ann, (mark(), "in_progress"))
    assert draft_of(RoundNetwork.objects.get(pk=teasel.pk)).value(mark()) == "in_progress"


def test_the_draft_stands_as_it_stood_on_a_day_and_at_a_version(teasel: RoundNetwork, ann: Person, ben: Person) -> None:
    for day, value in ((3, "in_plan"), (9, "in_progress"), (20, "in_place")):
        with time_machine.travel(datetime(2026, 10, day, 12, tzinfo=UTC)):
            says(teasel, ann, (mark(), value))
    with time_machine.travel(datetime(2026, 10, 21, 12, tzinfo=UTC)):
        says(teasel, ben, (mark(), "not_sure"), seen=1)
    assert draft_at(teasel, day=date(2026, 10, 2)).values == {}
    assert draft_at(teasel, day=date(2026, 10, 12)).value(mark()) == "in_progress"
    assert draft_at(teasel, day=date(2026, 10, 31)).value(mark()) == "in_place"
    assert draft_at(teasel, version=1).value(mark()) == "in_plan"


def test_what_leaves_the_network_has_no_private_note_and_comes_back_by_place(teasel: RoundNetwork, ann: Person) -> None:
    said = [
        (mark(), "in_place"),
        (note(), "In the minutes."),
        (private(), "Between us."),
        (block(Field.POSITION), "step_1"),
    ]
    said += [
        (block(Field.COMMENT), "Nearly there."),
        (block(Field.TARGET), "step_2"),
        (block(Field.TARGET_BY), "2027-03-31"),
    ]
    says(teasel, ann, *said)
    draft = draft_of(RoundNetwork.objects.get(pk=teasel.pk))
    returned = return_from(draft.values, teasel, edition_of_round(teasel.round), date(2026, 11, 1))
    assert values_of(returned) == {place: value for place, value in said if place.field is not Field.PRIVATE}
    assert "Between us" not in str(returned)


def test_saving_takes_the_same_few_queries_however_much_is_in_the_draft(teasel: RoundNetwork, ann: Person) -> None:
    counts = []
    for component in (FIRST, SECOND):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            enter(teasel, [Input(mark(component), "in_plan")], by=ann, token=component)
        counts.append(len(queries))
    assert counts[0] >= counts[1]
    assert counts[1] <= 12


def test_whoever_says_the_same_again_hears_of_the_newest_version_all_the_same(
    teasel: RoundNetwork, ann: Person, ben: Person
) -> None:
    """Else the next thing they enter would be taken for one that had not seen the others'."""
    early = asked_of(teasel.round)
    says(teasel, ann, (mark(), "in_plan"), (mark(SECOND), "in_place"))
    saved = enter(early, [Input(mark(), "in_plan", 0)], by=ben)
    assert (saved.outcomes[0].verdict, saved.version, early.version) == (Verdict.SAME, 2, 2)
