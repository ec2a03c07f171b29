"""What a return says: marks, positions and the questions to ask about them. Design section 3.

Steps are ordinal. They are never averaged; a position is a step's id or pre_foundation.
"""

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
    NO_DATE = "no-date"
    NETWORK_NOT_ON_REGISTER = "network-not-on-register"
    # Consistency queries: questions to the network, never corrections.
    POSITION_NOT_STATED = "position-not-stated"
    MARK_ABOVE_UNSECURED = "mark-above-unsecured-step"
    STATED_ABOVE_MARKED = "stated-above-highest-marked-step"
    STATED_DIFFERS = "stated-differs-from-suggested"
    BLANK_BLOCK = "blank-block"


REJECTIONS = frozenset(
    {
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


@dataclass(frozen=True)
class BlockReturn:
    """One theme and audience of a return. ``marks`` is by component id; ``stated`` is a position id or None."""

    block: Block
    marks: dict[str, Mark] = field(default_factory=dict)
    stated: str | None = None
    comment: str = ""


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


def suggested_position(edition: Edition, block: Block, marks: dict[str, Mark]) -> str:
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


__all__ = [
    "REJECTIONS",
    "Audience",
    "BlockReturn",
    "Mark",
    "Problem",
    "ProblemKind",
    "Return",
    "counted_position",
    "suggested_position",
]
