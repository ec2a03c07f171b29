"""The questions that a return raises about itself: questions, never corrections (design, section 3). Pure."""

from collections.abc import Iterator, Mapping

from trellis.assessment.rules import (
    BlockReturn,
    Mark,
    Problem,
    ProblemKind,
    Return,
    asked_of,
    highest_marked_step,
    suggested_position,
)
from trellis.matrix.rules import PRE_FOUNDATION, Block, Edition


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
    above = first_in_place_above_unsecured(edition, block, answers.marks)
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


def first_in_place_above_unsecured(edition: Edition, block: Block, marks: Mapping[str, Mark]) -> tuple[str, str] | None:
    """The lowest step that is not secured and the first above it with a component in place, if any."""
    unsecured = ""
    for step in edition.steps:
        in_place = [marks.get(one.id) is Mark.IN_PLACE for one in asked_of(edition, block, step.id, marks)]
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
