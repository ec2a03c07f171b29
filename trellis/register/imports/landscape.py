"""A landscape of networks as a local paper prints it: networks by name, practices with their list sizes.

It has neither network codes nor a date, so nothing of it can be recorded. It is added up, and its sizes are looked at.
A practice without a code stays without one: a code is never guessed from a name.
"""

from datetime import date

from trellis.register.imports.facts import Facts, Group, Place
from trellis.register.imports.tables import Notes, Table, refuse, text
from trellis.register.rules import Kind, Level

COLUMNS = {
    "ccg": "ccg|sub icb( location)?|icb",
    "pcn": "pcn|network",
    "practice_code": "practice code",
    "practice_name": "practice name",
    "list_size": "list size",
}


def read(table: Table, name: str, *, today: date, as_at: date | None = None) -> Facts:
    """The networks of a landscape, added up, in the order of the file. Raises FileRefusedError."""
    at = table.columns(COLUMNS)
    notes = Notes(table.place)
    groups: dict[tuple[str, str], list[tuple[int, bool]]] = {}
    where_seen: dict[str, tuple[str, str]] = {}
    for number, row in table.numbered():
        cells = {ours: text(row[place]) if place < len(row) else "" for ours, place in at.items()}
        patients = notes.count(number, "list_size", cells["list_size"])
        if patients is None:
            continue
        key = (cells["ccg"], cells["pcn"])
        code = _code(number, cells, notes)
        if code and where_seen.setdefault(code, key) != key:
            notes.add(number, "contradiction", f"{code} stands in two networks here. Both rows were counted.")
        groups.setdefault(key, []).append((patients, bool(code)))
    if not groups:
        raise refuse(name, "nothing-readable", "holds no row with a list size")
    summed = tuple(
        Group(within, network, len(rows), sum(n for n, _ in rows), sum(not coded for _, coded in rows))
        for (within, network), rows in groups.items()
    )
    for group in summed:
        size = group.size
        if size.is_warning:
            notes.add(
                f"network {group.name}",
                f"size-{size}",
                f"{group.name} serves {group.patients:,} patients: {size.label.lower()}.",
            )
    return Facts(
        kind=Kind.LANDSCAPE,
        as_at=as_at or today,
        practices=tuple(Place(code) for code in where_seen),
        groups=summed,
        odd=tuple(notes.odd),
    )


def _code(number: int, cells: dict[str, str], notes: Notes) -> str | None:
    if cells["practice_code"]:
        return notes.code(number, Level.PRACTICE, cells["practice_code"])
    notes.add(
        number,
        "missing-practice-code",
        f"{cells['practice_name']} in {cells['pcn']} has no practice code. Its patients were counted, no code guessed.",
    )
    return None
