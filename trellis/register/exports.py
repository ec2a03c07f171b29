"""The register as text: CSV, JSON and plain tables."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from trellis.common.dates import nhs_date
from trellis.files.csvs import write_csv
from trellis.register.reports import ImportReport
from trellis.register.snapshot import NetworkEntry, PracticeEntry

NETWORK_COLUMNS = ("code", "name", "practices", "registered_patients", "adjusted_patients", "opened", "closed")
PRACTICE_COLUMNS = (
    "code", "name", "postcode", "network", "sub_icb_location", "registered_patients", "registered_as_at",
    "adjusted_patients", "adjusted_as_at",
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
