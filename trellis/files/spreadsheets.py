"""Workbooks of any make (.xlsx, .xlsm, .xls, .ods) as plain values, guarded against hostile files."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from trellis.files.containers import Container, is_zip
from trellis.files.extents import CELLS_LIMIT, Scan, Span, scan_workbook
from trellis.files.refusals import FILE_LIMIT, UNPACKED_LIMIT, RefusalKind, RefusedError, check_size

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; an empty one holds the empty text. A datetime at midnight arrives as a date."""
Row: TypeAlias = tuple[Cell, ...]

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})
LOOKS_LIKE = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Rich Text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows`` start at A1, so that a place in them is a place on the sheet; all are as wide as the widest.

    ``formulas`` are the places (row, column, from 0) that hold a formula; the value there is the last calculated.
    ``merged`` are cells merged downwards into one, as the places of the first, which has the value, and of the last.
    An .xls tells neither, and an .ods no merged cells.
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets in order, hidden ones included."""

    name: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, whatever the case; None where there is none."""
        wanted = name.casefold()
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == wanted), None)


def read_workbook(
    content: bytes,
    name: str,
    *,
    limit: int = FILE_LIMIT,
    unpacked_limit: int = UNPACKED_LIMIT,
    cells_limit: int = CELLS_LIMIT,
    errors_as_text: bool = False,
) -> Workbook:
    """The values of every sheet of a workbook.

    ``name`` is how sentences call the file. ``limit`` and ``unpacked_limit`` are in bytes, as sent and once unpacked;
    ``cells_limit`` is the most cells in the rectangles that the sheets span. A cell that holds an error and no formula
    is blank, or with ``errors_as_text`` the error as it shows ("#REF!"; .xlsx alone tells). Raises RefusedError (not a
    workbook, encrypted, empty, too large) and nothing else, whatever the bytes are.
    """
    check_size(content, name, limit)
    scan = _scan(content, name, unpacked_limit, cells_limit)
    try:
        sheets = tuple(_sheets(content, name, scan, cells_limit))
        if errors_as_text and scan.errors:
            sheets = tuple(_with_errors(sheet, scan.errors.get(sheet.name, {})) for sheet in sheets)
    except PasswordError as error:
        raise _encrypted(name) from error
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise _damaged(name) from error
    except BaseException as error:
        # A fault inside calamine's Rust arrives as PanicException, which is no Exception and cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from error
    return Workbook(name, sheets)


def _scan(content: bytes, name: str, unpacked_limit: int, cells_limit: int) -> Scan:
    """Turn away what must not reach the reader, and find the formulas."""
    if is_zip(content):
        container = Container(content, name, unpacked_limit=unpacked_limit, damaged=RefusalKind.NOT_A_WORKBOOK)
        return scan_workbook(container, cells_limit=cells_limit)
    if not content.startswith(OLE_MAGIC):
        if not content.strip(b"\x00\t\r\n "):
            raise RefusedError(
                RefusalKind.EMPTY, name, f"{name} is empty: it is blank throughout. Nothing was kept. Ask for it again."
            )
        raise _no_workbook(content, name)
    if ENCRYPTED_PACKAGE in content:
        raise _encrypted(name)
    return Scan({})


def _sheets(content: bytes, name: str, scan: Scan, cells_limit: int) -> Iterator[Sheet]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    left = cells_limit
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        if sheet.end:
            left -= (sheet.end[0] + 1) * (sheet.end[1] + 1)
        if left < 0:
            raise scan.too_wide(name)
        yield Sheet(
            about.name,
            tuple(map(tuple, sheet.to_python(skip_empty_area=False))),
            about.visible != SheetVisibleEnum.Visible,
            scan.formulas.get(about.name, frozenset()),
            scan.merged.get(about.name, ()),
        )


def _with_errors(sheet: Sheet, errors: Mapping[tuple[int, int], str]) -> Sheet:
    rows = [list(row) for row in sheet.rows]
    for (row, column), shown in errors.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = shown
    return replace(sheet, rows=tuple(map(tuple, rows)))


def _encrypted(name: str) -> RefusedError:
    return RefusedError(
        RefusalKind.ENCRYPTED,
        name,
        f"{name} is protected by a password and cannot be opened. Nothing of it was kept. "
        "Remove the password (in Excel: File, Info, Protect Workbook, Encrypt with Password, clear the box) "
        "and send it again.",
    )


def _damaged(name: str) -> RefusedError:
    return RefusedError(
        RefusalKind.NOT_A_WORKBOOK,
        name,
        f"{name} is damaged, or is no workbook, and cannot be opened. Nothing of it was kept. "
        "Open it in a spreadsheet program, save it as .xlsx and send it again.",
    )


def _no_workbook(content: bytes, name: str) -> RefusedError:
    looks = next((what for magic, what in LOOKS_LIKE if content.startswith(magic)), "")
    guess = f"it looks like {looks}" if looks else "its content is not that of a spreadsheet"
    return RefusedError(
        RefusalKind.NOT_A_WORKBOOK,
        name,
        f"{name} is not a workbook: {guess}. Nothing of it was kept. "
        "Send the workbook itself (.xlsx, .xlsm, .xls or .ods).",
    )


@lru_cache(maxsize=4096)
def cell_name(row: int, column: int) -> str:
    """A cell as a spreadsheet names it, from its row and column counted from 0: (6, 3) is "D7"."""
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """A column's letters, counted from 0: 0 is "A", 26 is "AA"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_error(cell: Cell) -> bool:
    """Whether a text is one of the errors that a cell can hold, such as #REF!."""
    return isinstance(cell, str) and cell.strip() in ERRORS


def text_of(cell: Cell) -> str:
    """A cell as text, trimmed, with whole numbers free of ".0", truth as TRUE or FALSE and dates as 2019-10-01."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
