"""What a return says: marks, positions and the questions to ask about them. Design section 3.

Steps are ordinal. They are never averaged; a position is a step's id or pre_foundation.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trellis.matrix.rules import PRE_FOUNDATION, Audience, Block, Component, Edition


class Mark(StrEnum):
    """What a network says of one component. No mark at all: it has not answered, which counts as not started."""

    NOT_STARTED = "not_started"
    IN_PLAN = "in_plan"
    IN_PROGRESS = "in_progress"
    IN_PLACE = "in_place"
    NOT_SURE = "not_sure"
    DOES_NOT_APPLY = "does_not_apply"

    @property
    def label(self) -> str:
        """As a workbook's drop-down and a page word it."""
        return self.value.replace("_", " ")

    @property
    def says_something_is_there(self) -> bool:
        """Whether it claims at least a plan."""
        return self in {Mark.IN_PLAN, Mark.IN_PROGRESS, Mark.IN_PLACE}

    @property
    def asks_for_nothing_more(self) -> bool:
        """Whether the component holds a network back no longer: it is in place, or does not apply to it."""
        return self in {Mark.IN_PLACE, Mark.DOES_NOT_APPLY}


class Via(StrEnum):
    """How a return came."""

    WORKBOOK = "workbook"
    PAGE = "page"

    @property
    def label(self) -> str:
        """For a page."""
        return {"workbook": "as a workbook", "page": "signed on the page"}[self.value]


class Ended(StrEnum):
    """How a return stopped being the current one."""

    REPLACED = "replaced"
    RECALLED = "recalled"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        """For a page."""
        return {
            "replaced": "replaced by a newer one",
            "recalled": "recalled by the network",
            "reopened": "reopened by the system",
        }[self.value]


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
    NO_REASON = "no-reason"
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

    ``remarks`` are the network's notes for the system, by component id; of a workbook also words that it wrote where a
    mark belongs. ``target`` is the position it wants to reach, by ``target_by``.
    """

    block: Block
    marks: dict[str, Mark] = field(default_factory=dict)
    stated: str | None = None
    comment: str = ""
    remarks: dict[str, str] = field(default_factory=dict)
    target: str | None = None
    target_by: date | None = None

    @property
    def answered(self) -> bool:
        """Whether the network said anything that counts: a mark or a position."""
        return bool(self.marks) or self.stated is not None


@dataclass(frozen=True)
class Return:
    """One network's return as read. ``network_code`` is empty where the workbook carries none.

    ``round`` and ``version`` say for which round, and from which version of the network's draft, a workbook of ours
    was downloaded; empty and None where it does not say.
    """

    file: str
    edition: str
    network: str
    network_code: str
    dated: date | None
    blocks: dict[Block, BlockReturn]
    problems: tuple[Problem, ...] = ()
    round: str = ""
    version: int | None = None


def asked_of(edition: Edition, block: Block, step: str, marks: Mapping[str, Mark]) -> tuple[Component, ...]:
    """The components that a step asks of a network: those of its cell, without what does not apply to it."""
    cell = edition.cells.get((block.theme, block.audience, step), ())
    return tuple(one for one in cell if marks.get(one.id) is not Mark.DOES_NOT_APPLY)


def suggested_position(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> str:
    """The highest secured step of a block that asks for something, else pre_foundation.

    A step is secured when every component that it and all lower steps ask for is in place. A cell without components,
    or of which nothing applies to the network, asks for nothing and so can neither hold it back nor lift it.
    """
    position = PRE_FOUNDATION
    for step in edition.steps:
        components = asked_of(edition, block, step.id, marks)
        if any(marks.get(component.id) is not Mark.IN_PLACE for component in components):
            break
        if components:
            position = step.id
    return position


def next_step(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> str | None:
    """The lowest step of a block with a component that is not in place; None where everything is."""
    lift = next_lift(edition, block, marks)
    return lift.step if lift else None


@dataclass(frozen=True)
class Lift:
    """What would lift a network to a step: the fewest components, which is all that are missing up to there."""

    step: str
    missing: tuple[Component, ...]


def next_lift(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> Lift | None:
    """The components that, once in place, would secure one step more; None where every step is secured.

    Everything below is secured already, so these are the missing ones of the lowest step that is not.
    """
    for step in edition.steps:
        components = asked_of(edition, block, step.id, marks)
        missing = tuple(one for one in components if marks.get(one.id) is not Mark.IN_PLACE)
        if missing:
            return Lift(step.id, missing)
    return None


@dataclass(frozen=True)
class StepReason:
    """Why a step is secured or not: what it asks for, what of that is in place, and what does not apply."""

    step: str
    secured: bool
    in_place: tuple[Component, ...]
    missing: tuple[Component, ...]
    does_not_apply: tuple[Component, ...]


def reasons(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> tuple[StepReason, ...]:
    """Step by step, what the suggested position of a block rests on."""
    found = []
    secured = True
    for step in edition.steps:
        cell = edition.cells.get((block.theme, block.audience, step.id), ())
        asked = asked_of(edition, block, step.id, marks)
        missing = tuple(one for one in asked if marks.get(one.id) is not Mark.IN_PLACE)
        secured = secured and not missing
        found.append(
            StepReason(
                step.id,
                secured,
                tuple(one for one in asked if one not in missing),
                missing,
                tuple(one for one in cell if one not in asked),
            )
        )
    return tuple(found)


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
    """The highest step of a block in which anything is at least planned; pre_foundation where nothing is."""
    there = {name for name, mark in marks.items() if mark.says_something_is_there}
    marked = {component.step for component in edition.of_block(block) if component.id in there}
    return next((step.id for step in reversed(edition.steps) if step.id in marked), PRE_FOUNDATION)


def return_digest(returned: Return, evidence: Iterable[str] = ()) -> str:
    """SHA-256 (64 hexadecimal digits) over everything that a frozen return says, and what it shows as evidence.

    ``evidence`` names each piece: its title, and its link or the hash of its file.
    """
    blocks = [
        [
            *(block.theme, block.audience.value, said.stated, said.comment, said.target),
            said.target_by.isoformat() if said.target_by else None,
            sorted((name, mark.value) for name, mark in said.marks.items()),
            sorted(said.remarks.items()),
        ]
        for block, said in sorted(returned.blocks.items(), key=lambda pair: (pair[0].theme, pair[0].audience))
        if said != BlockReturn(block)
    ]
    dated = returned.dated.isoformat() if returned.dated else None
    said_all = [returned.edition, returned.network_code, dated, blocks, sorted(evidence)]
    return hashlib.sha256(json.dumps(said_all, ensure_ascii=False).encode()).hexdigest()


__all__ = [
    "QUERIES",
    "REJECTIONS",
    "Audience",
    "BlockReturn",
    "Ended",
    "Lift",
    "Mark",
    "Problem",
    "ProblemKind",
    "Return",
    "StepReason",
    "Via",
    "asked_of",
    "counted_position",
    "highest_marked_step",
    "next_lift",
    "next_step",
    "reasons",
    "return_digest",
    "suggested_position",
]
