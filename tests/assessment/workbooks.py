"""Our own workbook for the tests, as somebody works in it with a spreadsheet program."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook

from trellis.matrix.notes_sheet import NOTES_SHEET
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import MATRIX_SHEET

EDITION = shipped_edition("pcn-2019-08")
Change = Callable[[Workbook], None]


def edited(content: bytes, *changes: Change) -> bytes:
    """The workbook after somebody worked in it."""
    book = openpyxl.load_workbook(BytesIO(content))
    for change in changes:
        change(book)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def marks(component: str, words: str | None) -> Change:
    """Somebody chooses a mark in the workbook."""

    def change(book: Workbook) -> None:
        sheet = book[MATRIX_SHEET]
        [number] = [number for number, row in enumerate(sheet.values, 1) if component in row]
        column = [cell.value for cell in sheet[number]].index(EDITION.by_id[component].statement) + 1
        sheet.cell(number, column + 1).value = words

    return change


def notes(component: str, words: str | None) -> Change:
    """Somebody writes a note in the workbook."""

    def change(book: Workbook) -> None:
        sheet = book[NOTES_SHEET]
        [number] = [number for number, row in enumerate(sheet.values, 1) if component in row]
        sheet.cell(number, 7).value = words

    return change
