"""Reading the chain."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from trellis.audit.models import Event
from trellis.audit.rules import BrokenSeal, SealedEvent, broken_seals


def sealed_events() -> Iterator[SealedEvent]:
    """Every event from the first, as plain values, without holding them all in memory."""
    for row in Event.objects.order_by("pk").iterator(chunk_size=2000):
        yield SealedEvent(
            number=row.pk,
            at=row.at,
            actor=row.actor,
            event=row.event,
            subject=row.subject,
            detail=row.detail,
            previous_seal=row.previous_seal,
            seal=row.seal,
            board=row.board,
        )


def newest() -> int:
    """The number of the newest event; 0 where there is none."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def verify() -> list[BrokenSeal]:
    """What is wrong with the chain; an empty list where nothing is."""
    return list(broken_seals(sealed_events()))


@dataclass(frozen=True)
class Wanted:
    """Which events somebody looks for. Empty texts and None leave a part open.

    ``what`` is the name of an event; ``who`` and ``about`` are parts of the actor and the subject, whatever their
    case; ``since`` and ``until`` are the first and the last day, in London.
    """

    what: str = ""
    who: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None


def events_for(boards: Collection[str] | None, wanted: Wanted = Wanted()) -> QuerySet[Event]:
    """The events wanted, of those that an auditor of these boards (codes) may read; None for one of all England.

    Access stands above this room, so whoever asks has looked there first whose auditor somebody is.
    """
    found = Event.objects.all() if boards is None else Event.objects.filter(board__in=boards)
    if wanted.what:
        found = found.filter(event=wanted.what)
    if wanted.who:
        found = found.filter(actor__icontains=wanted.who)
    if wanted.about:
        found = found.filter(subject__icontains=wanted.about)
    if wanted.since:
        found = found.filter(at__gte=midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=midnight(wanted.until + timedelta(days=1)))
    return found.order_by("-pk")


def no_events() -> QuerySet[Event]:
    """None, where what was asked for makes no sense."""
    return Event.objects.none()


def midnight(day: date) -> datetime:
    """The moment at which a day begins in London."""
    return timezone.make_aware(datetime.combine(day, time()))


def events_of(subject: str) -> QuerySet[Event]:
    """What happened to ``subject``, newest first."""
    return Event.objects.filter(subject=subject).order_by("-pk")
