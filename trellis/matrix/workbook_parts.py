"""What the sheets of a workbook have in common: what is written into them, how it looks, how tall a row must be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from textwrap import wrap
from typing import Any

from trellis.matrix.rules import Block

LINE_HEIGHT = 12.75
TALLEST_ROW = 409.0

INK, BLUE, PALE_BLUE, ENTRY, GREY, LINE = "#212b32", "#005eb8", "#e8f1fa", "#fff8d6", "#d8dde0", "#aeb7bd"


@dataclass(frozen=True)
class Answers:
    """What is written into the workbook beforehand. All may be empty: that is a blank one.

    ``marks`` is one of MARK_LABELS by component id, ``remarks`` the notes for the system by component id; ``stated``
    and ``targets`` a position's title by block, ``comments`` text and ``target_dates`` a day by block. ``round`` is the
    slug of the round that it is for, ``version`` that of the network's draft which it holds.
    """

    network_name: str = ""
    network_code: str = ""
    dated: date | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[Block, str] = field(default_factory=dict)
    comments: Mapping[Block, str] = field(default_factory=dict)
    targets: Mapping[Block, str] = field(default_factory=dict)
    target_dates: Mapping[Block, date] = field(default_factory=dict)
    round: str = ""
    version: int | None = None


def lines_of(text: str, width: float) -> int:
    """How many lines ``text`` takes in a column ``width`` characters wide, rather one too many than one too few."""
    return sum(len(wrap(line, int(width * 1.05))) or 1 for line in text.splitlines()) if text else 1


def row_height(lines: int) -> float:
    """The height in points at which so many lines show whole, as far as the file format goes."""
    return min(TALLEST_ROW, LINE_HEIGHT * lines + 6)


def formats_of(book: Any) -> dict[str, Any]:
    """The formats by name. Entry cells are unlocked, tinted, and of text, so that Excel turns nothing into a date."""
    base: dict[str, object] = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
    cell = base | {"text_wrap": True, "border": 1, "border_color": LINE}
    entry = cell | {"locked": False, "bg_color": ENTRY, "num_format": "@"}
    centred = {"align": "center", "valign": "vcenter"}
    return {
        name: book.add_format(properties)
        for name, properties in {
            "title": base | {"bold": True, "font_size": 18, "font_color": BLUE, "valign": "vcenter"},
            "label": base | {"bold": True, "valign": "vcenter"},
            "name": entry | {"bold": True, "font_size": 12, "valign": "vcenter", "text_wrap": False},
            "date": entry | {"num_format": "d mmmm yyyy", "align": "left", "valign": "vcenter"},
            "words": base | {"text_wrap": True},
            "target_date": entry | centred | {"num_format": "d mmmm yyyy"},
            "heading": cell | {"bold": True, "bg_color": BLUE, "font_color": "#ffffff", "valign": "vcenter"},
            "theme": cell | {"bold": True, "bg_color": PALE_BLUE},
            "audience": cell | {"bg_color": PALE_BLUE},
            "statement": cell,
            "nothing": cell | {"bg_color": GREY},
            "mark": entry | centred,
            "position": entry | centred | {"bold": True},
            "comments": entry,
        }.items()
    }
