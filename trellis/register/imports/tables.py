"""A table with a header, read by the names of its columns; and the notes taken while reading it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from trellis.files.spreadsheets import text_of
from trellis.register.imports.dates import read_date
from trellis.register.imports.facts import Odd
from trellis.register.rules import Level, is_code

Cells = Sequence[object]


class FileRefusedError(Exception):
    """A source was not taken in and nothing of it was kept.

    ``sentence`` is for people: which file, what is wrong, what was kept, what to do. ``kind`` is for programs.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


def refuse(name: str, kind: str, what: str, advice: str = "") -> FileRefusedError:
    """The refusal of file ``name``: "{name} {what}. Nothing of it was kept. {advice}"."""
    return FileRefusedError(kind, f"{name} {what}. Nothing of it was kept. {advice}".strip())


def normalise(header: object) -> str:
    """A column's heading for comparison: any white space is one space, any case is lower, no underscores."""
    return re.sub(r"[\s_]+", " ", str(header)).strip().strip("\ufeff").casefold()


@dataclass(frozen=True)
class Table:
    """A table as found. ``header`` is normalised, and empty where the table has none.

    ``rows`` are below it; ``first_row`` is the number that a person gives the first of them. ``place`` is what
    sentences call the table: the file, and the sheet where there are several.
    """

    place: str
    header: tuple[str, ...]
    rows: Sequence[Cells]
    first_row: int

    def numbered(self) -> Iterator[tuple[int, Cells]]:
        """Rows that hold anything, with their numbers."""
        for number, row in enumerate(self.rows, self.first_row):
            if any(cell not in {None, ""} for cell in row):
                yield number, row

    def columns(self, wanted: Mapping[str, str]) -> dict[str, int]:
        """The place of each wanted column; ``wanted`` maps our name to a pattern for the normalised heading.

        Raises FileRefusedError that names the columns which are missing.
        """
        found = {ours: _first(self.header, pattern) for ours, pattern in wanted.items()}
        missing = [ours.replace("_", " ") for ours, place in found.items() if place is None]
        if missing:
            raise refuse(
                self.place,
                "missing-column",
                f"lacks {'a column' if len(missing) == 1 else 'columns'} for {', '.join(missing)}",
                "Ask for the file as it is published, with its header unchanged.",
            )
        return {ours: place for ours, place in found.items() if place is not None}


def likeness(header: Iterable[str], wanted: Mapping[str, str]) -> float:
    """What share of the ``wanted`` columns a normalised header has, from 0 to 1."""
    headings = tuple(header)
    return sum(_first(headings, pattern) is not None for pattern in wanted.values()) / len(wanted)


def _first(header: Iterable[str], pattern: str) -> int | None:
    return next((place for place, heading in enumerate(header) if re.fullmatch(pattern, heading)), None)


@dataclass
class Notes:
    """What is odd in a source, gathered row by row. ``ignored`` counts rows that are not the register's business."""

    place: str
    odd: list[Odd] = field(default_factory=list)
    ignored: int = 0

    def add(self, row: int | str, kind: str, sentence: str) -> None:
        """Note something odd in row number ``row`` (or at the place that ``row`` names)."""
        where = f"row {row}" if isinstance(row, int) else row
        self.odd.append(Odd(f"{self.place}, {where}", kind, sentence))

    def code(self, row: int, level: Level, cell: object) -> str | None:
        """The code in a cell; None, with a note, where it has not the shape of such a code."""
        code = text(cell).upper()
        if is_code(level, code):
            return code
        self.add(row, f"bad-{level}-code", f"{_shown(code)} is no code of a {level.label}. The row was left out.")
        return None

    def day(self, row: int, what: str, cell: object) -> tuple[bool, date | None]:
        """Whether a cell could be read as a date or as empty, and the date; with a note where it could not."""
        try:
            return True, read_date(cell)
        except ValueError:
            self.add(row, "bad-date", f"{_shown(text(cell))} is no date ({what}). The row was left out.")
            return False, None

    def count(self, row: int, what: str, cell: object) -> int | None:
        """The whole number of patients in a cell; None, with a note, where it is text, negative or not whole."""
        shown = text(cell)
        if re.fullmatch("[0-9][0-9,]{0,12}", shown) and int(shown.replace(",", "")) <= MOST_PATIENTS:
            return int(shown.replace(",", ""))
        self.add(row, "bad-list-size", f"{_shown(shown)} is no list size ({what}). The row was left out.")
        return None


MOST_PATIENTS = 10_000_000
"""No practice has a sixth of England's patients; more is a slip, and would not fit the column everywhere."""


def text(cell: object) -> str:
    """A cell as trimmed text; nothing is the empty text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    return text_of(cell) if isinstance(cell, int | float | bool | date) else str(cell).strip()


def _shown(value: str) -> str:
    return "An empty cell" if not value else f"“{value[:60]}”"
