"""A document as plain values: one model, rendered to Word (docx), PDF (pdf) and a page that stands alone (html).

Nothing here knows what a document is about. Numbers always stand as text beside a drawing, and a drawing is a table
underneath, so that a person who cannot see it reads the same thing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

Align = Literal["left", "right"]

_WHITESPACE = re.compile(r"\s+")
_SCHEMES = ("https://", "http://", "mailto:")
WHOLE_CHART = 16
"""A chart of at most so many rows is kept on one page."""
_MOST_DOTS = 30
"""A row of more dots than this cannot be counted by eye, so one dot then stands for several."""


def plain(text: str) -> str:
    """Text that every format can hold: line breaks become spaces; control characters and half characters go.

    Surrogates and noncharacters are what XML and UTF-8 refuse; overrides of the writing direction could make a
    sentence read as another one.
    """
    kept = (
        " " if character in "\n\r\t\v\f\u2028\u2029\x85" else character
        for character in text
        if character in "\n\r\t\v\f\u2028\u2029\x85" or not _unprintable(character)
    )
    return _WHITESPACE.sub(" ", "".join(kept))


def _unprintable(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


@dataclass(frozen=True)
class Run:
    """A stretch of a sentence. Raises ValueError for a link that is neither a web address nor an e-mail address."""

    text: str
    bold: bool = False
    link: str = ""

    def __post_init__(self) -> None:
        if self.link and not self.link.lower().startswith(_SCHEMES):
            raise ValueError(f"A link in a document starts with https://, http:// or mailto:, not {self.link!r}.")


@dataclass(frozen=True)
class Heading:
    """A heading. Level 1 stands directly under the document's title, 3 is the deepest."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of runs."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Notice:
    """A sentence that stands out: what the reader takes away if they read nothing else."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Bullets:
    """A list of points, each of runs."""

    items: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with one header row, repeated on every page it reaches.

    ``row_headers`` columns from the left name their row. ``strong`` are (row, column) places set in bold. ``widths``
    are relative, one a column. With ``grouped`` an equal first cell on following rows is shown once; with ``whole`` the
    table moves to the next page rather than break over two. Raises ValueError
    where a row, ``align`` or ``widths`` has another length than the header.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...] = ()
    widths: tuple[float, ...] = ()
    row_headers: int = 1
    strong: frozenset[tuple[int, int]] = frozenset()
    grouped: bool = False
    whole: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        lengths = {len(row) for row in (*self.rows, self.align or self.header, self.widths or self.header)}
        if lengths != {len(self.header)}:
            raise ValueError(f"Every row of the table {self.caption!r} needs {len(self.header)} cells.")

    @property
    def alignment(self) -> tuple[Align, ...]:
        """One alignment a column; left where nothing was said."""
        left: Align = "left"
        return self.align or (left,) * len(self.header)

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the width that each column takes; they add to 1."""
        return shares(self.widths or (1.0,) * len(self.header))

    def spans(self) -> tuple[int, ...]:
        """For each row, over how many rows its first cell reaches; 0 where the cell of an earlier row covers it."""
        return spans([row[0] for row in self.rows]) if self.grouped else (1,) * len(self.rows)


@dataclass(frozen=True)
class DotRow:
    """One row of a dot chart: a label, the group within it, and a count for each column."""

    label: str
    group: str
    counts: tuple[int, ...]

    @property
    def largest(self) -> frozenset[int]:
        """The columns that hold the largest count; none where every count is 0."""
        top = max(self.counts, default=0)
        return frozenset(index for index, count in enumerate(self.counts) if count == top and top > 0)


@dataclass(frozen=True)
class DotChart:
    """Counts drawn as dots, each with its number beside it.

    ``hollow`` are columns drawn as rings, because they stand apart from the rest (no answer), and are never the
    largest. Raises ValueError where a row has another length than ``columns`` or a count is negative.
    """

    caption: str
    label_header: str
    group_header: str
    columns: tuple[str, ...]
    rows: tuple[DotRow, ...]
    hollow: frozenset[int] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.counts) != len(self.columns) or min(row.counts, default=0) < 0:
                raise ValueError(f"The row {row.label!r} needs {len(self.columns)} counts of 0 or more.")

    @property
    def per_dot(self) -> int:
        """How many one dot stands for: 1 while the longest row of dots can be counted, else 2, 5, 10, 20, 50, ..."""
        most = max((count for row in self.rows for count in row.counts), default=0)
        for scale in _scales():
            if most <= _MOST_DOTS * scale:
                return scale
        raise AssertionError("the scales have no end")

    def dots(self, count: int) -> int:
        """How many dots stand for ``count``: none for 0, at least one otherwise; the last may stand for fewer."""
        return -(-count // self.per_dot)

    def largest(self, row: DotRow) -> frozenset[int]:
        """The columns to make stand out in a row: those with the largest count, rings left out."""
        solid = tuple(0 if index in self.hollow else count for index, count in enumerate(row.counts))
        return DotRow(row.label, row.group, solid).largest

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in order of appearance."""
        return tuple(dict.fromkeys(row.group for row in self.rows))

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the width for label, group and each column: more where there are more dots; they add to 1."""
        drawn = [max((self.dots(row.counts[at]) for row in self.rows), default=0) for at in range(len(self.columns))]
        wide = [max(min(float(dots), 7.4), _least(head)) for dots, head in zip(drawn, self.columns, strict=True)]
        # However many dots there are, the words beside them keep a third of the width.
        fit = min(1.0, 32 / sum(wide)) if wide else 1.0
        return shares([9.0, 4.8, *(width * fit for width in wide)])

    @property
    def key(self) -> str:
        """What one dot means, where it is not one thing; empty otherwise."""
        return f"One dot stands for up to {self.per_dot}." if self.per_dot > 1 else ""

    def spans(self) -> tuple[int, ...]:
        """As for a table: rows of one label show it once."""
        return spans([row.label for row in self.rows])


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Notice | Bullets | Table | DotChart | PageBreak


@dataclass(frozen=True)
class Document:
    """A document. ``organisation`` may be empty; ``as_at`` is the date of its data, None where there is none."""

    title: str
    blocks: tuple[Block, ...] = field(default=())
    subtitle: str = ""
    organisation: str = ""
    as_at: date | None = None
    language: str = "en-GB"

    def leads(self) -> frozenset[int]:
        """The places of paragraphs that lead to the table or chart right after them, and stay on its page."""
        return frozenset(
            at
            for at, (block, after) in enumerate(pairwise(self.blocks))
            if isinstance(block, Paragraph) and isinstance(after, Table | DotChart)
        )

    def labels(self) -> Iterator[tuple[Block, str]]:
        """Each block with its number, "Table 1" or "Figure 1"; empty for blocks that are not counted."""
        tables = figures = 0
        for block in self.blocks:
            if isinstance(block, Table):
                tables += 1
                yield block, f"Table {tables}"
            elif isinstance(block, DotChart):
                figures += 1
                yield block, f"Figure {figures}"
            else:
                yield block, ""


def sentence(words: str) -> tuple[Run, ...]:
    """The runs of a sentence without any emphasis."""
    return (Run(words),)


def _least(head: str) -> float:
    """The width that a heading needs so that none of its words breaks; a hyphen may."""
    return max(4.2, *(0.5 * len(word) for word in re.split(r"[\s-]", head)))


def shares(widths: Iterable[float]) -> tuple[float, ...]:
    """Relative widths as parts of 1."""
    values = tuple(widths)
    return tuple(value / sum(values) for value in values)


def spans(cells: list[str]) -> tuple[int, ...]:
    """For each cell, the length of the run of equal cells it starts; 0 inside a run."""
    found = [0] * len(cells)
    start = 0
    for index, cell in enumerate(cells):
        if index and cell != cells[start]:
            start = index
        found[start] += 1
    return tuple(found)


def _scales() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10
