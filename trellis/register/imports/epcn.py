"""ODS's register of networks and their core partner practices (ePCN), as a workbook or as the two CSV reports.

Three styles of header since 2019, and none in the reports: headings are matched by their words, and where there are
none by the order of the columns, which never changed. Of the second sheet the network's name, the name of its
commissioner and the flag that both commissioners agree are never read: in 2019 they were formulas.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from trellis.common.dates import nhs_date
from trellis.register.imports.facts import Facts, Membership, Organisation, Place
from trellis.register.imports.tables import Cells, Notes, Table, normalise, refuse, text
from trellis.register.rules import Kind, Level, Statement, is_code, overlapping

NETWORK_COLUMNS = {
    "PCN code": "pcn code",
    "PCN name": "pcn name",
    "commissioner code": "current (clinical commissioning group|sub icb loc(ation)?|ccg) code",
    "commissioner name": "(current )?(clinical commissioning group|sub icb loc(ation)?|ccg)( name)?",
    "open date": "open date.*",
    "close date": "close date.*",
    "postcode": "post ?code",
}
NETWORKS_IN_ORDER = {
    "PCN code": 0, "PCN name": 1, "commissioner code": 2, "commissioner name": 3,
    "open date": 4, "close date": 5, "postcode": 11,
}  # fmt: skip
MEMBERSHIP_COLUMNS = {
    "partner organisation code": "partner organisation code",
    "partner name": "partner name",
    "practice's commissioner code": "practice parent .*code",
    "practice's commissioner name": "practice parent .*name",
    "PCN code": "pcn code",
    "start date": "practice to pcn relationship start date",
    "end date": "practice to pcn relationship end date",
}
MEMBERSHIPS_IN_ORDER = {
    "partner organisation code": 0, "partner name": 1, "practice's commissioner code": 2,
    "practice's commissioner name": 3, "PCN code": 4, "start date": 8, "end date": 9,
}  # fmt: skip
HEADER_WITHIN = 20
"""A header stands in the first rows, if there is one."""


def networks_table(rows: Sequence[Cells], place: str) -> Table | None:
    """The table of networks in these rows, with or without a header; None where it is another table."""
    return _table(rows, place, "pcn code", lambda row: len(row) == 12 and is_code(Level.NETWORK, text(row[0])))


def memberships_table(rows: Sequence[Cells], place: str) -> Table | None:
    """The table of core partners in these rows, with or without a header; None where it is another table."""
    return _table(
        rows,
        place,
        "partner organisation code",
        lambda row: len(row) == 11 and is_code(Level.PRACTICE, text(row[0])) and is_code(Level.NETWORK, text(row[4])),
    )


def _table(rows: Sequence[Cells], place: str, first_heading: str, is_data: Callable[[Cells], bool]) -> Table | None:
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        if not row:
            continue
        if normalise(row[0]) == first_heading:
            return Table(place, tuple(map(normalise, row)), rows[number + 1 :], number + 2)
        if number == 0 and is_data(row):
            return Table(place, (), rows, 1)
    return None


@dataclass
class _Reading:
    """Facts as they are gathered from the two tables."""

    networks: dict[str, Place] = field(default_factory=dict)
    practices: dict[str, tuple[date, Place]] = field(default_factory=dict)
    commissioners: dict[str, Organisation] = field(default_factory=dict)
    memberships: dict[tuple[str, str, date], Membership] = field(default_factory=dict)


def read(
    networks: Table | None, memberships: Table | None, name: str, *, today: date, as_at: date | None = None
) -> Facts:
    """What the two tables say; either may be missing, not both.

    The file carries no date, so it is as at the latest date in it that is not after ``today``, unless ``as_at`` says.
    Raises FileRefusedError for a missing column and where nothing in the file could be read.
    """
    reading, notes = _Reading(), Notes(name)
    if networks:
        notes.place = networks.place
        _read_networks(networks, reading, notes)
    if memberships:
        notes.place = memberships.place
        _read_memberships(memberships, reading, notes, every_network_known=networks is not None)
        _note_overlaps(reading, notes)
    if not reading.networks and not reading.memberships:
        raise refuse(name, "nothing-readable", "holds no row that can be read as a network or a membership")
    day = as_at or _latest_date(reading, today)
    if day is None:
        raise refuse(
            name,
            "no-date",
            "states no date up to today, so it is not known as at when it holds",
            "Say so with --as-at.",
        )
    kind = Kind.EPCN if networks and memberships else Kind.EPCN_NETWORKS if networks else Kind.EPCN_MEMBERSHIPS
    stated = set(reading.networks) | {network for _, network, _ in reading.memberships} if memberships else set()
    return Facts(
        kind=kind,
        as_at=day,
        sub_icbs=tuple(reading.commissioners.values()),
        networks=tuple(reading.networks.values()),
        practices=tuple(place for _, place in reading.practices.values()),
        memberships=tuple(reading.memberships.values()),
        states_members_of=frozenset(stated),
        ignored=notes.ignored,
        odd=tuple(notes.odd),
    )


def _latest_date(reading: _Reading, today: date) -> date | None:
    stated: set[date | None] = set()
    for network in reading.networks.values():
        stated |= {network.opened, network.closed}
    for membership in reading.memberships.values():
        stated |= {membership.started, membership.ended}
    return max((day for day in stated if day and day <= today), default=None)


def _read_networks(table: Table, reading: _Reading, notes: Notes) -> None:
    at = table.columns(NETWORK_COLUMNS) if table.header else NETWORKS_IN_ORDER
    for number, row in table.numbered():
        cells = {ours: row[place] if place < len(row) else "" for ours, place in at.items()}
        code = notes.code(number, Level.NETWORK, cells["PCN code"])
        opened_read, opened = notes.day(number, "open date", cells["open date"])
        closed_read, closed = notes.day(number, "close date", cells["close date"])
        if not (code and opened_read and closed_read):
            continue
        if opened and closed and closed < opened:
            notes.add(number, "closes-before-opening", f"{code} closes before it opens. The row was left out.")
            continue
        parent = _commissioner(number, cells["commissioner code"], cells["commissioner name"], reading, notes)
        network = Place(code, text(cells["PCN name"])[:200], parent, text(cells["postcode"])[:10], True, opened, closed)
        if reading.networks.setdefault(code, network) != network:
            notes.add(number, "contradiction", f"{code} stands here twice, and differently. The first row was kept.")


def _read_memberships(table: Table, reading: _Reading, notes: Notes, *, every_network_known: bool) -> None:
    at = table.columns(MEMBERSHIP_COLUMNS) if table.header else MEMBERSHIPS_IN_ORDER
    for number, row in table.numbered():
        cells = {ours: row[place] if place < len(row) else "" for ours, place in at.items()}
        membership = _membership(number, cells, notes)
        if membership is None:
            continue
        if every_network_known and membership.network not in reading.networks:
            notes.add(
                number,
                "unknown-network",
                f"{membership.practice} belongs to {membership.network}, which is not among the networks of this file. "
                "The row was left out.",
            )
            continue
        key = (membership.practice, membership.network, membership.started)
        if reading.memberships.setdefault(key, membership) != membership:
            notes.add(
                number,
                "contradiction",
                f"{membership.practice} in {membership.network} from {nhs_date(membership.started)} stands here twice "
                "with different ends. The first row was kept.",
            )
            continue
        _practice(number, cells, membership, reading, notes)


def _membership(number: int, cells: dict[str, object], notes: Notes) -> Membership | None:
    practice = notes.code(number, Level.PRACTICE, cells["partner organisation code"])
    network = notes.code(number, Level.NETWORK, cells["PCN code"])
    started_read, started = notes.day(number, "start of the membership", cells["start date"])
    ended_read, ended = notes.day(number, "end of the membership", cells["end date"])
    if not (practice and network and started_read and ended_read):
        return None
    if started is None:
        notes.add(number, "no-start", f"{practice} in {network} has no start date. The row was left out.")
        return None
    if ended and ended < started:
        notes.add(number, "ends-before-start", f"{practice} leaves {network} before it joins. The row was left out.")
        return None
    return Membership(practice, network, started, ended)


def _practice(number: int, cells: dict[str, object], membership: Membership, reading: _Reading, notes: Notes) -> None:
    """The practice as its newest membership states it."""
    known = reading.practices.get(membership.practice)
    if known and known[0] >= membership.started:
        return
    code, name = cells["practice's commissioner code"], cells["practice's commissioner name"]
    parent = _commissioner(number, code, name, reading, notes)
    place = Place(membership.practice, text(cells["partner name"])[:200], parent)
    reading.practices[membership.practice] = (membership.started, place)


def _commissioner(number: int, code_cell: object, name_cell: object, reading: _Reading, notes: Notes) -> str:
    code = text(code_cell).upper()
    if not code:
        return ""
    if code not in reading.commissioners:
        if not is_code(Level.SUB_ICB, code):
            notes.add(
                number, "bad-sub-icb-code", f"“{code[:60]}” is no code of a commissioner. The rest of the row was kept."
            )
            return ""
        reading.commissioners[code] = Organisation(code, text(name_cell)[:200])
    return code


def _note_overlaps(reading: _Reading, notes: Notes) -> None:
    by_practice: dict[str, list[Statement]] = {}
    for stated in reading.memberships.values():
        statement = Statement(stated.network, stated.started, stated.ended, date.min)
        by_practice.setdefault(stated.practice, []).append(statement)
    for practice, statements in by_practice.items():
        if len(statements) > 1:
            for before, after in overlapping(statements):
                notes.add(f"practice {practice}", "overlap", overlap_sentence(practice, before, after))


def overlap_sentence(practice: str, before: Statement, after: Statement) -> str:
    """The sentence about two memberships of one practice that claim the same day."""
    until = f"until {nhs_date(before.ended)}" if before.ended else "without an end"
    return (
        f"{practice} is in {before.network} from {nhs_date(before.started)} {until}, and in {after.network} from "
        f"{nhs_date(after.started)}. Both were kept; where they overlap, the later start counts."
    )
