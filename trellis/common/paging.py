"""Long lists, newest first, a page at a time: by the number of the row at its edge, so that every page is as quick.

Rows are told apart by their keys, which only ever grow. A page is not a number: what comes in meanwhile moves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows, newest first; the keys from which older and newer ones go on, None where there are no more."""

    rows: list[M]
    older: int | None
    newer: int | None


def page_of(
    found: QuerySet[M], *, before: int | None = None, after: int | None = None, size: int = PAGE_SIZE
) -> Page[M]:
    """The newest ``size`` rows; those next below the key ``before``, or next above ``after``. One query."""
    if after is not None:
        rows = list(found.filter(pk__gt=after).order_by("pk")[: size + 1])
        there_are_more, rows = len(rows) > size, rows[:size][::-1]
        return Page(rows, older=rows[-1].pk if rows else None, newer=rows[0].pk if there_are_more else None)
    below = found if before is None else found.filter(pk__lt=before)
    rows = list(below.order_by("-pk")[: size + 1])
    there_are_more, rows = len(rows) > size, rows[:size]
    above = rows[0].pk if rows else (before or 1) - 1
    return Page(rows, older=rows[-1].pk if there_are_more else None, newer=None if before is None else above)


def in_pages(found: QuerySet[M], size: int = 2000) -> Iterator[M]:
    """Every row, newest first, in short queries: a slow reader holds nothing in the database, nor much in memory."""
    before: int | None = None
    while True:
        page = page_of(found, before=before, size=size)
        yield from page.rows
        if page.older is None:
            return
        before = page.older


def key_in(text: str) -> int | None:
    """The key of a row as an address gives it; None where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
