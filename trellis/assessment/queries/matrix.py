"""What the pages of a network's matrix show beside its draft: what was signed, asked again, said before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from trellis.assessment.carrying import counterparts
from trellis.assessment.drafting import Field, Place
from trellis.assessment.models import Answer, Assessment, CellRequest, RoundNetwork, SignOff
from trellis.assessment.queries.before import newest_before
from trellis.assessment.queries.drafts import Draft, draft_of, values_of
from trellis.assessment.queries.moderation import moderated_positions, moderated_seen_by_network, open_questions
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.signed import current_copy, overlaid, return_of_copy, signature_of
from trellis.assessment.rules import Mark
from trellis.matrix.queries import find_edition
from trellis.matrix.rules import Block, Edition


@dataclass(frozen=True)
class AskedAgain:
    """The board asks for some components (ids) anew, and perhaps says why."""

    components: tuple[str, ...]
    message: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """A network's matrix as its own people see it now.

    ``values`` is what stands in each place: the draft, or once there is a return (``copy``) what is with the board,
    with what was asked for anew as the draft has it, and the private notes.
    """

    asked: RoundNetwork
    edition: Edition
    draft: Draft
    values: Mapping[Place, str]
    copy: Assessment | None = None
    signature: SignOff | None = None
    requests: tuple[AskedAgain, ...] = ()

    @property
    def again(self) -> frozenset[str]:
        """The components (ids) that are asked for anew."""
        return frozenset(component for request in self.requests for component in request.components)

    def marks(self) -> dict[str, Mark]:
        """What is answered, by component id."""
        return {
            place.component: Mark(value) for place, value in self.values.items() if place.field is Field.MARK and value
        }


def sheet_of(asked: RoundNetwork) -> Sheet:
    """A network's matrix: three queries, and five more where it is with the board."""
    edition, draft, requests = edition_of_round(asked.round), draft_of(asked), asked_again(asked)
    copy = current_copy(asked)
    if copy is None:
        return Sheet(asked, edition, draft, draft.values, requests=requests)
    again = frozenset(component for request in requests for component in request.components)
    private = {place: value for place, value in draft.values.items() if not place.field.leaves_the_network}
    values = overlaid(values_of(return_of_copy(copy)), draft, again) | private
    return Sheet(asked, edition, draft, values, copy, signature_of(copy), requests)


def asked_again(asked: RoundNetwork) -> tuple[AskedAgain, ...]:
    """What the board asks for anew and was not signed since, oldest first; one query."""
    waiting = CellRequest.objects.filter(CellRequest.WAITING, asked=asked, components__isnull=False)
    rows = waiting.order_by("requested_at", "pk", "components__place")
    found: dict[int, AskedAgain] = {}
    for key, message, at, component in rows.values_list("pk", "message", "requested_at", "components__slug"):
        before = found[key].components if key in found else ()
        found[key] = AskedAgain((*before, component), message, at)
    return tuple(found.values())


@dataclass(frozen=True)
class Before:
    """What a network answered in an earlier round, by component id, and what that round was called."""

    round: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)


def answers_before(asked: RoundNetwork) -> Before:
    """The answers of the newest return that a network made in an earlier round, to what this one asks too.

    Two queries; where that round asked by another edition, those of reading it on top.
    """
    newest = newest_before(asked)
    if newest is None:
        return Before()
    then = newest.asked.round
    answers = Answer.objects.filter(assessment=newest).exclude(mark="").values_list("component__slug", "mark")
    said = {component: Mark(mark) for component, mark in answers}
    if then.edition_id != asked.round.edition_id:
        now = counterparts(edition_of_round(then), edition_of_round(asked.round), find_edition).now
        said = {now[component]: mark for component, mark in said.items() if component in now}
    return Before(then.title, said)


def left_in(sheet: Sheet) -> Sequence[str]:
    """The components (ids) that wait for an answer, in matrix order.

    Of what is with the board, those asked for anew and not answered since; else those without an answer.
    """
    if sheet.copy is None:
        marks = sheet.marks()
        return [one.id for one in sheet.edition.components if one.id not in marks]
    since = {component: request.at for request in sheet.requests for component in request.components}
    answered = {place.component: each.at for place, each in sheet.draft.current.items() if place.field is Field.MARK}
    return [
        one.id
        for one in sheet.edition.components
        if one.id in since and not (one.id in answered and answered[one.id] >= since[one.id])
    ]


def moderated_for_network(asked: RoundNetwork) -> dict[Block, str]:
    """The moderated positions, as far as the round lets the network see them by now."""
    if not moderated_seen_by_network(asked):
        return {}
    return {block: judged.position for block, judged in moderated_positions(asked).items()}


def open_questions_by_block(asked: RoundNetwork) -> Counter[Block]:
    """How many questions of the area team are open, by theme and audience; two queries."""
    return Counter(question.block for questions in open_questions(asked).values() for question in questions)
