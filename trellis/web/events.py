"""Events of the record as rows of a page and of a CSV file."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from trellis.access.rules import Role
from trellis.audit.models import Event
from trellis.common.dates import nhs_date
from trellis.web.wordings import event_words

SEALS = {"digest", "digests", "sha256", "replaces", "entries"}
"""Details that say nothing to a reader, or nothing more; the CSV has them."""

LABELS = {"numbers": "Entry", "at": "In", "ways": "By"}
"""What a detail is called where its name does not say it."""

MOST_OF_A_LIST, LONGEST_WORDS = 6, 300

DAY = re.compile(r"\d{4}-\d\d-\d\d")
PAGES = {"round": "assessment:round", "edition": "matrix:edition", "network": "register:network"}
SUBJECT = re.compile(r"\b(round|edition|network) ([\w.-]+)$")

CSV_HEADER = ["number", "at", "who", "event", "what", "about", "board", "detail", "seal"]


@dataclass(frozen=True)
class EventRow:
    """One event in plain words."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    details: str


def event_rows(events: Iterable[Event]) -> list[EventRow]:
    """Events in plain words, in their order."""
    return [
        EventRow(each.pk, timezone.localtime(each.at), each.actor, event_words(each.event), each.subject, details(each))
        for each in events
    ]


def csv_rows(events: Iterable[Event]) -> Iterator[list[object]]:
    """Events with everything that was recorded of them; moments in UTC."""
    for each in events:
        detail = json.dumps(each.detail, ensure_ascii=False, sort_keys=True)
        what = event_words(each.event)
        yield [each.pk, each.at.isoformat(), each.actor, each.event, what, each.subject, each.board, detail, each.seal]


def details(event: Event) -> str:
    """What else was recorded: "Due: 11 December 2026. Networks: ZN001, ZN002." """
    changes = event.event == "assessment.round_changed"
    parts = []
    for name, value in event.detail.items():
        if name in SEALS or value in ("", None, [], {}):
            continue
        if changes:
            said = " → ".join(told(name, one) or "none" for one in value)
        elif name == "numbers":
            said = " to ".join(dict.fromkeys(map(str, value)))
        else:
            said = told(name, value)
        label = LABELS.get(name) or name.replace("_", " ").capitalize()
        parts.append(f"{label}: {said}".rstrip(".") + ".")
    return " ".join(parts)


def told(name: str, value: object) -> str:
    """One detail in words: days as the NHS writes them, roles by their names, long lists cut short."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return told(name, [f"{key} {told(key, one)}" for key, one in value.items()])
    if isinstance(value, list):
        more = f" and {len(value) - MOST_OF_A_LIST:,} more" if len(value) > MOST_OF_A_LIST else ""
        return ", ".join(told(name, one) for one in value[:MOST_OF_A_LIST]) + more
    text = "" if value is None else str(value)
    if name in {"role", "as"} and text in set(Role):
        return Role(text).label
    if DAY.fullmatch(text):
        return nhs_date(date.fromisoformat(text))
    return text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS]}…"


def page_about(subject: str) -> tuple[str, str] | None:
    """The words and the address of the page where a subject ("round autumn-2026") is; None where it has none."""
    found = SUBJECT.search(subject)
    if found is None:
        return None
    return f"the {found[1]} {found[2]}", reverse(PAGES[found[1]], args=[found[2]])
