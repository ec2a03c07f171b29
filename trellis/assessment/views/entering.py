"""Entering what a page of the matrix sent: typed values, a choice between versions, the answer of the last round."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from trellis.accounts.models import Person
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.carrying import same_as_before
from trellis.assessment.actions.drafting import Input, Outcome, enter
from trellis.assessment.drafting import Field
from trellis.assessment.forms.matrix import Sent, chosen, problems_in, sent_by
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import place_named
from trellis.assessment.presenters.theme import Refused
from trellis.assessment.queries.drafts import draft_at, draft_of
from trellis.assessment.queries.matrix import answers_before, sheet_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Edition


def enter_posted(request: SignedInRequest, asked: RoundNetwork) -> tuple[Outcome, ...] | Refused:
    """Enter what a form changed; all that was sent, with the reasons, where nothing of it could be entered."""
    edition = edition_of_round(asked.round)
    sent = sent_by(request.POST, edition)
    inputs = sent.inputs(draft_at(asked, version=sent.version))
    problems = problems_in(inputs, edition, sheet_of(asked).values) | dict(sent.problems)
    if problems:
        return Refused(sent.values, problems, version=sent.version)
    try:
        return enter_sent(asked, edition, sent, inputs, by=request.user)
    except NotAllowedNowError as refusal:
        return refusal_of(sent, str(refusal))
    except ValidationError as refusal:
        return refusal_of(sent, " ".join(refusal.messages))


def refusal_of(sent: Sent, why: str) -> Refused:
    """Everything that was sent, kept on the page with the reason."""
    return Refused(sent.values, why=f"{why} What you typed is kept on this page.", version=sent.version)


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
