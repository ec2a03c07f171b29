"""The sheet of a workbook for what the national layout has no place for: notes for the system, and targets.

A row a statement, so that it reads beside the matrix. Hidden columns hold the id of the statement and, in the first row
of a theme and audience, that of both: whatever is inserted, unmerged or renamed, a note stays with its statement.
"""

from datetime import date
from typing import Any

from trellis.files.spreadsheets import Sheet
from trellis.matrix.rules import Block, Component, Edition
from trellis.matrix.workbook_parts import Answers, lines_of, row_height

NOTES_SHEET = "Notes and targets"
NOTE_IDS, TARGET_IDS = "id:note", "id:target"
"""What heads the hidden columns: of statements' ids, and of themes and audiences (as ``block_id`` writes them)."""
TARGET, TARGET_DATE, NOTE = "Target step", "Target date", "Note for the system"
HEADINGS = ("Theme", "For whom", TARGET, TARGET_DATE, "Step", "Statement", NOTE, NOTE_IDS, TARGET_IDS)
WIDTHS = (19.0, 13.0, 15.0, 17.0, 12.0, 44.0, 60.0, 8.0, 8.0)
AT = {heading: column for column, heading in enumerate(HEADINGS)}
FIRST_ROW = 3
"""The first row below title, sentence and header, counted from 0."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Days in these years are written as dates; any other, which a spreadsheet may not know, as text."""

SENTENCE = (
    "Everything here goes to the system with your answers, once they are signed or returned. Where something does not "
    "apply to you, say here why. Private notes and evidence stay on your network's page and are not in this workbook."
)


def block_id(block: Block) -> str:
    """A theme and audience in one word."""
    return f"{block.theme}/{block.audience.value}"


def header_of(sheet: Sheet) -> int | None:
    """The row, from 0, that heads the hidden ids of a sheet of ours for notes, whatever it is called; else None."""
    return next((number for number, row in enumerate(sheet.rows) if NOTE_IDS in row and TARGET_IDS in row), None)


class NotesSheet:
    """The sheet as it is written."""

    def __init__(self, book: Any, edition: Edition, answers: Answers, formats: dict[str, Any]) -> None:
        self.edition = edition
        self.answers = answers
        self.formats = formats
        self.sheet = book.add_worksheet(NOTES_SHEET)
        self.targets: list[list[int]] = []
        self.dates: list[list[int]] = []

    def write(self, positions: str) -> None:
        """Everything on the sheet; ``positions`` is where the drop-down finds them."""
        self.sheet.set_row(0, 30)
        self.sheet.write_string(0, 0, NOTES_SHEET, self.formats["title"])
        self.sheet.set_row(1, 30)
        self.span(1, 1, 0, AT[NOTE], SENTENCE, "words")
        self.sheet.set_row(FIRST_ROW - 1, 24)
        for column, heading in enumerate(HEADINGS):
            self.sheet.write_string(FIRST_ROW - 1, column, heading, self.formats["heading"])
        row = FIRST_ROW
        for block in self.edition.blocks:
            row = self.write_block(block, row)
        self.offer(positions)
        self.lay_out(last_row=max(row - 1, FIRST_ROW))

    def span(self, first: int, last: int, left: int, right: int, text: str, style: str) -> None:
        """Text in one cell or in several merged into one."""
        if (first, left) != (last, right):
            self.sheet.merge_range(first, left, last, right, "", self.formats[style])
        self.sheet.write_string(first, left, text, self.formats[style])

    def write_block(self, block: Block, top: int) -> int:
        """A theme and audience from row ``top`` on; the row after it."""
        components = self.edition.of_block(block)
        bottom = top + len(components) - 1
        self.span(top, bottom, AT["Theme"], AT["Theme"], self.edition.theme_by_id[block.theme].title, "theme")
        self.span(top, bottom, AT["For whom"], AT["For whom"], block.audience.label, "audience")
        self.span(top, bottom, AT[TARGET], AT[TARGET], self.answers.targets.get(block, ""), "position")
        self.span(top, bottom, AT[TARGET_DATE], AT[TARGET_DATE], "", "target_date")
        self.write_day(top, self.answers.target_dates.get(block))
        self.sheet.write_string(top, AT[TARGET_IDS], block_id(block))
        self.targets.append([top, AT[TARGET], top, AT[TARGET]])
        self.dates.append([top, AT[TARGET_DATE], top, AT[TARGET_DATE]])
        for row, component in enumerate(components, top):
            self.write_component(row, component)
        return bottom + 1

    def write_day(self, row: int, day: date | None) -> None:
        """A target date, if there is one."""
        if day and FIRST_YEAR <= day.year <= LAST_YEAR:
            self.sheet.write_datetime(row, AT[TARGET_DATE], day, self.formats["target_date"])
        elif day:
            self.sheet.write_string(row, AT[TARGET_DATE], day.isoformat(), self.formats["target_date"])

    def write_component(self, row: int, component: Component) -> None:
        """A statement, its note and its id."""
        note = self.answers.remarks.get(component.id, "")
        lines = max(lines_of(component.statement, WIDTHS[AT["Statement"]]), lines_of(note, WIDTHS[AT[NOTE]]))
        self.sheet.set_row(row, row_height(lines))
        step = self.edition.position_title(component.step)
        self.sheet.write_string(row, AT["Step"], step, self.formats["statement"])
        self.sheet.write_string(row, AT["Statement"], component.statement, self.formats["statement"])
        self.sheet.write_string(row, AT[NOTE], note, self.formats["comments"])
        self.sheet.write_string(row, AT[NOTE_IDS], component.id)

    def offer(self, positions: str) -> None:
        """The drop-down of target steps, and a word about dates."""
        steps = {
            "validate": "list",
            "source": positions,
            "error_title": "Not a step",
            "error_message": "Choose one of the steps in the list. Say anything else in a note.",
        }
        days = {
            "validate": "date",
            "criteria": ">=",
            "value": date(2019, 1, 1),
            "error_type": "warning",
            "error_title": "Not a date",
            "error_message": "Write the day by which you want to reach the step, such as 31/3/2027.",
        }
        for cells, rule in ((self.targets, steps), (self.dates, days)):
            if cells:
                self.sheet.data_validation(*cells[0], {"other_cells": cells[1:], **rule})

    def lay_out(self, last_row: int) -> None:
        """Widths, protection, what stays in sight, and how it prints."""
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width, None, {"hidden": HEADINGS[column].startswith("id:")})
        self.sheet.freeze_panes(FIRST_ROW, 0)
        self.sheet.protect("", {"format_rows": True})
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(FIRST_ROW - 1)
        self.sheet.print_area(0, 0, last_row, AT[NOTE])
        self.sheet.set_footer("&L&A&RPage &P of &N")
