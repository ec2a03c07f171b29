"""Starting a round from what was said in the round before."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.assessment.drafts import EDITION, FIRST, SECOND, asked_of, block, mark, note, private, says
from tests.assessment.rounds import BOARD, NETWORKS, a_round, a_workbook, an_england, record
from tests.assessment.signing import a_director, signed
from tests.people import Everybody
from trellis.accounts.models import Person
from trellis.assessment.actions.carrying import carry_forward, same_as_before
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.drafting import Field, Verdict
from trellis.assessment.models import Entry, Round, RoundNetwork
from trellis.assessment.queries.before import plan_of
from trellis.assessment.queries.drafts import draft_of
from trellis.audit.models import Event
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.actions import derive_edition, publish
from trellis.matrix.derivation import Change, Drop, Reword
from trellis.matrix.models import Edition


def next_round(edition: str = EDITION.id) -> Round:
    """The round half a year later."""
    terms = Terms("Autumn 2026", date(2026, 9, 14), date(2026, 12, 11))
    return open_round(plan_round(terms, edition=edition, board=BOARD, networks=list(NETWORKS), by=None), by=None)


@pytest.fixture
def spring(db: None) -> RoundNetwork:
    """Teasel in the round before."""
    an_england()
    return asked_of(a_round())


@pytest.fixture
def cleo(people: Everybody) -> Person:
    """Cleo is Teasel's clinical director."""
    return a_director(people)


SAID = (
    (mark(FIRST), "in_place"),
    (note(FIRST), "Since March."),
    (private(FIRST), "Only just."),
    (mark(SECOND), "in_plan"),
    (block(Field.POSITION), "foundation"),
    (block(Field.COMMENT), "As agreed."),
    (block(Field.TARGET), "step_1"),
    (block(Field.TARGET_BY), "2027-03-31"),
)


@pytest.fixture
def autumn(spring: RoundNetwork, cleo: Person) -> RoundNetwork:
    """Teasel in the next round, having signed the one before."""
    signed(spring, cleo, *SAID)
    return asked_of(next_round())


def test_cleo_starts_from_everything_that_was_said_before(autumn: RoundNetwork, cleo: Person) -> None:
    saved = carry_forward(autumn, by=cleo)
    assert draft_of(autumn).values == dict(SAID)
    assert len(saved.outcomes) == len(SAID)
    assert set(Entry.objects.filter(asked=autumn).values_list("origin", flat=True)) == {"before"}
    assert Event.objects.filter(event="assessment.entered").count() == 2


def test_what_was_entered_already_stays(autumn: RoundNetwork, cleo: Person) -> None:
    says(autumn, cleo, (mark(FIRST), "in_progress"), (block(Field.POSITION), "step_1"))
    carry_forward(autumn, by=cleo)
    values = draft_of(autumn).values
    assert values[mark(FIRST)] == "in_progress"
    assert note(FIRST) not in values
    assert values[mark(SECOND)] == "in_plan"
    assert (values[block(Field.POSITION)], values.get(block(Field.COMMENT))) == ("step_1", None)


def test_taking_it_twice_changes_nothing(autumn: RoundNetwork, cleo: Person) -> None:
    carry_forward(autumn, by=cleo, token="the form's")
    assert carry_forward(autumn, by=cleo, token="the form's").outcomes == ()
    assert Entry.objects.filter(asked=autumn).count() == len(SAID)


def test_a_place_in_which_versions_wait_is_left_alone(autumn: RoundNetwork, cleo: Person) -> None:
    says(autumn, cleo, (note(FIRST), "One."))
    says(autumn, cleo, (note(FIRST), "Another."), seen=0)
    carry_forward(autumn, by=cleo)
    assert draft_of(autumn).value(note(FIRST)) == "One."
    assert len(draft_of(autumn).beside[note(FIRST)]) == 1


def test_a_workbook_of_the_round_before_is_carried_too(spring: RoundNetwork, cleo: Person) -> None:
    record(spring.round, ("teasel.xlsx", a_workbook(comment="As agreed.")))
    autumn = asked_of(next_round())
    carry_forward(autumn, by=cleo)
    assert draft_of(autumn).values == {
        mark(FIRST): "in_place",
        block(Field.POSITION): "foundation",
        block(Field.COMMENT): "As agreed.",
    }


def test_without_an_earlier_return_there_is_nothing_to_take(spring: RoundNetwork, cleo: Person) -> None:
    says(spring, cleo, *SAID)
    autumn = asked_of(next_round())
    assert plan_of(autumn) is None
    with pytest.raises(NotAllowedNowError, match="no answer of an earlier round"):
        carry_forward(autumn, by=cleo)


def test_another_networks_answers_are_never_taken(autumn: RoundNetwork) -> None:
    assert plan_of(asked_of(autumn.round, "ZN102")) is None


def test_the_answers_of_this_very_round_or_a_later_one_are_not_the_round_before(
    autumn: RoundNetwork, spring: RoundNetwork, cleo: Person
) -> None:
    signed(autumn, cleo, (mark(FIRST), "in_progress"))
    plan = plan_of(autumn)
    assert plan is not None
    assert plan.earlier.round == "Spring 2026"
    assert plan_of(spring) is None


def test_a_signed_draft_takes_nothing(autumn: RoundNetwork, cleo: Person) -> None:
    signed(autumn, cleo)
    with pytest.raises(NotAllowedNowError, match="signed"):
        carry_forward(autumn, by=cleo)


def test_where_the_edition_differs_only_what_is_still_asked_is_taken(spring: RoundNetwork, cleo: Person) -> None:
    signed(spring, cleo, *SAID)
    parent = Edition.objects.get(slug=EDITION.id)
    changes: list[Change] = [Drop(SECOND), Reword(FIRST, "The same in other words.")]
    publish(derive_edition(parent, new_id="upland-2026", title="Upland 2026", changes=changes, by=None), by=None)
    autumn = asked_of(next_round("upland-2026"))
    plan = plan_of(autumn)
    assert plan is not None
    assert plan.carried.reworded == {FIRST}
    carry_forward(autumn, by=cleo)
    assert draft_of(autumn).values == {
        mark(FIRST): "in_place",
        note(FIRST): "Since March.",
        private(FIRST): "Only just.",
    }


# One answer -----------------------------------------------------------------------------------------------------------


def test_one_answer_is_taken_with_its_notes_and_nothing_else(autumn: RoundNetwork, cleo: Person) -> None:
    same_as_before(autumn, FIRST, by=cleo)
    assert draft_of(autumn).values == dict(SAID[:3])


def test_the_same_as_before_replaces_the_answer_that_was_seen(autumn: RoundNetwork, cleo: Person) -> None:
    says(autumn, cleo, (mark(FIRST), "in_plan"), (note(FIRST), "Mine."))
    saved = same_as_before(autumn, FIRST, by=cleo)
    assert [each.verdict for each in saved.outcomes] == [Verdict.TAKEN, Verdict.TAKEN]
    assert draft_of(autumn).value(mark(FIRST)) == "in_place"
    assert draft_of(autumn).value(note(FIRST)) == "Mine."


def test_an_answer_that_came_meanwhile_is_not_overwritten(autumn: RoundNetwork, cleo: Person) -> None:
    says(autumn, cleo, (mark(FIRST), "in_plan"))
    saved = same_as_before(autumn, FIRST, by=cleo, based_on=0)
    assert [each.place for each in saved.conflicts] == [mark(FIRST)]
    assert draft_of(autumn).value(mark(FIRST)) == "in_plan"


@pytest.mark.parametrize("component", ["no.such.component", EDITION.components[-1].id])
def test_what_was_not_answered_before_cannot_be_the_same(autumn: RoundNetwork, cleo: Person, component: str) -> None:
    with pytest.raises(NotAllowedNowError, match="no answer of an earlier round"):
        same_as_before(autumn, component, by=cleo)


def test_that_something_does_not_apply_needs_its_reason_now(spring: RoundNetwork, cleo: Person) -> None:
    record(spring.round, ("teasel.xlsx", a_workbook(mark="does not apply")))
    autumn = asked_of(next_round())
    with pytest.raises(ValidationError, match="why it does not apply"):
        same_as_before(autumn, FIRST, by=cleo)
    says(autumn, cleo, (note(FIRST), "No care homes here."))
    same_as_before(autumn, FIRST, by=cleo)
    assert draft_of(autumn).value(mark(FIRST)) == "does_not_apply"
