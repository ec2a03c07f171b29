"""A return in words: the same before it is signed and after, and what is left to do before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trellis.assessment.consistency import consistency_queries, first_in_place_above_unsecured
from trellis.assessment.drafting import EntryState
from trellis.assessment.models import Assessment, RoundNetwork
from trellis.assessment.presenters.network import address_of, piece_address, theme_address
from trellis.assessment.presenters.times import clock
from trellis.assessment.presenters.words import block_in_words, field_in_words, place_in_words
from trellis.assessment.queries.drafts import Entered
from trellis.assessment.queries.signed import Shown, ToSign, signature_of
from trellis.assessment.rules import (
    BlockReturn,
    Ended,
    Mark,
    ProblemKind,
    Return,
    Via,
    highest_marked_step,
    suggested_position,
)
from trellis.assessment.standing import RoundStatus
from trellis.common.dates import nhs_date, nhs_time
from trellis.matrix.rules import PRE_FOUNDATION, Block, Component, Edition
from trellis.nhsuk.environment import plural

NOT_ANSWERED, NOT_STATED = "Not answered", "Not stated"

# A return as it is seen ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence, and where it is."""

    title: str
    address: str
    is_file: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A component and what the network says of it."""

    text: str
    step: str
    answer: str
    answered: bool
    note: str
    evidence: Sequence[EvidenceLine]


@dataclass(frozen=True, slots=True)
class BlockSaid:
    """A theme and audience: its positions, what it asks about itself, and its statements, ``blank`` of them open.

    ``suggested`` is empty where nothing is marked: missing is not Pre-foundation.
    """

    anchor: str
    theme: str
    audience: str
    stated: str
    suggested: str
    comment: str
    target: str
    questions: Sequence[str]
    statements: Sequence[Statement]
    blank: int

    @property
    def so_far(self) -> str:
        """How much of it is answered."""
        return f"{len(self.statements) - self.blank:,} of {len(self.statements):,}"


@dataclass(frozen=True, slots=True)
class Returned:
    """A return as it is seen. ``for_peers``: as other networks see it, marks and stated positions only."""

    blocks: Sequence[BlockSaid]
    for_peers: bool = False


def as_seen(
    edition: Edition, said: Return, evidence: Iterable[Shown], asked: RoundNetwork, *, for_peers: bool = False
) -> Returned:
    """What a return says, with its evidence and the questions that it raises; of a draft and a frozen copy alike."""
    lines: dict[str, list[EvidenceLine]] = {}
    for each in evidence:
        lines.setdefault(each.component, []).append(evidence_line(each, asked))
    asked_about: dict[Block, list[ProblemKind]] = {}
    for query in consistency_queries(edition, said):
        block = next(
            each for each in edition.blocks if (each.theme, each.audience.value) == (query.theme, query.audience)
        )
        asked_about.setdefault(block, []).append(query.kind)
    blocks = [
        block_said(edition, said.blocks.get(block) or BlockReturn(block), lines, asked_about.get(block, ()))
        for block in edition.blocks
    ]
    return Returned([without_words(each) for each in blocks], True) if for_peers else Returned(blocks)


def evidence_line(shown: Shown, asked: RoundNetwork) -> EvidenceLine:
    """Where a piece of evidence leads: its own address, or the page that gives the file."""
    return EvidenceLine(shown.title, piece_address(asked, shown.number, shown.link), is_file=not shown.link)


def block_said(
    edition: Edition,
    said: BlockReturn,
    evidence: Mapping[str, Sequence[EvidenceLine]],
    kinds: Iterable[ProblemKind],
) -> BlockSaid:
    """One theme and audience."""
    block = said.block
    components = edition.of_block(block)
    return BlockSaid(
        anchor=f"{block.theme}-{block.audience.value}",
        theme=edition.theme_by_id[block.theme].title,
        audience=block.audience.label,
        stated=edition.position_title(said.stated) if said.stated else NOT_STATED,
        suggested=edition.position_title(suggested_position(edition, block, said.marks)) if said.marks else "",
        comment=said.comment,
        target=target_in_words(edition, said.target, said.target_by),
        questions=[question(edition, said, kind) for kind in kinds],
        statements=[statement(edition, said, one, evidence.get(one.id, ())) for one in components],
        blank=sum(1 for one in components if one.id not in said.marks),
    )


def statement(edition: Edition, said: BlockReturn, one: Component, evidence: Sequence[EvidenceLine]) -> Statement:
    """One component."""
    mark = said.marks.get(one.id)
    return Statement(
        text=one.statement,
        step=edition.position_title(one.step),
        answer=answer_in_words(mark),
        answered=mark is not None,
        note=said.remarks.get(one.id, ""),
        evidence=evidence,
    )


def without_words(block: BlockSaid) -> BlockSaid:
    """What another network sees of a block: no words of the network, no evidence, no questions, no targets."""
    bare = [Statement(each.text, each.step, each.answer, each.answered, "", ()) for each in block.statements]
    return BlockSaid(
        *(block.anchor, block.theme, block.audience, block.stated, block.suggested), "", "", (), bare, block.blank
    )


def answer_in_words(mark: Mark | None) -> str:
    """A mark for a page."""
    return mark.label.capitalize() if mark else NOT_ANSWERED


def target_in_words(edition: Edition, target: str | None, by: date | None) -> str:
    """Where a network wants to be and by when; empty where it does not say."""
    if not target:
        return f"No step is named, by {nhs_date(by)}" if by else ""
    return f"{edition.position_title(target)}, by {nhs_date(by)}" if by else edition.position_title(target)


def question(edition: Edition, said: BlockReturn, kind: ProblemKind) -> str:
    """A consistency query as one would ask it at a table: of the network, and of whoever reads its return."""
    suggested = edition.position_title(suggested_position(edition, said.block, said.marks))
    if kind is ProblemKind.BLANK_BLOCK:
        return "Nothing is answered here and no position is stated. Is it meant to be blank?"
    if kind is ProblemKind.POSITION_NOT_STATED:
        return f"No position is stated, and the answers suggest {suggested}. What is the network’s own judgement?"
    if kind is ProblemKind.MARK_ABOVE_UNSECURED:
        steps = first_in_place_above_unsecured(edition, said.block, said.marks) or (PRE_FOUNDATION, PRE_FOUNDATION)
        lower, higher = map(edition.position_title, steps)
        return f"Something of {higher} is in place while something of {lower} is not. What is missing at {lower}?"
    stated = edition.position_title(said.stated or suggested)
    if kind is ProblemKind.STATED_ABOVE_MARKED:
        marked = edition.position_title(highest_marked_step(edition, said.block, said.marks))
        return f"The stated position is {stated}, above anything that is marked ({marked}). What does it rest on?"
    return f"The stated position is {stated} and the answers suggest {suggested}. Why do the two differ?"


# What is left to do ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to do before signing: a sentence, and where it is done."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class LeftToDo:
    """What is left: what must be settled before anybody can sign, and what is only asked."""

    must: Sequence[ToDo]
    may: Sequence[ToDo]


def left_to_do(standing: ToSign, asked: RoundNetwork) -> LeftToDo:
    """What is left before ``standing`` is signed."""
    edition = standing.edition
    must = [
        ToDo(f"Choose one of two versions: {place_in_words(edition, each)}", theme_address(asked, each.theme))
        for each in standing.conflicts
    ]
    if not standing.says_something:
        must.append(ToDo("Answer something: nothing is answered yet", address_of("network", asked)))
    for name in standing.without_reason:
        component = edition.by_id[name]
        must.append(ToDo(f"Say why it does not apply: {component.statement}", theme_address(asked, component.theme)))
    return LeftToDo(must, [*unanswered(standing, asked), *unexplained(standing, asked)])


def unanswered(standing: ToSign, asked: RoundNetwork) -> Iterable[ToDo]:
    """A line for each block with statements that are not answered; of what was asked anew, if anything was."""
    for block in standing.edition.blocks:
        said = standing.returned.blocks.get(block) or BlockReturn(block)
        components = [one for one in standing.edition.of_block(block) if not standing.again or one.id in standing.again]
        blank = sum(1 for one in components if one.id not in said.marks)
        if blank:
            where = block_in_words(standing.edition, block.theme, block.audience.label)
            sentence = f"{blank:,} of {plural(len(components), 'statement')} not answered: {where}"
            yield ToDo(sentence, theme_address(asked, block.theme))


def unexplained(standing: ToSign, asked: RoundNetwork) -> Iterable[ToDo]:
    """A line for each stated position that differs from the suggested one without a word why."""
    edition = standing.edition
    for block in edition.blocks:
        said = standing.returned.blocks.get(block)
        if said is None or said.stated is None or said.comment.strip():
            continue
        suggested = suggested_position(edition, block, said.marks)
        if said.stated != suggested:
            stated, where = (
                edition.position_title(said.stated),
                block_in_words(edition, block.theme, block.audience.label),
            )
            yield ToDo(
                f"Say why you state {stated} where the answers suggest {edition.position_title(suggested)}: {where}",
                theme_address(asked, block.theme),
            )


# What changed since ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody entered something after the page was opened."""

    who: str
    when: str
    what: str
    value: str


def changes_in_words(edition: Edition, entered: Iterable[Entered], now: datetime) -> list[Change]:
    """What was entered, of that which leaves the network."""
    return [
        Change(
            each.by or "Somebody",
            clock(each.at, now),
            place_in_words(edition, each.place),
            field_in_words(edition, each.place.field, each.value, "cleared")
            + (" (a second version)" if each.state is EntryState.BESIDE else ""),
        )
        for each in entered
        if each.place.field.leaves_the_network
    ]


# Copies ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A frozen copy in the list of copies. ``ended`` is empty for the one that stands."""

    number: int
    came: str
    ended: str
    why: str
    address: str
    here: bool


def copy_lines(copies: Sequence[Assessment], shown: Assessment | None, asked: RoundNetwork) -> list[CopyLine]:
    """Every copy, the newest first, with how it came and how it ended. ``copies`` are in the order they came."""
    address = address_of("submitted", asked)
    lines = [
        CopyLine(
            number=number,
            came=came_in_words(copy),
            ended=f"{Ended(copy.ended).label}, {nhs_date(copy.superseded_at)}" if copy.ended else "",
            why=copy.ended_why,
            address=f"{address}?copy={number}" if copy.ended else address,
            here=shown is not None and copy.pk == shown.pk,
        )
        for number, copy in enumerate(copies, 1)
    ]
    return lines[::-1]


def came_in_words(copy: Assessment) -> str:
    """How a copy came to be, and whose name is under it."""
    signature = signature_of(copy)
    came = f"Received {Via(copy.via).label}, {nhs_date(copy.received_at)}" if copy.via == Via.WORKBOOK.value else ""
    if signature is None:
        return f"{came or 'Received'}. Nobody has signed it"
    signed = f"Signed by {signature.signed_by.name} ({signature.signed_as.lower()}), {nhs_date(signature.signed_at)}"
    return f"{came}. {signed}" if came else f"{signed} at {nhs_time(signature.signed_at)}"


def signed_for_peers(copy: Assessment) -> str:
    """Who signed a copy, as another network is told: in which role, not by whom."""
    signature = signature_of(copy)
    return f"Signed by its {signature.signed_as.lower()}, {nhs_date(signature.signed_at)}" if signature else ""


def copy_numbered(copies: Sequence[Assessment], number: str) -> Assessment | None:
    """The copy of that number, counted from 1 in the order they came; without a number the one that stands, if any.

    Raises LookupError for a number that no copy has.
    """
    if not number:
        return next((copy for copy in copies if copy.superseded_at is None), None)
    if not number.isdecimal() or not 1 <= int(number) <= len(copies):
        raise LookupError(number)
    return copies[int(number) - 1]


def why_closed(asked: RoundNetwork) -> str:
    """Why nothing can be signed or opened again, as a sentence; empty where it can."""
    if asked.withdrawn_at:
        return f"{asked.name} was withdrawn from the round on {nhs_date(asked.withdrawn_at)}: {asked.withdrawn_why}"
    if asked.round.status != RoundStatus.OPEN.value:
        return (
            f"The round was closed on {nhs_date(asked.round.closed_at)}. Nothing can be signed, recalled or reopened, "
            "unless your system lead opens it again. What was entered is kept."
        )
    return ""
