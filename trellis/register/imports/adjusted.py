"""The PCN adjusted population: each practice's list size as registered and as adjusted, at 1 January.

Its last row is a total without a label, to be checked and not counted. ``no_data`` stands for "in no network".
"""

from collections.abc import Mapping
from datetime import date

from trellis.register.imports.dates import read_month
from trellis.register.imports.facts import Facts, ListSize, Organisation, Place, Sighting
from trellis.register.imports.tables import Notes, Table, refuse, text
from trellis.register.rules import Basis, Kind, Level, is_code

COLUMNS = {
    "Practice Code": "practice code",
    "Practice Name": "practice name",
    "PCN Code": "pcn code",
    "PCN Name": "pcn name",
    "ICB Code": "icb code",
    "ICB Name": "icb name",
    "Region code": "region code",
    "Region": "region",
    "Raw list size": "raw list size",
    "Adjusted Population": "(pcn )?adjusted population",
    "PCN member (month and year)": "pcn member.*",
}
NO_DATA = {"", "no_data", "no data", "n/a", "u"}
FIGURES = {Basis.REGISTERED: "Raw list size", Basis.ADJUSTED: "Adjusted Population"}


def read(table: Table, name: str, *, as_at: date | None = None) -> Facts:
    """What the file says as at the month in the heading of its last column. Raises FileRefusedError."""
    at = table.columns(COLUMNS)
    day = as_at or read_month(table.header[at["PCN member (month and year)"]])
    if day is None:
        raise refuse(name, "no-date", "names no month in the heading “PCN member …”", "Say the date with --as-at.")
    notes = Notes(table.place)
    sizes: dict[tuple[str, Basis], int] = {}
    practices: dict[str, Place] = {}
    seen: dict[str, str] = {}
    networks: dict[str, Place] = {}
    boards: dict[str, Organisation] = {}
    regions: dict[str, Organisation] = {}
    for number, row in table.numbered():
        cells = {ours: text(row[place]) if place < len(row) else "" for ours, place in at.items()}
        if not cells["Practice Code"] and not cells["Practice Name"]:
            _check_total(number, cells, sizes, notes)
            continue
        code = notes.code(number, Level.PRACTICE, cells["Practice Code"])
        figures = {basis: notes.count(number, column, cells[column]) for basis, column in FIGURES.items() if code}
        network = _network(number, cells["PCN Code"], notes)
        if code is None or network is None:
            continue
        if code in practices:
            notes.add(number, "contradiction", f"{code} stands here twice. The first row was kept.")
            continue
        practices[code] = Place(code, _without_code(cells["Practice Name"], code))
        seen[code] = network
        sizes |= {(code, basis): patients for basis, patients in figures.items() if patients is not None}
        if network:
            networks.setdefault(network, Place(network, cells["PCN Name"][:200]))
        _hierarchy(cells, boards, regions)
    if not sizes:
        raise refuse(name, "nothing-readable", "holds no row that can be read as a practice's population")
    return Facts(
        kind=Kind.ADJUSTED_POPULATION,
        as_at=day,
        regions=tuple(regions.values()),
        boards=tuple(boards.values()),
        networks=tuple(networks.values()),
        practices=tuple(practices.values()),
        sightings=tuple(Sighting(practice, network) for practice, network in seen.items()),
        list_sizes=tuple(ListSize(code, basis, patients) for (code, basis), patients in sizes.items()),
        odd=tuple(notes.odd),
    )


def _network(number: int, cell: str, notes: Notes) -> str | None:
    return "" if cell.casefold() in NO_DATA else notes.code(number, Level.NETWORK, cell)


def _without_code(name: str, code: str) -> str:
    """The names of practices in no network carry the code in brackets."""
    return name.removesuffix(f"({code})").strip()[:200]


def _hierarchy(cells: Mapping[str, str], boards: dict[str, Organisation], regions: dict[str, Organisation]) -> None:
    region, board = cells["Region code"], cells["ICB Code"]
    if not is_code(Level.REGION, region):
        region = ""
    else:
        regions.setdefault(region, Organisation(region, cells["Region"][:200]))
    if is_code(Level.BOARD, board):
        boards.setdefault(board, Organisation(board, cells["ICB Name"][:200], region))


def _check_total(number: int, cells: Mapping[str, str], sizes: Mapping[tuple[str, Basis], int], notes: Notes) -> None:
    """The unlabelled row must be the sum of the rows above it."""
    for basis, column in FIGURES.items():
        printed = cells[column].replace(",", "")
        summed = sum(patients for (_, of), patients in sizes.items() if of is basis)
        if printed and printed != str(summed):
            notes.add(
                number,
                "total-differs",
                f"The total of {column} is printed as “{printed[:40]}”, and the practices add up to {summed:,}. "
                "The practices were kept.",
            )
    notes.ignored += 1
