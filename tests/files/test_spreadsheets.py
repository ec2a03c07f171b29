"""Workbooks of any make become plain values; what could do harm is turned away before it is opened."""

from contextlib import suppress
from datetime import date, datetime, time
from typing import TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.books import changed, declaring, encrypted, ods, ods_row, workbook, zipped
from trellis.files.refusals import RefusalKind, RefusedError
from trellis.files.spreadsheets import Cell, cell_name, column_name, read_workbook, text_of

SHEET = "xl/worksheets/sheet1.xml"
SMALL = workbook({"B2": "here"})
FAR_AWAY = workbook({"A1": "here", "XFD1048576": 1})


class Limits(TypedDict, total=False):
    """The limits that a reader may be given."""

    limit: int
    unpacked_limit: int
    cells_limit: int


def refusal(content: bytes, **limits: Unpack[Limits]) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        read_workbook(content, "data.xlsx", **limits)
    assert caught.value.sentence.startswith("data.xlsx")
    assert caught.value.sentence.endswith(".")
    return caught.value


def test_values_stand_in_rows_at_their_place_on_the_sheet() -> None:
    noon = datetime.combine(date(2019, 10, 1), time(12, 0))
    book = read_workbook(workbook({"B2": "text", "C2": 1.5, "D3": True, "B4": date(2019, 10, 1), "C4": noon}), "a.xlsx")
    (sheet,) = book.sheets
    assert sheet.name == "Data"
    assert sheet.rows == (
        ("", "", "", ""),
        ("", "text", 1.5, ""),
        ("", "", "", True),
        ("", date(2019, 10, 1), noon, ""),
    )


def test_hidden_sheets_are_read_and_known_as_hidden() -> None:
    content = changed(SMALL, "xl/workbook.xml", 'state="visible"', 'state="hidden"')
    book = read_workbook(content, "a.xlsx")
    assert [sheet.hidden for sheet in book.sheets] == [True]
    assert book.sheet("DATA") is book.sheets[0]
    assert book.sheet("other") is None


def test_a_sheet_without_a_cell_has_no_rows() -> None:
    assert read_workbook(workbook({}), "a.xlsx").sheets[0].rows == ()


def test_formulas_are_known_by_their_place() -> None:
    (sheet,) = read_workbook(workbook({"A1": "=1+1", "C3": "=SUM(A1:A2)", "B2": "=not", "D4": "x"}), "a.xlsx").sheets
    assert sheet.formulas == {(0, 0), (2, 2), (1, 1)}


def test_a_formula_in_a_sheet_whose_xml_has_prefixes_is_found() -> None:
    content = changed(workbook({"A1": "=1+1"}), SHEET, "<f>1+1</f>", "<x:f>1+1</x:f>")
    assert read_workbook(content, "a.xlsx").sheets[0].formulas == {(0, 0)}


def test_open_document_is_read_with_its_repeated_cells_and_formulas() -> None:
    content = ods(
        ods_row("Network", "Step")
        + ods_row("Westbury", more=' table:number-columns-repeated="2"')
        + ods_row("sum", more=' table:formula="of:=1+1"')
        + '<table:table-row table:number-rows-repeated="1048570">'
        + '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    (sheet,) = read_workbook(content, "a.ods").sheets
    assert sheet.rows == (("Network", "Step"), ("Westbury", "Westbury"), ("sum", ""))
    assert sheet.formulas == {(2, 0)}


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", RefusalKind.EMPTY, "empty"),
        (b" \r\n\0", RefusalKind.EMPTY, "empty"),
        (b"%PDF-1.7", RefusalKind.NOT_A_WORKBOOK, "a PDF"),
        (b"\x89PNG....", RefusalKind.NOT_A_WORKBOOK, "a picture"),
        (b"a,b,c\n", RefusalKind.NOT_A_WORKBOOK, "not that of a spreadsheet"),
        (zipped({"word/document.xml": "<x/>"}), RefusalKind.NOT_A_WORKBOOK, "a Word document"),
        (zipped({"ppt/presentation.xml": "<x/>"}), RefusalKind.NOT_A_WORKBOOK, "a presentation"),
        (zipped({"xl/workbook.bin": "x"}), RefusalKind.NOT_A_WORKBOOK, ".xlsb"),
        (zipped({"a.txt": "x"}), RefusalKind.NOT_A_WORKBOOK, "a zip of something else"),
        (zipped({"xl/workbook.xml": "<workbook/>"}), RefusalKind.NOT_A_WORKBOOK, "where its sheets are"),
        (SMALL[:-40], RefusalKind.NOT_A_WORKBOOK, "damaged"),
        (SMALL[: len(SMALL) // 2], RefusalKind.NOT_A_WORKBOOK, "damaged"),
        (encrypted(SMALL), RefusalKind.ENCRYPTED, "password"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), RefusalKind.ENCRYPTED, "password"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1000), RefusalKind.NOT_A_WORKBOOK, "damaged"),
        (changed(workbook({"A1": 1}), SHEET, 't="n"', 't="e"'), RefusalKind.NOT_A_WORKBOOK, "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused_with_what_it_looks_like(content: bytes, kind: RefusalKind, words: str) -> None:
    refused = refusal(content)
    assert refused.kind is kind
    assert words in refused.sentence


def test_limits_are_those_given() -> None:
    assert refusal(SMALL, limit=100).kind is RefusalKind.TOO_LARGE
    assert refusal(SMALL, unpacked_limit=1000).kind is RefusalKind.TOO_LARGE
    assert refusal(workbook({"A1": 1, "J10": 2}), cells_limit=99).kind is RefusalKind.TOO_LARGE
    assert len(read_workbook(workbook({"A1": 1, "J10": 2}), "a.xlsx", cells_limit=100).sheets[0].rows) == 10


def test_a_stray_cell_in_the_last_corner_is_refused_and_not_opened() -> None:
    refused = refusal(FAR_AWAY)
    assert refused.kind is RefusalKind.TOO_LARGE
    assert "far to the right" in refused.sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="XFD1048576"', "r='XFD1048576'"),
        ('r="XFD1048576"', 'r = "XFD1048576"'),
        ('r="XFD1048576"', 'r="xfd1048576"'),
        ('<c r="XFD1048576" t="n"><v>1</v></c>', '<x:c t="n" r="XFD1048576"><x:v>1</x:v></x:c>'),
        ('<c r="XFD1048576" t="n"><v>1</v></c>', "<c><v>1</v></c>" * 16_384),
        ('<row r="1048576">', "<row>"),
    ],
    ids=["single quotes", "spaces", "small letters", "prefix", "no place", "row without a number"],
)
def test_a_stray_cell_is_found_however_it_is_written(old: str, new: str) -> None:
    assert refusal(changed(FAR_AWAY, SHEET, old, new)).kind is RefusalKind.TOO_LARGE


def test_a_stray_cell_that_only_has_a_format_does_no_harm() -> None:
    formatted = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    content = changed(SMALL, SHEET, "</sheetData>", formatted)
    assert read_workbook(content, "a.xlsx").sheets[0].rows == (("", ""), ("", "here"))


def test_a_row_repeated_a_million_times_across_all_columns_is_refused() -> None:
    every = ods_row("x", more=' table:number-columns-repeated="16384"', row=' table:number-rows-repeated="1048576"')
    assert refusal(ods(every)).kind is RefusalKind.TOO_LARGE


def test_a_part_that_expands_beyond_reason_is_refused() -> None:
    bomb = zipped({"xl/workbook.xml": "<workbook/>", SHEET: b"0" * 50_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb).kind is RefusalKind.TOO_LARGE


def test_a_part_that_lies_about_its_size_is_found_out() -> None:
    bomb = declaring(zipped({"xl/workbook.xml": b"0" * 3_000_000}), 500)
    assert refusal(bomb, unpacked_limit=1_000_000).kind is RefusalKind.TOO_LARGE


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")):
        with pytest.raises(RefusedError):
            read_workbook(start + content, "data.xlsx")


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), max_size=30))
def test_a_workbook_with_bytes_changed_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(SMALL)
    for place, byte in changes:
        mutated[place] = byte
    with suppress(RefusedError):
        book = read_workbook(bytes(mutated), "data.xlsx")
        assert all(isinstance(row, tuple) for sheet in book.sheets for row in sheet.rows)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  x ", "x"),
        (1.0, "1"),
        (1.5, "1.5"),
        (2, "2"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2019, 10, 1), "2019-10-01"),
    ],
)
def test_a_cell_as_text(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_a_column_by_its_letters(column: int, name: str) -> None:
    assert column_name(column) == name
    assert cell_name(6, column) == f"{name}7"
