"""Which component each cell of a table in the national layout speaks of, before anybody's answers are looked at.

A component is found by its hidden id, else by the fingerprint of the printed wording, else by its place: theme,
audience, step and order in the cell. Networks fill in copies of one workbook, so a plan made for one return serves the
others: it depends on the headings and statements alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from rapidfuzz import fuzz, process

from trellis.assessment.rules import ProblemKind
from trellis.assessment.wordings import PositionRead, position_words, read_position
from trellis.files.spreadsheets import Cell, Sheet, text_of
from trellis.matrix.layout import Band, Layout, StepColumns, find_layouts, names_steps
from trellis.matrix.rules import Block, Component, Edition, fingerprint

LIKE_ENOUGH = 60
"""From this score (of 100) on, a theme's title is suggested for one that is not known."""
ENOUGH_KNOWN = 3
"""So many statements, all of one other block and none of its own, weigh more than a heading copied from above."""
SHOWN = 80
"""So much of a cell is quoted in a sentence, in characters."""
PLANS_KEPT = 32
POSITIONS_KEPT = 1_000


def quoted(cell: Cell) -> str:
    """A cell's text in quotation marks, on one line and cut short, for a sentence."""
    text = " ".join(text_of(cell).split())
    return f'"{text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"}"'


@dataclass(slots=True)
class Slot:
    """A mark cell: where it and its statement stand, and the component that it marks, if that is known.

    ``home`` is the block that the component belongs to in the edition, wherever it stands here.
    """

    row: int
    column: StepColumns
    statement: Cell
    component: Component | None = None
    home: Block | None = None


@dataclass(frozen=True, slots=True)
class PlannedBand:
    """A band with the block that it is, if that is known."""

    band: Band
    block: Block | None
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd: a sentence that still wants the file's name and the cell put before it."""

    kind: ProblemKind
    sentence: str
    theme: str
    audience: str
    place: tuple[int, int] | None = None


@dataclass(frozen=True)
class Plan:
    """What a table's cells speak of. ``recognised`` tells whether any of its statements belongs to the matrix.

    ``left_out`` are notes about statements of the matrix that the table does not have.
    """

    layout: Layout
    bands: tuple[PlannedBand, ...]
    notes: tuple[Note, ...]
    left_out: tuple[Note, ...]
    recognised: bool
    skeleton: tuple[Any, ...] = field(repr=False)
    skeleton_of: Callable[[Any], Any] = field(repr=False)

    def fits(self, sheet: Sheet) -> bool:
        """Whether a sheet has the same headings and statements at the same places, so that this plan is its too."""
        mine, header = self.layout.sheet.rows, self.layout.header
        return (
            len(sheet.rows) == len(mine)
            and len(sheet.rows[0]) == len(mine[0])
            and sheet.rows[header] == mine[header]
            and tuple(map(self.skeleton_of, sheet.rows[header:])) == self.skeleton
        )


class EditionIndex:
    """What an edition's wordings, positions and titles are looked up by, and the plans made so far."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.positions = position_words(edition)
        self.by_print: dict[str, tuple[Component, ...]] = {}
        for component in edition.components:
            for known in {fingerprint(component.statement), *component.fingerprints}:
                self.by_print[known] = (*self.by_print.get(known, ()), component)
        self.titles = {name: theme for theme in edition.themes for name in (theme.title, *theme.also_called)}
        self.blocks = {(block.theme, block.audience): block for block in edition.blocks}
        self._plans: list[Plan] = []
        self._positions: dict[str, PositionRead] = {}

    def plans_of(self, sheet: Sheet) -> tuple[Plan, ...]:
        """The plan of every table on a sheet; none where there is no table. Raises UnclearLayoutError."""
        for plan in self._plans:
            above = sheet.rows[: plan.layout.header]
            if plan.fits(sheet) and not any(names_steps(row, self.edition.steps) for row in above):
                return (plan,)
        made = tuple(Planner(layout, self).plan() for layout in find_layouts(sheet, self.edition) if layout.bands)
        if len(made) == 1:
            self._plans = [*made, *self._plans[: PLANS_KEPT - 1]]
        return made

    def position(self, cell: Cell) -> PositionRead:
        """Which position a cell states; what was read once is remembered."""
        text = text_of(cell)
        read = self._positions.get(text)
        if read is None:
            if len(self._positions) >= POSITIONS_KEPT:
                self._positions.clear()
            read = self._positions[text] = read_position(text, self.positions)
        return read

    def suggestion(self, text: str) -> str:
        """A sentence that suggests the theme nearest to a text, or none."""
        best = process.extractOne(text, list(self.titles), scorer=fuzz.WRatio, score_cutoff=LIKE_ENOUGH)
        return f" Was {quoted(self.titles[best[0]].title)} meant?" if best else ""

    def name_of(self, block: Block) -> str:
        """A block in words, for a sentence."""
        return f"{self.edition.theme_by_id[block.theme].title}, {block.audience.label.lower()}"


class Planner:
    """Makes the plan of one table."""

    def __init__(self, layout: Layout, index: EditionIndex) -> None:
        self.layout = layout
        self.rows = layout.sheet.rows
        self.index = index
        self.edition = index.edition
        self.notes: list[Note] = []
        self.seen: set[str] = set()

    def plan(self) -> Plan:
        """Every band with its slots, what is odd about them, and what the table leaves out."""
        bands = tuple(self._plan_band(band) for band in self.layout.bands)
        columns = self.layout.columns
        static = {columns.theme, columns.audience}
        for step in columns.steps:
            static |= {step.statement, step.identifier}
        # Two columns at least, so that itemgetter gives a tuple whatever there is.
        skeleton_of = itemgetter(*sorted(column for column in static if column is not None), columns.steps[0].statement)
        return Plan(
            self.layout,
            bands,
            tuple(self.notes),
            tuple(self._left_out()),
            bool(self.seen),
            tuple(map(skeleton_of, self.rows[self.layout.header :])),
            skeleton_of,
        )

    def _plan_band(self, band: Band) -> PlannedBand:
        cells = [[self._slot(number, column, band) for number in band.rows] for column in self.layout.columns.steps]
        block = self._block_of(band, [slot for cell in cells for slot in cell])
        for cell in cells:
            if block:
                self._find_by_place(block, cell)
            for slot in cell:
                self._compare(block, slot)
        return PlannedBand(band, block, tuple(slot for cell in cells for slot in cell))

    def _slot(self, number: int, column: StepColumns, band: Band) -> Slot:
        """A mark cell, with its component where id or wording tells it."""
        row = self.rows[number]
        statement = row[column.statement]
        slot = Slot(number, column, statement)
        if column.identifier is not None and row[column.identifier] != "":
            slot.component = self.edition.by_id.get(text_of(row[column.identifier]))
        if slot.component is None and statement != "":
            known = self.index.by_print.get(fingerprint(text_of(statement)), ())
            slot.component = known[0] if len(known) == 1 else self._of_place(known, band, column)
        return slot

    @staticmethod
    def _of_place(known: Sequence[Component], band: Band, column: StepColumns) -> Component | None:
        """Of several components with one wording the one whose place this is."""
        here = (band.theme, band.audience, column.step)
        return next((one for one in known if (one.theme, one.audience, one.step) == here), None)

    def _block_of(self, band: Band, slots: Sequence[Slot]) -> Block | None:
        """The block by its texts, else by what all its known statements belong to, with a note; else None, noted."""
        named = self.index.blocks.get((band.theme or "", band.audience or self.edition.audiences[0]))
        known = [slot.component for slot in slots if slot.component]
        found = {self.index.blocks[component.theme, component.audience] for component in known}
        place = (band.rows[0], self.layout.columns.theme or 0)
        called = quoted(" / ".join(text for text in (band.theme_text, band.audience_text) if text))
        if named and band.audience:
            if named in found or len(found) != 1 or len(known) < ENOUGH_KNOWN:
                return named
            block = found.pop()
            self._note(
                ProblemKind.WORDING_DIFFERS,
                place,
                f"the heading is {called}, and the statements are those of {self.index.name_of(block)}. Marks and "
                "position were kept there, with the statements. Ask which is meant.",
                block,
            )
            return block
        if len(found) == 1:
            block = found.pop()
            self._note(
                ProblemKind.WORDING_DIFFERS,
                place,
                f"the theme is called {called}, which the matrix does not know. Its statements are those of "
                f"{self.index.name_of(block)}, so its answers were kept there.",
                block,
            )
            return block
        if any(slot.statement != "" for slot in slots):
            self.notes.append(unknown_theme(band, place, self.index))
        return None

    def _find_by_place(self, block: Block, slots: Sequence[Slot]) -> None:
        """Statements that neither id nor wording tells: the n-th of a cell is its n-th component, if still free."""
        printed = [slot for slot in slots if slot.statement != "" or slot.component]
        if all(slot.component for slot in printed):
            return
        components = self.edition.cells.get((block.theme, block.audience, printed[0].column.step), ())
        taken = self.seen | {slot.component.id for slot in printed if slot.component}
        free = [component for component in components if component.id not in taken]
        for order, slot in enumerate(printed[: len(components)]):
            if slot.component is None and components[order] in free:
                slot.component = components[order]
                free.remove(components[order])
        left = [slot for slot in printed if slot.component is None]
        if len(left) == len(free) == 1:
            left[0].component = free[0]

    def _compare(self, block: Block | None, slot: Slot) -> None:
        """Note where a statement is not the component's wording, not at its place, or none of the matrix's."""
        component = slot.component
        place = (slot.row, slot.column.statement)
        if component is None:
            if block and slot.statement != "":
                sentence = (
                    f"{quoted(slot.statement)} is no statement of {self.index.name_of(block)} in the matrix. "
                    "A mark beside it does not count. Ask what it refers to."
                )
                self._note(ProblemKind.UNKNOWN_STATEMENT, place, sentence, block)
            return
        self.seen.add(component.id)
        home = slot.home = self.index.blocks[component.theme, component.audience]
        if slot.statement == "":
            return
        if component not in self.index.by_print.get(fingerprint(text_of(slot.statement)), ()):
            sentence = (
                f"{quoted(slot.statement)} is not the wording of statement {component.id} "
                f"({quoted(component.statement)}), whose place it has. Its mark was kept for that statement."
            )
            self._note(ProblemKind.WORDING_DIFFERS, place, sentence, home)
        elif (block is not None and block != home) or component.step != slot.column.step:
            sentence = (
                f"statement {component.id} stands at another place than in the matrix, where it belongs to "
                f"{self.index.name_of(home)}, {self.edition.position_title(component.step)}. Its mark was kept there."
            )
            self._note(ProblemKind.WORDING_DIFFERS, place, sentence, home)

    def _left_out(self) -> Iterator[Note]:
        """Statements of the matrix that are not in the table."""
        for block in self.edition.blocks:
            missing = [one.id for one in self.edition.of_block(block) if one.id not in self.seen]
            if missing:
                sentence = (
                    f"{self.index.name_of(block)}: the workbook has no row for {len(missing)} of the statements of the "
                    f"matrix ({', '.join(missing)}). They count as having no mark. Ask the network about them."
                )
                yield Note(ProblemKind.UNKNOWN_STATEMENT, sentence, block.theme, block.audience.value)

    def _note(self, kind: ProblemKind, place: tuple[int, int], sentence: str, block: Block) -> None:
        self.notes.append(Note(kind, sentence, block.theme, block.audience.value, place))


def unknown_theme(band: Band, place: tuple[int, int], index: EditionIndex) -> Note:
    """The note about rows whose theme or audience the matrix does not know."""
    called = quoted(" / ".join(text for text in (band.theme_text, band.audience_text) if text))
    if band.theme:
        audiences = " or ".join(audience.label for audience in index.edition.audiences)
        beside = quoted(band.audience_text) if band.audience_text else "nothing"
        wrong = f"beside {quoted(band.theme_text)} stands {beside}, where the matrix has {audiences}."
        ask = "Ask the network whom it speaks for."
    else:
        wrong = (
            f"{called} is no theme and audience of the matrix {quoted(index.edition.title)}."
            f"{index.suggestion(band.theme_text)}"
        )
        ask = "Ask the network which theme it is."
    return Note(
        ProblemKind.UNKNOWN_THEME,
        f"{wrong} Marks beside statements that the matrix does not know were not counted, nor was the position. {ask}",
        band.theme_text,
        band.audience_text,
        place,
    )
