"""The register as at a date, whole and in memory: every page and figure is read from it.

England's register is small (some 6,100 practices), its figures are sums of sums, and it changes a few times a month.
So it is worked out once for a date, by the rules, and kept until the register changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trellis.register.rules import Basis, Level, Patients, Size, add_up, size_of
from trellis.register.standing import Size as ListSize


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
    registered: ListSize | None
    adjusted: ListSize | None

    @property
    def title(self) -> str:
        """The name, or the code where no source gives a name."""
        return self.name or self.code

    def list_size(self, basis: Basis) -> ListSize | None:
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


def total(practices: Iterable[PracticeEntry], basis: Basis) -> Patients:
    """The sum of the practices' list sizes on a basis."""
    sizes = (practice.list_size(basis) for practice in practices)
    return add_up(None if size is None else (size.patients, size.as_at) for size in sizes)
