"""What a source says, as plain values: the one shape between every reader and the one action that records it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from trellis.register.rules import Basis, Kind, Size, size_of


class Organisation(NamedTuple):
    """A region, ICB or sub-ICB location; ``parent`` is the code of the one above. Empty: the source does not say."""

    code: str
    name: str = ""
    parent: str = ""


class Place(NamedTuple):
    """A network or practice; ``parent`` is its commissioner's (sub-ICB location's) code.

    ``opened`` and ``closed`` (the last day) count where ``states_dates``; a source that does not state them says
    nothing of whether the organisation is open.
    """

    code: str
    name: str = ""
    parent: str = ""
    postcode: str = ""
    states_dates: bool = False
    opened: date | None = None
    closed: date | None = None


class Membership(NamedTuple):
    """A practice belongs to a network from ``started`` to ``ended``, the last day; None: no end known."""

    practice: str
    network: str
    started: date
    ended: date | None = None


class Sighting(NamedTuple):
    """A list shows a practice in a network on the list's date; the empty text: in none."""

    practice: str
    network: str


class ListSize(NamedTuple):
    """A practice's patients on the source's date."""

    practice: str
    basis: Basis
    patients: int


@dataclass(frozen=True, slots=True)
class Odd:
    """Something in a source that does not fit: where it stands, what kind of thing it is, and a sentence for people."""

    where: str
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Group:
    """A network of a landscape: named, not coded, with its patients added up."""

    within: str
    name: str
    practices: int
    patients: int
    practices_without_code: int

    @property
    def size(self) -> Size:
        """The network's size against the norm."""
        return size_of(self.patients)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything one source says as at its date.

    ``states_members_of`` names the networks all of whose memberships this source states: one that it leaves out is
    withdrawn. ``network_totals`` are patients that the source prints for networks, for checking. ``ignored`` counts
    rows that are none of the register's business. ``groups`` is what a landscape holds, which is not recorded.
    """

    kind: Kind
    as_at: date
    regions: tuple[Organisation, ...] = ()
    boards: tuple[Organisation, ...] = ()
    sub_icbs: tuple[Organisation, ...] = ()
    networks: tuple[Place, ...] = ()
    practices: tuple[Place, ...] = ()
    memberships: tuple[Membership, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    list_sizes: tuple[ListSize, ...] = ()
    states_members_of: frozenset[str] = frozenset()
    network_totals: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    ignored: int = 0
    odd: tuple[Odd, ...] = ()
