"""Small workbooks of several makes, and harmful ones, made in code."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Data">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
ODS_CELL = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def workbook(cells: Mapping[str, str | float | bool | date | datetime], title: str = "Data") -> bytes:
    """An .xlsx of one sheet with these values by cell name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for name, value in cells.items():
        sheet[name] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A zip of these members."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(book: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with a text replaced in one of its parts."""
    with ZipFile(BytesIO(book)) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    before = members[part]
    assert isinstance(before, bytes)
    assert old.encode() in before, f"{old} is not in {part}"
    return zipped(members | {part: before.replace(old.encode(), new.encode())})


def ods(rows: str) -> bytes:
    """An .ods with these rows of XML."""
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS.format(rows=rows),
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_row(*texts: str, more: str = "", row: str = "") -> str:
    """A row of an .ods; ``more`` are attributes of its cells, ``row`` of itself."""
    return f"<table:table-row{row}>{''.join(ODS_CELL.format(text=text, more=more) for text in texts)}</table:table-row>"


def declaring(archive: bytes, size: int) -> bytes:
    """A zip of one member that says it unpacks to ``size`` bytes, whatever it holds."""
    place = archive.rindex(b"PK\x01\x02")
    return archive[: place + 24] + size.to_bytes(4, "little") + archive[place + 28 :]


def encrypted(archive: bytes) -> bytes:
    """A zip whose first member says that it needs a password."""
    place = archive.index(b"PK\x01\x02")
    return archive[: place + 8] + b"\x01\x00" + archive[place + 10 :]
