"""ODS's files of organisations without a header: practices (epraccur) and commissioners (eccg), 27 columns each.

Only general practices are the register's business (prescribing setting 4), active or closed, in England. Of the
practices' file the commissioner, ICB and region of active practices show which commissioner lies where.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from trellis.register.imports.facts import Facts, Organisation, Place
from trellis.register.imports.tables import Cells, Notes, normalise, refuse, text
from trellis.register.rules import Kind, Level, is_code, majority

WIDTH = 27
CODE, NAME, REGION, BOARD, POSTCODE, OPENED, CLOSED, STATUS, COMMISSIONER, SETTING = 0, 1, 2, 3, 9, 10, 11, 12, 14, 25
GENERAL_PRACTICE = "4"
ACTIVE, ENDED = "A", "C"


def body(rows: Sequence[Cells]) -> tuple[Sequence[Cells], int]:
    """The rows below a header, if there is one, and the number of the first of them."""
    if rows and "code" in normalise(rows[0][0]):
        return rows[1:], 2
    return rows, 1


def is_practices(rows: Sequence[Cells]) -> bool:
    """Whether these rows are those of epraccur: 27 columns, most with a prescribing setting."""
    below, _ = body(rows)
    sample = [row for row in below[:200] if len(row) == WIDTH]
    return _mostly(sample, below) and _mostly([row for row in sample if text(row[SETTING]).isdigit()], sample)


def is_commissioners(rows: Sequence[Cells]) -> bool:
    """Whether these rows are those of eccg: 27 columns, and codes of commissioners."""
    below, _ = body(rows)
    sample = [row for row in below[:200] if len(row) == WIDTH]
    coded = [row for row in sample if is_code(Level.SUB_ICB, text(row[CODE]))]
    return _mostly(sample, below) and _mostly(coded, sample)


def _mostly(some: Sequence[object], all_of_them: Sequence[object]) -> bool:
    return len(some) * 2 > len(all_of_them[:200])


def read_practices(rows: Sequence[Cells], name: str, *, today: date, as_at: date | None = None) -> Facts:
    """What epraccur says, as at the latest date in it up to ``today`` unless told. Raises FileRefusedError."""
    notes = Notes(name)
    practices: dict[str, Place] = {}
    boards_of: dict[str, list[str]] = {}
    regions_of: dict[str, list[str]] = {}
    below, first = body(rows)
    for number, row in enumerate(below, first):
        if len(row) < WIDTH or not _is_general_practice(row):
            notes.ignored += 1
            continue
        practice = _place(number, row, Level.PRACTICE, notes)
        if practice is None:
            continue
        if practices.setdefault(practice.code, practice) != practice:
            notes.add(number, "contradiction", f"{practice.code} stands here twice. The first row was kept.")
        elif text(row[STATUS]) == ACTIVE and practice.parent:
            boards_of.setdefault(practice.parent, []).append(text(row[BOARD]))
            regions_of.setdefault(text(row[BOARD]), []).append(text(row[REGION]))
    if not practices:
        raise refuse(name, "nothing-readable", "holds no general practice (prescribing setting 4)")
    boards = {sub_icb: majority(votes) for sub_icb, votes in boards_of.items()}
    regions = {board: majority(votes) for board, votes in regions_of.items() if is_code(Level.BOARD, board)}
    return Facts(
        kind=Kind.PRACTICES,
        as_at=as_at or _latest_date(practices.values(), name, today),
        regions=tuple(Organisation(code) for code in dict.fromkeys(regions.values())),
        boards=tuple(Organisation(code, parent=region) for code, region in regions.items()),
        sub_icbs=tuple(Organisation(code, parent=board) for code, board in boards.items()),
        practices=tuple(practices.values()),
        ignored=notes.ignored,
        odd=tuple(notes.odd),
    )


def _is_general_practice(row: Cells) -> bool:
    in_england = is_code(Level.REGION, text(row[REGION])) or not text(row[REGION])
    return text(row[SETTING]) == GENERAL_PRACTICE and text(row[STATUS]) in {ACTIVE, ENDED} and in_england


def _place(number: int, row: Cells, level: Level, notes: Notes) -> Place | None:
    code = notes.code(number, level, row[CODE])
    opened_read, opened = notes.day(number, "open date", row[OPENED])
    closed_read, closed = notes.day(number, "close date", row[CLOSED])
    if not (code and opened_read and closed_read):
        return None
    if opened and closed and closed < opened:
        notes.add(number, "closes-before-opening", f"{code} closes before it opens. The row was left out.")
        return None
    parent = text(row[COMMISSIONER]).upper()
    parent = parent if is_code(Level.SUB_ICB, parent) else ""
    return Place(code, text(row[NAME])[:200], parent, text(row[POSTCODE])[:10], True, opened, closed)


def _latest_date(places: Iterable[Place], name: str, today: date) -> date:
    stated = {day for place in places for day in (place.opened, place.closed) if day and day <= today}
    if not stated:
        raise refuse(
            name, "no-date", "states no date up to today, so it is not known as at when it holds", "Say --as-at."
        )
    return max(stated)


def read_commissioners(rows: Sequence[Cells], name: str, *, today: date, as_at: date | None = None) -> Facts:
    """What eccg says of sub-ICB locations: name, ICB and region. Raises FileRefusedError."""
    notes = Notes(name)
    places: list[Place] = []
    sub_icbs: dict[str, Organisation] = {}
    regions: dict[str, str] = {}
    below, first = body(rows)
    for number, row in enumerate(below, first):
        if len(row) < WIDTH or not (
            is_code(Level.REGION, text(row[REGION])) and is_code(Level.BOARD, text(row[BOARD]))
        ):
            notes.ignored += 1
            continue
        place = _place(number, row, Level.SUB_ICB, notes)
        if place is None:
            continue
        places.append(place)
        sub_icbs.setdefault(place.code, Organisation(place.code, place.name, text(row[BOARD])))
        regions.setdefault(text(row[BOARD]), text(row[REGION]))
    if not places:
        raise refuse(name, "nothing-readable", "holds no commissioner of England")
    return Facts(
        kind=Kind.COMMISSIONERS,
        as_at=as_at or _latest_date(places, name, today),
        regions=tuple(Organisation(code) for code in dict.fromkeys(regions.values())),
        boards=tuple(Organisation(code, parent=region) for code, region in regions.items()),
        sub_icbs=tuple(sub_icbs.values()),
        ignored=notes.ignored,
        odd=tuple(notes.odd),
    )
