"""Every read of the register. What is published may be read by anyone who can sign in, so nothing here is scoped.

All take the date to look from; all return plain frozen values. An unknown code gives None or nothing, never an error.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from trellis.register.loading import snapshot, version
from trellis.register.models import Import, NetworkRecord
from trellis.register.rules import Basis, Patients
from trellis.register.snapshot import NetworkEntry, Place, PracticeEntry, Snapshot, total

__all__ = ["NetworkEntry", "Patients", "Place", "PracticeEntry", "Snapshot", "snapshot"]

MOST_FOUND = 50
"""Search results of one kind that are shown; more than that, and the words should be narrowed."""


def is_empty() -> bool:
    """Whether nothing was ever recorded."""
    return version() is None


def network(code: str, as_at: date) -> NetworkEntry | None:
    """A network, open or closed, with its practices and list sizes as at a date."""
    return snapshot(as_at).networks.get(code)


def networks(as_at: date, within: str | None = None) -> tuple[NetworkEntry, ...]:
    """Networks open on a date, by name; those led from within a region, ICB, sub-ICB location or locality, if given."""
    found = snapshot(as_at)
    return found.open_networks if within is None else found.networks_within(within)


def networks_within(code: str, as_at: date) -> frozenset[str]:
    """The codes of the networks open on a date within a region, ICB, sub-ICB location or locality."""
    return frozenset(network.code for network in snapshot(as_at).networks_within(code))


def practice(code: str, as_at: date) -> PracticeEntry | None:
    """A practice, current or not, as at a date."""
    return snapshot(as_at).practices.get(code)


def practices_of(network_code: str, as_at: date) -> tuple[PracticeEntry, ...]:
    """The practices in a network on a date, by code."""
    found = network(network_code, as_at)
    return found.practices if found else ()


def list_size_of_network(code: str, basis: Basis, as_at: date) -> Patients | None:
    """The patients of a network on a basis, with the dates of the list sizes and the practices without one."""
    found = network(code, as_at)
    return found.patients(basis) if found else None


def place(code: str, as_at: date) -> Place | None:
    """The region, ICB, sub-ICB location or locality with a code. No two of them share one."""
    return snapshot(as_at).place(code)


def breadcrumb(code: str, as_at: date) -> tuple[Place, ...]:
    """The places above a place, network or practice, from the region down; without itself."""
    return snapshot(as_at).above(code)


def icb_of_network(code: str, as_at: date) -> Place | None:
    """The ICB of a network's lead commissioner on a date."""
    found = snapshot(as_at)
    its_network = found.networks.get(code)
    return found.boards.get(found.board_of(its_network.sub_icb)) if its_network else None


def locality_of_network(code: str, as_at: date) -> Place | None:
    """The locality of a network on a date."""
    found = snapshot(as_at)
    its_network = found.networks.get(code)
    return found.localities.get(its_network.locality) if its_network else None


# Search --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What a search found, best first: codes that are the words, then names that start with them, then the rest.

    At most MOST_FOUND of each kind; ``networks_found`` and ``practices_found`` say how many there were.
    """

    places: tuple[Place, ...]
    networks: tuple[NetworkEntry, ...]
    practices: tuple[PracticeEntry, ...]
    networks_found: int
    practices_found: int

    @property
    def count(self) -> int:
        """Everything that was found."""
        return len(self.places) + self.networks_found + self.practices_found


def search(text: str, as_at: date) -> Found:
    """Places, open networks and current practices whose code, name or (of a practice) postcode holds every word."""
    words = text.casefold().split()
    if not words:
        return Found((), (), (), 0, 0)
    held = [one for text, one in snapshot(as_at).texts if all(word in text for word in words)]
    held.sort(key=lambda one: _rank(words, one))
    places = [one for one in held if isinstance(one, Place)]
    in_networks = [one for one in held if isinstance(one, NetworkEntry)]
    in_practices = [one for one in held if isinstance(one, PracticeEntry)]
    return Found(
        places=tuple(places[:MOST_FOUND]),
        networks=tuple(in_networks[:MOST_FOUND]),
        practices=tuple(in_practices[:MOST_FOUND]),
        networks_found=len(in_networks),
        practices_found=len(in_practices),
    )


def _rank(words: list[str], one: Place | NetworkEntry | PracticeEntry) -> tuple[int, str, str]:
    text = " ".join(words)
    if one.code.casefold() == text:
        return 0, one.title, one.code
    return (1 if one.title.casefold().startswith(text) else 2), one.title, one.code


# Names ---------------------------------------------------------------------------------------------------------------


def plain_name(name: str) -> str:
    """A network's name for comparison: without case, punctuation, "the" and "PCN" or "primary care network"."""
    words = re.sub(r"[^a-z0-9]+", " ", name.casefold().replace("&", " and ").replace("'", "")).strip()
    words = re.sub(r"\b(the|pcn|primary care networks?)\b", " ", words)
    return " ".join(words.split())


def find_networks_by_name(name: str, as_at: date) -> tuple[NetworkEntry, ...]:
    """Every network that a name could mean, open ones first: names repeat, so there may be several.

    A name counts where the network bears it on the date or ever bore it; a network's code is taken as its name too.
    """
    found = snapshot(as_at)
    code = name.strip().upper()
    if code in found.networks:
        return (found.networks[code],)
    codes = _codes_by_name(version()).get(plain_name(name), ())
    entries = [found.networks[code] for code in codes if code in found.networks]
    bearing = [one for one in entries if plain_name(one.name) == plain_name(name)]
    return tuple(sorted(bearing or entries, key=lambda one: (not one.is_open, one.code)))


@lru_cache(maxsize=2)
def _codes_by_name(token: UUID | None) -> Mapping[str, tuple[str, ...]]:
    """Networks by every name they ever bore. Kept while the register's content has this ``token``."""
    codes: dict[str, set[str]] = {}
    borne = NetworkRecord.objects.exclude(name="").order_by().values_list("subject__code", "name").distinct()
    for code, name in borne:
        codes.setdefault(plain_name(name), set()).add(code)
    return {name: tuple(sorted(bearers)) for name, bearers in codes.items() if name}


# Sources -------------------------------------------------------------------------------------------------------------


def sources() -> QuerySet[Import]:
    """Every source that was taken in, the newest first."""
    return Import.objects.defer("odd")


def source(number: int) -> Import | None:
    """A source with everything that was odd in it."""
    return Import.objects.filter(pk=number).first()


def summed(practices: tuple[PracticeEntry, ...], basis: Basis) -> Patients:
    """The patients of some practices on a basis."""
    return total(practices, basis)
