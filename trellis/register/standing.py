"""What the register's observations say as at a date, read in a fixed number of queries whatever their number."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trellis.register.models import (
    BoardRecord,
    Import,
    IntegratedCareBoard,
    ListSize,
    Membership,
    Network,
    NetworkRecord,
    Observation,
    Organisation,
    Practice,
    PracticeRecord,
    Region,
    RegionRecord,
    Sighting,
    SubIcbLocation,
    SubIcbRecord,
)
from trellis.register.rules import LISTS_EVERY_NETWORK, LISTS_EVERY_PRACTICE, Basis, Kind
from trellis.register.snapshot import ListSizeThen

RECORDS: Mapping[type[Organisation], type[Observation]] = {
    Region: RegionRecord,
    IntegratedCareBoard: BoardRecord,
    SubIcbLocation: SubIcbRecord,
    Network: NetworkRecord,
    Practice: PracticeRecord,
}


def observations(model: type[Organisation]) -> QuerySet[Any]:
    """The observations of a kind of organisation. Their common shape is abstract, so their types are not known here."""
    return RECORDS[model]._default_manager.all()


class Standing(NamedTuple):
    """An organisation as at a date. ``parent`` is the key of the one above; empty or None where no source says."""

    pk: int
    code: str
    name: str
    parent: int | None
    postcode: str


def standing(model: type[Organisation], as_at: date) -> list[Standing]:
    """Every organisation of a kind, each field by the newest observation up to ``as_at`` that states it.

    Before the first observation, the first counts: an organisation seldom begins on the day we first hear of it.
    """
    records = observations(model).filter(subject=OuterRef("pk"))
    stated = {"name": ~Q(name="")}
    if model is not Region:
        stated["parent"] = Q(parent__isnull=False)
    if model in {Network, Practice}:
        stated["postcode"] = ~Q(postcode="")
    picks = {f"its_{field}": _pick(records.filter(condition), field, as_at) for field, condition in stated.items()}
    rows = model._default_manager.annotate(**picks).values_list("pk", "code", *picks)
    return [
        Standing(pk, code, values.get("name") or "", values.get("parent"), values.get("postcode") or "")
        for pk, code, *found in rows
        for values in [dict(zip(stated, found, strict=True))]
    ]


def _pick(records: QuerySet[Any], field: str, as_at: date) -> Coalesce:
    newest = records.filter(as_at__lte=as_at).order_by("-as_at", "kind").values(field)[:1]
    first = records.order_by("as_at", "kind").values(field)[:1]
    return Coalesce(Subquery(newest), Subquery(first))


class Word(NamedTuple):
    """The newest word on an organisation's opening and closing, and who said it when."""

    opened: date | None
    closed: date | None
    as_at: date
    kind: int


def network_words() -> dict[int, Word]:
    """By network, the newest record that states dates. ODS's newest word counts for every date before it."""
    stated = NetworkRecord.objects.filter(states_dates=True)
    newest = stated.filter(subject=OuterRef("pk")).order_by("-as_at", "kind").values("pk")[:1]
    picked = Subquery(Network.objects.annotate(newest=Subquery(newest)).values("newest"))
    rows = stated.filter(pk__in=picked).values_list("subject_id", "opened", "closed", "as_at", "kind")
    return {subject: Word(opened, closed, as_at, kind) for subject, opened, closed, as_at, kind in rows}


def practice_words() -> dict[int, Word]:
    """By practice, the newest record that states dates."""
    stated = PracticeRecord.objects.filter(states_dates=True)
    newest = stated.filter(subject=OuterRef("pk")).order_by("-as_at", "kind").values("pk")[:1]
    picked = Subquery(Practice.objects.annotate(newest=Subquery(newest)).values("newest"))
    rows = stated.filter(pk__in=picked).values_list("subject_id", "opened", "closed", "as_at", "kind")
    return {subject: Word(opened, closed, as_at, kind) for subject, opened, closed, as_at, kind in rows}


class List(NamedTuple):
    """The newest list of all practices up to a date."""

    as_at: date
    kind: int


def newest_list(kinds: Iterable[Kind], as_at: date) -> List | None:
    """The newest source of one of ``kinds`` up to ``as_at``; of two with one date the more authoritative."""
    found = Import.objects.filter(kind__in=kinds, as_at__lte=as_at).order_by("-as_at", "kind")
    row = found.values_list("as_at", "kind").first()
    return List(*row) if row else None


def newest_network_list(as_at: date) -> List | None:
    """The newest list of all practices with their networks."""
    return newest_list(LISTS_EVERY_NETWORK, as_at)


def newest_practice_list(as_at: date) -> List | None:
    """The newest list of all practices with patients."""
    return newest_list(LISTS_EVERY_PRACTICE, as_at)


def sightings(listed: List | None) -> dict[int, int | None]:
    """Which network the list shows each practice in, by key; None: in none."""
    if listed is None:
        return {}
    return dict(Sighting.objects.filter(as_at=listed.as_at, kind=listed.kind).values_list("practice_id", "network_id"))


def networks_listed(listed: List | None) -> frozenset[int]:
    """The networks, by key, that a list shows."""
    if listed is None:
        return frozenset()
    shown = NetworkRecord.objects.filter(as_at=listed.as_at, kind=listed.kind)
    return frozenset(shown.values_list("subject_id", flat=True))


class Stated(NamedTuple):
    """A membership as the newest source states it; organisations by key."""

    practice: int
    network: int
    started: date
    ended: date | None
    as_at: date
    kind: int


def memberships(practices: Iterable[int] | None = None) -> list[Stated]:
    """Every standing membership, or those of some practices (by key)."""
    found = Membership.objects.standing()
    if practices is not None:
        found = found.filter(practice__in=practices)
    fields = ("practice_id", "network_id", "started", "ended", "as_at", "kind")
    return [Stated(*row) for row in found.order_by().values_list(*fields)]


def list_sizes(basis: Basis, as_at: date) -> dict[int, ListSizeThen]:
    """Each practice's newest list size up to ``as_at``, by the practice's key. Who has none by then is left out."""
    newest = (
        ListSize.objects.filter(practice=OuterRef("pk"), basis=basis, as_at__lte=as_at)
        .order_by("-as_at", "kind")
        .values("pk")[:1]
    )
    picked = Subquery(Practice.objects.annotate(newest=Subquery(newest)).values("newest"))
    rows = ListSize.objects.filter(pk__in=picked).order_by().values_list("practice_id", "patients", "as_at", "kind")
    return {practice: ListSizeThen(patients, day, kind) for practice, patients, day, kind in rows}
