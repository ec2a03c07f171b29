"""How an event is sealed, and how a broken chain is found."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_SEAL = "0" * 64
"""What the first event of all follows."""

COMMAND_LINE = "command line"
"""The actor of what was done by a command rather than by a person signed in."""


@dataclass(frozen=True)
class SealedEvent:
    """An event as plain values; ``number`` is its place in the table."""

    number: int
    at: datetime
    actor: str
    event: str
    subject: str
    detail: Mapping[str, object]
    previous_seal: str
    seal: str
    board: str = ""


@dataclass(frozen=True)
class BrokenSeal:
    """An event whose content no longer fits its seal, or that does not follow the event before it."""

    number: int
    sentence: str


def seal(  # the parts of an event, each of which the seal must cover
    *,
    previous_seal: str,
    at: datetime,
    actor: str,
    event: str,
    subject: str,
    detail: Mapping[str, object],
    board: str = "",
) -> str:
    """SHA-256 (64 hexadecimal digits) over the seal before and every part of the event, times in UTC.

    ``board`` is left out where there is none, so that events from before it was kept still fit their seals.
    """
    content = json.dumps(
        [previous_seal, at.astimezone(UTC).isoformat(), actor, event, subject, detail, *([board] if board else [])],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def broken_seals(events: Iterable[SealedEvent]) -> Iterable[BrokenSeal]:
    """Every event, in the order given, that was altered, or before which one is missing."""
    expected = FIRST_SEAL
    for event in events:
        if event.previous_seal != expected:
            yield BrokenSeal(event.number, f"Event {event.number} does not follow the one before it: one was removed.")
        resealed = seal(
            previous_seal=event.previous_seal,
            at=event.at,
            actor=event.actor,
            event=event.event,
            subject=event.subject,
            detail=event.detail,
            board=event.board,
        )
        if resealed != event.seal:
            yield BrokenSeal(event.number, f"Event {event.number} was altered after it was written.")
        expected = event.seal
