"""A network's matrix at a glance: one sentence, the next thing to do, and a table of marks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.assessment.drafting import Field, Place
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import anchor_of, block_place
from trellis.assessment.presenters.matrix import Reader
from trellis.assessment.presenters.network import address_of, theme_address
from trellis.assessment.presenters.openness import due_sentence, openness_of
from trellis.assessment.presenters.position import said_of
from trellis.assessment.presenters.theme import WHOLE, row_anchor
from trellis.assessment.presenters.times import clock
from trellis.assessment.presenters.words import FIELD_LABELS, day_in_words
from trellis.assessment.queries.matrix import Sheet, left_in
from trellis.assessment.rules import Mark, suggested_position
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Audience, Block
from trellis.nhsuk.environment import plural

IN_ORDER = (
    Mark.IN_PLACE,
    Mark.IN_PROGRESS,
    Mark.IN_PLAN,
    Mark.NOT_STARTED,
    Mark.NOT_SURE,
    Mark.DOES_NOT_APPLY,
    None,
)
"""Answers from the furthest to none at all, as sentences and keys count them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A theme's step: its marks in order, the same in words, and how many of those that apply are in place."""

    step: str
    marks: Sequence[str]
    words: str
    count: str


@dataclass(frozen=True, slots=True)
class Line:
    """A theme in the table of one audience."""

    title: str
    address: str
    cells: Sequence[Cell]
    stated: str
    suggested: str
    why_address: str
    moderated: str
    questions: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """What is asked of one audience."""

    heading: str
    anchor: str
    steps: Sequence[str]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: words for a button or link, and where it leads."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Again:
    """What the board asks anew: a sentence, why, and the statements with their addresses."""

    sentence: str
    message: str
    statements: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class GlancePage:
    """What the page says."""

    sentence: str
    due: str
    why_not: str
    reopened_why: str
    again: Sequence[Again]
    following: Step
    others: Sequence[Step]
    tables: Sequence[Table]
    whole_address: str
    is_moderated: bool
    last_saved: str
    sees: Step | None
    conflicts: Sequence[Step]


def glance_page(
    sheet: Sheet,
    who: Reader,
    *,
    moderated: Mapping[Block, str],
    questions: Mapping[Block, int],
    may_lead: bool,
) -> GlancePage:
    """A network's matrix as its own people see it at a glance. ``may_lead``: they may send it to be signed."""
    asked = sheet.asked
    following = next_step(sheet, may_lead=may_lead)
    return GlancePage(
        sentence=f"{counted(sheet)} {signed(sheet)}",
        due=due_sentence(sheet, who.now.date()),
        why_not=openness_of(sheet).why_not,
        reopened_why=asked.reopened_why,
        again=asked_anew(sheet),
        following=following,
        others=other_steps(asked, sheet, following),
        tables=[table(sheet, audience, moderated, questions) for audience in audiences_of(sheet)],
        whole_address=theme_address(asked, WHOLE),
        is_moderated=bool(moderated) or bool(questions),
        last_saved=last_saved(sheet, who),
        sees=Step("What will your board see?", address_of("sign", asked)) if may_lead and sheet.copy is None else None,
        conflicts=waiting_choices(sheet),
    )


def audiences_of(sheet: Sheet) -> list[Audience]:
    """The audiences that something is asked about, in order."""
    return list(dict.fromkeys(block.audience for block in sheet.edition.blocks))


def counted(sheet: Sheet) -> str:
    """How many statements have which answer, as a sentence."""
    marks = sheet.marks()
    counts = Counter(marks.get(one.id) for one in sheet.edition.components)
    parts = [f"{counts[mark]} {said_of(mark)}" for mark in IN_ORDER if counts[mark]]
    return f"{plural(len(sheet.edition.components), 'statement')}: {', '.join(parts)}."


def signed(sheet: Sheet) -> str:
    """Whether it is signed, as a sentence."""
    if sheet.copy is None:
        if sheet.asked.sign_asked_at:
            return f"The clinical director was asked to sign on {nhs_date(sheet.asked.sign_asked_at)}."
        return "The clinical director has not signed yet."
    if sheet.signature:
        when = nhs_date(sheet.signature.signed_at)
        return f"{sheet.signature.signed_by.name} signed on {when}; it has been with your board since then."
    return f"It has been with your board since {nhs_date(sheet.copy.received_at)}, as a workbook."


def next_step(sheet: Sheet, *, may_lead: bool) -> Step:
    """The one thing to do next: the green button."""
    if sheet.copy is not None:
        return after_signing(sheet, may_lead=may_lead)
    asked, left = sheet.asked, left_in(sheet)
    if not openness_of(sheet).is_open:
        return Step("Read the whole matrix", theme_address(asked, WHOLE))
    for theme in sheet.edition.themes:
        if unfinished(sheet, theme.id, left):
            return Step(f"{'Continue' if asked.version else 'Start'}: {theme.title}", theme_address(asked, theme.id))
    if may_lead:
        return Step("Review and sign", address_of("sign", asked))
    return Step("Read it through before it is signed", theme_address(asked, WHOLE))


def after_signing(sheet: Sheet, *, may_lead: bool) -> Step:
    """What to do with what is at the board: answer what is asked again and sign it anew, else look at it."""
    asked, left = sheet.asked, left_in(sheet)
    if any(map(openness_of(sheet).takes, sheet.again)):
        if left:
            return Step(f"Answer the {plural(len(left), 'statement')} asked again", address_of("quick", asked))
        if may_lead:
            return Step("Review and sign again", address_of("sign", asked))
    return Step("See what is with your board", address_of("submitted", asked))


def unfinished(sheet: Sheet, theme: str, left: Sequence[str]) -> bool:
    """Whether something of a theme waits: an answer, a position, or a choice between two versions."""
    blocks = [block for block in sheet.edition.blocks if block.theme == theme]
    waits = any(sheet.edition.by_id[component].theme == theme for component in left)
    not_stated = any(not sheet.values.get(block_place(Field.POSITION, block)) for block in blocks)
    return bool(blocks) and (waits or not_stated or any(place.theme == theme for place in sheet.draft.beside))


def other_steps(asked: RoundNetwork, sheet: Sheet, following: Step) -> list[Step]:
    """What else one may want to do."""
    is_open = any(openness_of(sheet).takes(one.id) for one in sheet.edition.components)
    steps = [
        Step("Ten-minute mode", address_of("quick", asked) if is_open else ""),
        Step("Same as last round", address_of("before", asked) if is_open and not asked.version else ""),
        Step("Workbook", address_of("own_workbook", asked)),
        Step("What other networks share with you", reverse("assessment:shared", args=[asked.round.slug])),
    ]
    return [step for step in steps if step.address and step.address != following.address]


def asked_anew(sheet: Sheet) -> list[Again]:
    """What the board asks for again."""
    found = []
    for request in sheet.requests:
        components = [sheet.edition.by_id[name] for name in request.components if name in sheet.edition.by_id]
        found.append(
            Again(
                f"Your board asked again about {plural(len(components), 'statement')} on {nhs_date(request.at)}.",
                request.message,
                [(one.statement, f"{theme_address(sheet.asked, one.theme)}#{anchor_of(one.id)}") for one in components],
            )
        )
    return found


def table(sheet: Sheet, audience: Audience, moderated: Mapping[Block, str], questions: Mapping[Block, int]) -> Table:
    """The themes of one audience by step."""
    edition, marks = sheet.edition, sheet.marks()
    pattern = address_of("why", sheet.asked, "THEME", "AUDIENCE")
    lines = [
        line(sheet, block, marks, pattern, moderated.get(block, ""), questions.get(block, 0))
        for block in edition.blocks
        if block.audience is audience
    ]
    return Table(audience.label, f"table-{audience.value}", [step.title for step in edition.steps], lines)


def line(  # what a line is made of
    sheet: Sheet, block: Block, marks: Mapping[str, Mark], pattern: str, moderated: str, questions: int
) -> Line:
    """A theme."""
    edition, theme = sheet.edition, sheet.edition.theme_by_id[block.theme]
    stated, target, by = (
        sheet.values.get(block_place(kind, block), "") for kind in (Field.POSITION, Field.TARGET, Field.TARGET_BY)
    )
    return Line(
        title=theme.title,
        address=theme_address(sheet.asked, theme.id),
        cells=[cell(sheet, block, step.id, step.title, marks) for step in edition.steps],
        stated=edition.position_title(stated) if stated else "",
        suggested=edition.position_title(suggested_position(edition, block, marks)),
        why_address=pattern.replace("THEME", block.theme).replace("AUDIENCE", block.audience.value),
        moderated=edition.position_title(moderated) if moderated else "",
        questions=f"{plural(questions, 'question')} open" if questions else "",
        target=" by ".join(filter(None, (edition.position_title(target) if target else "", day_in_words(by)))),
    )


def cell(sheet: Sheet, block: Block, step: str, title: str, marks: Mapping[str, Mark]) -> Cell:
    """A theme's step."""
    components = sheet.edition.cells.get((block.theme, block.audience, step), ())
    said = [marks.get(one.id) for one in components]
    counts = Counter(said)
    applying = len(said) - counts[Mark.DOES_NOT_APPLY]
    return Cell(
        step=title,
        marks=[mark.value if mark else "" for mark in said],
        words=", ".join(f"{counts[mark]} {said_of(mark)}" for mark in IN_ORDER if counts[mark]),
        count=f"{counts[Mark.IN_PLACE]} of {applying}" if applying else "",
    )


def last_saved(sheet: Sheet, who: Reader) -> str:
    """When something was entered last, and by whom."""
    last = sheet.draft.last
    return f"Last saved {clock(last.at, who.now)} by {who.name(last)}." if last else "Nothing has been entered yet."


def waiting_choices(sheet: Sheet) -> list[Step]:
    """The places in which two people entered something at once, with the way to choose."""
    return [
        Step(
            f"{FIELD_LABELS[place.field]}: {statement_of(sheet, place)}",
            f"{theme_address(sheet.asked, place.theme)}#{row_anchor(place)}",
        )
        for place, versions in sheet.draft.beside.items()
        if versions
    ]


def statement_of(sheet: Sheet, place: Place) -> str:
    """What a place is about: its statement, or its theme."""
    component = sheet.edition.by_id.get(place.component)
    return component.statement if component else sheet.edition.theme_by_id[place.theme].title


KEY = tuple((mark.value if mark else "", said_of(mark)) for mark in IN_ORDER)
"""The shapes and what they mean."""
