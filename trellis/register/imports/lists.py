"""NHS England's monthly lists: practices with their networks (the map), and patients registered by practice.

The columns for commissioners changed their names with the commissioners in July 2022. A figure for a practice is a
list size; the map shows in which network a practice is on the date of the list, but not since when.
"""

from collections.abc import Mapping
from datetime import date

from trellis.register.imports.dates import read_date
from trellis.register.imports.facts import Facts, ListSize, Organisation, Place, Sighting
from trellis.register.imports.tables import Notes, Table, refuse, text
from trellis.register.rules import UNALLOCATED, Basis, Kind, Level, is_code, majority

MAP_COLUMNS = {
    "EXTRACT_DATE": "extract date",
    "PRACTICE_CODE": "practice code",
    "PRACTICE_NAME": "practice name",
    "PRACTICE_POSTCODE": "practice postcode",
    "PCN_CODE": "pcn code",
    "PCN_NAME": "pcn name",
    "SUB_ICB_LOCATION_CODE": "(ccg|sub icb loc(ation)?) code",
    "SUB_ICB_LOCATION_NAME": "(ccg|sub icb loc(ation)?) name",
    "ICB_CODE": "(stp|icb) code",
    "ICB_NAME": "(stp|icb) name",
    "COMM_REGION_CODE": "comm region code",
    "COMM_REGION_NAME": "comm region name",
}
LIST_COLUMNS = {
    "EXTRACT_DATE": "extract date",
    "TYPE": "type",
    "SUB_ICB_LOCATION_CODE": "(ccg|sub icb loc(ation)?) code",
    "CODE": "code",
    "POSTCODE": "postcode",
    "SEX": "sex",
    "AGE": "age",
    "NUMBER_OF_PATIENTS": "number of patients",
}


def read_map(table: Table, name: str, *, as_at: date | None = None) -> Facts:
    """What the map says as at its EXTRACT_DATE. Raises FileRefusedError."""
    at = table.columns(MAP_COLUMNS)
    notes = Notes(table.place)
    day = as_at or one_date(table, at["EXTRACT_DATE"])
    regions: dict[str, Organisation] = {}
    boards: dict[str, Organisation] = {}
    sub_icbs: dict[str, Organisation] = {}
    names: dict[str, str] = {}
    practices: dict[str, Place] = {}
    seen: dict[str, str] = {}
    for number, row in table.numbered():
        cells = {ours: text(row[place]) if place < len(row) else "" for ours, place in at.items()}
        code = notes.code(number, Level.PRACTICE, cells["PRACTICE_CODE"])
        network = _network(number, cells["PCN_CODE"], notes) if code else None
        if code is None or network is None:
            continue
        if code in practices:
            _note_again(number, code, seen[code] == network, notes)
            continue
        region = _known(regions, Level.REGION, cells["COMM_REGION_CODE"], cells["COMM_REGION_NAME"], "")
        board = _known(boards, Level.BOARD, cells["ICB_CODE"], cells["ICB_NAME"], region)
        sub_icb = _known(sub_icbs, Level.SUB_ICB, cells["SUB_ICB_LOCATION_CODE"], cells["SUB_ICB_LOCATION_NAME"], board)
        practices[code] = Place(code, cells["PRACTICE_NAME"][:200], sub_icb, cells["PRACTICE_POSTCODE"][:10])
        seen[code] = network
        if network:
            names.setdefault(network, cells["PCN_NAME"][:200])
    if not practices:
        raise refuse(name, "nothing-readable", "holds no row that can be read as a practice")
    return Facts(
        kind=Kind.PRACTICE_MAP,
        as_at=day,
        regions=tuple(regions.values()),
        boards=tuple(boards.values()),
        sub_icbs=tuple(sub_icbs.values()),
        networks=_networks(names, seen, practices),
        practices=tuple(practices.values()),
        sightings=tuple(Sighting(practice, network) for practice, network in seen.items()),
        ignored=notes.ignored,
        odd=tuple(notes.odd),
    )


def _network(number: int, cell: str, notes: Notes) -> str | None:
    return "" if cell.upper() in {UNALLOCATED, ""} else notes.code(number, Level.NETWORK, cell)


def _known(known: dict[str, Organisation], level: Level, code: str, name: str, parent: str) -> str:
    if not is_code(level, code):
        return ""
    known.setdefault(code, Organisation(code, name[:200], parent))
    return code


def _networks(names: Mapping[str, str], seen: Mapping[str, str], practices: Mapping[str, Place]) -> tuple[Place, ...]:
    """The networks of a map. It does not name their commissioner: that of most of their practices leads."""
    votes: dict[str, list[str]] = {}
    for practice, network in seen.items():
        votes.setdefault(network, []).append(practices[practice].parent)
    return tuple(Place(code, name, majority(votes[code])) for code, name in names.items())


def _note_again(number: int, code: str, same: bool, notes: Notes) -> None:
    if same:
        notes.ignored += 1
    else:
        notes.add(number, "contradiction", f"{code} stands here twice, and differently. The first row was kept.")


def read_list_sizes(table: Table, name: str, *, as_at: date | None = None) -> Facts:
    """What the list of patients by practice says as at its EXTRACT_DATE. Raises FileRefusedError."""
    at = table.columns(LIST_COLUMNS)
    notes = Notes(table.place)
    day = as_at or one_date(table, at["EXTRACT_DATE"])
    practices: dict[str, Place] = {}
    sizes: dict[str, int] = {}
    sub_icbs: dict[str, Organisation] = {}
    for number, row in table.numbered():
        cells = {ours: text(row[place]) if place < len(row) else "" for ours, place in at.items()}
        if cells["TYPE"].upper() != "GP" or cells["SEX"].upper() != "ALL" or cells["AGE"].upper() != "ALL":
            notes.ignored += 1
            continue
        code = notes.code(number, Level.PRACTICE, cells["CODE"])
        patients = notes.count(number, "NUMBER_OF_PATIENTS", cells["NUMBER_OF_PATIENTS"]) if code else None
        if code is None or patients is None:
            continue
        if code in sizes:
            _note_again(number, code, sizes[code] == patients, notes)
            continue
        sizes[code] = patients
        sub_icb = _known(sub_icbs, Level.SUB_ICB, cells["SUB_ICB_LOCATION_CODE"], "", "")
        practices[code] = Place(code, "", sub_icb, cells["POSTCODE"][:10])
    if not sizes:
        raise refuse(name, "nothing-readable", "holds no row that can be read as the list size of a practice")
    return Facts(
        kind=Kind.LIST_SIZES,
        as_at=day,
        sub_icbs=tuple(sub_icbs.values()),
        practices=tuple(practices.values()),
        list_sizes=tuple(ListSize(code, Basis.REGISTERED, patients) for code, patients in sizes.items()),
        ignored=notes.ignored,
        odd=tuple(notes.odd),
    )


def one_date(table: Table, place: int) -> date:
    """The date that every row of a table states. Raises FileRefusedError where there is none, or more than one."""
    written = {text(row[place]) if place < len(row) else "" for row in table.rows if any(row)}
    return agreed_date(written - {""}, table.place)


def agreed_date(written: set[str], place: str) -> date:
    """The one date among texts. Raises FileRefusedError where there is none, or more than one."""
    days = set()
    for one in sorted(written):
        try:
            days.add(read_date(one))
        except ValueError:
            raise refuse(place, "bad-date", f"has “{one[:40]}” for EXTRACT_DATE, which is no date") from None
    if len(days) > 1:
        raise refuse(
            place, "two-dates", f"holds {len(days)} different dates in EXTRACT_DATE", "Import one month a file."
        )
    day = next(iter(days), None)
    if day is None:
        raise refuse(place, "no-date", "has no EXTRACT_DATE in any row", "Say the date with --as-at.")
    return day
