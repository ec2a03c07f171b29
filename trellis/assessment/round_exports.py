"""The networks of a round as CSV."""

from collections.abc import Iterable

from django.utils import timezone

from trellis.assessment.queries.round_lists import Beside, Listed, RoundList
from trellis.files.csvs import write_csv

COLUMNS = (
    "code", "network", "locality", "status", "overdue", "due", "returned_by", "returned_from", "returned_on",
    "dated", "places_to_check", "last_reminder", "people_to_write_to", "closed_on_the_register", "added_because",
    "withdrawn_because",
)  # fmt: skip


def networks_csv(listed: RoundList, networks: Iterable[Listed], beside: Beside) -> str:
    """Networks of a round as CSV: COLUMNS. What is not known or did not happen is empty."""
    return write_csv(COLUMNS, (network_row(listed, network, beside) for network in networks))


def network_row(listed: RoundList, network: Listed, beside: Beside) -> tuple[object, ...]:
    """A network's row."""
    standing = network.standing
    detail = beside.details[standing.key]
    returned = detail.returned
    return (
        standing.code,
        standing.name,
        listed.localities.get(network.locality, ""),
        standing.status.label,
        "yes" if network.overdue else "no",
        standing.facts.due,
        returned.via.label if returned else None,
        returned.by if returned else None,
        timezone.localtime(returned.at).date() if returned else None,
        returned.dated if returned else None,
        returned.problems if returned else None,
        timezone.localtime(detail.reminded).date() if detail.reminded else None,
        beside.leaders.get(standing.code, 0),
        network.closed,
        detail.added_why,
        detail.withdrawn_why,
    )
