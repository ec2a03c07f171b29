"""Dates in every form that ODS and NHS England have used."""

import re
from datetime import date, datetime
from functools import lru_cache

FORMATS = ("%Y%m%d", "%Y-%m-%d", "%d%b%Y", "%d-%b-%y", "%d-%b-%Y", "%d/%m/%Y", "%d/%m/%y")
EARLIEST, LATEST = date(1850, 1, 1), date(2199, 12, 31)
MONTH_AND_YEAR = re.compile(r"\b([a-z]{3})[a-z]* '?(\d{4}|\d{2})\b", re.IGNORECASE)


def read_date(cell: object) -> date | None:
    """The date in a cell: a date, a number such as 20191001 or 20191001.0, or text such as 01-Sep-20 or 01JUL2026.

    None for an empty cell. Raises ValueError for anything else, and for a year before 1850 or after 2199.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    text = str(cell).strip()
    if not text:
        return None
    return _parsed(text.removesuffix(".0"))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> date:
    """A register of 7,705 memberships has some hundred different dates."""
    for form in FORMATS:
        try:
            return _within(datetime.strptime(text, form).date())  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError(text)


def read_month(text: str) -> date | None:
    """The first day of the month named in a text such as "PCN member January 25"; None where none is named."""
    for match in MONTH_AND_YEAR.finditer(text):
        year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
        try:
            return datetime.strptime(f"1 {match[1]} {year}", "%d %b %Y").date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _within(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(day.isoformat())
    return day
