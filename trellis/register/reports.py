"""What an import did, as plain values: the report that the command prints and the page of sources shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trellis.register.imports.facts import Facts, Group, Odd
from trellis.register.rules import Basis, Kind


@dataclass(frozen=True, slots=True)
class Figures:
    """What a source says, counted as it says it; nothing here depends on what the register knew.

    A network is open, and a membership current, where it has no end or one after the date of the source.
    """

    networks_open: int
    networks_closed: int
    practices: int
    practices_in_current_network: int
    memberships_ended: int
    patients: int | None


def figures_of(facts: Facts) -> Figures:
    """The figures of a source."""
    closed = sum(network.closed is not None and network.closed <= facts.as_at for network in facts.networks)
    ended = [one for one in facts.memberships if one.ended is not None and one.ended <= facts.as_at]
    current = {one.practice for one in facts.memberships if one.ended is None or one.ended > facts.as_at}
    current |= {one.practice for one in facts.sightings if one.network}
    registered = [size.patients for size in facts.list_sizes if size.basis is Basis.REGISTERED]
    registered += [group.patients for group in facts.groups]
    return Figures(
        networks_open=len(facts.networks) - closed,
        networks_closed=closed,
        practices=sum(group.practices for group in facts.groups) or len(facts.practices),
        practices_in_current_network=len(current),
        memberships_ended=len(ended),
        patients=sum(registered) if registered else None,
    )


@dataclass(slots=True)
class Tally:
    """Facts of one sort counted by what became of them.

    ``older``: the register holds a newer word, which stays; this one is kept as history where it is dated.
    ``withdrawn``: an older source stated it, this newer one does not any more.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    withdrawn: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.older + other.older,
            self.withdrawn + other.withdrawn,
        )


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What one source said and what became of it. ``tallies`` are by sort of fact ("networks", "list sizes", ...)."""

    name: str
    kind: Kind
    as_at: date | None
    figures: Figures
    tallies: Mapping[str, Tally]
    ignored: int
    odd: tuple[Odd, ...]
    groups: tuple[Group, ...] = ()
    already_imported: bool = False

    @property
    def total(self) -> Tally:
        """All sorts of facts together."""
        return sum(self.tallies.values(), Tally())

    def as_json(self) -> dict[str, object]:
        """The report as JSON values: the contract of ``trellis register import --format json``."""
        total, figures = self.total, self.figures
        return {
            "file": self.name,
            "kind": self.kind.slug,
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "networks_open": figures.networks_open,
            "networks_closed": figures.networks_closed,
            "practices": figures.practices,
            "practices_in_current_network": figures.practices_in_current_network,
            "memberships_ended": figures.memberships_ended,
            "patients": figures.patients,
            "new": total.new,
            "changed": total.changed,
            "unchanged": total.unchanged,
            "older": total.older,
            "withdrawn": total.withdrawn,
            "ignored": self.ignored,
            "already_imported": self.already_imported,
            "by_sort": {sort: tally_as_json(tally) for sort, tally in self.tallies.items()},
            "landscape": [
                {
                    "within": group.within,
                    "network": group.name,
                    "practices": group.practices,
                    "list_size": group.patients,
                    "practices_without_code": group.practices_without_code,
                    "size": group.size.value,
                }
                for group in self.groups
            ],
            "odd": [{"where": odd.where, "kind": odd.kind, "sentence": odd.sentence} for odd in self.odd],
        }


def tally_as_json(tally: Tally) -> dict[str, int]:
    """A tally as JSON values."""
    return {
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "older": tally.older,
        "withdrawn": tally.withdrawn,
    }
