"""Entering what a page of the matrix sent: typed values, a choice between versions, the answer of the last round."""

from collections.abc import Sequence

from trellis.accounts.models import Person
from trellis.assessment.actions.carrying import same_as_before
from trellis.assessment.actions.drafting import Input, Outcome, enter
from trellis.assessment.drafting import Field
from trellis.assessment.forms.matrix import Sent, chosen
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import place_named
from trellis.assessment.queries.drafts import draft_of
from trellis.assessment.queries.matrix import answers_before
from trellis.matrix.rules import Edition


def enter_sent(
    asked: RoundNetwork, edition: Edition, sent: Sent, inputs: Sequence[Input], *, by: Person
) -> tuple[Outcome, ...]:
    """Enter the inputs, and what a button beside them asked for. Raises as ``enter`` does."""
    choice = [chosen(sent.choice, draft_of(asked))] if sent.choice else []
    pressed = {each.place for each in choice}
    typed = [each for each in inputs if each.place not in pressed]
    entered: tuple[Outcome, ...] = ()
    if typed or choice:
        entered = enter(asked, [*typed, *choice], by=by, token=sent.token).outcomes
    if sent.same not in (answers_before(asked).marks if sent.same else {}):
        return entered
    mark = place_named(edition, f"{Field.MARK.value}:{sent.same}")
    seen = sent.seen.get(mark, sent.version) if mark else sent.version
    token = sent.token and f"{sent.token[:32]}-same"
    return entered + same_as_before(asked, sent.same, by=by, based_on=seen, token=token).outcomes
