"""What of an earlier return still answers what a round asks now. Pure, like rules.py.

The answer to a component is carried where one component now asks the same thing and nothing else; a position where all
that its theme and audience ask is the same. Whatever else was said is left out, and the reason told: never guessed.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from trellis.assessment.drafting import LONGEST_TEXT, Field, Place
from trellis.assessment.naming import component_place
from trellis.assessment.rules import Mark
from trellis.matrix.derivation import DerivationRefusedError, comparable
from trellis.matrix.rules import Audience, Block, Edition, FindEdition

GOES_WITH = {Field.NOTE: Field.MARK, Field.COMMENT: Field.POSITION, Field.TARGET_BY: Field.TARGET}
"""What is said beside something else, and would mislead beside anything but that."""


class WhyLeft(StrEnum):
    """Why something that was said is not carried into the round."""

    NOT_RELATED = "not-related"
    NOT_ASKED = "not-asked"
    SPLIT = "split"
    BLOCK_CHANGED = "block-changed"
    NO_REASON = "no-reason"
    TOO_LONG = "too-long"

    @property
    def label(self) -> str:
        """For a page."""
        return {
            "not-related": "The two matrices have nothing in common that can be compared",
            "not-asked": "Not asked any more",
            "split": "Asked in several statements now, or put together with another",
            "block-changed": "The statements of this theme have changed, so the position has to be judged anew",
            "no-reason": "Said not to apply, without the reason that is needed now",
            "too-long": "Longer than a note can be now",
        }[self.value]


@dataclass(frozen=True)
class LeftOut:
    """Something that was said and cannot be carried; ``place`` is as the earlier edition has it, or else as now."""

    place: Place
    value: str
    why: WhyLeft


@dataclass(frozen=True)
class Carried:
    """What an earlier return says in the places of a round, and what had to be left out.

    ``reworded`` are components (ids now) whose wording has changed since; ``new`` are those that ask what was not asked
    then.
    """

    values: Mapping[Place, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    reworded: frozenset[str] = frozenset()
    new: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counterparts:
    """Which component now asks just what one asked then. ``unclear`` ones (ids then) have more or less than one."""

    now: Mapping[str, str]
    unclear: frozenset[str] = frozenset()
    related: bool = True


def counterparts(then: Edition, now: Edition, find: FindEdition) -> Counterparts:
    """The components of two editions that stand for each other alone. ``find`` finds the editions in between."""
    if then.id == now.id:
        return Counterparts({component: component for component in then.by_id if component in now.by_id})
    try:
        pairs = comparable(then, now, find).pairs
    except DerivationRefusedError:
        return Counterparts({}, related=False)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    alone = {one: other for one, other in pairs if first[one] == 1 and second[other] == 1}
    return Counterparts(alone, frozenset(first) - set(alone))


def carried_over(said: Mapping[Place, str], then: Edition, now: Edition, find: FindEdition) -> Carried:
    """What was ``said`` under the edition ``then``, in the places of the edition ``now``."""
    known = counterparts(then, now, find)
    same_blocks = {block for block in now.blocks if asks_the_same(then, now, block, known)}
    values: dict[Place, str] = {}
    left: list[LeftOut] = []
    for place, value in said.items():
        found = place_now(place, value, now, known, same_blocks)
        if isinstance(found, Place) and len(value) > LONGEST_TEXT:
            found = WhyLeft.TOO_LONG
        if isinstance(found, Place):
            values[found] = value
        else:
            left.append(LeftOut(place, value, found))
    for bare in without_reason({}, values):
        left.append(LeftOut(bare, values.pop(bare), WhyLeft.NO_REASON))
    reached = set(known.now.values())
    return Carried(
        values,
        tuple(left),
        frozenset(other for one, other in known.now.items() if then.by_id[one].statement != now.by_id[other].statement),
        tuple(one.id for one in now.components if one.id not in reached),
    )


def place_now(
    place: Place, value: str, now: Edition, known: Counterparts, same_blocks: Collection[Block]
) -> Place | WhyLeft:
    """Where something that was said stands now, or why it stands nowhere."""
    if not known.related:
        return WhyLeft.NOT_RELATED
    if place.component:
        component = now.by_id.get(known.now.get(place.component, ""))
        if component:
            return component_place(place.field, component)
        return WhyLeft.SPLIT if place.component in known.unclear else WhyLeft.NOT_ASKED
    block = Block(place.theme, Audience(place.audience))
    if block not in now.blocks:
        return WhyLeft.NOT_ASKED
    means_a_step = place.field in {Field.POSITION, Field.TARGET}
    if block not in same_blocks or (means_a_step and value not in now.positions):
        return WhyLeft.BLOCK_CHANGED
    return place


def asks_the_same(then: Edition, now: Edition, block: Block, known: Counterparts) -> bool:
    """Whether a theme and audience asks for the same at the same steps as it did, so that positions mean the same."""
    before = {(known.now.get(one.id, ""), one.step) for one in then.of_block(block)}
    return before == {(one.id, one.step) for one in now.of_block(block)}


def taken_into(
    draft: Mapping[Place, str], carried: Mapping[Place, str], waiting: Collection[Place] = ()
) -> dict[Place, str]:
    """What is taken of ``carried`` into a draft: what stands in places that are empty there, and belongs there.

    In ``waiting`` places versions wait for a choice: they are left alone. A note beside an answer, a comment beside a
    position and a date beside a target are taken only beside what they were said of. What does not apply is taken only
    with its reason.
    """
    taken = {}
    for place, value in carried.items():
        if draft.get(place) or place in waiting or not value.strip():
            continue
        leader = replace(place, field=GOES_WITH.get(place.field, place.field))
        standing = draft.get(leader, "") if leader != place else ""
        if standing and standing != carried.get(leader):
            continue
        taken[place] = value
    for place in without_reason(draft, taken):
        del taken[place]
    return taken


def without_reason(draft: Mapping[Place, str], taken: Mapping[Place, str]) -> list[Place]:
    """The marks among ``taken`` that say that something does not apply, without a note to say why."""
    marks = [place for place, value in taken.items() if value == Mark.DOES_NOT_APPLY.value]
    return [
        place
        for place in marks
        if place.field is Field.MARK
        and not (draft.get(replace(place, field=Field.NOTE)) or taken.get(replace(place, field=Field.NOTE), "")).strip()
    ]
