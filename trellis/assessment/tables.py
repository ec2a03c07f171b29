"""From a table in the national layout to answers: marks, positions, comments, and what to ask about them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from trellis.assessment.plans import EditionIndex, Note, Plan, PlannedBand, Slot, quoted, unknown_theme
from trellis.assessment.rules import BlockReturn, Mark, Problem, ProblemKind
from trellis.assessment.wordings import MarkRead, read_mark
from trellis.files.spreadsheets import Cell, Sheet, cell_name, text_of
from trellis.matrix.rules import Block, Component


@dataclass(slots=True)
class BlockRead:
    """What is gathered of one block."""

    marks: dict[str, Mark] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    stated: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a table says. ``filled`` tells whether anybody wrote a mark, a remark or a position anywhere in it.

    ``not_applying`` are the components said not to apply, with the cell that says so.
    """

    blocks: dict[Block, BlockReturn]
    problems: tuple[Problem, ...]
    filled: bool
    not_applying: dict[str, str]


class TableReader:
    """Reads the answers on one sheet by the plan of its table; made anew for each."""

    def __init__(self, plan: Plan, sheet: Sheet, index: EditionIndex, file: str, network: str) -> None:
        self.plan = plan
        self.rows = sheet.rows
        self.formulas = sheet.formulas
        self.merged = sheet.merged
        columns = plan.layout.columns
        self.answer_columns = {columns.position, *(step.mark for step in columns.steps)}
        self.index = index
        self.edition = index.edition
        self.file = file
        self.network = network
        self.blocks = {block: BlockRead() for block in self.edition.blocks}
        self.marked_at: dict[str, tuple[Mark, Slot]] = {}
        self.problems: list[Problem] = []
        self.filled = False

    def read(self) -> TableRead:
        """Every band of the table."""
        self._report(self.plan.notes)
        for planned in self.plan.bands:
            self._read_band(planned)
        for first, last in self.merged:
            if first[1] in self.answer_columns:
                self._question_merged(first, last)
        if self.filled:
            self._report(self.plan.left_out)
        blocks = {block: self._returned(block, gathered) for block, gathered in self.blocks.items()}
        not_applying = {
            name: cell_name(slot.row, slot.column.mark)
            for name, (mark, slot) in self.marked_at.items()
            if mark is Mark.DOES_NOT_APPLY
        }
        return TableRead(blocks, tuple(self.problems), self.filled, not_applying)

    def _read_band(self, planned: PlannedBand) -> None:
        rows = self.rows
        answered = False
        block = planned.block
        here = self.blocks[block] if block else None
        for slot in planned.slots:
            cell = rows[slot.row][slot.column.mark]
            if cell != "":
                answered = True
                # Nearly every statement stands in its own block; looking that up once a band is a fifth of the work.
                gathered = here if slot.home is block else self.blocks.get(slot.home) if slot.home else None
                self._read_mark(block, gathered, slot, cell)
            elif self.formulas and slot.home and (slot.row, slot.column.mark) in self.formulas:
                self._report_formula("mark", (slot.row, slot.column.mark), cell, slot.home)
        position, comments = self.plan.layout.columns.position, self.plan.layout.columns.comments
        for number in planned.band.rows:
            row = rows[number]
            if position is not None and row[position] != "":
                answered = True
                self._read_position(block, (number, position), row[position])
            elif self.formulas and block and (number, position) in self.formulas:
                self._report_formula("overall position", (number, position or 0), "", block)
            if comments is not None and row[comments] != "" and here and (text := text_of(row[comments])):
                here.comments.append(text)
        if block is None:
            self._report_unknown_theme(planned, answered=answered)

    def _report_unknown_theme(self, planned: PlannedBand, *, answered: bool) -> None:
        """Answers beside no statement at all; where there are statements the plan has noted the theme already."""
        if answered and all(slot.statement == "" for slot in planned.slots):
            place = (planned.band.rows[0], self.plan.layout.columns.theme or 0)
            self._report([unknown_theme(planned.band, place, self.index)])

    def _returned(self, block: Block, gathered: BlockRead) -> BlockReturn:
        stated = next(iter(gathered.stated), None)
        if len(gathered.stated) > 1:
            names = [self.edition.position_title(one) for one in self.edition.positions if one in gathered.stated]
            self._ask(
                ProblemKind.UNREADABLE_POSITION,
                next(iter(gathered.stated.values())),
                f"more than one position is stated: {' and '.join(names)}. None was kept. Ask which is meant.",
                block,
            )
            stated = None
        return BlockReturn(block, gathered.marks, stated, "\n".join(gathered.comments), gathered.remarks)

    # Marks --------------------------------------------------------------------------------------------------------

    def _read_mark(self, block: Block | None, gathered: BlockRead | None, slot: Slot, cell: Cell) -> None:
        """A mark cell that is not blank; ``gathered`` is what there is of the block that its component belongs to."""
        read = read_mark(cell)
        if read.mark or read.remark:
            self.filled = True
        component, home = slot.component, slot.home
        if component is None or home is None or gathered is None:
            self._report_stray(block, slot, cell, read)
            return
        if self.formulas or read.problem:
            place = (slot.row, slot.column.mark)
            if place in self.formulas:
                self._report_formula("mark", place, cell, home)
            if read.problem:
                self._report_mark(read, place, cell, home)
        if read.mark:
            self._keep_mark(component, gathered.marks, read.mark, slot)
        if read.remark:
            gathered.remarks[component.id] = read.remark

    def _report_stray(self, block: Block | None, slot: Slot, cell: Cell, read: MarkRead) -> None:
        """A mark beside nothing; one beside a statement that is not known is noted in the plan."""
        if block and slot.statement == "" and (read.mark or read.remark):
            sentence = f"{quoted(cell)} has no statement beside it. It was not counted. Ask what it refers to."
            self._ask(ProblemKind.UNKNOWN_STATEMENT, (slot.row, slot.column.mark), sentence, block)

    def _keep_mark(self, component: Component, marks: dict[str, Mark], mark: Mark, slot: Slot) -> None:
        """A component that stands in the table twice counts once; two different marks of it count as none."""
        before = self.marked_at.get(component.id)
        if before is None:
            self.marked_at[component.id] = (mark, slot)
            marks[component.id] = mark
        elif before[0] is not mark:
            marks.pop(component.id, None)
            first = cell_name(before[1].row, before[1].column.mark)
            self._ask(
                ProblemKind.UNREADABLE_MARK,
                (slot.row, slot.column.mark),
                f"the same statement is marked {mark.label} here and {before[0].label} in {first}. "
                "It counts as no mark. Ask which is right.",
                Block(component.theme, component.audience),
            )

    def _report_mark(self, read: MarkRead, place: tuple[int, int], cell: Cell, block: Block) -> None:
        kind = read.problem or ProblemKind.UNREADABLE_MARK
        if kind is ProblemKind.REMARK_IN_MARK:
            kept = f"It was read as {read.mark.label}" if read.mark else "It counts as no mark"
            sentence = f"there is a remark where a mark belongs: {quoted(cell)}. {kept}, and the remark was kept."
        else:
            sentence = f"{quoted(cell)} is no mark that can be read. It counts as no mark."
        self._ask(kind, place, f"{sentence} Ask whether it is in place, in progress or in plan.", block)

    # Merged cells -------------------------------------------------------------------------------------------------

    def _question_merged(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """One mark merged over several statements, one position over several blocks: the first has it alone."""
        row, column = first
        if row >= len(self.rows) or column >= len(self.rows[row]) or self.rows[row][column] == "":
            return
        place = f"the cell is merged with those below it, down to {cell_name(*last)}"
        below = range(row + 1, last[0] + 1)
        if column == self.plan.layout.columns.position:
            here = next((one.block for one in self.plan.bands if row in one.band.rows), None)
            others = [one.block for one in self.plan.bands if one.block != here and one.band.rows[0] in below]
            names = " and ".join(self.index.name_of(block) for block in others if block)
            if here and names:
                sentence = f"{place}, beside {names} too. The position counts for {self.index.name_of(here)} alone."
                self._ask(ProblemKind.UNREADABLE_POSITION, first, f"{sentence} Ask whether it is meant for all.", here)
            return
        slots = [slot for one in self.plan.bands for slot in one.slots if slot.home and slot.column.mark == column]
        home = next((slot.home for slot in slots if slot.row == row), None)
        count = sum(slot.row in below for slot in slots)
        if home and count:
            sentence = f"{place}, beside {count + 1} statements. The mark counts for the first alone."
            self._ask(ProblemKind.UNREADABLE_MARK, first, f"{sentence} Ask whether it is meant for all.", home)

    # Positions ----------------------------------------------------------------------------------------------------

    def _read_position(self, block: Block | None, place: tuple[int, int], cell: Cell) -> None:
        read = self.index.position(cell)
        if read.position or read.problem:
            self.filled = True
        if block is None:
            return
        if read.problem:
            titles = ", ".join(self.edition.position_title(position) for position in self.edition.positions)
            sentence = f"{quoted(cell)} is no position that can be read. None was kept. Ask which is meant: {titles}."
            self._ask(read.problem, place, sentence, block)
        if place in self.formulas:
            self._report_formula("overall position", place, cell, block)
        if read.position:
            self.blocks[block].stated.setdefault(read.position, place)

    # Questions ----------------------------------------------------------------------------------------------------

    def _report_formula(self, what: str, place: tuple[int, int], cell: Cell, block: Block) -> None:
        kept = (
            f"The value it last came to, {quoted(cell)}, was kept"
            if cell != ""
            else "It has no value, so none was kept"
        )
        sentence = f"the {what} is a formula. {kept}. Ask what the network means."
        self._ask(ProblemKind.FORMULA, place, sentence, block)

    def _ask(self, kind: ProblemKind, place: tuple[int, int], sentence: str, block: Block) -> None:
        self._report([Note(kind, sentence, block.theme, block.audience.value, place)])

    def _report(self, notes: Iterable[Note]) -> None:
        for note in notes:
            cell = cell_name(*note.place) if note.place else ""
            where = f"{self.file}, cell {cell}: " if cell else f"{self.file}, "
            self.problems.append(
                Problem(self.file, note.kind, where + note.sentence, self.network, note.theme, note.audience, cell)
            )
