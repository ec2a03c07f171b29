"""Moderation in words: what the area team's pages say, worked out from plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.assessment.models import Round
from trellis.assessment.moderating import Suggestion, Turn, conclusion_by_default, suggestions
from trellis.assessment.presenters.crumbs import Crumb, crumbs
from trellis.assessment.presenters.network import piece_address
from trellis.assessment.presenters.position import Why, said_of, why_of
from trellis.assessment.presenters.rounds import returned_of
from trellis.assessment.presenters.words import block_title
from trellis.assessment.queries.area_team import InModeration
from trellis.assessment.queries.moderation import Before, Judged, Question, Sides, View
from trellis.assessment.rules import Mark
from trellis.assessment.standing import Conclusion
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Block, Component, Edition
from trellis.nhsuk.environment import plural

NO_LOCALITY = "In no locality"

# The list -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ListLine:
    """A signed assessment on the list: what there is to do, in words."""

    name: str
    address: str
    turn: Turn
    state: str
    returned: str
    by: str
    positions: str
    questions: str


@dataclass(frozen=True)
class LocalityLines:
    """The signed assessments of a locality, the most pressing first."""

    title: str
    lines: Sequence[ListLine]


@dataclass(frozen=True)
class NextThing:
    """What to do first."""

    words: str
    address: str


@dataclass(frozen=True)
class ModerationList:
    """The area team's list. ``first`` is None where nothing is left to do, or for somebody who only reads."""

    sentences: Sequence[str]
    first: NextThing | None
    localities: Sequence[LocalityLines]


DO_FIRST = {
    Turn.SIGNED_ANEW: "Look at what {} signed anew",
    Turn.ANSWERED: "Read what {} answered",
    Turn.WAITING: "Moderate {}",
    Turn.TO_CONCLUDE: "Conclude the moderation of {}",
    Turn.GOING_ON: "Go on with {}",
}
"""What to do first, by turn; where it is the network's turn, or over, there is nothing."""


def moderation_list(round_: Round, found: Iterable[InModeration], asked: int, *, may_moderate: bool) -> ModerationList:
    """The list of a round; ``asked`` counts the networks within reach, signed or not."""
    pressing = sorted(found, key=lambda each: (list(Turn).index(each.turn), each.since, each.name))
    pattern = reverse("assessment:moderate", args=[round_.slug, "CODE"])
    by_locality: dict[str, list[ListLine]] = {}
    for each in pressing:
        line = list_line(each, pattern.replace("/CODE/", f"/{each.code}/"))
        by_locality.setdefault(each.locality or NO_LOCALITY, []).append(line)
    titles = sorted(by_locality, key=lambda title: (title == NO_LOCALITY, title))
    return ModerationList(
        sentences=list_sentences(pressing, asked),
        first=first_thing(pressing, pattern) if may_moderate else None,
        localities=[LocalityLines(title, by_locality[title]) for title in titles],
    )


def first_thing(pressing: Sequence[InModeration], pattern: str) -> NextThing | None:
    """The most pressing assessment; of those alike, the one that has waited longest."""
    for each in pressing:
        if each.turn in DO_FIRST:
            return NextThing(DO_FIRST[each.turn].format(each.name), pattern.replace("/CODE/", f"/{each.code}/"))
    return None


def list_sentences(found: Sequence[InModeration], asked: int) -> list[str]:
    """How many are where; nothing is said of what there is none of."""
    if not found:
        return [
            f"None of the {plural(asked, 'network')} has returned yet." if asked > 1 else "It has not returned yet."
        ]
    counts = {turn: sum(each.turn is turn for each in found) for turn in Turn}
    parts = [f"{counts[turn]:,} {words}" for turn, words in IN_THE_SENTENCE.items() if counts[turn]]
    return [f"{returned_of(len(found), asked)}: {', '.join(parts)}."]


IN_THE_SENTENCE = {
    Turn.WAITING: "waiting",
    Turn.SIGNED_ANEW: "signed anew since",
    Turn.ANSWERED: "with questions answered",
    Turn.GOING_ON: "in moderation",
    Turn.WITH_NETWORK: "with the network",
    Turn.TO_CONCLUDE: "ready to conclude",
    Turn.AGREED: "agreed",
    Turn.DIFFER: "agreed to differ",
}


def list_line(each: InModeration, address: str) -> ListLine:
    """A line of the list."""
    progress, turn = each.progress, each.turn
    left = f", {progress.to_judge:,} to go" if progress.to_judge and each.judged else ""
    anew = "; signed anew after it was moderated" if progress.signed_anew and turn is not Turn.SIGNED_ANEW else ""
    asking = [
        f"{progress.answered:,} answered" if progress.answered else "",
        f"{progress.unanswered:,} not answered yet" if progress.unanswered else "",
    ]
    return ListLine(
        name=each.name,
        address=address,
        turn=turn,
        state=f"{turn.label}{anew}",
        returned=nhs_date(each.signed_at),
        by=each.by,
        positions=f"{each.judged:,} given{left}" if each.judged else "None yet",
        questions=", ".join(part for part in asking if part) or "None open",
    )


# Side by side ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """A position to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class SidePosition:
    """One of the positions that stand side by side: whose, what, and how many steps that is of how many."""

    whose: str
    title: str
    steps: int
    of: int


@dataclass(frozen=True)
class ComponentLine:
    """A component with what the network says of it, and said before (``change`` is empty where that is the same)."""

    component: str
    statement: str
    step: str
    answer: str
    note: str
    before: str
    change: str
    evidence: Sequence[tuple[str, str]]
    questions: int


@dataclass(frozen=True)
class QuestionLine:
    """A question with its place in words. ``state`` is empty where the network has to answer."""

    question: Question
    anchor: str
    about: str
    statement: str
    state: str


@dataclass(frozen=True)
class SuggestedQuestion:
    """A question that the assessment raises about itself."""

    kind: str
    text: str


@dataclass(frozen=True)
class BlockSide:
    """A theme and audience with all that is said of it, and a form for the moderated position."""

    anchor: str
    theme: str
    audience: str
    positions: Sequence[SidePosition]
    to_note: str
    comment: str
    target: str
    why: Why
    judged: Judged | None
    judged_title: str
    earlier: Sequence[tuple[str, Judged]]
    signed_anew: bool
    view: View | None
    components: Sequence[ComponentLine]
    changes: int
    suggestions: Sequence[SuggestedQuestion]
    questions: Sequence[QuestionLine]
    options: Sequence[Option]
    reason: str
    stated: str


@dataclass(frozen=True)
class ModeratePage:
    """The page of one network's moderation.

    ``columns`` are what stands side by side in every block, ``left`` how many stated positions are not judged yet,
    ``default`` how it ends unless told otherwise, ``differing`` in how many positions the network differs.
    """

    sentences: Sequence[str]
    columns: Sequence[str]
    blocks: Sequence[BlockSide]
    left: int
    next_words: str
    next_anchor: str
    default: Conclusion
    differing: int
    open_questions: int


def anchor_of(block: Block) -> str:
    """What marks a theme and audience in a page and in a form."""
    return f"{block.theme}-{block.audience.value}"


def block_at(edition: Edition, anchor: str) -> Block | None:
    """The way back from ``anchor_of``; None where the edition has no such block."""
    return next((block for block in edition.blocks if anchor_of(block) == anchor), None)


def moderate_page(sides: Sides) -> ModeratePage:
    """Everything side by side, block by block."""
    edition, signed = sides.edition, sides.signed
    asking = suggestions(edition, signed.returned) if signed else ()
    left = sides.without_position()
    words, anchor = next_step(sides, left)
    blocks = [block_side(sides, block, asking) for block in edition.blocks] if signed else []
    return ModeratePage(
        sentences=page_sentences(sides, len(left)),
        columns=[each.whose for each in blocks[0].positions] if blocks else [],
        blocks=blocks,
        left=len(left),
        next_words=words,
        next_anchor=anchor,
        default=conclusion_by_default(view.agrees for view in sides.views.values()),
        differing=sum(not view.agrees for view in sides.views.values()),
        open_questions=sum(each.is_open for each in sides.questions),
    )


def next_step(sides: Sides, left: Sequence[Block]) -> tuple[str, str]:
    """The next thing to do on the page, and where; empty where it is concluded or there is nothing to moderate."""
    if sides.moderation is None or sides.moderation.concluded_at:
        return "", ""
    edition = sides.edition
    answered = next((each for each in sides.questions if each.is_answered), None)
    if answered:
        return f"Read the answer on {block_title(edition, answered.block)}", f"question-{answered.number}"
    anew = next((block for block in edition.blocks if sides.signed_anew(block)), None)
    if anew:
        return f"Look again at {block_title(edition, anew)}", anchor_of(anew)
    if left:
        return f"Moderate {block_title(edition, left[0])}", anchor_of(left[0])
    return "Conclude the moderation", "conclude"


def page_sentences(sides: Sides, left: int) -> list[str]:
    """Where the moderation is."""
    name, signed, moderation = sides.asked.name, sides.signed, sides.moderation
    if signed is None:
        return [f"{name} has no return in this round now, so there is nothing to moderate."]
    said = [f"Returned {nhs_date(signed.received_at)}."]
    if moderation is None:
        return [*said, "Nobody moderates it yet."]
    if moderation.concluded_at:
        by = f" by {moderation.concluded_by.name}" if moderation.concluded_by else ""
        outcome = Conclusion(moderation.outcome).label
        return [*said, f"{outcome}: concluded on {nhs_date(moderation.concluded_at)}{by}."]
    by = f" by {moderation.started_by.name}" if moderation.started_by else ""
    count = sum(1 for block in sides.edition.blocks if sides.judged(block))
    given = f"{plural(count, 'moderated position')} given" if count else "No moderated position given"
    waiting = sum(each.waits_for_network for each in sides.questions)
    return [
        *said,
        f"In moderation since {nhs_date(moderation.started_at)}{by}.",
        f"{given}, {left:,} to go." if left else "Every stated position is judged.",
        *([f"{plural(waiting, 'question waits', 'questions wait')} for the network."] if waiting else []),
    ]


def block_side(sides: Sides, block: Block, asking: Iterable[Suggestion]) -> BlockSide:
    """A theme and audience."""
    edition, said, judged = sides.edition, sides.said(block), sides.judged(block)
    why = why_of(edition, block, said.marks)
    asked = {each.text for each in sides.questions if each.block == block}
    components = [component_line(sides, component) for component in edition.of_block(block)]
    return BlockSide(
        anchor=anchor_of(block),
        theme=edition.theme_by_id[block.theme].title,
        audience=block.audience.label,
        positions=side_positions(sides, block, why.position),
        to_note=to_note(sides, block),
        comment=said.comment,
        target=target_of(edition, said.target, nhs_date(said.target_by, "")),
        why=why,
        judged=judged,
        judged_title=edition.position_title(judged.position) if judged else "",
        earlier=[(edition.position_title(each.position), each) for each in sides.given.get(block, ())[1:]],
        signed_anew=sides.signed_anew(block),
        view=sides.views.get(block),
        components=components,
        changes=sum(bool(line.change) for line in components),
        suggestions=[
            SuggestedQuestion(each.kind.value, each.text)
            for each in asking
            if each.block == block and each.text not in asked
        ],
        questions=[question_line(edition, each) for each in sides.questions if each.block == block],
        options=[
            Option(position, edition.position_title(position), position == (judged.position if judged else said.stated))
            for position in edition.positions
        ],
        reason=judged.reason if judged else "",
        stated=title_of(edition, said.stated),
    )


def to_note(sides: Sides, block: Block) -> str:
    """What a moderator should know of a theme and audience before opening it."""
    questions = [each for each in sides.questions if each.block == block]
    answered, waiting = (sum(each.is_answered for each in questions), sum(each.waits_for_network for each in questions))
    view = sides.views.get(block)
    found = [
        "Signed anew since" if sides.signed_anew(block) else "",
        f"{plural(answered, 'question')} answered" if answered else "",
        f"{plural(waiting, 'question')} with the network" if waiting else "",
        ("Network agrees" if view.agrees else "Network differs") if view else "",
    ]
    return ", ".join(part for part in found if part)


def side_positions(sides: Sides, block: Block, suggested: str) -> list[SidePosition]:
    """The positions of a theme and audience beside each other, those of the round before first."""
    edition, before, judged = sides.edition, sides.before, sides.judged(block)
    found: list[tuple[str, str | None]] = []
    if before:
        said_before, judged_before = before.returned.blocks.get(block), before.moderated.get(block)
        found.append((f"Stated in {before.title}", said_before.stated if said_before else None))
        if before.moderated:
            found.append((f"Moderated in {before.title}", judged_before.position if judged_before else None))
    found += [
        ("Stated", sides.said(block).stated),
        ("Suggested", suggested if sides.said(block).marks else None),
        ("Moderated", judged.position if judged else None),
    ]
    order = edition.positions
    return [
        SidePosition(
            whose, title_of(edition, at), order.index(at) if at in order else 0, len(order) - 1 if at in order else 0
        )
        for whose, at in found
    ]


def title_of(edition: Edition, position: str | None) -> str:
    """A position in words; a position of another edition, or none, is "none"."""
    return edition.position_title(position) if position in edition.positions and position else "None"


def target_of(edition: Edition, target: str | None, by: str) -> str:
    """Where the network wants to be, and by when; empty where it does not say."""
    if not target:
        return f"By {by}" if by else ""
    return f"{title_of(edition, target)} by {by}" if by else title_of(edition, target)


def component_line(sides: Sides, component: Component) -> ComponentLine:
    """A component, with what was said of it in the round before."""
    said = sides.said(Block(component.theme, component.audience))
    mark, before = said.marks.get(component.id), mark_before(sides.before, sides.edition, component)
    known = sides.before is not None
    return ComponentLine(
        component=component.id,
        statement=component.statement,
        step=sides.edition.position_title(component.step),
        answer=said_of(mark).capitalize(),
        note=said.remarks.get(component.id, ""),
        before=said_of(before).capitalize() if known else "",
        change=f"was {said_of(before)}" if known and before is not mark else "",
        evidence=[
            (each.title, piece_address(sides.asked, each.number, each.link))
            for each in sides.evidence
            if each.component == component.id
        ],
        questions=sum(each.component == component.id for each in sides.questions),
    )


def mark_before(before: Before | None, edition: Edition, component: Component) -> Mark | None:
    """The answer of the round before; of an edition that this one was derived from, where one component became one."""
    if before is None:
        return None
    said = before.returned.blocks.get(Block(component.theme, component.audience))
    if said is None:
        return None
    if before.returned.edition == edition.id:
        return said.marks.get(component.id)
    parents = component.parents if before.returned.edition == edition.parent else ()
    return said.marks.get(parents[0]) if len(parents) == 1 else None


def question_line(edition: Edition, question: Question) -> QuestionLine:
    """A question with what it is about."""
    component = edition.by_id.get(question.component)
    closed = f"Closed {nhs_date(question.closed_at)} by {question.closed_by}"
    return QuestionLine(
        question=question,
        anchor=f"question-{question.number}",
        about=block_title(edition, question.block),
        statement=component.statement if component else "",
        state="Answered" if question.is_answered else "" if question.is_open else closed,
    )


def moderation_crumbs(round_: Round) -> list[Crumb]:
    """The way back from a network's moderation."""
    return [*crumbs(round_), ("Moderation", reverse("assessment:moderation", args=[round_.slug]))]
