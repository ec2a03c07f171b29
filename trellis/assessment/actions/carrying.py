"""Starting from what a network said in the round before: all of it that still answers, or one answer."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import Input, Saved, enter, locked_for_writing
from trellis.assessment.carrying import WhyLeft, taken_into
from trellis.assessment.drafting import Field, Origin, Place
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import component_place
from trellis.assessment.queries.before import Plan, plan_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.common.transitions import NotAllowedNowError

NOTHING_BEFORE = "There is no answer of an earlier round to start from. Nothing was changed."


@transaction.atomic
def carry_forward(asked: RoundNetwork, *, by: Person | None, token: str = "", at: datetime | None = None) -> Saved:
    """Take what the network said in the round before into all places that are empty now, and into no other.

    The marks, notes, private notes, positions, comments and targets that still answer what is asked; see
    queries.before. Raises NotAllowedNowError where there is no earlier return, or the draft is closed.
    """
    locked_for_writing(asked)  # first: what is empty then stays so until it is filled
    plan = plan_or_refuse(asked)
    inputs = [Input(place, value, plan.draft.seen(place)) for place, value in plan.takes.items()]
    return enter(asked, inputs, by=by, token=token, origin=Origin.BEFORE, at=at)


@transaction.atomic
def same_as_before(
    asked: RoundNetwork,
    component: str,
    *,
    by: Person | None,
    based_on: int | None = None,
    token: str = "",
    at: datetime | None = None,
) -> Saved:
    """Answer one component (id) as in the round before; its notes come with it where there are none now.

    ``based_on`` is the number of the answer that the person saw, the one that stands unless told; where somebody else
    has answered since, both are kept. Raises NotAllowedNowError where there is no earlier answer that can be taken, or
    the draft is closed, and ValidationError where it says that something does not apply and no note says why.
    """
    locked_for_writing(asked, {component})
    plan = plan_or_refuse(asked)
    asks = edition_of_round(asked.round).by_id.get(component)
    mark = component_place(Field.MARK, asks) if asks else None
    said = answers_of(plan, component)
    if mark is None or mark not in said:
        raise NotAllowedNowError(NOTHING_BEFORE)
    standing = {place: value for place, value in plan.draft.values.items() if place != mark}
    takes = taken_into(standing, said, set(plan.draft.beside) - {mark})
    if mark not in takes:
        raise ValidationError("Say in the note why it does not apply. Nothing was changed yet.")
    seen = {mark: based_on if based_on is not None else plan.draft.seen(mark)}
    inputs = [Input(place, value, seen.get(place, plan.draft.seen(place))) for place, value in takes.items()]
    return enter(asked, inputs, by=by, token=token, origin=Origin.BEFORE, at=at)


def answers_of(plan: Plan, component: str) -> dict[Place, str]:
    """What was said before of one component; also that it does not apply, as the reason may stand in the note now."""
    bare = {left.place: left.value for left in plan.carried.left_out if left.why is WhyLeft.NO_REASON}
    return {place: value for place, value in {**plan.carried.values, **bare}.items() if place.component == component}


def plan_or_refuse(asked: RoundNetwork) -> Plan:
    """What would be taken. Raises NotAllowedNowError where there is no earlier return."""
    plan = plan_of(asked)
    if plan is None:
        raise NotAllowedNowError(NOTHING_BEFORE)
    return plan
