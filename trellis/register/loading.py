"""How a snapshot of the register is worked out, and how long it is kept."""

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from trellis.register.models import (
    Import,
    IntegratedCareBoard,
    Locality,
    LocalityMembership,
    Network,
    Practice,
    Region,
    SubIcbLocation,
    Version,
)
from trellis.register.rules import (
    LISTS_EVERY_PRACTICE,
    Basis,
    Kind,
    Level,
    NetworkWord,
    Sighting,
    Spell,
    Statement,
    is_open,
    spell_on,
    spells,
)
from trellis.register.snapshot import ListSizeThen, NetworkEntry, Place, PracticeEntry, Snapshot, SourceUsed, total
from trellis.register.standing import (
    List,
    Standing,
    Word,
    list_sizes,
    memberships,
    network_words,
    networks_listed,
    newest_network_list,
    newest_practice_list,
    practice_words,
    sightings,
    standing,
)

KEPT = 12
"""Snapshots kept in one process: today's, and the dates that people look back to. One of England takes some 10 MB."""


class _ChangedError(Exception):
    """The register changed while it was read."""


def snapshot(as_at: date) -> Snapshot:
    """The register as at a date: one query where it was asked for since the register last changed, else some twenty."""
    for _ in range(3):
        try:
            return _kept(version(), as_at)
        except _ChangedError:
            continue
    return load(as_at)


def version() -> UUID | None:
    """The token that stands for the register's present content; None while nothing was ever recorded."""
    return Version.objects.values_list("token", flat=True).first()


@lru_cache(maxsize=KEPT)
def _kept(token: UUID | None, as_at: date) -> Snapshot:
    loaded = load(as_at)
    if version() != token:
        raise _ChangedError
    # It stays until the register changes and holds no cycles: searching its parts for them only delays pages.
    gc.collect()
    gc.freeze()
    return loaded


def load(as_at: date) -> Snapshot:
    """Work the register out as at a date, from its observations."""
    loading = _Loading(as_at, newest_network_list(as_at), newest_practice_list(as_at))
    regions = {row.pk: row for row in standing(Region, as_at)}
    boards = {row.pk: row for row in standing(IntegratedCareBoard, as_at)}
    sub_icbs = {row.pk: row for row in standing(SubIcbLocation, as_at)}
    networks = {row.pk: row for row in standing(Network, as_at)}
    codes = {pk: row.code for pk, row in networks.items()}
    localities = {row.pk: row for row in Locality.objects.select_related("board", "sub_icb")}
    practices = loading.practices(codes, sub_icbs)
    return Snapshot(
        as_at=as_at,
        regions=_places(Level.REGION, regions, {}),
        boards=_places(Level.BOARD, boards, regions),
        sub_icbs=_places(Level.SUB_ICB, sub_icbs, boards),
        localities={
            row.code: Place(Level.LOCALITY, row.code, row.name, (row.sub_icb or row.board).code)
            for row in localities.values()
        },
        networks=loading.networks(networks, sub_icbs, practices),
        practices=practices,
        sources=_sources(as_at),
    )


def _sources(as_at: date) -> tuple[SourceUsed, ...]:
    """The newest source of each kind: of lists up to the date, of ODS at all, for its newest word counts backwards."""
    newest: dict[int, SourceUsed] = {}
    for number, kind, day in Import.objects.order_by("as_at", "pk").values_list("pk", "kind", "as_at"):
        if day <= as_at or kind not in LISTS_EVERY_PRACTICE:
            newest[kind] = SourceUsed(number, Kind(kind), day)
    return tuple(newest[kind] for kind in sorted(newest))


def _places(level: Level, rows: Mapping[int, Standing], above: Mapping[int, Standing]) -> dict[str, Place]:
    return {
        row.code: Place(level, row.code, row.name, above[row.parent].code if row.parent else "")
        for row in rows.values()
    }


@dataclass
class _Loading:
    """What loading one date needs to know throughout: the newest lists up to it."""

    as_at: date
    network_list: List | None
    practice_list: List | None

    def practices(self, networks: Mapping[int, str], sub_icbs: Mapping[int, Standing]) -> dict[str, PracticeEntry]:
        found = self._spells(networks)
        shown = sightings(self.network_list)
        registered, adjusted = list_sizes(Basis.REGISTERED, self.as_at), list_sizes(Basis.ADJUSTED, self.as_at)
        words = practice_words()
        entries = {}
        for row in standing(Practice, self.as_at):
            its_spells = found.get(row.pk, ())
            spell, word = spell_on(its_spells, self.as_at), words.get(row.pk)
            entries[row.code] = PracticeEntry(
                code=row.code,
                name=row.name,
                postcode=row.postcode,
                sub_icb=sub_icbs[row.parent].code if row.parent else "",
                network=spell.network if spell else "",
                since=spell.started if spell else None,
                seen=bool(spell and spell.observed),
                opened=word.opened if word else None,
                closed=word.closed if word else None,
                is_current=spell is not None
                or self._is_listed(row.pk in shown, registered.get(row.pk), its_spells, word),
                registered=registered.get(row.pk),
                adjusted=adjusted.get(row.pk),
            )
        return entries

    def _spells(self, networks: Mapping[int, str]) -> dict[int, tuple[Spell, ...]]:
        """Every practice's spells as the newest list up to the date leaves them."""
        stated: dict[int, list[Statement]] = {}
        local: set[int] = set()
        for one in memberships():
            statement = Statement(networks[one.network], one.started, one.ended, one.as_at)
            stated.setdefault(one.practice, []).append(statement)
            if one.kind == Kind.RECORDED:
                local.add(one.practice)
        if self.network_list is None:
            return {practice: spells(statements) for practice, statements in stated.items()}
        shown, day = sightings(self.network_list), self.network_list.as_at
        found = {}
        for practice in stated.keys() | shown.keys():
            # A list of England says nothing of a practice that only this register knows; of others, absence speaks.
            network = shown.get(practice)
            seen = Sighting(networks[network] if network else "", day)
            found[practice] = spells(stated.get(practice, ()), () if practice in local else (seen,))
        return found

    def _is_listed(
        self, shown: bool, registered: ListSizeThen | None, its_spells: tuple[Spell, ...], word: Word | None
    ) -> bool:
        """Whether a practice in no network is on the newest list of practices, and nothing newer says it is gone."""
        newest = self.practice_list
        if newest is None:
            return False
        by_size = registered and registered.kind in LISTS_EVERY_PRACTICE and registered.as_at == newest.as_at
        by_map = shown and self.network_list and self.network_list.as_at == newest.as_at
        if not (by_size or by_map):
            return False
        left_since = any(spell.ended and newest.as_at < spell.ended < self.as_at for spell in its_spells)
        closed_since = word and word.closed and word.closed < self.as_at and word.as_at > newest.as_at
        return not (left_since or closed_since)

    def networks(
        self, rows: Mapping[int, Standing], sub_icbs: Mapping[int, Standing], practices: Mapping[str, PracticeEntry]
    ) -> dict[str, NetworkEntry]:
        words, listed = network_words(), networks_listed(self.network_list)
        localities = self._localities()
        members: dict[str, list[PracticeEntry]] = {}
        for practice in practices.values():
            if practice.network:
                members.setdefault(practice.network, []).append(practice)
        entries = {}
        for key, row in rows.items():
            word = words.get(key)
            its_practices = tuple(sorted(members.get(row.code, ()), key=lambda practice: practice.code))
            entries[row.code] = NetworkEntry(
                code=row.code,
                name=row.name,
                postcode=row.postcode,
                sub_icb=sub_icbs[row.parent].code if row.parent else "",
                locality=localities.get(key, ""),
                opened=word.opened if word else None,
                closed=word.closed if word else None,
                is_open=self._is_open(word, listed=key in listed),
                practices=its_practices,
                registered=total(its_practices, Basis.REGISTERED),
                adjusted=total(its_practices, Basis.ADJUSTED),
            )
        return entries

    def _is_open(self, word: Word | None, *, listed: bool) -> bool:
        newest = self.network_list.as_at if self.network_list else None
        if word and word.kind == Kind.RECORDED:
            newest = None
        said = NetworkWord(word.opened, word.closed, word.as_at) if word else None
        return is_open(said, listed_on=newest if listed else None, newest_list=newest, day=self.as_at)

    def _localities(self) -> dict[int, str]:
        """The locality of each network, by key."""
        lasting = Q(ended__isnull=True) | Q(ended__gte=self.as_at)
        found = LocalityMembership.objects.filter(lasting, started__lte=self.as_at).order_by("started")
        return dict(found.values_list("network_id", "locality__code"))
