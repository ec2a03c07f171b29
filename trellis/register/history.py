"""How an organisation came to be as it is: names, memberships, list sizes over time, and what went before and after."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from trellis.register.models import Import, ListSize, Membership, NetworkRecord, PracticeRecord, Sighting
from trellis.register.rules import (
    LISTS_EVERY_NETWORK,
    Basis,
    Kind,
    Move,
    Patients,
    Spell,
    Statement,
    Succession,
    add_up,
    moves,
    spell_on,
    spells,
    succession,
)
from trellis.register.rules import Sighting as Seen
from trellis.register.snapshot import NetworkEntry


@dataclass(frozen=True, slots=True)
class Said:
    """A value that sources state from one date to another, and who said it last."""

    value: str
    first: date
    last: date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Stay:
    """A practice's time in a network."""

    practice: str
    spell: Spell


@dataclass(frozen=True, slots=True)
class SizeThen:
    """A network's patients on the date of a list, by the practices it then had; a practice's own, likewise."""

    as_at: date
    registered: Patients
    adjusted: Patients


@dataclass(frozen=True, slots=True)
class Step:
    """Practices that came or went, and what that amounts to. Derived from memberships, not stated by ODS."""

    move: Move
    kind: Succession


@dataclass(frozen=True)
class History:
    """Everything known over time of one network or practice, newest first."""

    names: tuple[Said, ...]
    commissioners: tuple[Said, ...]
    stays: tuple[Stay, ...]
    sizes: tuple[SizeThen, ...]
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()


def network_history(code: str, networks: Mapping[str, NetworkEntry]) -> History:
    """The history of a network, in a fixed number of queries. ``networks`` is everything a snapshot knows of."""
    in_it = set(Membership.objects.filter(network__code=code).values_list("practice__code", flat=True))
    in_it |= set(Sighting.objects.filter(network__code=code).values_list("practice__code", flat=True))
    its_spells = spells_of(in_it)
    stays = [Stay(practice, one) for practice, found in its_spells.items() for one in found if one.network == code]
    before, after = _steps(code, its_spells, networks)
    records = NetworkRecord.objects.filter(subject__code=code)
    return History(
        names=_said(records, "name"),
        commissioners=_said(records, "parent__code"),
        stays=tuple(sorted(stays, key=lambda stay: (stay.spell.started, stay.practice), reverse=True)),
        sizes=_sizes(in_it, lambda practice, day: _is_in(its_spells.get(practice, ()), code, day)),
        before=before,
        after=after,
    )


def practice_history(code: str) -> History:
    """The history of a practice, in a fixed number of queries."""
    records = PracticeRecord.objects.filter(subject__code=code)
    stays = [Stay(code, spell) for spell in spells_of({code}).get(code, ())]
    return History(
        names=_said(records, "name"),
        commissioners=_said(records, "parent__code"),
        stays=tuple(reversed(stays)),
        sizes=_sizes({code}, lambda practice, day: True),
    )


def where_practices_went(
    codes: Collection[str], networks: Mapping[str, NetworkEntry]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each of some closed networks: the networks that carried it on, with how many of its practices, most first.

    A fixed number of queries, however many networks. ``networks`` is everything a snapshot knows of. A network whose
    practices went nowhere that is known is left out.
    """
    in_them = Membership.objects.filter(network__code__in=codes).values_list("practice__code", flat=True)
    seen_in_them = Sighting.objects.filter(network__code__in=codes).values_list("practice__code", flat=True)
    went: dict[str, Counter[str]] = {}
    for move in moves(spells_of({*in_them, *seen_in_them})):
        source, target = networks.get(move.source), networks.get(move.target)
        if move.source not in codes or source is None or target is None:
            continue
        if succession(move, source_closed=source.closed, target_opened=target.opened) is Succession.MERGER:
            went.setdefault(move.source, Counter())[move.target] += len(move.practices)
    return {code: tuple(counted.most_common()) for code, counted in went.items()}


def spells_of(practices: Iterable[str]) -> dict[str, tuple[Spell, ...]]:
    """All spells of some practices (by code), with every list that ever showed them."""
    wanted = sorted(practices)
    stated: dict[str, list[Statement]] = {}
    local: set[str] = set()
    rows = Membership.objects.standing().filter(practice__code__in=wanted)
    fields = ("practice__code", "network__code", "started", "ended", "as_at", "kind")
    for practice, network, started, ended, as_at, kind in rows.values_list(*fields):
        stated.setdefault(practice, []).append(Statement(network, started, ended, as_at))
        if kind == Kind.RECORDED:
            local.add(practice)
    seen: dict[str, dict[date, str]] = {}
    shown = Sighting.objects.filter(practice__code__in=wanted).order_by("-kind")
    for practice, network, as_at in shown.values_list("practice__code", "network__code", "as_at"):
        seen.setdefault(practice, {})[as_at] = network or ""
    lists = Import.objects.filter(kind__in=LISTS_EVERY_NETWORK).values_list("as_at", flat=True)
    dates = set(lists)
    return {
        practice: spells(stated.get(practice, ()), () if practice in local else _seen(dates, seen.get(practice, {})))
        for practice in wanted
    }


def _seen(dates: set[date], networks: Mapping[date, str]) -> list[Seen]:
    """What every list says of a practice: a list that leaves it out shows it in no network."""
    return [Seen(networks.get(day, ""), day) for day in dates]


def _is_in(its_spells: Sequence[Spell], network: str, day: date) -> bool:
    holding = spell_on(its_spells, day)
    return holding is not None and holding.network == network


def _said(records: "QuerySet[Any]", field: str) -> tuple[Said, ...]:
    """The values of a field over time, each for as long as no source said another; newest first."""
    believed: dict[date, tuple[str, int]] = {}
    for value, as_at, kind in records.order_by("as_at", "-kind").values_list(field, "as_at", "kind"):
        if value:
            believed[as_at] = (value, kind)
    found: list[Said] = []
    for as_at, (value, kind) in believed.items():
        if found and found[-1].value == value:
            found[-1] = Said(value, found[-1].first, as_at, Kind(kind))
        else:
            found.append(Said(value, as_at, as_at, Kind(kind)))
    return tuple(reversed(found))


def _sizes(practices: Iterable[str], counts: Callable[[str, date], bool]) -> tuple[SizeThen, ...]:
    """Sums on the date of every list that has one of the practices; ``counts`` says who was in it then."""
    wanted = sorted(practices)
    rows = ListSize.objects.filter(practice__code__in=wanted).order_by("-kind")
    sizes: dict[date, dict[str, dict[str, int]]] = {}
    for practice, basis, as_at, patients in rows.values_list("practice__code", "basis", "as_at", "patients"):
        sizes.setdefault(as_at, {}).setdefault(basis, {})[practice] = patients
    found = []
    for day in sorted(sizes, reverse=True):
        then = [practice for practice in wanted if counts(practice, day)]
        sums = {basis: _sum(sizes[day].get(basis.value, {}), then, day) for basis in Basis}
        if any(one.known is not None for one in sums.values()):
            found.append(SizeThen(day, sums[Basis.REGISTERED], sums[Basis.ADJUSTED]))
    return tuple(found)


def _sum(sizes: Mapping[str, int], practices: Iterable[str], day: date) -> Patients:
    return add_up((sizes[practice], day) if practice in sizes else None for practice in practices)


def _steps(
    code: str, its_spells: Mapping[str, Sequence[Spell]], networks: Mapping[str, NetworkEntry]
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Moves into and out of a network, newest first, with what each amounts to."""
    before, after = [], []
    for move in reversed(moves(its_spells)):
        source, target = networks[move.source], networks[move.target]
        step = Step(move, succession(move, source_closed=source.closed, target_opened=target.opened))
        if move.target == code:
            before.append(step)
        elif move.source == code:
            after.append(step)
    return tuple(before), tuple(after)
