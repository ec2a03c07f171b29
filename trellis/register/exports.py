"""The register as text: CSV, JSON and plain tables."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from trellis.common.dates import nhs_date
from trellis.files.csvs import write_csv
from trellis.register.history import History, Said
from trellis.register.models import Import
from trellis.register.reports import ImportReport
from trellis.register.rules import Kind, Size
from trellis.register.snapshot import NetworkEntry, Place, PracticeEntry, Snapshot

NETWORK_COLUMNS = ("code", "name", "practices", "registered_patients", "adjusted_patients", "opened", "closed")
PRACTICE_COLUMNS = (
    "code", "name", "postcode", "network", "sub_icb_location", "registered_patients", "registered_as_at",
    "adjusted_patients", "adjusted_as_at",
)  # fmt: skip
PLACE_COLUMNS = (
    "code", "name", "within", "networks", "practices", "practices_without_network", "registered_patients",
    "adjusted_patients", "networks_below_30000", "networks_30000_to_50000", "networks_above_50000",
    "networks_of_unknown_size",
)  # fmt: skip
ODD_SHOWN = 20


def network_row(network: NetworkEntry) -> tuple[object, ...]:
    """A network's row; a list size or date that is not known is empty, never zero."""
    return (
        network.code,
        network.name,
        len(network.practices),
        network.registered.known,
        network.adjusted.known,
        network.opened,
        network.closed,
    )


def networks_csv(networks: Iterable[NetworkEntry], as_at: date) -> str:
    """Networks as CSV: NETWORK_COLUMNS."""
    return write_csv(NETWORK_COLUMNS, map(network_row, networks))


def networks_json(networks: Iterable[NetworkEntry], as_at: date) -> str:
    """Networks as a JSON object: as_at, and the networks with the columns of the CSV and the practices missing."""
    rows = [
        dict(zip(NETWORK_COLUMNS, network_row(network), strict=True))
        | {"practices_without_list_size": network.registered.missing}
        for network in networks
    ]
    return json.dumps({"as_at": as_at, "networks": rows}, default=str, ensure_ascii=False, indent=2)


def networks_table(networks: Sequence[NetworkEntry], as_at: date) -> str:
    """Networks as a table to read in a terminal."""
    rows = [
        (
            network.code,
            network.title[:44],
            str(len(network.practices)),
            _figure(network.registered.known),
            _figure(network.adjusted.known),
            network.size.label if network.size.is_warning else "",
        )
        for network in networks
    ]
    head = ("Code", "Name", "Practices", "Registered", "Adjusted", "Size")
    lines = _aligned([head, *rows], right={2, 3, 4})
    return "\n".join([*lines, f"{len(rows):,} networks open on {nhs_date(as_at)}"])


def practices_csv(practices: Iterable[PracticeEntry]) -> str:
    """Practices as CSV: PRACTICE_COLUMNS."""
    return write_csv(
        PRACTICE_COLUMNS,
        (
            (
                practice.code,
                practice.name,
                practice.postcode,
                practice.network,
                practice.sub_icb,
                practice.registered.patients if practice.registered else None,
                practice.registered.as_at if practice.registered else None,
                practice.adjusted.patients if practice.adjusted else None,
                practice.adjusted.as_at if practice.adjusted else None,
            )
            for practice in practices
        ),
    )


def places_csv(found: Snapshot, places: Iterable[Place]) -> str:
    """Boards, locations or localities with their figures: PLACE_COLUMNS."""
    rows = []
    for place in places:
        figures = found.figures_of(place.code)
        rows.append(
            (
                place.code,
                place.name,
                place.parent,
                figures.networks,
                figures.practices,
                figures.without_network,
                figures.registered.known,
                figures.adjusted.known,
                *(figures.sizes[size] for size in Size),
            )
        )
    return write_csv(PLACE_COLUMNS, rows)


# History -------------------------------------------------------------------------------------------------------------


def _said_csv(header: str, values: Iterable[Said]) -> str:
    rows = ((said.value, said.first, said.last, said.kind.slug) for said in values)
    return write_csv((header, "first_stated", "last_stated", "source"), rows)


def memberships_csv(history: History) -> str:
    """Times in networks; ``basis`` says whether ODS states the start or a list only shows the practice there."""
    rows = (
        (
            stay.practice,
            stay.spell.network,
            stay.spell.started,
            stay.spell.ended,
            "seen" if stay.spell.observed else "stated",
        )
        for stay in history.stays
    )
    return write_csv(("practice", "network", "started", "ended", "basis"), rows)


def sizes_csv(history: History) -> str:
    """List sizes over time, with the practices that a sum lacks."""
    rows = ((size.as_at, size.registered.known, size.adjusted.known, size.registered.missing) for size in history.sizes)
    return write_csv(("as_at", "registered_patients", "adjusted_patients", "practices_without_list_size"), rows)


def moves_csv(history: History) -> str:
    """Practices that came and went, as derived from memberships."""
    rows = (
        (step.move.on, step.move.source, step.move.target, step.kind.value, " ".join(step.move.practices))
        for step in (*history.before, *history.after)
    )
    return write_csv(("on", "from_network", "to_network", "kind", "practices"), rows)


HISTORY: Mapping[str, Callable[[History], str]] = {
    "names": lambda history: _said_csv("name", history.names),
    "commissioners": lambda history: _said_csv("commissioner", history.commissioners),
    "memberships": memberships_csv,
    "list-sizes": sizes_csv,
    "moves": moves_csv,
}
"""The tables of a history by their names in addresses."""


# Sources -------------------------------------------------------------------------------------------------------------


def sources_csv(sources: Iterable[Import]) -> str:
    """Every source and what it changed."""
    counts = ("new", "changed", "unchanged", "older", "withdrawn", "ignored", "odd_count")
    rows = (
        (one.name, Kind(one.kind).slug, one.as_at, one.imported_at.date(), *(one.report.get(count) for count in counts))
        for one in sources
    )
    return write_csv(("file", "kind", "as_at", "imported", *counts[:-1], "odd"), rows)


def odd_csv(source: Import) -> str:
    """Everything that was odd in a source."""
    return write_csv(
        ("where", "kind", "sentence"), ((odd["where"], odd["kind"], odd["sentence"]) for odd in source.odd)
    )


# Reports -------------------------------------------------------------------------------------------------------------


def report_table(report: ImportReport) -> str:
    """What an import did, to read in a terminal."""
    figures = report.figures
    said = f"{report.name}: {report.kind.label}, as at {nhs_date(report.as_at, 'no date')}"
    lines = [said, *(["  Taken in before: nothing changed."] if report.already_imported else [])]
    counts = [
        ("networks open", figures.networks_open),
        ("networks closed", figures.networks_closed),
        ("practices", figures.practices),
        ("practices in a current network", figures.practices_in_current_network),
        ("memberships ended", figures.memberships_ended),
        ("patients", figures.patients or 0),
    ]
    lines += [f"  It says: {', '.join(f'{count:,} {what}' for what, count in counts if count)}."]
    rows: list[tuple[str, ...]] = [("", "New", "Changed", "Unchanged", "Older", "Withdrawn")]
    for sort, tally in report.tallies.items():
        numbers = (tally.new, tally.changed, tally.unchanged, tally.older, tally.withdrawn)
        rows.append((sort[0].upper() + sort[1:], *(f"{number:,}" for number in numbers)))
    if report.tallies:
        lines += [f"  {line}" for line in _aligned(rows, right={1, 2, 3, 4, 5})]
    if report.groups:
        groups = [
            (group.within, group.name, f"{group.practices}", f"{group.patients:,}", group.size.label)
            for group in report.groups
        ]
        table = _aligned([("Within", "Network", "Practices", "List size", "Size"), *groups], right={2, 3})
        lines += [f"  {line}" for line in table]
    if report.ignored:
        lines.append(f"  {report.ignored:,} rows hold nothing that the register keeps and were passed over.")
    lines += [f"  Odd: {odd.where}: {odd.sentence}" for odd in report.odd[:ODD_SHOWN]]
    if len(report.odd) > ODD_SHOWN:
        lines.append(f"  ... and {len(report.odd) - ODD_SHOWN:,} more; --format json has them all.")
    return "\n".join(lines)


def _figure(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _aligned(rows: Sequence[Sequence[str]], right: set[int]) -> list[str]:
    """Rows as lines with aligned columns; those in ``right`` are numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
