"""Workbooks in the national layout as people return them: shifted, retitled, with anything in the cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from trellis.assessment.rules import Return
from trellis.files.spreadsheets import cell_name
from trellis.matrix.rules import Audience, Block, Edition

Value: TypeAlias = str | int | float | bool | date | None
LABELS = {Audience.NETWORK: "For the PCN", Audience.SYSTEM: "For Systems"}
NETWORK_AND_DATE_ROWS = 2


@dataclass
class Messy:
    """A workbook to be written. ``marks`` are values of mark cells by component id, ``stated`` of position cells."""

    edition: Edition
    network: Value = "Westbury PCN"
    dated: Value = date(2019, 10, 1)
    marks: Mapping[str, Value] = field(default_factory=dict)
    stated: Mapping[Block, Value] = field(default_factory=dict)
    comments: Mapping[Block, str] = field(default_factory=dict)
    rows_above: int = 0
    columns_left: int = 0
    blank_rows: bool = False
    merged: bool = True
    repeated_titles: bool = False
    arrows: bool = True
    theme_titles: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[Audience, str] = field(default_factory=lambda: LABELS)
    statements: Mapping[str, Value] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    ids: bool = False
    sheets_before: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[Worksheet], None] | None = None
    places: dict[str, str] = field(default_factory=dict)
    position_places: dict[Block, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The .xlsx; afterwards ``places`` has the mark cell by component id, ``position_places`` the cell by block."""
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "Maturity Matrix"
        for title in self.sheets_before:
            before = book.create_sheet(title, 0)
            before["A1"] = "How to fill this in"
            before["A2"] = "Mark what is in place, from Foundation to Step 3."
        self.write(sheet)
        if self.about:
            hidden = book.create_sheet("trellis")
            hidden.sheet_state = "hidden"
            for row in self.about.items():
                hidden.append(row)
        if self.also:
            self.also(sheet)
        return saved(book)

    def write(self, sheet: Worksheet) -> None:
        """The whole table onto a sheet."""
        top, left = self.rows_above, self.columns_left
        steps = self.edition.steps
        position = left + 2 + 2 * len(steps)
        put(sheet, top, left, "Primary Care Network Maturity Matrix")
        put(sheet, top + 1, left, "Network")
        put(sheet, top + 1, left + 1, self.network)
        put(sheet, top + 1, position, "Date")
        put(sheet, top + 1, position + 1, self.dated)
        header = top + NETWORK_AND_DATE_ROWS
        put(sheet, header, left, "Themes")
        put(sheet, header, left + 1, "PCN/Systems")
        for number, step in enumerate(steps):
            put(sheet, header, left + 2 + 2 * number, f"{step.title} >" if self.arrows else step.title)
            put(sheet, header, left + 3 + 2 * number, "X")
            if self.ids:
                put(sheet, header, position + 2 + number, f"id:{step.id}")
        put(sheet, header, position, "Overall position")
        put(sheet, header, position + 1, "Comments")
        row = header + 1
        for theme in self.edition.themes:
            first = row
            for block in (block for block in self.edition.blocks if block.theme == theme.id):
                row = self.write_block(sheet, block, row)
            if self.merged and row - first > 1:
                sheet.merge_cells(start_row=first + 1, end_row=row, start_column=left + 1, end_column=left + 1)
            if self.blank_rows:
                row += 1

    def write_block(self, sheet: Worksheet, block: Block, first: int) -> int:
        """A theme and audience from row ``first``; the row after it."""
        left, position = self.columns_left, self.columns_left + 2 + 2 * len(self.edition.steps)
        theme = self.edition.theme_by_id[block.theme]
        title = self.theme_titles.get(block.theme, theme.title)
        starts_theme = next(one for one in self.edition.blocks if one.theme == block.theme) == block
        cells = [
            [one for one in self.edition.of_block(block) if one.step == step.id and one.id not in self.dropped]
            for step in self.edition.steps
        ]
        height = max(1, *map(len, cells)) * (2 if self.blank_rows else 1)
        for row in range(first, first + height if self.repeated_titles else first + 1):
            if starts_theme or self.repeated_titles:
                put(sheet, row, left, title)
            put(sheet, row, left + 1, self.labels[block.audience])
        put(sheet, first, position, self.stated.get(block))
        put(sheet, first, position + 1, self.comments.get(block))
        self.position_places[block] = cell_name(first, position)
        for step, components in enumerate(cells):
            for number, component in enumerate(components):
                row = first + number * (2 if self.blank_rows else 1)
                put(sheet, row, left + 2 + 2 * step, self.statements.get(component.id, component.statement))
                put(sheet, row, left + 3 + 2 * step, self.marks.get(component.id))
                self.places[component.id] = cell_name(row, left + 3 + 2 * step)
                if self.ids:
                    put(sheet, row, position + 2 + step, component.id)
        return first + height


def put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """Write a value, row and column counted from 0; nothing is written for None."""
    if value is not None:
        sheet.cell(row + 1, column + 1, value)


def saved(book: Workbook) -> bytes:
    """A workbook's bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def marks_of(returned: Return) -> dict[str, str]:
    """Every mark of a return by component id."""
    return {name: mark.value for answers in returned.blocks.values() for name, mark in answers.marks.items()}


def kinds_of(returned: Return) -> list[str]:
    """The kinds of what is odd about a return, in order."""
    return [problem.kind.value for problem in returned.problems]
