"""What the area team asks a network and where it judges it to stand, as the network's own people read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trellis.assessment.drafting import Field, Place
from trellis.assessment.presenters.moderation import (
    QuestionLine,
    SidePosition,
    anchor_of,
    question_line,
    side_positions,
)
from trellis.assessment.presenters.network import theme_address
from trellis.assessment.presenters.position import said_of, why_of
from trellis.assessment.presenters.words import block_title
from trellis.assessment.queries.drafts import Draft
from trellis.assessment.queries.moderation import Judged, Question, Sides, View, seen_by_network
from trellis.assessment.rules import Mark
from trellis.assessment.standing import Conclusion, ModerationSeen
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Block
from trellis.nhsuk.environment import plural

NOT_SEEN_YET = {
    ModerationSeen.AT_ONCE: "",
    ModerationSeen.WHEN_CONCLUDED: "You see the area team’s positions when the moderation is concluded.",
    ModerationSeen.WHEN_PUBLISHED: "You see the area team’s positions when the round is published.",
}


@dataclass(frozen=True)
class Asked:
    """A question beside what the network answers there. ``address`` is that of the theme's page."""

    line: QuestionLine
    answer: str
    note: str
    address: str


@dataclass(frozen=True)
class Moved:
    """A moderated position that is another than the stated one, and what the network says of it."""

    anchor: str
    title: str
    positions: Sequence[SidePosition]
    judged: Judged
    judged_title: str
    view: View | None


@dataclass(frozen=True)
class QuestionsPage:
    """The page of a network: what waits for an answer first.

    ``not_seen`` says from when moderated positions are seen, where they are not yet; then there are none here.
    """

    sentences: Sequence[str]
    waiting: Sequence[Asked]
    answered: Sequence[Asked]
    closed: Sequence[Asked]
    moved: Sequence[Moved]
    as_stated: Sequence[str]
    not_seen: str
    conclusion: str
    next_words: str
    next_anchor: str


def questions_page(sides: Sides, draft: Draft) -> QuestionsPage:
    """Questions, and the moderated positions as far as the round lets the network see them by now."""
    asked = [question_asked(sides, draft, each) for each in sides.questions]
    waiting = [each for each in asked if each.line.question.waits_for_network]
    moderation = sides.moderation
    seen = moderation is not None and seen_by_network(sides.asked, concluded=moderation.concluded_at is not None)
    given = [block for block in sides.edition.blocks if seen and sides.judged(block)]
    moved = [each for block in given if (each := moved_position(sides, block))]
    open_views = [each for each in moved if each.view is None]
    words, anchor = next_step(waiting, open_views)
    return QuestionsPage(
        sentences=sentences(waiting, open_views, len(asked)),
        waiting=waiting,
        answered=[each for each in asked if each.line.question.is_answered],
        closed=[each for each in asked if not each.line.question.is_open],
        moved=moved,
        as_stated=[block_title(sides.edition, block) for block in given if not is_moved(sides, block)],
        not_seen="" if seen or moderation is None else NOT_SEEN_YET[ModerationSeen(sides.asked.round.moderation_seen)],
        conclusion=conclusion_of(sides) if seen else "",
        next_words=words,
        next_anchor=anchor,
    )


def sentences(waiting: Sequence[Asked], open_views: Sequence[Moved], asked: int) -> list[str]:
    """What waits for the network."""
    found = []
    if waiting:
        found.append(f"{plural(len(waiting), 'question waits', 'questions wait')} for your answer.")
    if open_views:
        one = len(open_views) == 1
        where = "one position" if one else f"{len(open_views)} positions"
        found.append(f"The area team judges {where} otherwise than you. Say whether you agree.")
    if not found:
        found.append("Nothing waits for your answer." if asked else "The area team has asked you nothing so far.")
    return found


def next_step(waiting: Sequence[Asked], open_views: Sequence[Moved]) -> tuple[str, str]:
    """The next thing to do on the page, and where; empty where nothing waits."""
    if waiting:
        return "Answer the first question" if len(waiting) > 1 else "Answer the question", waiting[0].line.anchor
    if open_views:
        return f"Say what you think of {open_views[0].title}", open_views[0].anchor
    return "", ""


def question_asked(sides: Sides, draft: Draft, question: Question) -> Asked:
    """A question beside the answer that stands: what was signed, else what the draft says."""
    block, at = question.block, (question.block.theme, question.block.audience.value)
    if sides.signed:
        said = sides.said(block)
        mark, note, stated = said.marks.get(question.component), said.remarks.get(question.component, ""), said.stated
    else:
        value = draft.value(Place(Field.MARK, *at, question.component))
        mark, note = Mark(value) if value else None, draft.value(Place(Field.NOTE, *at, question.component))
        stated = draft.value(Place(Field.POSITION, *at))
    edition = sides.edition
    position = edition.position_title(stated) if stated in edition.positions and stated else "not stated"
    return Asked(
        line=question_line(edition, question),
        answer=said_of(mark).capitalize() if question.component else f"Position: {position}",
        note=note if question.component else "",
        address=theme_address(sides.asked, block.theme),
    )


def is_moved(sides: Sides, block: Block) -> bool:
    """Whether the moderated position is another than the one stated now."""
    judged = sides.judged(block)
    return judged is not None and judged.position != sides.said(block).stated


def moved_position(sides: Sides, block: Block) -> Moved | None:
    """A moderated position beside the stated one; None where it is the same."""
    judged = sides.judged(block)
    if judged is None or not is_moved(sides, block):
        return None
    suggested = why_of(sides.edition, block, sides.said(block).marks).position
    before = sides.before
    if before and not before.seen_by_network:
        sides = replace(sides, before=replace(before, moderated={}))
    return Moved(
        anchor=anchor_of(block),
        title=block_title(sides.edition, block),
        positions=side_positions(sides, block, suggested),
        judged=judged,
        judged_title=sides.edition.position_title(judged.position),
        view=sides.views.get(block),
    )


def conclusion_of(sides: Sides) -> str:
    """How the moderation ended, as a sentence; empty while it goes on."""
    moderation = sides.moderation
    if moderation is None or moderation.concluded_at is None:
        return ""
    words = f": {moderation.words}" if moderation.words else "."
    return f"{Conclusion(moderation.outcome).label}, {nhs_date(moderation.concluded_at)}{words}"
