"""Organisations: a row for each code, and an observation of what this source says of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from trellis.register import models as register
from trellis.register.imports.facts import Facts, Organisation, Place
from trellis.register.models import IntegratedCareBoard, Network, Practice, Region, SubIcbLocation
from trellis.register.recording.inserting import insert
from trellis.register.recording.ledger import SORTS, Ledger
from trellis.register.standing import RECORDS, Standing, Word, network_words, observations, practice_words, standing

ABOVE: Mapping[type[register.Organisation], type[register.Organisation]] = {
    IntegratedCareBoard: Region,
    SubIcbLocation: IntegratedCareBoard,
    Network: SubIcbLocation,
    Practice: SubIcbLocation,
}
DATED = ("parent_id", "postcode", "states_dates", "opened", "closed")
MORE: Mapping[type[register.Organisation], tuple[str, ...]] = {Region: (), Network: DATED, Practice: DATED}
"""Columns of an observation beyond those that all have; unless named here, the one above."""


def record_organisations(ledger: Ledger) -> None:
    """Record every organisation of the facts, from the top down, and the bare codes that other facts refer to."""
    facts = ledger.facts
    for model, stated, mentioned in (
        (Region, facts.regions, {board.parent for board in facts.boards}),
        (IntegratedCareBoard, facts.boards, {sub_icb.parent for sub_icb in facts.sub_icbs}),
        (SubIcbLocation, facts.sub_icbs, {place.parent for place in (*facts.networks, *facts.practices)}),
        (Network, facts.networks, _networks_mentioned(facts)),
        (Practice, facts.practices, _practices_mentioned(facts)),
    ):
        _Recorder(ledger, model).record(stated, mentioned - {""})


def _networks_mentioned(facts: Facts) -> set[str]:
    shown = {one.network for one in facts.sightings}
    return shown | {one.network for one in facts.memberships} | facts.states_members_of


def _practices_mentioned(facts: Facts) -> set[str]:
    shown = {one.practice for one in facts.sightings} | {one.practice for one in facts.list_sizes}
    return shown | {one.practice for one in facts.memberships}


@dataclass
class _Recorder:
    """Records the organisations of one kind."""

    ledger: Ledger
    model: type[register.Organisation]

    def record(self, stated: Iterable[Organisation | Place], mentioned: set[str]) -> None:
        places = {one.code: one if isinstance(one, Place) else Place(*one) for one in stated}
        if not places and not mentioned:
            return
        known = {row.code: row for row in standing(self.model, self.ledger.facts.as_at)}
        self.ledger.known[self.model] = known
        new = sorted((set(places) | mentioned) - set(known))
        insert(self.model, ("code",), ((code,) for code in new))
        keys = dict(self.model._default_manager.values_list("code", "pk"))
        self.ledger.keys[self.model] = keys
        self.ledger.tally(SORTS[self.model]).new += len(new)
        self._observe(places, keys, set(new))
        if known and self.model in {Network, Practice}:
            self._note_strangers([code for code in new if code not in places or not places[code].name])

    def _note_strangers(self, codes: Iterable[str]) -> None:
        """Networks and practices that no source describes: new to a register that knows others, and without a name."""
        sort = SORTS[self.model].removesuffix("s")
        for code in codes:
            self.ledger.note(
                f"{sort} {code}",
                f"unknown-{sort}",
                f"{code} was not on the register, and this file does not name it. It was kept by its code; "
                f"check the code, or import a file that describes the {sort}.",
            )

    def _observe(self, places: Mapping[str, Place], keys: Mapping[str, int], new: set[str]) -> None:
        facts = self.ledger.facts
        records = RECORDS[self.model]
        columns = ("subject_id", "as_at", "kind", "name", *MORE.get(self.model, ("parent_id",)))
        same_source = records._default_manager.filter(as_at=facts.as_at, kind=facts.kind)
        before = {row[0]: row for row in same_source.values_list(*columns)}
        newest = self._newest_dates() if set(places) - new else {}
        words = self._words() if set(places) - new else {}
        rows = []
        for place in places.values():
            row = self._row(place, keys[place.code])
            if row[0] in before:
                self._compare_with_same_source(place, same=row == before[row[0]])
                continue
            if place.code not in new:
                self._count(place, newest.get(row[0]), words.get(row[0]))
            if any(place[1:]):
                rows.append(row)
        insert(records, columns, rows)

    def _row(self, place: Place, key: int) -> tuple[Any, ...]:
        """The observation as the values of its columns."""
        facts = self.ledger.facts
        row = (key, facts.as_at, int(facts.kind), place.name)
        if self.model is Region:
            return row
        parent = self.ledger.keys[ABOVE[self.model]][place.parent] if place.parent else None
        if self.model in {Network, Practice}:
            return (*row, parent, place.postcode, place.states_dates, place.opened, place.closed)
        return (*row, parent)

    def _newest_dates(self) -> dict[int, date]:
        dated = observations(self.model).order_by().values("subject").annotate(newest=Max("as_at"))
        return dict(dated.values_list("subject", "newest"))

    def _words(self) -> dict[int, Word]:
        if self.model is Network:
            return network_words()
        return practice_words() if self.model is Practice else {}

    def _count(self, place: Place, newest: date | None, word: Word | None) -> None:
        """Count the place as unchanged, changed (or added to), or older where a newer source says something else."""
        as_at = self.ledger.facts.as_at
        tally = self.ledger.tally(SORTS[self.model])
        differs, adds = self._beside(place, self.ledger.known[self.model][place.code])
        dates = (place.opened, place.closed)
        redates = place.states_dates and word is not None and (word.opened, word.closed) != dates
        adds = adds or (place.states_dates and word is None)
        if (differs and newest and newest > as_at) or (redates and word and word.as_at > as_at):
            tally.older += 1
        elif differs or redates or adds:
            tally.changed += 1
        else:
            tally.unchanged += 1

    def _beside(self, place: Place, known: Standing) -> tuple[bool, bool]:
        """Whether the place says something else than the register holds at this date, and whether it adds to it."""
        parent = self.ledger.keys[ABOVE[self.model]].get(place.parent) if place.parent else None
        pairs = ((place.name, known.name), (parent, known.parent), (place.postcode, known.postcode))
        stated = [(says, holds) for says, holds in pairs if says]
        return any(holds and says != holds for says, holds in stated), any(not holds for _, holds in stated)

    def _compare_with_same_source(self, place: Place, *, same: bool) -> None:
        """A second source of one kind and date: the first stays, and a difference is told."""
        tally = self.ledger.tally(SORTS[self.model])
        if same:
            tally.unchanged += 1
            return
        tally.older += 1
        self.ledger.note(
            place.code,
            "contradiction",
            f"Another file of the same kind and date says something else of {place.code}. The first one was kept. "
            "If this file is newer, import it with its own --as-at.",
        )
