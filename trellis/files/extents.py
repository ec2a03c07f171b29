"""What a workbook's own XML tells before it is opened: how far its sheets reach, and which cells hold formulas.

The reader lays a sheet out as a full rectangle, so one stray cell in the last column of the last row would ask for
hundreds of gigabytes and end the process. That is found here first.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from trellis.files.containers import Container, Entry
from trellis.files.refusals import RefusalKind, RefusedError

CELLS_LIMIT = 5_000_000
"""The most cells in the rectangles that a workbook's sheets span: England's register of networks has 0.1 million."""

RELATIONS = "xl/_rels/workbook.xml.rels"
NOT_SMALL = re.compile(rb'<(?:c\b(?! r="[A-Z]?[A-Z]?\d{1,3}")|row\b(?! r="\d{1,3}")|f\b)')
PLACE = re.compile(rb'<(?:(?:c|row)\b(?: r="([A-Z]*)(\d+)")?|f\b)')
PREFIXED = re.compile(rb":(?:c|row|f)\b")
PLACE_LOOSELY = re.compile(rb"""<(?:\w+:)?(?:c|row)\b(?:[^>]*?\sr\s*=\s*["']\s*([A-Za-z]*)(\d*))?""")
FILLED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]*)(\d*)["'][^>]*?(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b""")
ROW = re.compile(rb"<(?:\w+:)?row\b")
CELL = re.compile(rb"<(?:\w+:)?c\b")
FORMULA = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*?(?<!/)>\s*<(?:\w+:)?f\b""")
ROWS_END = b"</sheetData>"
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
ERROR_SIGN = b'="e"'
ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\st="e")[^>]*?\sr="([A-Z]+)(\d+)"[^>]*(?<!/)>\s*<(?:\w+:)?v>([^<]{1,40})<"""
)
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
ODS_TOKEN = re.compile(rb"<table:(table-row|(?:covered-)?table-cell)(?=[\s/>])([^>]*)>")
ODS_COLUMNS = re.compile(rb'table:number-columns-repeated="(\d+)"')
ODS_ROWS = re.compile(rb'table:number-rows-repeated="(\d+)"')
ODS_NAME = re.compile(rb'table:name="([^"]*)"')
ODS_ROWS_LIMIT, ODS_COLUMNS_LIMIT = 1_048_576, 16_384

UNPLACED = (b"", b"")
Places = frozenset[tuple[int, int]]
Span = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last of cells merged into one: (row, column) from 0."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The formulas of a workbook: places (row, column, from 0) by the name of their sheet.

    ``errors`` are the cells that hold an error such as #REF! and no formula, likewise, with what each shows;
    ``merged`` the cells that were merged downwards into one, as the place of the first and of the last.
    """

    formulas: dict[str, Places]
    errors: dict[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)
    merged: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    @staticmethod
    def too_wide(name: str) -> RefusedError:
        """The refusal of a workbook whose sheets span more cells than are read."""
        return RefusedError(
            RefusalKind.TOO_LARGE,
            name,
            f"{name} spans too many cells: something stands far below or far to the right of its table. "
            "Nothing of it was kept. Delete the empty rows and columns after the table, save it and send it again.",
        )


def scan_workbook(container: Container, *, cells_limit: int) -> Scan:
    """Look through a zipped workbook. Raises RefusedError where it is another kind of file, or spans too many cells."""
    members = {member.filename.replace("\\", "/").lower(): member for member in container.members}
    if "xl/workbook.xml" in members:
        return _scan_xlsx(container, members, cells_limit)
    if "content.xml" in members and "word/document.xml" not in members:
        return _scan_ods(container, members["content.xml"], cells_limit)
    raise RefusedError(RefusalKind.NOT_A_WORKBOOK, container.name, _other_kind(container.name, members))


def _other_kind(name: str, members: dict[str, Entry]) -> str:
    looks = "it is a zip of something else"
    if "xl/workbook.bin" in members:
        looks = "it is a binary workbook (.xlsb), which is not read"
    elif "word/document.xml" in members:
        looks = "it is a Word document"
    elif "ppt/presentation.xml" in members:
        looks = "it is a presentation"
    return (
        f"{name} is not a workbook that can be read: {looks}. Nothing of it was kept. "
        "Save it as .xlsx and send it again."
    )


# Excel and its kin -------------------------------------------------------------------------------------------------


def _scan_xlsx(container: Container, members: dict[str, Entry], cells_limit: int) -> Scan:
    if RELATIONS not in members:
        raise RefusedError(
            RefusalKind.NOT_A_WORKBOOK,
            container.name,
            f"{container.name} is damaged: it does not say where its sheets are. "
            "Nothing of it was kept. Ask for it again.",
        )
    relations = container.read(members[RELATIONS])
    targets = _targets(relations)
    parts = {part: container.read(members[part]) for part in {*targets.values()} if part in members}
    left = cells_limit
    found: dict[str, Places] = {}
    wrong: dict[str, Mapping[tuple[int, int], str]] = {}
    merged: dict[str, tuple[Span, ...]] = {}
    for part, xml in parts.items():
        area, plain = _area(xml, left)
        left -= area
        if left < 0:
            raise Scan.too_wide(container.name)
        if not plain and (formulas := frozenset(_place(match.groups()) for match in FORMULA.finditer(xml))):
            found[part] = formulas
        if ERROR_SIGN in xml and (errors := _errors(xml, found.get(part, frozenset()))):
            wrong[part] = errors
        if spans := _merged_downwards(xml):
            merged[part] = spans
    if not found and not wrong and not merged:
        return Scan({})
    names = _sheet_names(container.read(members["xl/workbook.xml"]), relations)
    return Scan(
        {names[part]: places for part, places in found.items() if part in names},
        {names[part]: errors for part, errors in wrong.items() if part in names},
        {names[part]: spans for part, spans in merged.items() if part in names},
    )


def _merged_downwards(xml: bytes) -> tuple[Span, ...]:
    """Cells merged over several rows; they are told after the rows."""
    after_rows = xml.rfind(ROWS_END)
    if after_rows < 0:
        return ()
    return tuple(
        (_place((left, top)), _place((right, bottom)))
        for left, top, right, bottom in MERGED.findall(xml, after_rows)
        if top != bottom
    )


def _errors(xml: bytes, formulas: Places) -> dict[tuple[int, int], str]:
    """What the cells show that hold an error and no formula: the reader gives them as blank."""
    errors = {}
    for column, row, shown in ERROR.findall(xml):
        place = _place((column, row))
        if place not in formulas:
            errors[place] = unescape(shown.decode("utf-8", "replace"))
    return errors


@lru_cache(maxsize=64)
def _targets(xml: bytes) -> dict[str, str]:
    """Parts by relation id, as lower-case paths from the root: any that might be opened as a sheet."""
    targets = {}
    for match in RELATION.finditer(xml.decode("utf-8", "replace")):
        attributes = _attributes(match[0])
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        if kind in {"theme", "styles", "sharedstrings", "calcchain", "metadata", "vbaproject"}:
            continue
        target = attributes.get("Target", "").replace("\\", "/").lower()
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target.removeprefix('xl/')}")
        targets[attributes.get("Id", "")] = path
    return targets


@lru_cache(maxsize=64)
def _sheet_names(workbook: bytes, relations: bytes) -> dict[str, str]:
    """The name of a sheet by its part."""
    names = {}
    targets = _targets(relations)
    for match in SHEET.finditer(workbook.decode("utf-8", "replace")):
        attributes = _attributes(match[0])
        relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
        if relation in targets:
            names[targets[relation]] = attributes.get("name", "")
    return names


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in ATTRIBUTE.findall(tag)}


def _area(xml: bytes, allowed: int) -> tuple[int, bool]:
    """Cells in the rectangle that a sheet spans, and whether it is written plainly: every cell placed, no formula.

    Cells with a format and no value count only until they matter.
    """
    if not NOT_SMALL.search(xml) and not PREFIXED.search(xml):
        return 0, True  # within column ZZ and row 999: harmless to open, and counted then
    places = PLACE.findall(xml)
    if UNPLACED not in places and not PREFIXED.search(xml):
        area = _span(places)
        return (area if area <= allowed else _span(FILLED.findall(xml))), True
    # A row or cell that does not say where it stands follows the one before: as many could be in line.
    places = PLACE_LOOSELY.findall(xml)
    unplaced = UNPLACED in places
    rows = len(ROW.findall(xml)) if unplaced else 0
    columns = max(len(CELL.findall(row)) for row in ROW.split(xml)) if unplaced else 0
    area = _span(places, rows, columns)
    return (area if area <= allowed or unplaced else _span(FILLED.findall(xml))), False


def _span(places: list[tuple[bytes, bytes]], rows: int = 0, columns: int = 0) -> int:
    """Rows times columns up to the furthest of ``places`` (letters, digits), with so many of each after it."""
    last_row = max((int(digits[:12]) for digits in {digits for _, digits in places} if digits), default=0)
    last_column = max((_column(letters) for letters in {letters for letters, _ in places}), default=0)
    return (last_row + rows) * max(last_column + columns, 1)


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    """A column's number from 1; what follows the sixth letter is further than any limit already."""
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


def _place(groups: tuple[bytes, ...]) -> tuple[int, int]:
    letters, digits = groups
    return int(digits[:12]) - 1, _column(letters) - 1


# OpenDocument ------------------------------------------------------------------------------------------------------


def _scan_ods(container: Container, member: Entry, cells_limit: int) -> Scan:
    """Rows and cells of an .ods may say that they are repeated a million times over."""
    xml = container.read(member)
    formulas: dict[str, Places] = {}
    left = cells_limit
    for sheet in xml.split(b"<table:table ")[1:]:
        name = ODS_NAME.search(sheet)
        rows, columns, places = _ods_span(sheet)
        left -= rows * columns
        if left < 0:
            raise Scan.too_wide(container.name)
        if places and name:
            formulas[unescape(name[1].decode("utf-8", "replace"))] = places
    return Scan(formulas)


def _ods_span(sheet: bytes) -> tuple[int, int, Places]:
    row = column = rows = columns = 0
    after = 1
    places = set()
    for match in ODS_TOKEN.finditer(sheet):
        kind, attributes = match[1], match[2]
        if kind == b"table-row":
            row, column = (row + after if column or row else 0), 0
            after = min(_repeat(ODS_ROWS, attributes), ODS_ROWS_LIMIT)
        else:
            times = min(_repeat(ODS_COLUMNS, attributes), ODS_COLUMNS_LIMIT)
            if b"office:value-type" in attributes or b"calcext:value-type" in attributes:
                rows, columns = max(rows, row + after), max(columns, column + times)
            if b"table:formula" in attributes:
                places.add((row, column))
            column += times
    return rows, columns, frozenset(places)


def _repeat(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1][:12]) if found else 1
