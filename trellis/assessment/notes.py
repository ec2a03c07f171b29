"""The sheet for notes and targets of a workbook that Trellis wrote: what it says, and what to ask about it."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from trellis.assessment.drafting import both
from trellis.assessment.plans import EditionIndex, Note, quoted
from trellis.assessment.rules import BlockReturn, Problem, ProblemKind
from trellis.assessment.wordings import read_target_date
from trellis.files.spreadsheets import Cell, Sheet, Workbook, cell_name, text_of
from trellis.matrix.notes_sheet import (
    NOTE,
    NOTE_IDS,
    NOTES_SHEET,
    TARGET,
    TARGET_DATE,
    TARGET_IDS,
    block_id,
    header_of,
)
from trellis.matrix.rules import Block


@dataclass(frozen=True, slots=True)
class NotesRead:
    """What the sheet says, by block: notes by component id, the position to reach, and the day by which."""

    notes: dict[Block, dict[str, str]] = field(default_factory=dict)
    targets: dict[Block, str] = field(default_factory=dict)
    target_dates: dict[Block, date] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether anybody wrote anything."""
        return bool(self.notes or self.targets or self.target_dates)


class NotesReader:
    """Reads one such sheet; made anew for each."""

    def __init__(self, sheet: Sheet, index: EditionIndex, file: str, network: str) -> None:
        self.sheet = sheet
        self.index = index
        self.file = file
        self.network = network
        self.blocks = {block_id(block): block for block in index.edition.blocks}
        self.notes: dict[Block, dict[str, str]] = {}
        self.targets: dict[Block, str] = {}
        self.target_dates: dict[Block, date] = {}
        self.problems: list[Problem] = []

    def read(self) -> NotesRead:
        """Every row below the one that heads the hidden ids."""
        header = header_of(self.sheet)
        if header is None:
            self._ask(
                ProblemKind.UNKNOWN_STATEMENT,
                None,
                f'the sheet "{self.sheet.name}" has lost its hidden columns, which tell what each note is about. '
                "Nothing of it was kept. Ask for the notes in a workbook that was downloaded anew.",
            )
            return NotesRead(problems=tuple(self.problems))
        self._read_below(header)
        return NotesRead(self.notes, self.targets, self.target_dates, tuple(self.problems))

    def _read_below(self, header: int) -> None:
        at = {text_of(cell): column for column, cell in enumerate(self.sheet.rows[header]) if cell != ""}
        block: Block | None = None
        for number, row in enumerate(self.sheet.rows[header + 1 :], header + 1):
            if TARGET_IDS in at and row[at[TARGET_IDS]] != "":
                block = self.blocks.get(text_of(row[at[TARGET_IDS]]))
            note_of = text_of(row[at[NOTE_IDS]])
            for heading, read in (
                (TARGET, partial(self._read_target, block)),
                (TARGET_DATE, partial(self._read_date, block)),
                (NOTE, partial(self._read_note, note_of)),
            ):
                if heading in at and (row[at[heading]] != "" or (number, at[heading]) in self.sheet.formulas):
                    read((number, at[heading]), row[at[heading]])

    def _read_note(self, component: str, place: tuple[int, int], cell: Cell) -> None:
        found = self.index.edition.by_id.get(component)
        if found is None:
            self._ask(
                ProblemKind.UNKNOWN_STATEMENT,
                place,
                f"{quoted(cell)} stands beside no statement of the matrix. It was not kept. Ask what it is about.",
            )
            return
        block = Block(found.theme, found.audience)
        self._question_formula(f"note on statement {component}", place, cell, block)
        if text := text_of(cell):
            here = self.notes.setdefault(block, {})
            here[component] = both(here[component], text) if component in here else text

    def _read_target(self, block: Block | None, place: tuple[int, int], cell: Cell) -> None:
        if block is None:
            return
        self._question_formula("target step", place, cell, block)
        read = self.index.position(cell)
        if read.problem:
            sentence = f"{quoted(cell)} is no step that can be read as a target. None was kept. Ask which is meant."
            self._ask(read.problem, place, sentence, block)
        elif read.position and self.targets.setdefault(block, read.position) != read.position:
            sentence = f"{quoted(cell)} is a second target step. The first was kept. Ask which is meant."
            self._ask(ProblemKind.UNREADABLE_POSITION, place, sentence, block)

    def _read_date(self, block: Block | None, place: tuple[int, int], cell: Cell) -> None:
        if block is None:
            return
        self._question_formula("target date", place, cell, block)
        read = read_target_date(cell)
        if read.dated:
            self.target_dates.setdefault(block, read.dated)
        if read.problem:
            kept = f"It was read, day first, as {read.dated:%-d %B %Y}" if read.dated else "None was kept"
            sentence = f"{quoted(cell)} is no date that can be read with certainty. {kept}. Ask which day is meant."
            self._ask(read.problem, place, sentence, block)

    def _question_formula(self, what: str, place: tuple[int, int], cell: Cell, block: Block) -> None:
        if place in self.sheet.formulas:
            value = f"The value it last came to, {quoted(cell)}, was kept"
            kept = value if cell != "" else "It has no value, so none was kept"
            self._ask(ProblemKind.FORMULA, place, f"the {what} is a formula. {kept}. Ask what is meant.", block)

    def _ask(self, kind: ProblemKind, place: tuple[int, int] | None, sentence: str, block: Block | None = None) -> None:
        note = Note(kind, sentence, block.theme if block else "", block.audience.value if block else "", place)
        self.problems.append(problem_of(note, self.file, self.network, self.sheet.name))


def problem_of(note: Note, file: str, network: str, sheet: str) -> Problem:
    """A note about a place on a named sheet, as a problem of its file."""
    cell = cell_name(*note.place) if note.place else ""
    where = f'{file}, sheet "{sheet}", cell {cell}: ' if cell else f"{file}: "
    at = f"{sheet}!{cell}" if cell else ""
    return Problem(file, note.kind, where + note.sentence, network, note.theme, note.audience, at)


def with_notes(said: BlockReturn, read: NotesRead) -> BlockReturn:
    """A block as the table has it, with its notes and target. A note stays above words that stand in a mark's place."""
    remarks = dict(said.remarks)
    for component, note in read.notes.get(said.block, {}).items():
        remarks[component] = both(note, remarks[component]) if component in remarks else note
    target, target_by = read.targets.get(said.block), read.target_dates.get(said.block)
    return replace(said, remarks=remarks, target=target, target_by=target_by)


def notes_sheet_of(workbook: Workbook) -> Sheet | None:
    """The sheet for notes and targets, by its hidden columns, else by its name; None where there is none."""
    ours = next((sheet for sheet in workbook.sheets if header_of(sheet) is not None), None)
    return ours or workbook.sheet(NOTES_SHEET)
