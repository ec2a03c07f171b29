"""Reading returned workbooks: ours against the same interpretation over openpyxl, in the same run."""

import tempfile
from datetime import datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from time import process_time

from openpyxl import load_workbook

from bench.figures import Figure
from trellis.assessment.reading import ReturnReader, read_returns
from trellis.files.spreadsheets import Cell, Sheet, Workbook
from trellis.matrix.rules import Edition
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook

RETURNS = 1_260
"""Networks in England in the summer of 2022, each with one return."""
AT_LEAST_TIMES = 10
SHARED = Path(__file__).resolve().parents[2] / "shared" / "workbooks" / "returns_2019_10"


def measure() -> list[Figure]:
    """Seconds for 1,260 returns, and how many times faster that is than with openpyxl.

    Seconds of processor time: both sides use one core and no network, and what else the machine does is left out.
    """
    edition = shipped_edition("pcn-2019-08")
    contents, what = samples(edition)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RETURNS):
            Path(folder, f"return_{number:04}.xlsx").write_bytes(contents[number % len(contents)])
        ours = min(read_with_trellis(Path(folder), edition) for _ in range(3))
        plain = read_with_openpyxl(Path(folder), edition)
    return [
        Figure(f"Reading {RETURNS:,} returns", ours, "s", note=what),
        Figure("  a return", ours / RETURNS * 1_000, "ms"),
        Figure(f"The same {RETURNS:,} with openpyxl", plain, "s", note="same interpretation of the values"),
        Figure("  times as fast as openpyxl", plain / ours, "times", AT_LEAST_TIMES, "at least"),
    ]


def samples(edition: Edition) -> tuple[list[bytes], str]:
    """The 18 returns of October 2019 where they are beside the project, else workbooks that we write ourselves."""
    if SHARED.is_dir():
        return [path.read_bytes() for path in sorted(SHARED.glob("*.xlsx"))], "copies of the returns of October 2019"
    components = [component.id for component in edition.components]
    written = [
        national_workbook(
            edition,
            network_name=f"Network {number}",
            marks=dict.fromkeys(islice(components, 0, None, number + 2), "in place"),
            stated={block: edition.position_title(edition.positions[number % 4]) for block in edition.blocks},
        )
        for number in range(18)
    ]
    return written, "workbooks as we write them"


def read_with_trellis(folder: Path, edition: Edition) -> float:
    """Seconds of processor time for the reading that the command line does."""
    start = process_time()
    reading = read_returns([folder], edition)
    taken = process_time() - start
    assert len(reading.returns) == RETURNS, reading.rejected[:1]
    return taken


def read_with_openpyxl(folder: Path, edition: Edition) -> float:
    """Seconds for the same with openpyxl as the reader of the file."""
    start = process_time()
    reader = ReturnReader(edition)
    for path in sorted(folder.iterdir()):
        reader.read_values(openpyxl_values(path))
    return process_time() - start


def openpyxl_values(path: Path) -> Workbook:
    """A workbook as plain values, read with openpyxl as its guide says to."""
    workbook = load_workbook(BytesIO(path.read_bytes()), data_only=True)
    sheets = []
    for sheet in workbook.worksheets:
        rows = tuple(tuple(map(plain, row)) for row in sheet.iter_rows(values_only=True))
        sheets.append(Sheet(sheet.title, rows, sheet.sheet_state != "visible"))
    return Workbook(path.name, tuple(sheets))


def plain(value: object) -> Cell:
    """A value of openpyxl as ours: nothing is the empty text, a moment at midnight a date."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date()
    return value if isinstance(value, str | int | float | datetime) else str(value)
