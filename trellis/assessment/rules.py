"""What a return says: marks, positions and the questions to ask about them. Design section 3.

Steps are ordinal. They are never averaged; a position is a step's id or pre_foundation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trellis.matrix.rules import PRE_FOUNDATION, Audience, Block, Edition


class Mark(StrEnum):
    """What a network says of one component. No mark at all means not started."""

    IN_PLAN = "in_plan"
    IN_PROGRESS = "in_progress"
    IN_PLACE = "in_place"

    @property
    def label(self) -> str:
        """As a workbook's drop-down and a page word it."""
        return {"in_plan": "in plan", "in_progress": "in progress", "in_place": "in place"}[self.value]


class ProblemKind(StrEnum):
    """Why a return, or a place in it, needs a person's eye. Written into the problems CSV."""

    # The file is rejected; nothing of it counts.
    NOT_FOUND = "not-found"
    NOT_A_WORKBOOK = "not-a-workbook"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    WRONG_LAYOUT = "wrong-layout"
    NOT_FILLED_IN = "not-filled-in"
    NO_NETWORK = "no-network"
    WRONG_EDITION = "wrong-edition"
    # The file was read, and is set aside.
    SUPERSEDED = "superseded"
    CONTRADICTED = "contradicted"
    # The file counts; this place in it is a question.
    UNKNOWN_THEME = "unknown-theme"
    UNKNOWN_STATEMENT = "unknown-statement"
    WORDING_DIFFERS = "wording-differs"
    UNREADABLE_MARK = "unreadable-mark"
    REMARK_IN_MARK = "remark-in-mark"
    UNREADABLE_POSITION = "unreadable-position"
    FORMULA = "formula"
    UNREADABLE_DATE = "unreadable-date"
    DATE_IS_TEXT = "date-is-text"
    NO_DATE = "no-date"
    NETWORK_NOT_ON_REGISTER = "network-not-on-register"
    # Consistency queries: questions to the network, never corrections.
    POSITION_NOT_STATED = "position-not-stated"
    MARK_ABOVE_UNSECURED = "mark-above-unsecured-step"
    STATED_ABOVE_MARKED = "stated-above-highest-marked-step"
    STATED_DIFFERS = "stated-differs-from-suggested"
    BLANK_BLOCK = "blank-block"


QUERIES = frozenset(
    {
        ProblemKind.POSITION_NOT_STATED,
        ProblemKind.MARK_ABOVE_UNSECURED,
        ProblemKind.STATED_ABOVE_MARKED,
        ProblemKind.STATED_DIFFERS,
        ProblemKind.BLANK_BLOCK,
    }
)
"""The consistency queries: what ``consistency_queries`` asks."""

REJECTIONS = frozenset(
    {
        ProblemKind.NOT_FOUND,
        ProblemKind.NOT_A_WORKBOOK,
        ProblemKind.ENCRYPTED,
        ProblemKind.EMPTY,
        ProblemKind.TOO_LARGE,
        ProblemKind.WRONG_LAYOUT,
        ProblemKind.NOT_FILLED_IN,
        ProblemKind.NO_NETWORK,
        ProblemKind.WRONG_EDITION,
    }
)


@dataclass(frozen=True)
class Problem:
    """One thing a person should look at: where it is, and a sentence of what is wrong and what was kept."""

    file: str
    kind: ProblemKind
    detail: str
    network: str = ""
    theme: str = ""
    audience: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class BlockReturn:
    """One theme and audience of a return. ``marks`` is by component id; ``stated`` is a position id or None.

    ``remarks`` are words that the network wrote where a mark belongs, by component id.
    """

    block: Block
    marks: dict[str, Mark] = field(default_factory=dict)
    stated: str | None = None
    comment: str = ""
    remarks: dict[str, str] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether the network said anything that counts: a mark or a position."""
        return bool(self.marks) or self.stated is not None


@dataclass(frozen=True)
class Return:
    """One network's returned workbook as read. ``network_code`` is empty where the workbook carries none."""

    file: str
    edition: str
    network: str
    network_code: str
    dated: date | None
    blocks: dict[Block, BlockReturn]
    problems: tuple[Problem, ...] = ()


def suggested_position(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> str:
    """The highest secured step of a block that has components, else pre_foundation.

    A step is secured when every component of it and of all lower steps is in place; a cell without
    components asks for nothing and so can neither hold a network back nor lift it.
    """
    position = PRE_FOUNDATION
    for step in edition.steps:
        components = edition.cells.get((block.theme, block.audience, step.id), ())
        if any(marks.get(component.id) is not Mark.IN_PLACE for component in components):
            break
        if components:
            position = step.id
    return position


def next_step(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> str | None:
    """The lowest step of a block with a component that is not in place; None where everything is."""
    for step in edition.steps:
        components = edition.cells.get((block.theme, block.audience, step.id), ())
        if any(marks.get(component.id) is not Mark.IN_PLACE for component in components):
            return step.id
    return None


def counted_position(edition: Edition, returned: BlockReturn) -> str | None:
    """The position at which a block counts in a summary, or None where it is not stated.

    The stated position where it can be read; else, where there are marks, the suggested one (and a query is raised);
    an empty block has none.
    """
    if returned.stated is not None:
        return returned.stated
    if returned.marks:
        return suggested_position(edition, returned.block, returned.marks)
    return None


def highest_marked_step(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> str:
    """The highest step of a block in which anything is marked, even as planned; pre_foundation where nothing is."""
    marked = {component.step for component in edition.of_block(block) if component.id in marks}
    return next((step.id for step in reversed(edition.steps) if step.id in marked), PRE_FOUNDATION)


def consistency_queries(edition: Edition, returned: Return) -> tuple[Problem, ...]:
    """The questions to put to a network about its return, in matrix order. Nothing is corrected by them.

    Of a block without an answer one question; of a block with marks and no position one; of a stated position that is
    above everything marked, or that differs from the suggested one, one (the sharper); and one where something of a
    higher step is in place and something of a lower one is not. Design section 3.
    """
    return tuple(problem for block in edition.blocks for problem in _block_queries(edition, returned, block))


def _block_queries(edition: Edition, returned: Return, block: Block) -> Iterator[Problem]:
    def query(kind: ProblemKind, sentence: str) -> Problem:
        theme = edition.theme_by_id[block.theme].title
        place = f"{returned.file}, {theme}, {block.audience.label.lower()}: "
        return Problem(returned.file, kind, place + sentence, returned.network, block.theme, block.audience.value)

    answers = returned.blocks.get(block) or BlockReturn(block)
    if not answers.answered:
        yield query(
            ProblemKind.BLANK_BLOCK,
            "nothing is marked and no position is stated. It counts as not stated. "
            "Ask whether it was meant to be blank.",
        )
        return
    suggested = suggested_position(edition, block, answers.marks)
    above = _first_in_place_above_unsecured(edition, block, answers.marks)
    if above:
        lower, higher = (edition.position_title(step) for step in above)
        yield query(
            ProblemKind.MARK_ABOVE_UNSECURED,
            f"something of {higher} is in place while something of {lower} is not. The marks were kept as they are. "
            f"Ask what is missing at {lower}.",
        )
    if answers.stated is None:
        yield query(
            ProblemKind.POSITION_NOT_STATED,
            f"there are marks and no position that can be read. It counts at {edition.position_title(suggested)}, "
            "which the marks suggest. Ask for the network's own judgement.",
        )
    elif answers.stated != suggested:
        yield query(*_stated_otherwise(edition, answers, suggested))


def _first_in_place_above_unsecured(
    edition: Edition, block: Block, marks: Mapping[str, Mark]
) -> tuple[str, str] | None:
    """The lowest step that is not secured and the first above it with a component in place, if any."""
    unsecured = ""
    for step in edition.steps:
        components = edition.cells.get((block.theme, block.audience, step.id), ())
        in_place = [marks.get(component.id) is Mark.IN_PLACE for component in components]
        if unsecured and any(in_place):
            return unsecured, step.id
        if not unsecured and not all(in_place):
            unsecured = step.id
    return None


def _stated_otherwise(edition: Edition, answers: BlockReturn, suggested: str) -> tuple[ProblemKind, str]:
    order = edition.positions
    stated = answers.stated or PRE_FOUNDATION
    marked = highest_marked_step(edition, answers.block, answers.marks)
    if order.index(stated) > order.index(marked):
        what = (
            f"the highest step with a mark is {edition.position_title(marked)}"
            if answers.marks
            else "nothing is marked"
        )
        return (
            ProblemKind.STATED_ABOVE_MARKED,
            f"the stated position is {edition.position_title(stated)} and {what}. It counts as stated. "
            "Ask what the position rests on.",
        )
    return (
        ProblemKind.STATED_DIFFERS,
        f"the stated position is {edition.position_title(stated)} and the marks suggest "
        f"{edition.position_title(suggested)}. It counts as stated. Ask why the two differ.",
    )


__all__ = [
    "QUERIES",
    "REJECTIONS",
    "Audience",
    "BlockReturn",
    "Mark",
    "Problem",
    "ProblemKind",
    "Return",
    "consistency_queries",
    "counted_position",
    "highest_marked_step",
    "next_step",
    "suggested_position",
]
