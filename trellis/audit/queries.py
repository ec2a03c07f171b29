"""Reading the chain."""

from collections.abc import Iterator

from django.db.models import QuerySet

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


def verify() -> list[BrokenSeal]:
    """What is wrong with the chain; an empty list where nothing is."""
    return list(broken_seals(sealed_events()))


def events_of(subject: str) -> QuerySet[Event]:
    """What happened to ``subject``, newest first."""
    return Event.objects.filter(subject=subject).order_by("-pk")
