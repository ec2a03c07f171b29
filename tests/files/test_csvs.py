"""CSV in the encodings and separators it comes in, and out again so that no spreadsheet runs it."""

import csv
from contextlib import suppress
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.files.csvs import STARTS_FORMULA, iter_csv, read_csv, safe_cell, write_csv
from trellis.files.refusals import RefusalKind, RefusedError

TABLE = [["Practice", "Name"], ["L81001", "Ysbyty Tŷ’r Felin"], ["L81002", "Beddau, Rhondda"]]
TEXT = 'Practice,Name\r\nL81001,Ysbyty Tŷ’r Felin\r\nL81002,"Beddau, Rhondda"\r\n'


def refusal(content: bytes, **limits: int) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        read_csv(content, "data.csv", **limits)
    assert caught.value.sentence.startswith("data.csv")
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_encoding_of_unicode_is_read(encoding: str) -> None:
    assert read_csv(TEXT.encode(encoding), "data.csv") == TABLE


def test_a_plain_excel_save_is_read() -> None:
    assert read_csv("Name\nSt Mary’s – Café £5\n".encode("cp1252"), "data.csv") == [["Name"], ["St Mary’s – Café £5"]]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_found(mark: str) -> None:
    text = mark.join(["code", "name"]) + "\n" + mark.join(["1", '"a, b; c, d, e, f"']) + "\n"
    assert read_csv(text.encode(), "data.csv") == [["code", "name"], ["1", "a, b; c, d, e, f"]]


def test_quotes_line_feeds_in_cells_and_blank_rows() -> None:
    rows = read_csv(b'a,b\n\n"two\nlines","say ""hi"""\n\n', "data.csv")
    assert rows == [["a", "b"], ["two\nlines", 'say "hi"']]


def test_rows_come_one_at_a_time() -> None:
    rows = iter_csv(b"a\nb\n", "data.csv")
    assert next(rows) == ["a"]
    assert list(rows) == [["b"]]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", RefusalKind.EMPTY),
        (b"\xef\xbb\xbf \n", RefusalKind.EMPTY),
        (b"PK\x03\x04\x14\x00\x00\x00", RefusalKind.NOT_A_TABLE),
        (b"%PDF-1.7\n\x00\x01\x02\x03 more", RefusalKind.NOT_A_TABLE),
        (b"\xff\xfea", RefusalKind.NOT_A_TABLE),
        (b'a,"' + b"x" * 1_000_001, RefusalKind.NOT_A_TABLE),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, kind: RefusalKind) -> None:
    assert refusal(content).kind is kind


def test_the_limit_is_the_one_given() -> None:
    assert refusal(b"a,b\n" * 100, limit=100).kind is RefusalKind.TOO_LARGE


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_refusal(content: bytes) -> None:
    with suppress(RefusedError):
        assert all(isinstance(cell, str) for row in read_csv(content, "data.csv") for cell in row)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "\n=1", "＝1+1", "+44 7700 900", "-a"],
)
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3.2%", "-£1,000.00", "-1,234", "-", "–", "a=b", "X", "", "07700 900", "it's"])
def test_figures_and_plain_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_values_that_are_no_text_stay_figures() -> None:
    assert [safe_cell(value) for value in (-5, 1.5, None, True, date(2019, 10, 1))] == [
        -5,
        1.5,
        "",
        "TRUE",
        "2019-10-01",
    ]


def test_a_table_is_written_with_one_line_feed_a_row_and_quotes_where_needed() -> None:
    assert write_csv(["a", "b"], [["x, y", -5], ["=1", None]]) == 'a,b\n"x, y",-5\n\'=1,\n'


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1))
def test_what_is_written_is_read_back_and_nothing_in_it_runs(rows: list[list[str]]) -> None:
    written = write_csv(["first", "second"], rows)
    read = list(csv.reader(StringIO(written, newline="")))[1:]
    kept = [[cell.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'") for cell in row] for row in rows]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == kept
    for cell in (cell for row in read for cell in row):
        risky = cell.lstrip().startswith(STARTS_FORMULA)
        assert not risky or not any(character.isalpha() or character in "()!|" for character in cell)
