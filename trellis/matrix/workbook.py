"""A matrix as a workbook that a network fills in: the national layout, with what Trellis needs to read it back.

The layout is that of the national workbook of August 2019, so that people who know that one know this one: theme,
for whom, then for each step its statements and a column for the mark, the overall position, comments. Ours adds
drop-downs, protection of the statements (without a password: it guards against slips, not against people), the id of
every component in hidden columns, a sheet for notes and targets, which the national layout has no place for, and a
hidden sheet that says which edition, network and round it is for and which version of a draft it holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter

from trellis.matrix.layout import ABOUT_SHEET
from trellis.matrix.notes_sheet import NOTES_SHEET, NotesSheet
from trellis.matrix.rules import Block, Component, Edition
from trellis.matrix.workbook_parts import BLUE, INK, Answers, formats_of, lines_of, row_height

MARK_LABELS = ("in place", "in progress", "in plan", "not started", "not sure", "does not apply")
"""What the drop-down of a mark offers. Blank means not started; the reader takes X as in place too."""

MATRIX_SHEET = "Maturity matrix"
HELP_SHEET = "How to fill this in"
LISTS_SHEET = "lists"

FIRST_ROW = 3
"""The first row below title, name and header, counted from 0."""

LONGEST_TEXT = 32_767
"""Characters in one cell, by the file format."""

SAME_BYTES_SAME_CONTENT = datetime(2019, 8, 1)  # noqa: DTZ001  the file format knows no time zones
"""Written as the file's creation time, so that the same content is the same file and its hash can be compared."""

WIDTHS = {"theme": 19.0, "audience": 13.0, "statement": 33.0, "mark": 11.5, "position": 15.0, "comments": 38.0}


def national_workbook(
    edition: Edition,
    *,
    network_name: str = "",
    network_code: str = "",
    dated: date | None = None,
    marks: Mapping[str, str] | None = None,
    remarks: Mapping[str, str] | None = None,
    stated: Mapping[Block, str] | None = None,
    comments: Mapping[Block, str] | None = None,
) -> bytes:
    """The edition as an .xlsx in the national layout, filled in with what is given.

    As ``workbook_of`` with these answers; targets, round and version are for that one.
    """
    answers = Answers(network_name, network_code, dated, marks or {}, remarks or {}, stated or {}, comments or {})
    return workbook_of(edition, answers)


def workbook_of(edition: Edition, answers: Answers) -> bytes:
    """The edition as an .xlsx in the national layout, filled in with the answers.

    Text is written as text: what begins with "=" is no formula. The same content gives the same bytes. Raises
    ValueError for a mark, position, component or block that the edition does not have, and for text longer than a cell
    can hold.
    """
    check_answers(edition, answers)
    written = BytesIO()
    # No text becomes a formula, a number or a link, whatever it looks like.
    options: dict[str, object] = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "in_memory": True,
    }
    # The default font is the unit of column widths.
    options |= {"default_format_properties": {"font_name": "Arial", "font_size": 10}}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": edition.title, "created": SAME_BYTES_SAME_CONTENT})
        formats = formats_of(book)
        MatrixSheet(book, edition, answers, formats).write()
        NotesSheet(book, edition, answers, formats).write(position_list(edition))
        write_help(book)
        write_lists(book, edition)
        write_about(book, edition, answers)
    return written.getvalue()


def check_answers(edition: Edition, answers: Answers) -> None:
    """Raise ValueError for an answer that the workbook could not hold or the reader could not read back."""
    titles = {edition.position_title(position) for position in edition.positions}
    blocks = {*answers.stated, *answers.comments, *answers.targets, *answers.target_dates}
    stated = (*answers.stated.values(), *answers.targets.values())
    strange = [
        *(f"component {name!r}" for name in (*answers.marks, *answers.remarks) if name not in edition.by_id),
        *(f"mark {mark!r}" for mark in answers.marks.values() if mark not in MARK_LABELS),
        *(f"block {block!r}" for block in sorted(blocks.difference(edition.blocks), key=repr)),
        *(f"position {title!r}" for title in stated if title not in titles),
    ]
    if strange:
        raise ValueError(f"Edition {edition.id} has no {', '.join(strange)}.")
    if any(
        len(text) > LONGEST_TEXT
        for text in (answers.network_name, *answers.comments.values(), *answers.remarks.values())
    ):
        raise ValueError(f"A cell of a workbook holds at most {LONGEST_TEXT:,} characters.")


@dataclass(frozen=True)
class Columns:
    """Where things stand, counted from 0. With the four national steps: K position, L comments, ids from M."""

    steps: int

    def statement(self, step: int) -> int:
        """The column of a step's statements; its marks are in the next."""
        return 2 + 2 * step

    @property
    def position(self) -> int:
        """The column of the overall position."""
        return 2 + 2 * self.steps

    @property
    def comments(self) -> int:
        """The column of comments; the date stands above it."""
        return self.position + 1

    def component_id(self, step: int) -> int:
        """The hidden column of the ids of a step's components."""
        return self.comments + 1 + step


class MatrixSheet:
    """The sheet that people fill in."""

    def __init__(self, book: Any, edition: Edition, answers: Answers, formats: dict[str, Any]) -> None:
        self.edition = edition
        self.answers = answers
        self.at = Columns(len(edition.steps))
        self.sheet = book.add_worksheet(MATRIX_SHEET)
        self.formats = formats
        self.mark_cells: list[list[int]] = []
        self.position_cells: list[list[int]] = []

    def write(self) -> None:
        """Everything on the sheet, from the top."""
        self.write_top()
        self.write_header()
        row = FIRST_ROW
        for theme in self.edition.themes:
            first = row
            for block in (block for block in self.edition.blocks if block.theme == theme.id):
                row = self.write_block(block, row)
            if row > first:
                self.span(first, row - 1, 0, 0, theme.title, "theme")
        self.offer_lists()
        self.lay_out(last_row=max(row - 1, FIRST_ROW))

    def span(self, first: int, last: int, left: int, right: int, text: str, style: str) -> None:
        """Text in one cell or in several merged into one."""
        if (first, left) != (last, right):
            self.sheet.merge_range(first, left, last, right, "", self.formats[style])
        self.sheet.write_string(first, left, text, self.formats[style])

    def write_top(self) -> None:
        """The title; under it the network's name and the date."""
        self.sheet.set_row(0, 30)
        self.sheet.set_row(1, 24)
        self.sheet.write_string(0, 0, self.edition.title, self.formats["title"])
        self.sheet.write_string(1, 0, "Network", self.formats["label"])
        self.span(1, 1, 1, self.at.position - 1, self.answers.network_name, "name")
        self.sheet.write_string(1, self.at.position, "Date", self.formats["label"])
        if self.answers.dated:
            self.sheet.write_datetime(1, self.at.comments, self.answers.dated, self.formats["date"])
        else:
            self.sheet.write_blank(1, self.at.comments, None, self.formats["date"])
        self.sheet.data_validation(
            1,
            self.at.comments,
            1,
            self.at.comments,
            {
                "validate": "date",
                "criteria": ">=",
                "value": date(2019, 1, 1),
                "error_title": "Not a date",
                "error_message": "Write the day on which the network agreed these answers, such as 3/10/2026.",
            },
        )

    def write_header(self) -> None:
        """The row of headings, repeated on every printed page."""
        heading = self.formats["heading"]
        self.sheet.set_row(FIRST_ROW - 1, 24)
        self.sheet.write_string(FIRST_ROW - 1, 0, "Themes", heading)
        self.sheet.write_string(FIRST_ROW - 1, 1, "For whom", heading)
        for number, step in enumerate(self.edition.steps):
            self.sheet.write_string(FIRST_ROW - 1, self.at.statement(number), step.title, heading)
            self.sheet.write_string(FIRST_ROW - 1, self.at.statement(number) + 1, "X", heading)
            self.sheet.write_string(FIRST_ROW - 1, self.at.component_id(number), f"id:{step.id}")
        self.sheet.write_string(FIRST_ROW - 1, self.at.position, "Overall position", heading)
        self.sheet.write_string(FIRST_ROW - 1, self.at.comments, "Comments", heading)

    def write_block(self, block: Block, top: int) -> int:
        """A theme and audience from row ``top`` on; the row after it."""
        rows = list(self.rows_of(block))
        bottom = top + len(rows) - 1
        for row, height in zip(range(top, bottom + 1), self.heights(block, rows), strict=True):
            self.sheet.set_row(row, height)
            for number, component in enumerate(rows[row - top]):
                self.write_component(row, number, component)
        self.span(top, bottom, 1, 1, block.audience.label, "audience")
        self.span(top, bottom, self.at.position, self.at.position, self.answers.stated.get(block, ""), "position")
        self.span(top, bottom, self.at.comments, self.at.comments, self.answers.comments.get(block, ""), "comments")
        self.position_cells.append([top, self.at.position, top, self.at.position])
        return bottom + 1

    def rows_of(self, block: Block) -> Iterator[list[Component | None]]:
        """The block's rows: of each step one component, or none."""
        cells = [self.edition.cells.get((block.theme, block.audience, step.id), ()) for step in self.edition.steps]
        for number in range(max(len(cell) for cell in cells)):
            yield [cell[number] if number < len(cell) else None for cell in cells]

    def heights(self, block: Block, rows: list[list[Component | None]]) -> list[float]:
        """Row heights at which every statement shows whole, and so do the comments, the theme and the audience."""
        lines = [
            max(lines_of(component.statement if component else "", WIDTHS["statement"]) for component in row)
            for row in rows
        ]
        wanted = max(
            lines_of(self.answers.comments.get(block, ""), WIDTHS["comments"]),
            lines_of(block.audience.label, WIDTHS["audience"]),
            lines_of(self.edition.theme_by_id[block.theme].title, WIDTHS["theme"]),
        )
        extra = max(0, ceil((wanted - sum(lines)) / len(rows)))
        return [row_height(count + extra) for count in lines]

    def write_component(self, row: int, step: int, component: Component | None) -> None:
        """A statement, its mark and its id; greyed out where the cell asks for nothing."""
        left = self.at.statement(step)
        if component is None:
            self.sheet.write_blank(row, left, None, self.formats["nothing"])
            self.sheet.write_blank(row, left + 1, None, self.formats["nothing"])
            return
        self.sheet.write_string(row, left, component.statement, self.formats["statement"])
        self.sheet.write_string(row, left + 1, self.answers.marks.get(component.id, ""), self.formats["mark"])
        self.sheet.write_string(row, self.at.component_id(step), component.id)
        self.mark_cells.append([row, left + 1, row, left + 1])

    def offer_lists(self) -> None:
        """The drop-downs: one rule for all marks and one for all positions, which is quick to write and to open."""
        marks = {
            "source": f"={LISTS_SHEET}!$A$1:$A${len(MARK_LABELS)}",
            "error_type": "warning",
            "error_title": "Not one of the marks",
            "error_message": "Choose a mark from the list; X is read as in place and blank means not started. "
            f"Words about it belong on the sheet {NOTES_SHEET}.",
        }
        positions = {
            "source": position_list(self.edition),
            "error_title": "Not a position",
            "error_message": "Choose one of the positions in the list. Say anything else under Comments.",
        }
        for cells, rule in ((self.mark_cells, marks), (self.position_cells, positions)):
            if cells:
                self.sheet.data_validation(*cells[0], {"validate": "list", "other_cells": cells[1:], **rule})

    def lay_out(self, last_row: int) -> None:
        """Widths, protection, what stays in sight, and how it prints."""
        self.sheet.set_column(0, 0, WIDTHS["theme"])
        self.sheet.set_column(1, 1, WIDTHS["audience"])
        for step in range(self.at.steps):
            self.sheet.set_column(self.at.statement(step), self.at.statement(step), WIDTHS["statement"])
            self.sheet.set_column(self.at.statement(step) + 1, self.at.statement(step) + 1, WIDTHS["mark"])
        self.sheet.set_column(self.at.position, self.at.position, WIDTHS["position"])
        self.sheet.set_column(self.at.comments, self.at.comments, WIDTHS["comments"])
        self.sheet.set_column(self.at.component_id(0), self.at.component_id(self.at.steps - 1), 8, None, {"hidden": 1})
        self.sheet.freeze_panes(FIRST_ROW, 2)
        self.sheet.protect("", {"format_rows": True})
        self.sheet.set_landscape()
        self.sheet.set_paper(8)  # A3; A4 prints it too, at half the size
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(FIRST_ROW - 1)
        self.sheet.print_area(0, 0, last_row, self.at.comments)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer("&L&A&RPage &P of &N")


HELP = (
    ("How to fill this in", "title"),
    ("1. Check the name of the network and write the date on which you agreed your answers.", "text"),
    (
        "2. Read each statement together and choose from the list beside it: in place, in progress, in plan, not "
        "started, not sure or does not apply. Blank means not started. An X is read as in place.",
        "text",
    ),
    (
        "3. For every theme choose the overall position that you judge right. It is your own judgement. Trellis will "
        "suggest one from your marks and, where the two differ, ask why; it never changes yours.",
        "text",
    ),
    (
        "4. Use Comments for anything that would help a reader: what is about to change, what you need, what is odd.",
        "text",
    ),
    (
        f"5. On the sheet {NOTES_SHEET} you can say more about each statement, which step you want to reach and by "
        "when. Where something does not apply to you, say there why.",
        "text",
    ),
    (
        "6. Save the file as an Excel workbook (.xlsx). Upload it to your network's page, where you see what would "
        "change before anything does, or return it to your system lead.",
        "text",
    ),
    ("Good to know", "heading"),
    ("Yellow cells are yours to fill in. A grey cell asks for nothing.", "text"),
    (
        "A step counts as secured when everything in it and in the steps before it is in place. The suggested position "
        "is the highest secured step. Before the first step a network is at Pre-foundation.",
        "text",
    ),
    (
        "The statements are locked so that nobody changes one by a slip; there is no password. Please do not delete "
        "columns or rows: hidden ones tell Trellis which answer is which.",
        "text",
    ),
    (
        "Private notes and evidence stay on your network's page and are never in a workbook.",
        "text",
    ),
    (
        "This is for an honest conversation about what would help. It is not a test and there is no league table.",
        "text",
    ),
)
"""The second sheet: a sentence a row, and how it looks."""


def write_help(book: Any) -> None:
    """The sheet that says how."""
    sheet = book.add_worksheet(HELP_SHEET)
    base = {"font_name": "Arial", "font_color": INK, "text_wrap": True, "valign": "top"}
    styles = {
        "title": book.add_format(base | {"font_size": 18, "bold": True, "font_color": BLUE}),
        "heading": book.add_format(base | {"font_size": 13, "bold": True}),
        "text": book.add_format(base | {"font_size": 11}),
    }
    sheet.set_column(0, 0, 80)
    sheet.hide_gridlines(2)
    for row, (sentence, style) in enumerate(HELP):
        sheet.write_string(row, 0, sentence, styles[style])
        sheet.set_row(row, 16 * lines_of(sentence, 78) + 6)
    sheet.set_row(0, 32)
    sheet.protect("")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def position_list(edition: Edition) -> str:
    """Where the drop-downs of positions find theirs."""
    return f"={LISTS_SHEET}!$B$1:$B${len(edition.positions)}"


def write_lists(book: Any, edition: Edition) -> None:
    """What the drop-downs offer. An inline list ends at 255 characters and splits at commas."""
    sheet = book.add_worksheet(LISTS_SHEET)
    for row, label in enumerate(MARK_LABELS):
        sheet.write_string(row, 0, label)
    for row, position in enumerate(edition.positions):
        sheet.write_string(row, 1, edition.position_title(position))
    sheet.protect("")
    sheet.hide()


def write_about(book: Any, edition: Edition, answers: Answers) -> None:
    """Which edition this is, whose workbook, for which round and of which version of a draft, for the reader."""
    sheet = book.add_worksheet(ABOUT_SHEET)
    about = (
        ("edition", edition.id),
        ("network_code", answers.network_code),
        ("network_name", answers.network_name),
        ("round", answers.round),
        ("version", "" if answers.version is None else str(answers.version)),
    )
    for row, (key, value) in enumerate(about):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.protect("")
    sheet.hide()
