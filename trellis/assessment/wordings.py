"""What people write in a returned workbook's cells: marks, positions and dates in the many ways they come.

Pure. Each function gives what was read and, where a person should look, the kind of problem. What is not certain is
not read: it is asked about.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from trellis.assessment.rules import Mark, ProblemKind
from trellis.files.spreadsheets import Cell, is_error, text_of
from trellis.matrix.layout import fold, step_words
from trellis.matrix.rules import PRE_FOUNDATION, Edition

# Marks -------------------------------------------------------------------------------------------------------------

CROSSES_AND_TICKS = frozenset("xхχ×✕✖✓✔☑✅☒√")
"""Signs that stand for in place: X in Latin, Cyrillic and Greek (the national tool's own header mixes them), ticks."""

MARKS: Mapping[str, Mark | None] = {
    **dict.fromkeys(CROSSES_AND_TICKS, Mark.IN_PLACE),
    **dict.fromkeys(
        (
            *(
                "xx",
                "yes",
                "y",
                "true",
                "1",
                "done",
                "in place",
                "inplace",
                "in-place",
                "fully in place",
                "all in place",
            ),
            *("achieved", "fully achieved", "complete", "completed", "met", "fully met", "yes in place", "implemented"),
            *("tick", "ticked"),
        ),
        Mark.IN_PLACE,
    ),
    **dict.fromkeys(
        (
            *(
                "in progress",
                "inprogress",
                "in-progress",
                "work in progress",
                "wip",
                "underway",
                "under way",
                "started",
            ),
            *("ongoing", "on going", "on-going", "partial", "partially", "partly", "in part", "partly in place"),
            *("partially in place", "partially met", "partly met", "progressing", "in development", "developing"),
        ),
        Mark.IN_PROGRESS,
    ),
    **dict.fromkeys(
        ("in plan", "inplan", "in-plan", "in the plan", "in plans", "planned", "plan", "planning", "in planning"),
        Mark.IN_PLAN,
    ),
    **dict.fromkeys(
        ("not sure", "unsure", "don't know", "dont know", "do not know", "not known", "unclear", "tbc"), Mark.NOT_SURE
    ),
    **dict.fromkeys(
        ("does not apply", "doesn't apply", "doesnt apply", "not applicable", "n/a", "na", "n.a"), Mark.DOES_NOT_APPLY
    ),
    **dict.fromkeys(("not started", "not begun"), Mark.NOT_STARTED),
    **dict.fromkeys(
        (
            *("no", "n", "not yet", "not in place", "none", "nil", "false", "0", "☐", "□"),
            *("-", "--", "–", "—", ".", "no progress", "not met", "not achieved"),
        ),
        None,
    ),
}
"""What stands for which mark, in lower case; None for words that say that there is none."""

LEADS = tuple(
    sorted((words for words in MARKS if words not in {"1", "0", ".", "-", "--", "–", "—"}), key=len, reverse=True)
)
AFTER_LEAD = re.compile(r"\s*[:;,.(\n]|\s+[-–—]|[-–—]\s")
WORD = re.compile(r"[^\W\d_]{3}")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
"""Characters that take no room, pasted along with a mark from a web page or a chat."""
DOUBT = re.compile(
    r"\?|\b(?:not|never|yet|in plan|planned|planning|plan to|to be|in progress|partial|partially|partly|except|nearly"
    r"|almost)\b"
)
"""Words after a cross or a yes that take it back: "X in plan", "yes, but not everywhere"."""


@dataclass(frozen=True, slots=True)
class MarkRead:
    """A mark as read; ``remark`` is what else was written; ``problem`` is set where a person should look."""

    mark: Mark | None
    remark: str = ""
    problem: ProblemKind | None = None


NO_MARK = MarkRead(None)


@lru_cache(maxsize=4096, typed=True)
def read_mark(cell: Cell) -> MarkRead:
    """What a cell of a mark column says.

    A remark is kept and counts as no mark, unless it starts with a clear one ("X - from April", "in progress: ...")
    that nothing after it takes back ("X in plan"). Anything else is an unreadable mark and counts as none.
    """
    text = text_of(cell)
    words = _plain(text)
    if not words:
        return NO_MARK
    if words in MARKS:
        return MarkRead(MARKS[words])
    for lead in LEADS:
        if words.startswith(lead):
            rest = words[len(lead) :]
            if AFTER_LEAD.match(rest) or (lead in CROSSES_AND_TICKS and rest.startswith(" ")):
                mark = None if _taken_back(MARKS[lead], rest) else MARKS[lead]
                return MarkRead(mark, text, ProblemKind.REMARK_IN_MARK)
    if isinstance(cell, str) and WORD.search(text) and not is_error(cell):
        return MarkRead(None, text, ProblemKind.REMARK_IN_MARK)
    return MarkRead(None, text, ProblemKind.UNREADABLE_MARK)


def _taken_back(mark: Mark | None, rest: str) -> bool:
    """Whether what follows says otherwise: a doubt after "in place", or another mark after any."""
    other = MARKS.get(rest.strip(" :;,.()-–—"), mark)
    return other is not mark or (mark is Mark.IN_PLACE and DOUBT.search(rest) is not None)


def _plain(text: str) -> str:
    """Lower case, single spaces, without brackets or quotes around it or a full stop after it."""
    plain = " ".join(UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().split())
    bare = plain.strip("\"'()[]“”‘’ ").rstrip(".!") if len(plain) > 1 else plain
    return bare or plain


# Positions ---------------------------------------------------------------------------------------------------------

PRE_FOUNDATION_WORDS = frozenset(
    {"prefoundation", "prefoundations", "pf", "pre", "prefoundationstep", "prefoundationlevel"}
)
NOT_STATED = frozenset({"-", "–", "—", "n/a", "na", "none", "not stated"})
TWO_THINGS = re.compile(r"[/?+&→↑↓,|~≈±%*]|>\s*\S|<|\bor\b|\band\b|\bto\b|^[-–—−]\s*\d|\w\s*[-–—−]$")
"""Signs of two positions, or of one with a doubt: "1/2", "2+", "F-", "~2", and -1, which is no step at all."""


@dataclass(frozen=True, slots=True)
class PositionRead:
    """A position id as read, None where none is stated or none can be read; the latter has its problem."""

    position: str | None
    problem: ProblemKind | None = None


def position_words(edition: Edition) -> dict[str, str]:
    """Position ids by the folded words that state one: titles, "F" where one step alone starts so, "1" for Step 1."""
    words = dict(step_words(edition.steps))
    initials = [fold(step.title)[:1] for step in edition.steps]
    for step, initial in zip(edition.steps, initials, strict=True):
        title = fold(step.title)
        if initials.count(initial) == 1:
            words.setdefault(initial, step.id)
        for suffix in ("step", "level", "s"):
            words.setdefault(f"{title}{suffix}", step.id)
    for name, step_id in list(words.items()):
        if name.startswith("step") and len(name) > len("step"):
            words.setdefault(name.removeprefix("step"), step_id)
            words.setdefault(f"s{name.removeprefix('step')}", step_id)
    return words | dict.fromkeys(PRE_FOUNDATION_WORDS, PRE_FOUNDATION)


def read_position(cell: Cell, words: Mapping[str, str]) -> PositionRead:
    """Which position a cell states, by ``position_words``. Two positions, or one with a doubt, are unreadable."""
    text = text_of(cell)
    if not text or text.casefold() in NOT_STATED:
        return PositionRead(None)
    position = None if TWO_THINGS.search(text) else words.get(fold(text))
    return PositionRead(position, None if position else ProblemKind.UNREADABLE_POSITION)


# Dates -------------------------------------------------------------------------------------------------------------

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
"""Dates outside this are slips. ``read_date`` takes a nearer end: a return is not agreed years from now."""
SERIAL_DAY_ZERO = date(1899, 12, 30)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[\s,]+")
TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
DAY_MONTH_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.,]*([a-z]{3,9})[\s\-/.,']*(\d{4}|\d{2})")
MONTH_DAY_YEAR = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date as read, with the problem where there is one: text that was read, text that could not be, no date."""

    dated: date | None
    problem: ProblemKind | None = None


def read_date(cell: Cell, before: date = LATEST) -> DateRead:
    """The date in a cell. Text is read in British order, day first; a month without a day is no date.

    A date on or after ``before`` is a slip of the pen (2091 for 2019) and cannot be read.
    """
    read = _date_in(cell)
    if read.dated and read.dated >= before:
        return DateRead(None, ProblemKind.UNREADABLE_DATE)
    return read


def read_target_date(cell: Cell) -> DateRead:
    """The day by which something is to be reached, which may be any; a blank cell has none and no problem.

    As ``read_date``, but that a date written the international way (2027-03-31) is certain, whatever its year.
    """
    text = text_of(cell)
    if isinstance(cell, str) and YEAR_FIRST.fullmatch(text) and (dated := _from_text(text)):
        return DateRead(dated)
    return _date_in(cell) if text else DateRead(None)


def _date_in(cell: Cell) -> DateRead:
    if isinstance(cell, datetime):
        return _plausible(cell.date(), None)
    if isinstance(cell, date):
        return _plausible(cell, None)
    text = text_of(cell)
    if not text:
        return DateRead(None, ProblemKind.NO_DATE)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(cell)
    return _plausible(_from_text(text), ProblemKind.DATE_IS_TEXT)


def _plausible(found: date | None, problem: ProblemKind | None) -> DateRead:
    if found is None or not EARLIEST <= found < LATEST:
        return DateRead(None, ProblemKind.UNREADABLE_DATE)
    return DateRead(found, problem)


def _serial(number: float) -> DateRead:
    """Excel keeps a date as days since 30 December 1899 and shows it so where the cell lost its format."""
    days = (LATEST - SERIAL_DAY_ZERO).days
    found = SERIAL_DAY_ZERO + timedelta(days=int(number)) if 0 < number < days else None
    return _plausible(found, ProblemKind.DATE_IS_TEXT)


def _from_text(text: str) -> date | None:
    plain = WEEKDAY.sub("", TIME.sub("", text.strip()).strip(" .").casefold())
    if found := YEAR_FIRST.fullmatch(plain):
        return _date(found[1], found[2], found[3])
    if found := DAY_FIRST.fullmatch(plain):
        return _date(found[3], found[2], found[1])
    if found := DAY_MONTH_YEAR.fullmatch(plain):
        return _date(found[3], found[2], found[1])
    if found := MONTH_DAY_YEAR.fullmatch(plain):
        return _date(found[3], found[1], found[2])
    return None


def _date(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdecimal() else _month(month)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12 for a month's name, or its first three letters or more; 0 for no month."""
    name = "sep" if name == "sept" else name
    return next((number for number, month in enumerate(MONTHS, 1) if month.startswith(name)), 0)
