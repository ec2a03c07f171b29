"""From a table in the national layout to answers: which component each mark belongs to, and what to ask about.

A component is found by its hidden id, else by the fingerprint of the printed wording, else by its place: theme,
audience, step and order in the cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from trellis.assessment.rules import BlockReturn, Mark, Problem, ProblemKind
from trellis.assessment.wordings import position_words, read_mark, read_position
from trellis.files.spreadsheets import Cell, cell_name, text_of
from trellis.matrix.layout import Band, Layout, StepColumns
from trellis.matrix.rules import Block, Component, Edition, fingerprint

LIKE_ENOUGH = 60
"""From this score (of 100) on, a theme's title is suggested for one that is not known."""
SHOWN = 80
"""So much of a cell is quoted in a sentence, in characters."""


def quoted(cell: Cell) -> str:
    """A cell's text in quotation marks, on one line and cut short, for a sentence."""
    text = " ".join(text_of(cell).split())
    return f'"{text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"}"'


class EditionIndex:
    """What an edition's wordings, positions and titles are looked up by; built once for many returns."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.positions = position_words(edition)
        self.by_print: dict[str, tuple[Component, ...]] = {}
        for component in edition.components:
            for known in {fingerprint(component.statement), *component.fingerprints}:
                self.by_print[known] = (*self.by_print.get(known, ()), component)
        self.titles = {name: theme for theme in edition.themes for name in (theme.title, *theme.also_called)}

    def suggestion(self, text: str) -> str:
        """A sentence that suggests the theme nearest to a text, or none."""
        best = process.extractOne(text, list(self.titles), scorer=fuzz.WRatio, score_cutoff=LIKE_ENOUGH)
        return f" Was {quoted(self.titles[best[0]].title)} meant?" if best else ""


@dataclass(slots=True)
class Entry:
    """One row of one step within a band: a statement and its mark."""

    row: int
    column: StepColumns
    statement: Cell
    mark: Cell
    component: Component | None = None


@dataclass(slots=True)
class TableRead:
    """What a table says. ``filled`` tells whether anybody wrote a mark, a remark or a position anywhere in it,
    ``recognised`` whether any of its rows belongs to the matrix.
    """

    blocks: dict[Block, BlockReturn]
    problems: list[Problem] = field(default_factory=list)
    filled: bool = False
    recognised: bool = False


class TableReader:
    """Reads one table; made anew for each."""

    def __init__(self, layout: Layout, index: EditionIndex, file: str, network: str) -> None:
        self.layout = layout
        self.rows = layout.sheet.rows
        self.formulas = layout.sheet.formulas
        self.index = index
        self.edition = index.edition
        self.file = file
        self.network = network
        self.marked_at: dict[str, tuple[Mark, Entry]] = {}
        self.seen: set[str] = set()
        self.result = TableRead({block: BlockReturn(block) for block in index.edition.blocks})
        self.comments: dict[Block, list[str]] = {}
        self.unsettled: set[Block] = set()

    def read(self) -> TableRead:
        """Every band of the table, then what it leaves out."""
        for band in self.layout.bands:
            self._read_band(band)
        for block, texts in self.comments.items():
            told = self.result.blocks[block]
            self.result.blocks[block] = BlockReturn(block, told.marks, told.stated, "\n".join(texts), told.remarks)
        self._report_left_out()
        return self.result

    # One theme and audience ---------------------------------------------------------------------------------------

    def _read_band(self, band: Band) -> None:
        cells = [list(self._entries(band, column)) for column in self.layout.columns.steps]
        block = self._block_of(band, [entry for cell in cells for entry in cell])
        for cell in cells:
            self._find_by_place(block, cell)
            for entry in cell:
                self._read_entry(block, entry)
        self._read_position(block, band)
        column = self.layout.columns.comments
        if block and column is not None:
            texts = [text for row in band.rows if (text := text_of(self.rows[row][column]))]
            if texts:
                self.comments.setdefault(block, []).extend(texts)

    def _entries(self, band: Band, column: StepColumns) -> Iterator[Entry]:
        """The rows of a step that say anything, each with its component where id or wording tells it."""
        edition = self.edition
        for number in band.rows:
            row = self.rows[number]
            statement, mark = row[column.statement], row[column.mark]
            identifier = row[column.identifier] if column.identifier is not None else ""
            if statement == "" and mark == "" and identifier == "":
                continue
            entry = Entry(number, column, statement, mark)
            if identifier != "":
                entry.component = edition.by_id.get(text_of(identifier))
            if entry.component is None and type(statement) is str and statement:
                known = self.index.by_print.get(fingerprint(statement), ())
                entry.component = known[0] if len(known) == 1 else self._of_place(known, band, column)
            yield entry

    @staticmethod
    def _of_place(known: Sequence[Component], band: Band, column: StepColumns) -> Component | None:
        """Of several components with one wording the one whose place this is."""
        here = (band.theme, band.audience, column.step)
        return next((one for one in known if (one.theme, one.audience, one.step) == here), None)

    def _block_of(self, band: Band, entries: Sequence[Entry]) -> Block | None:
        """The block by its texts, else by what all its known statements belong to, with a note; else None, reported."""
        if band.theme and band.audience and Block(band.theme, band.audience) in self.result.blocks:
            return Block(band.theme, band.audience)
        found = {Block(entry.component.theme, entry.component.audience) for entry in entries if entry.component}
        called = " / ".join(text for text in (band.theme_text, band.audience_text) if text) or "nothing"
        row = band.rows[0]
        theme_column = self.layout.columns.theme or 0
        if len(found) == 1:
            block = found.pop()
            self._note(
                ProblemKind.WORDING_DIFFERS,
                (row, theme_column),
                f"the theme is called {quoted(called)}, which the matrix does not know. Its statements are those of "
                f"{self._name(block)}, so its answers were kept there.",
                block,
            )
            return block
        if any(entry.mark != "" or entry.statement != "" for entry in entries):
            self.result.problems.append(
                Problem(
                    self.file,
                    ProblemKind.UNKNOWN_THEME,
                    f"{self._at(row, theme_column)}: {quoted(called)} is no theme and audience of the matrix "
                    f"{self.edition.title}.{self.index.suggestion(band.theme_text)} Marks beside statements that the "
                    "matrix does not know were not counted. Ask the network which theme it is.",
                    self.network,
                    band.theme_text,
                    band.audience_text,
                    cell_name(row, theme_column),
                )
            )
        return None

    def _find_by_place(self, block: Block | None, entries: Sequence[Entry]) -> None:
        """Statements that neither id nor wording tells: the n-th of a cell is its n-th component, if still free."""
        unknown = [entry for entry in entries if entry.component is None]
        if not unknown or block is None:
            return
        components = self.edition.cells.get((block.theme, block.audience, unknown[0].column.step), ())
        taken = self.seen | {entry.component.id for entry in entries if entry.component}
        free = [component for component in components if component.id not in taken]
        with_text = [entry for entry in entries if entry.statement != "" or entry.component]
        for order, entry in enumerate(with_text):
            if entry.component is None and order < len(components) and components[order] in free:
                entry.component = components[order]
                free.remove(components[order])
        left = [entry for entry in with_text if entry.component is None]
        if len(left) == len(free) == 1:
            left[0].component = free[0]

    # One statement and its mark -----------------------------------------------------------------------------------

    def _read_entry(self, block: Block | None, entry: Entry) -> None:
        component = entry.component
        read = read_mark(entry.mark)
        if read.mark or read.remark:
            self.result.filled = True
        if component is None:
            self._report_unknown(block, entry)
            return
        self.seen.add(component.id)
        self.result.recognised = True
        home = Block(component.theme, component.audience)
        if entry.statement != "":
            self._compare(block, home, entry, component)
        place = (entry.row, entry.column.mark)
        if place in self.formulas and entry.mark != "":
            self._note(
                ProblemKind.FORMULA,
                place,
                f"the mark is a formula. Its last calculated value, {quoted(entry.mark)}, was kept. "
                "Ask whether it is what the network means.",
                home,
            )
        if read.problem:
            self._report_mark(read.problem, read.mark, place, entry.mark, home)
        self._keep_mark(component, home, read.mark, entry)
        if read.remark:
            self.result.blocks[home].remarks[component.id] = read.remark

    def _keep_mark(self, component: Component, home: Block, mark: Mark | None, entry: Entry) -> None:
        """A component that stands in the table twice counts once; two different marks of it count as none."""
        if mark is None:
            return
        marks = self.result.blocks[home].marks
        before = self.marked_at.get(component.id)
        if before is None:
            self.marked_at[component.id] = (mark, entry)
            marks[component.id] = mark
        elif before[0] is not mark:
            marks.pop(component.id, None)
            first = cell_name(before[1].row, before[1].column.mark)
            self._note(
                ProblemKind.UNREADABLE_MARK,
                (entry.row, entry.column.mark),
                f"the same statement is marked {mark.label} here and {before[0].label} in {first}. "
                "It counts as no mark. Ask which is right.",
                home,
            )

    def _compare(self, block: Block | None, home: Block, entry: Entry, component: Component) -> None:
        place = (entry.row, entry.column.statement)
        if component not in self.index.by_print.get(fingerprint(text_of(entry.statement)), ()):
            self._note(
                ProblemKind.WORDING_DIFFERS,
                place,
                f"{quoted(entry.statement)} is not the wording of statement {component.id} "
                f"({quoted(component.statement)}), whose place it has. Its mark was kept for that statement.",
                home,
            )
        elif (block is not None and block != home) or component.step != entry.column.step:
            self._note(
                ProblemKind.WORDING_DIFFERS,
                place,
                f"statement {component.id} stands at another place than in the matrix, where it belongs to "
                f"{self._name(home)}, {self.edition.position_title(component.step)}. Its mark was kept there.",
                home,
            )

    def _report_unknown(self, block: Block | None, entry: Entry) -> None:
        if block is None:
            return  # its theme is reported as a whole
        if entry.statement == "":
            what = f"the mark {quoted(entry.mark)} has no statement beside it"
            place = (entry.row, entry.column.mark)
        else:
            what = f"{quoted(entry.statement)} is no statement of {self._name(block)} in the matrix"
            place = (entry.row, entry.column.statement)
        kept = "Its mark was not counted." if entry.mark != "" else "It has no mark."
        self._note(ProblemKind.UNKNOWN_STATEMENT, place, f"{what}. {kept} Ask what it refers to.", block)

    def _report_mark(
        self, kind: ProblemKind, mark: Mark | None, place: tuple[int, int], cell: Cell, block: Block
    ) -> None:
        kept = f"It was read as {mark.label}, and the remark kept" if mark else "It counts as no mark"
        if kind is ProblemKind.REMARK_IN_MARK:
            kept = kept if mark else f"{kept}, and the remark was kept"
            sentence = f"there is a remark where a mark belongs: {quoted(cell)}. {kept}."
        else:
            sentence = f"{quoted(cell)} is no mark that can be read. {kept}."
        self._note(kind, place, f"{sentence} Ask whether it is in place, in progress or in plan.", block)

    # Positions ----------------------------------------------------------------------------------------------------

    def _read_position(self, block: Block | None, band: Band) -> None:
        column = self.layout.columns.position
        if column is None:
            return
        stated: dict[str, tuple[int, Cell]] = {}
        for number in band.rows:
            cell = self.rows[number][column]
            if cell == "":
                continue
            read = read_position(cell, self.index.positions)
            self.result.filled = self.result.filled or read.position is not None or read.problem is not None
            if block is None:
                continue
            self._report_position(block, (number, column), cell, unreadable=read.problem is not None)
            if read.position:
                stated.setdefault(read.position, (number, cell))
        if block and stated:
            self.result.recognised = True
            self._keep_position(block, stated, column)

    def _report_position(self, block: Block, place: tuple[int, int], cell: Cell, *, unreadable: bool) -> None:
        if unreadable:
            self._note(
                ProblemKind.UNREADABLE_POSITION,
                place,
                f"{quoted(cell)} is no position that can be read. No position was kept. Ask which one of "
                f"{', '.join(self.edition.position_title(position) for position in self.edition.positions)} is meant.",
                block,
            )
        if place in self.formulas:
            self._note(
                ProblemKind.FORMULA,
                place,
                f"the overall position is a formula. Its last calculated value, {quoted(cell)}, was kept. "
                "Ask whether it is what the network means.",
                block,
            )

    def _keep_position(self, block: Block, stated: dict[str, tuple[int, Cell]], column: int) -> None:
        told = self.result.blocks[block]
        (position, (row, _)), *others = stated.items()
        if others or block in self.unsettled or (told.stated and told.stated != position):
            self.unsettled.add(block)
            titles = {*stated, *([told.stated] if told.stated else [])}
            names = " and ".join(self.edition.position_title(one) for one in self.edition.positions if one in titles)
            self._note(
                ProblemKind.UNREADABLE_POSITION,
                (row, column),
                f"more than one position is stated: {names}. None was kept. Ask which is meant.",
                block,
            )
            self.result.blocks[block] = BlockReturn(block, told.marks, None, told.comment, told.remarks)
        else:
            self.result.blocks[block] = BlockReturn(block, told.marks, position, told.comment, told.remarks)

    # Notes --------------------------------------------------------------------------------------------------------

    def _report_left_out(self) -> None:
        """Statements of the matrix that are not in the table, where others of their block are."""
        for block in self.result.blocks:
            missing = [one for one in self.edition.of_block(block) if one.id not in self.seen]
            if missing and self.result.filled:
                self.result.problems.append(
                    Problem(
                        self.file,
                        ProblemKind.UNKNOWN_STATEMENT,
                        f"{self.file}, {self._name(block)}: the workbook has no row for {len(missing)} of the "
                        f"statements of the matrix ({', '.join(one.id for one in missing)}). They count as having no "
                        "mark. Ask the network about them.",
                        self.network,
                        block.theme,
                        block.audience.value,
                    )
                )

    def _name(self, block: Block) -> str:
        return f"{self.edition.theme_by_id[block.theme].title}, {block.audience.label.lower()}"

    def _at(self, row: int, column: int) -> str:
        return f"{self.file}, cell {cell_name(row, column)}"

    def _note(self, kind: ProblemKind, place: tuple[int, int], sentence: str, block: Block) -> None:
        self.result.problems.append(
            Problem(
                self.file,
                kind,
                f"{self._at(*place)}: {sentence}",
                self.network,
                block.theme,
                block.audience.value,
                cell_name(*place),
            )
        )
