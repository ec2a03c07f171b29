"""The register as at a date, whole and in memory: every page and figure is read from it.

England's register is small (some 6,100 practices), its figures are sums of sums, and it changes a few times a month.
So it is worked out once for a date, by the rules, and kept until the register changes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from trellis.register.rules import Basis, Kind, Level, Patients, Size, add_up, size_of


@dataclass(frozen=True, slots=True)
class Place:
    """A region, ICB, sub-ICB location or locality. ``parent`` is the code of the one above, empty where not known."""

    level: Level
    code: str
    name: str
    parent: str = ""

    @property
    def title(self) -> str:
        """The name, or the code where no source gives a name."""
        return self.name or self.code


class ListSizeThen(NamedTuple):
    """A practice's list size: patients, as at, and the kind of source that says so."""

    patients: int
    as_at: date
    kind: int


@dataclass(frozen=True, slots=True)
class PracticeEntry:
    """A practice as at the date. ``network`` is a code, empty for none; ``since`` the first day there.

    ``seen`` says that ``since`` is not stated by ODS: it is the date of the list that shows the practice there.
    ``is_current``: it is in a network, or the newest list of practices has it.
    """

    code: str
    name: str
    postcode: str
    sub_icb: str
    network: str
    since: date | None
    seen: bool
    opened: date | None
    closed: date | None
    is_current: bool
    registered: ListSizeThen | None
    adjusted: ListSizeThen | None

    @property
    def title(self) -> str:
        """The name, or the code where no source gives a name."""
        return self.name or self.code

    def list_size(self, basis: Basis) -> ListSizeThen | None:
        """The list size on a basis; None where none is known."""
        return self.registered if basis is Basis.REGISTERED else self.adjusted


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network as at the date, with its practices in order of their codes. ``locality`` is a code, empty for none."""

    code: str
    name: str
    postcode: str
    sub_icb: str
    locality: str
    opened: date | None
    closed: date | None
    is_open: bool
    practices: tuple[PracticeEntry, ...]
    registered: Patients
    adjusted: Patients

    @property
    def title(self) -> str:
        """The name, or the code where no source gives a name."""
        return self.name or self.code

    @property
    def size(self) -> Size:
        """The size by registered patients against the norm."""
        return size_of(self.registered.known, practices_missing=self.registered.missing)

    def patients(self, basis: Basis) -> Patients:
        """The sum of its practices' list sizes on a basis."""
        return self.registered if basis is Basis.REGISTERED else self.adjusted


@dataclass(frozen=True, slots=True)
class Figures:
    """What a place amounts to: networks led from there, practices whose own commissioner lies there, and patients.

    ``sizes`` counts its networks by size; ``without_network`` its practices in none.
    """

    networks: int
    practices: int
    without_network: int
    registered: Patients
    adjusted: Patients
    sizes: Mapping[Size, int]


@dataclass(frozen=True, slots=True)
class SourceUsed:
    """A source that this snapshot rests on; ``number`` is its key on the page of sources."""

    number: int
    kind: Kind
    as_at: date


@dataclass(frozen=True)
class Snapshot:
    """Everything as at a date. Mappings are by code; ``networks`` and ``practices`` hold closed ones too."""

    as_at: date
    regions: Mapping[str, Place]
    boards: Mapping[str, Place]
    sub_icbs: Mapping[str, Place]
    localities: Mapping[str, Place]
    networks: Mapping[str, NetworkEntry]
    practices: Mapping[str, PracticeEntry]
    sources: tuple[SourceUsed, ...] = ()

    @cached_property
    def open_networks(self) -> tuple[NetworkEntry, ...]:
        """Open networks in order of their names."""
        return tuple(sorted((n for n in self.networks.values() if n.is_open), key=lambda n: (n.title, n.code)))

    @cached_property
    def current_practices(self) -> tuple[PracticeEntry, ...]:
        """Current practices in order of their names."""
        return tuple(sorted((p for p in self.practices.values() if p.is_current), key=lambda p: (p.title, p.code)))

    def board_of(self, sub_icb: str) -> str:
        """The code of the ICB of a sub-ICB location; empty where not known."""
        found = self.sub_icbs.get(sub_icb)
        return found.parent if found else ""

    def region_of(self, board: str) -> str:
        """The code of the region of an ICB; empty where not known."""
        found = self.boards.get(board)
        return found.parent if found else ""

    def line(self, sub_icb: str) -> tuple[str, str, str]:
        """The codes of region, ICB and sub-ICB location above whatever lies in a sub-ICB location."""
        board = self.board_of(sub_icb)
        return self.region_of(board), board, sub_icb

    def place(self, code: str) -> Place | None:
        """The region, ICB, sub-ICB location or locality with a code. No two of them share one."""
        for places in (self.regions, self.boards, self.sub_icbs, self.localities):
            if code in places:
                return places[code]
        return None

    def above(self, code: str) -> tuple[Place, ...]:
        """The places above a place, network or practice, from the region down; without itself."""
        one = self.networks.get(code) or self.practices.get(code)
        here = self.place(code)
        parent = one.sub_icb if one else here.parent if here else ""
        found: list[Place] = []
        while (place := self.place(parent)) is not None:
            found.insert(0, place)
            parent = place.parent
        return tuple(found)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever recorded."""
        return not (self.sources or self.networks or self.practices)

    @cached_property
    def texts(self) -> tuple[tuple[str, Place | NetworkEntry | PracticeEntry], ...]:
        """What can be searched, open and current only: name, code and postcode in lower case, with what bears them."""
        found: list[tuple[str, Place | NetworkEntry | PracticeEntry]] = []
        for places in (self.regions, self.boards, self.sub_icbs, self.localities):
            found.extend((f"{one.name} {one.code}".casefold(), one) for one in places.values())
        found.extend((f"{one.name} {one.code}".casefold(), one) for one in self.open_networks)
        found.extend((f"{one.name} {one.code} {one.postcode}".casefold(), one) for one in self.current_practices)
        return tuple(found)

    @cached_property
    def _networks_within(self) -> Mapping[str, tuple[NetworkEntry, ...]]:
        found: dict[str, list[NetworkEntry]] = {}
        for network in self.open_networks:
            for code in {*self.line(network.sub_icb), network.locality} - {""}:
                found.setdefault(code, []).append(network)
        return {code: tuple(members) for code, members in found.items()}

    @cached_property
    def _practices_within(self) -> Mapping[str, tuple[PracticeEntry, ...]]:
        found: dict[str, list[PracticeEntry]] = {}
        for practice in self.current_practices:
            network = self.networks.get(practice.network)
            own = practice.sub_icb or (network.sub_icb if network else "")
            for code in {*self.line(own), network.locality if network else ""} - {""}:
                found.setdefault(code, []).append(practice)
        return {code: tuple(members) for code, members in found.items()}

    def networks_within(self, code: str) -> tuple[NetworkEntry, ...]:
        """Open networks led from within a region, ICB, sub-ICB location or locality, by name."""
        return self._networks_within.get(code, ())

    def practices_within(self, code: str) -> tuple[PracticeEntry, ...]:
        """Current practices whose own commissioner lies within a place; of a locality, those in its networks."""
        return self._practices_within.get(code, ())

    @cached_property
    def england(self) -> Figures:
        """The figures of everything."""
        return _figures(self.open_networks, self.current_practices)

    @cached_property
    def _figures_of(self) -> Mapping[str, Figures]:
        codes = self._networks_within.keys() | self._practices_within.keys()
        return {code: _figures(self.networks_within(code), self.practices_within(code)) for code in codes}

    def figures_of(self, code: str) -> Figures:
        """The figures of a region, ICB, sub-ICB location or locality; nothing and nobody for an unknown code."""
        return self._figures_of.get(code) or _figures((), ())

    def inside(self, level: Level, parent: str = "") -> tuple[Place, ...]:
        """The places of a level with anything in them, by name; those directly under ``parent`` where it is given."""
        places = {
            Level.REGION: self.regions,
            Level.BOARD: self.boards,
            Level.SUB_ICB: self.sub_icbs,
            Level.LOCALITY: self.localities,
        }[level]
        kept = [one for one in places.values() if one.code in self._figures_of and parent in {"", one.parent}]
        return tuple(sorted(kept, key=lambda one: (one.title, one.code)))


def _figures(networks: tuple[NetworkEntry, ...], practices: tuple[PracticeEntry, ...]) -> Figures:
    sizes = Counter(network.size for network in networks)
    return Figures(
        networks=len(networks),
        practices=len(practices),
        without_network=sum(not practice.network for practice in practices),
        registered=total(practices, Basis.REGISTERED),
        adjusted=total(practices, Basis.ADJUSTED),
        sizes={size: sizes[size] for size in Size},
    )


def total(practices: Iterable[PracticeEntry], basis: Basis) -> Patients:
    """The sum of the practices' list sizes on a basis."""
    sizes = (practice.list_size(basis) for practice in practices)
    return add_up(None if size is None else (size.patients, size.as_at) for size in sizes)
