"""What the register holds to be true, worked out from what its sources say. Pure: no Django, no files.

One principle decides between sources. A statement of the Organisation Data Service (ODS: a network's opening and
closing, a membership's start and end) holds up to the date of the source that made it, and goes on holding until a
newer list of practices shows something else; then the newer list counts. So the order of imports cannot matter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import pairwise

DAY = timedelta(days=1)
FAR = date.max

UNALLOCATED = "U"
"""How the list of practices writes "in no network". It is no network."""


class Level(StrEnum):
    """The kinds of organisation, from the largest."""

    REGION = "region"
    BOARD = "board"
    SUB_ICB = "sub-icb"
    LOCALITY = "locality"
    NETWORK = "network"
    PRACTICE = "practice"

    @property
    def label(self) -> str:
        """The kind of organisation in words."""
        return {
            "region": "region",
            "board": "integrated care board",
            "sub-icb": "sub-ICB location",
            "locality": "locality",
            "network": "network",
            "practice": "practice",
        }[self.value]


RESERVED: Mapping[Level, str] = {
    Level.REGION: "Z00",
    Level.BOARD: "ZS[A-Z]",
    Level.SUB_ICB: "ZS[A-Z][0-9]{2}",
    Level.NETWORK: "ZN[0-9]{3}",
    Level.PRACTICE: "ZP[0-9]{4}",
}
"""Codes of fictional organisations, of shapes that ODS does not give out: no invented network is ever taken for a real
one, and no real file can touch one."""

CODES: Mapping[Level, str] = {
    Level.REGION: f"Y[0-9]{{2}}|{RESERVED[Level.REGION]}",
    Level.BOARD: "[A-Z0-9]{3}|[A-Z0-9]{5}",
    Level.SUB_ICB: "[A-Z0-9]{3}|[A-Z0-9]{5}",
    Level.LOCALITY: "[a-z0-9]+(-[a-z0-9]+)*",
    Level.NETWORK: f"U[0-9]{{5}}|{RESERVED[Level.NETWORK]}",
    Level.PRACTICE: f"[A-TV-Z][0-9]{{5}}|{RESERVED[Level.PRACTICE]}",
}
"""The shape of a code, as a regular expression that Python, SQLite and PostgreSQL read alike. A practice's never
starts with U, which is how networks are told apart."""
_CODES = {level: re.compile(pattern) for level, pattern in CODES.items()}
_RESERVED = {level: re.compile(pattern) for level, pattern in RESERVED.items()}


def is_code(level: Level, text: str) -> bool:
    """Whether ``text`` has the shape of a code of that kind of organisation."""
    return _CODES[level].fullmatch(text) is not None


def is_reserved(level: Level, code: str) -> bool:
    """Whether a code is one of those that only fictional organisations carry."""
    return level in _RESERVED and _RESERVED[level].fullmatch(code) is not None


class Basis(StrEnum):
    """Which count of a practice's patients: those registered, or the population adjusted for need and turnover."""

    REGISTERED = "registered"
    ADJUSTED = "adjusted"


class Kind(IntEnum):
    """What kind of source says a thing. Of two that speak of the same date, the lower number is believed."""

    RECORDED = 5
    ORGANISATION = 10
    EPCN = 20
    EPCN_NETWORKS = 22
    EPCN_MEMBERSHIPS = 24
    PRACTICES = 30
    COMMISSIONERS = 40
    PRACTICE_MAP = 50
    LIST_SIZES = 60
    LIST_SIZES_BY_AGE = 70
    ADJUSTED_POPULATION = 80
    LANDSCAPE = 90

    @property
    def slug(self) -> str:
        """The kind as JSON and CSV write it."""
        return self.name.lower().replace("_", "-")

    @property
    def label(self) -> str:
        """The kind as a page writes it."""
        return {
            Kind.RECORDED: "Recorded here",
            Kind.ORGANISATION: "ODS record of an organisation",
            Kind.EPCN: "ODS networks and core partner practices (ePCN)",
            Kind.EPCN_NETWORKS: "ODS networks (epcn report)",
            Kind.EPCN_MEMBERSHIPS: "ODS core partner practices (epcncorepartnerdetails report)",
            Kind.PRACTICES: "ODS practices (epraccur)",
            Kind.COMMISSIONERS: "ODS commissioners (eccg)",
            Kind.PRACTICE_MAP: "Practices and their networks (gp-reg-pat-prac-map)",
            Kind.LIST_SIZES: "Patients registered by practice (gp-reg-pat-prac-all)",
            Kind.LIST_SIZES_BY_AGE: "Patients registered by age (gp-reg-pat-prac-quin-age)",
            Kind.ADJUSTED_POPULATION: "PCN adjusted population",
            Kind.LANDSCAPE: "Landscape of networks (a local table)",
        }[self]


LISTS_EVERY_NETWORK = frozenset({Kind.PRACTICE_MAP, Kind.ADJUSTED_POPULATION})
"""Sources that list all practices of England with their networks: who is absent from a newer one has left."""
LISTS_EVERY_PRACTICE = LISTS_EVERY_NETWORK | {Kind.LIST_SIZES, Kind.LIST_SIZES_BY_AGE}
"""Sources that list every practice of England that has patients."""


# Memberships -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """ODS says: a practice belongs to ``network`` from ``started`` to ``ended`` (the last day; None: no end known).

    ``as_at`` is the date of the newest source that says so.
    """

    network: str
    started: date
    ended: date | None
    as_at: date

    def covers(self, day: date) -> bool:
        """Whether the statement claims ``day``."""
        return self.started <= day and (self.ended is None or self.ended >= day)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A list of all practices shows a practice in ``network`` on ``as_at``; the empty text means: in none."""

    network: str
    as_at: date


@dataclass(frozen=True, slots=True)
class Spell:
    """A practice's time in a network, overlaps resolved. ``ended`` is the last day, None while it lasts.

    ``observed``: the start is not stated by ODS but is the date of the list that first showed it.
    """

    network: str
    started: date
    ended: date | None
    observed: bool = False

    def covers(self, day: date) -> bool:
        """Whether the practice was in the network on ``day``."""
        return self.started <= day and (self.ended is None or self.ended >= day)


def overlapping(statements: Iterable[Statement]) -> list[tuple[Statement, Statement]]:
    """Pairs of statements about one practice that claim the same day: the later by start, after what it overlaps."""
    found = []
    reaching: Statement | None = None
    for statement in sorted(statements, key=_by_start):
        if reaching and reaching.covers(statement.started):
            found.append((reaching, statement))
        if reaching is None or (statement.ended or FAR) >= (reaching.ended or FAR):
            reaching = statement
    return found


def spells(statements: Sequence[Statement], sightings: Sequence[Sighting] = ()) -> tuple[Spell, ...]:
    """A practice's times in networks, in order and without overlap.

    Where statements overlap, the latest start counts; of two that start together, the one that ends later. A sighting
    counts where it is newer than everything ODS has said of the practice; it never shortens what ODS knew by then.
    """
    found = _from_statements(statements)
    known_to = max((statement.as_at for statement in statements), default=date.min)
    for sighting in sorted(sightings, key=lambda sighting: (sighting.as_at, sighting.network)):
        if sighting.as_at > known_to:
            found = _after_sighting(found, sighting)
    return tuple(found)


def spell_on(found: Iterable[Spell], day: date) -> Spell | None:
    """The spell that covers ``day``, if any."""
    return next((spell for spell in found if spell.covers(day)), None)


def _by_start(statement: Statement) -> tuple[date, date, str]:
    return statement.started, statement.ended or FAR, statement.network


def _from_statements(statements: Sequence[Statement]) -> list[Spell]:
    if len(statements) <= 1:
        return [Spell(only.network, only.started, only.ended) for only in statements]
    turns = sorted({s.started for s in statements} | {s.ended + DAY for s in statements if s.ended and s.ended < FAR})
    found: list[Spell] = []
    for turn, until in zip(turns, [*turns[1:], None], strict=True):
        claims = [statement for statement in statements if statement.covers(turn)]
        if not claims:
            continue
        winner = max(claims, key=_by_start)
        last_day = until - DAY if until else winner.ended
        before = found[-1] if found else None
        if before and before.network == winner.network and before.ended == turn - DAY and winner.started < turn:
            found[-1] = replace(before, ended=last_day)
        else:
            found.append(Spell(winner.network, turn, last_day))
    return found


def _after_sighting(found: list[Spell], sighting: Sighting) -> list[Spell]:
    day = sighting.as_at
    holding = spell_on(found, day)
    if (holding.network if holding else "") == sighting.network:
        return found
    kept = [spell for spell in found if spell.started > day]
    earlier = [
        replace(spell, ended=day - DAY) if spell.covers(day) else spell
        for spell in found
        if spell.started < day or (spell.started == day and not spell.covers(day))
    ]
    if not sighting.network:
        return earlier + kept
    next_start = min((spell.started for spell in kept), default=None)
    return [*earlier, Spell(sighting.network, day, next_start - DAY if next_start else None, observed=True), *kept]


# Networks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NetworkWord:
    """The newest word of ODS on a network: when it opened and closed (its last day), as at the date of the source."""

    opened: date | None
    closed: date | None
    as_at: date


def is_open(word: NetworkWord | None, *, listed_on: date | None, newest_list: date | None, day: date) -> bool:
    """Whether a network is open on ``day``.

    ``newest_list`` is the date of the newest list of all practices up to ``day``, None where there is none or where
    lists do not speak of this network; ``listed_on`` the newest such list that has the network. ODS's word counts up
    to its own date, and after it unless a newer list shows otherwise.
    """
    if word is None:
        return newest_list is not None and listed_on == newest_list
    stated = (word.opened is None or word.opened <= day) and (word.closed is None or word.closed >= day)
    if newest_list is None or newest_list <= word.as_at:
        return stated
    opens_later = word.opened is not None and word.opened > newest_list
    return listed_on == newest_list or (opens_later and stated)


@dataclass(frozen=True, slots=True)
class Move:
    """Practices that went from one network to another at about one time."""

    source: str
    target: str
    on: date
    practices: tuple[str, ...]


MOVE_WITHIN = timedelta(days=31)
"""A practice that joins a network within a month of leaving another has moved; later, it left and later joined."""


def moves(spells_of: Mapping[str, Sequence[Spell]]) -> list[Move]:
    """Every move between networks, practices that went the same way within a month taken together.

    ``spells_of`` is by practice code. ``on`` is the first day of the first practice in the new network.
    """
    steps: dict[tuple[str, str], list[tuple[date, str]]] = {}
    for practice, found in spells_of.items():
        for before, after in pairwise(found):
            if before.ended and before.network != after.network and after.started - before.ended <= MOVE_WITHIN:
                steps.setdefault((before.network, after.network), []).append((after.started, practice))
    return sorted(
        (move for (source, target), dated in steps.items() for move in _together(source, target, sorted(dated))),
        key=lambda move: (move.on, move.source, move.target),
    )


def _together(source: str, target: str, dated: list[tuple[date, str]]) -> Iterable[Move]:
    group: list[tuple[date, str]] = []
    for step in dated:
        if group and step[0] - group[0][0] > MOVE_WITHIN:
            yield Move(source, target, group[0][0], tuple(sorted(code for _, code in group)))
            group = []
        group.append(step)
    if group:
        yield Move(source, target, group[0][0], tuple(sorted(code for _, code in group)))


class Succession(StrEnum):
    """What a move between networks amounts to. ODS does not state successors; this is derived from memberships."""

    SPLIT = "split"
    MERGER = "merger"
    MOVE = "move"

    @property
    def label(self) -> str:
        """In words, of the network that practices came from."""
        return {"split": "split off", "merger": "carried on", "move": "moved"}[self.value]


def succession(move: Move, *, source_closed: date | None, target_opened: date | None) -> Succession:
    """A merger where the source closed within a month of it, a split where the target opened then, else a move."""
    if source_closed is not None and abs(source_closed + DAY - move.on) <= MOVE_WITHIN:
        return Succession.MERGER
    if target_opened is not None and abs(target_opened - move.on) <= MOVE_WITHIN:
        return Succession.SPLIT
    return Succession.MOVE


# Size --------------------------------------------------------------------------------------------------------------

SMALLEST_USUAL = 30_000
LARGEST_USUAL = 50_000
"""The ODS specification of a PCN: serving at least 30,000 and tending not to exceed 50,000 patients."""


class Size(StrEnum):
    """A network's list size against the norm. It is a norm and no limit: most systems have both."""

    BELOW = "below"
    USUAL = "usual"
    ABOVE = "above"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The size in words."""
        return {
            "below": "Below 30,000",
            "usual": "30,000 to 50,000",
            "above": "Above 50,000",
            "unknown": "Not known",
        }[self.value]

    @property
    def is_warning(self) -> bool:
        """Whether the size lies outside the norm."""
        return self in {Size.BELOW, Size.ABOVE}


def size_of(patients: int | None, *, practices_missing: int = 0) -> Size:
    """The size of a network with so many patients known, and so many of its practices without a list size.

    With a list size missing, the sum is only a least: it can be above the norm, but not known to be below or in it.
    """
    if patients is None:
        return Size.UNKNOWN
    if patients > LARGEST_USUAL:
        return Size.ABOVE
    if practices_missing:
        return Size.UNKNOWN
    return Size.BELOW if patients < SMALLEST_USUAL else Size.USUAL


@dataclass(frozen=True, slots=True)
class Patients:
    """A sum of list sizes. ``known`` is None where no practice has one: missing is not zero.

    ``oldest`` and ``newest`` are the dates of the list sizes in it; ``missing`` counts practices without one.
    """

    known: int | None
    missing: int
    oldest: date | None
    newest: date | None

    @property
    def is_complete(self) -> bool:
        """Whether every practice is in the sum."""
        return self.known is not None and not self.missing


def add_up(sizes: Iterable[tuple[int, date] | None]) -> Patients:
    """The sum of list sizes (patients, date of the list); None stands for a practice without one."""
    total, missing, dates = 0, 0, set()
    for size in sizes:
        if size is None:
            missing += 1
        else:
            total += size[0]
            dates.add(size[1])
    if not dates:
        return Patients(None, missing, None, None)
    return Patients(total, missing, min(dates), max(dates))


def majority(votes: Iterable[str]) -> str:
    """The code most often named, of equals the first in order; empty where there is none.

    ODS calls the commissioner of most of a network's practices its lead commissioner.
    """
    counts: dict[str, int] = {}
    for vote in votes:
        if vote:
            counts[vote] = counts.get(vote, 0) + 1
    return min(counts, key=lambda code: (-counts[code], code), default="")
