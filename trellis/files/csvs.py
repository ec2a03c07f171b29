"""Comma-separated text, in and out, in the encodings and separators that spreadsheets and public bodies save."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from trellis.files.refusals import FILE_LIMIT, RefusalKind, RefusedError, check_size

SEPARATORS = ",;\t"
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
FIELD_LIMIT = 1_000_000
SAMPLE = 64 * 1024
BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
QUOTED = re.compile(r'"(?:[^"]|"")*"')
FIGURE = re.compile(r"[+-]?(?:£|%)?\d[\d,]*(?:\.\d+)?%?|[-–—]")
STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

csv.field_size_limit(FIELD_LIMIT)


def decode(content: bytes, name: str) -> str:
    """Text from bytes: UTF-8 with or without a byte order mark, UTF-16, else Windows-1252 (a plain Excel save).

    Raises RefusedError where the bytes are no text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, name)
    half = content[:SAMPLE]
    if half[1::2].count(0) > len(half) // 3:
        return _strictly(content, "utf-16-le", name)
    if half[::2].count(0) > len(half) // 3:
        return _strictly(content, "utf-16-be", name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if BINARY.search(text, 0, SAMPLE):
        raise _no_table(name)
    return text


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_table(name) from error


def separator(text: str) -> str:
    """The separator of a table: of comma, semicolon and tab the one most used in its first lines, outside quotes."""
    sample = QUOTED.sub("", text[:SAMPLE]).splitlines()[:20]
    return max(SEPARATORS, key=lambda mark: sum(line.count(mark) for line in sample))


def iter_csv(content: bytes, name: str, *, limit: int = FILE_LIMIT) -> Iterator[list[str]]:
    """The rows of a CSV file, as texts; rows without any cell are left out.

    ``limit`` is in bytes. Raises RefusedError (empty, too large, not a table) at the call or while it is read.
    """
    check_size(content, name, limit)
    text = decode(content, name)
    if not text.strip():
        raise RefusedError(
            RefusalKind.EMPTY, name, f"{name} is empty: it is blank throughout. Nothing was kept. Ask for it again."
        )
    return _rows(text, name)


def _rows(text: str, name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    try:
        yield from (row for row in reader if row)
    except csv.Error as error:
        raise RefusedError(
            RefusalKind.NOT_A_TABLE,
            name,
            f"{name} cannot be read as a table after line {reader.line_num}: a quotation mark is not closed, "
            f"or a cell holds more than {FIELD_LIMIT:,} characters. Nothing of it was kept. "
            "Save it anew as CSV and send it again.",
        ) from error


def read_csv(content: bytes, name: str, *, limit: int = FILE_LIMIT) -> list[list[str]]:
    """All rows of a CSV file at once; as ``iter_csv``."""
    return list(iter_csv(content, name, limit=limit))


def _no_table(name: str) -> RefusedError:
    return RefusedError(
        RefusalKind.NOT_A_TABLE,
        name,
        f"{name} is not a table in text form. Nothing of it was kept. "
        "Save it as CSV (comma separated) and send it again.",
    )


def safe_cell(value: object) -> str | int | float:
    """A value for a CSV cell that no spreadsheet will run.

    A text that starts a formula (= + - @) is given a leading apostrophe. Numbers stay as they are, and so does a text
    that is only a figure (-5, +3.2%, -£1,000.00) or a dash. None becomes the empty text,
    dates become 2019-10-01, line ends line feeds.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    # A lone carriage return ends a row for some readers, quoted or not.
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip().startswith(STARTS_FORMULA) and not FIGURE.fullmatch(text.strip()):
        return f"'{text}"
    return text


def write_csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV text: comma, quotes only where needed, one line feed a row, every cell through ``safe_cell``.

    A page that serves it should encode it as ``utf-8-sig``, so that Excel reads the accents.
    """
    return "".join(stream_csv(header, rows))


def stream_csv(header: Sequence[str], rows: Iterable[Iterable[object]], size: int = 500) -> Iterator[str]:
    """``write_csv`` in pieces of so many lines, for a table too long to be held at once."""
    waiting: Iterator[Iterable[object]] = chain([header], rows)
    while piece := list(islice(waiting, size)):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([safe_cell(cell) for cell in row] for row in piece)
        yield out.getvalue()
