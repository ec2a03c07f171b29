"""Why a theme stands at a step, in words, down to the statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.assessment.naming import anchor_of
from trellis.assessment.rules import Mark, StepReason, next_lift, reasons, suggested_position
from trellis.matrix.rules import PRE_FOUNDATION, Block, Component, Edition
from trellis.nhsuk.environment import plural


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement, what the network says of it, and what marks it in the page of its theme."""

    anchor: str
    statement: str
    said: str


@dataclass(frozen=True, slots=True)
class StepWhy:
    """Why a step is secured or not: a sentence, and the statements behind it."""

    title: str
    sentence: str
    secured: bool
    in_place: Sequence[Reason]
    missing: Sequence[Reason]
    does_not_apply: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Why:
    """The position that the answers of a theme and audience suggest, and what it rests on.

    ``lift`` says what would bring it one step further and ``lifting`` are the statements of that; empty where every
    step is secured.
    """

    position: str
    title: str
    sentence: str
    steps: Sequence[StepWhy]
    lift: str
    lifting: Sequence[Reason]


def why_of(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> Why:
    """Why the answers suggest the position that they do."""
    position = suggested_position(edition, block, marks)
    title = edition.position_title(position)
    lift = next_lift(edition, block, marks)
    return Why(
        position=position,
        title=title,
        sentence=_sentence(edition, position, lift.step if lift else ""),
        steps=[_step(edition, reason, marks) for reason in reasons(edition, block, marks) if _asks(reason)],
        lift=_lift(edition, lift.step, len(lift.missing)) if lift else "",
        lifting=_reasons(lift.missing, marks) if lift else (),
    )


def said_of(mark: Mark | None) -> str:
    """An answer in words."""
    return mark.label if mark else "not answered"


def _sentence(edition: Edition, position: str, held_back_by: str) -> str:
    if not held_back_by:
        return f"Everything that is asked is in place, up to {edition.position_title(position)}."
    step = edition.position_title(held_back_by)
    if position == PRE_FOUNDATION:
        return f"Something of {step} is not in place yet."
    return f"Everything up to {edition.position_title(position)} is in place, and something of {step} is not yet."


def _lift(edition: Edition, step: str, missing: int) -> str:
    what = "One statement" if missing == 1 else f"{missing} statements"
    return f"{what} in place would lift it to {edition.position_title(step)}:"


def _asks(reason: StepReason) -> bool:
    return bool(reason.in_place or reason.missing or reason.does_not_apply)


def _step(edition: Edition, reason: StepReason, marks: Mapping[str, Mark]) -> StepWhy:
    asked, there = len(reason.in_place) + len(reason.missing), len(reason.in_place)
    if not asked:
        sentence = "nothing that it asks applies, so it neither holds back nor lifts"
    elif reason.missing:
        sentence = f"not secured, {there} of {plural(asked, 'statement')} in place"
    elif reason.secured:
        sentence = f"secured, {there} of {plural(asked, 'statement')} in place"
    else:
        sentence = f"{there} of {plural(asked, 'statement')} in place, not secured because a lower step is not"
    return StepWhy(
        edition.position_title(reason.step),
        sentence,
        reason.secured and bool(asked),
        _reasons(reason.in_place, marks),
        _reasons(reason.missing, marks),
        _reasons(reason.does_not_apply, marks),
    )


def _reasons(components: Sequence[Component], marks: Mapping[str, Mark]) -> tuple[Reason, ...]:
    return tuple(Reason(anchor_of(one.id), one.statement, said_of(marks.get(one.id))) for one in components)
