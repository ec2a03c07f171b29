"""What was altered behind its back: drafts, frozen returns and signatures beside the events that tell of them.

Every entry and every frozen return holds a digest of what it says, and so does the audit event that was written with
it, which the chain seals. So a row that says something else by now, one whose digest was altered with it, and one that
is gone are all found, and named. Read in pieces; nothing is held that grows with the database.

A row and its event come in one transaction. So ``until``, the number of the newest event when looking began, leaves
out on both sides what is written meanwhile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef

from trellis.access.rules import Role
from trellis.assessment.drafting import EntryState, Field, Place, digest_of_all, entry_digest, states_of
from trellis.assessment.models import Assessment, Entry, SignOff
from trellis.assessment.naming import network_in_round
from trellis.assessment.queries.returns import blocks_of
from trellis.assessment.queries.signed import Shown
from trellis.assessment.rules import BlockReturn, Return, return_digest
from trellis.audit.models import Event
from trellis.audit.rules import COMMAND_LINE
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Block

ENTERED, SIGNED, RECORDED = "assessment.entered", "assessment.signed", "assessment.returns_recorded"
SEALED = "assessment.return_sealed"

UNTOLD = "{} is told of by no event: it was added or altered, or the event was removed."

UNSEALED = (
    "{} bears no seal: it was recorded before returns were sealed, or its seal was removed. "
    "`trellis audit seal` seals it as it is now."
)

PIECE = 2000
RETURNS_AT_ONCE = 200

T = TypeVar("T")


def pieces(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    """The rows, so many at a time."""
    while piece := list(islice(rows, size)):
        yield piece


# Drafts ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as it is kept now; ``component`` is an id, None where it is of a theme and audience."""

    event: int
    number: int
    code: str
    name: str
    round: str
    component: str | None
    theme: str
    audience: str
    field: str
    value: str
    based_on: int
    entered_at: datetime
    entered_by: str | None
    token: str
    digest: str
    state: str

    @property
    def subject(self) -> str:
        """What the audit calls its network in the round."""
        return network_in_round(self.code, self.round)

    @property
    def words(self) -> str:
        """What it is called where something is wrong with it."""
        where = self.component or f"{self.theme}, {self.audience}"
        return f"Entry {self.number} of {self.name} in {self.round} ({where}, {Field(self.field).label.lower()})"

    @property
    def digest_now(self) -> str:
        """The digest of what it says now."""
        return entry_digest(
            asked=self.subject,
            number=self.number,
            place=Place(Field(self.field), self.theme, self.audience, self.component or ""),
            value=self.value,
            based_on=self.based_on,
            entered_at=self.entered_at,
            entered_by=self.entered_by or COMMAND_LINE,
            token=self.token,
        )


ENTRY_FIELDS = (
    *("event", "number", "asked__network__code", "asked__name", "asked__round__slug", "component__slug", "theme"),
    *("audience", "field", "value", "based_on", "entered_at", "entered_by__email", "token", "digest", "state"),
)
"""KeptEntry's, as columns."""


def altered_entries(until: int) -> Iterator[str]:
    """A sentence for every entry that was altered or removed after it was written, in the order of their events."""
    rows = Entry.objects.filter(event__lte=until).order_by("event", "number").values_list(*ENTRY_FIELDS)
    entries = (KeptEntry(*row) for row in rows.iterator(PIECE))
    events = Event.objects.filter(pk__lte=until, event=ENTERED).order_by("pk").iterator(PIECE)
    told = next(events, None)
    for number, together in groupby(entries, key=lambda entry: entry.event):
        while told and told.pk < number:
            yield from beside_its_event(told, [])
            told = next(events, None)
        if told and told.pk == number:
            yield from beside_its_event(told, list(together))
            told = next(events, None)
        else:
            yield from (UNTOLD.format(entry.words) for entry in together)
    while told:
        yield from beside_its_event(told, [])
        told = next(events, None)
    later = Entry.objects.filter(~told_of(), event__gt=until).order_by("event", "number").values_list(*ENTRY_FIELDS)
    yield from (UNTOLD.format(KeptEntry(*row).words) for row in later.iterator(PIECE))


def told_of() -> Exists:
    """Whether the event of a row is there. One statement sees both or neither of what is written meanwhile."""
    return Exists(Event.objects.filter(pk=OuterRef("event")))


def beside_its_event(event: Event, entries: Sequence[KeptEntry]) -> Iterator[str]:
    """What is wrong with the entries of one event."""
    altered = [entry for entry in entries if entry.digest_now != entry.digest or entry.subject != event.subject]
    yield from (f"{entry.words} was altered after it was written." for entry in altered)
    first, last = event.detail["numbers"]
    gone = sorted(set(range(first, last + 1)) - {entry.number for entry in entries})
    yield from (f"Entry {number} of {event.subject} is gone: event {event.pk} tells of it." for number in gone)
    if not altered and not gone and digest_of_all(entry.digest for entry in entries) != event.detail["digest"]:
        # Their own digests were altered with them, so that only all of them together show it.
        one_of = "" if len(entries) == 1 else "One of these was altered after it was written: "
        altered_too = " was altered after it was written." if len(entries) == 1 else "."
        yield one_of + "; ".join(entry.words for entry in entries) + altered_too


def altered_states() -> Iterator[str]:
    """A sentence for every entry that is kept as counting, or not, otherwise than it was entered."""
    place = ("asked", "component", "theme", "audience", "field")
    rows = Entry.objects.order_by(*place, "number").values_list("asked", *ENTRY_FIELDS)
    entries = ((row[0], KeptEntry(*row[1:])) for row in rows.iterator(PIECE))
    for _, group in groupby(
        entries, key=lambda row: (row[0], row[1].component, row[1].theme, row[1].audience, row[1].field)
    ):
        together = [entry for _, entry in group]
        states = states_of((entry.number, entry.based_on) for entry in together)
        for entry in together:
            if entry.state != states[entry.number]:
                kept, due = EntryState(entry.state).value, states[entry.number].value
                yield f"{entry.words} was altered after it was written: it is kept as {kept}, and was {due}."


# Returns --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptReturn:
    """A frozen return as it is kept now, with the address and the role of who signed it, where somebody did."""

    key: int
    event: int
    code: str
    name: str
    round: str
    edition: str
    dated: date | None
    received_at: datetime
    digest: str
    signed_by: str | None
    signed_as: str | None

    @property
    def subject(self) -> str:
        """What the audit calls its network in the round."""
        return network_in_round(self.code, self.round)

    @property
    def words(self) -> str:
        """What it is called where something is wrong with it."""
        return f"The return of {self.name} in {self.round}, received on {nhs_date(self.received_at)},"


RETURN_FIELDS = (
    *("pk", "event", "asked__network__code", "asked__name", "asked__round__slug", "asked__round__edition__slug"),
    *("dated", "received_at", "digest", "sign_off__signed_by__email", "sign_off__signed_as"),
)
"""KeptReturn's, as columns."""


def altered_returns(until: int) -> Iterator[str]:
    """A sentence for every frozen return, and every signature, that was altered after it was written."""
    rows = Assessment.objects.filter(event__lte=until).order_by("pk").values_list(*RETURN_FIELDS)
    for piece in pieces((KeptReturn(*row) for row in rows.iterator(PIECE)), RETURNS_AT_ONCE):
        blocks, evidence = blocks_of([each.key for each in piece]), evidence_of(piece)
        events = Event.objects.in_bulk([each.event for each in piece])
        signatures = signatures_told(piece)
        for each in piece:
            now = digest_now(each, blocks.get(each.key, {}), evidence.get(each.key, []))
            if not each.digest and not each.event:
                yield UNSEALED.format(each.words)
            elif not each.digest == now == digest_told(events.get(each.event), each):
                yield f"{each.words} was altered after it was written."
            if each.signed_by and (each.subject, each.digest, each.signed_by, each.signed_as) not in signatures:
                yield f"{each.words} bears a signature that was altered or added."
    later = Assessment.objects.filter(~told_of(), event__gt=until).order_by("pk").values_list(*RETURN_FIELDS)
    yield from (UNTOLD.format(KeptReturn(*row).words) for row in later.iterator(PIECE))


def digest_now(kept: KeptReturn, blocks: dict[Block, BlockReturn], evidence: Sequence[Shown]) -> str:
    """The digest of what a return says now."""
    said = Return(
        file="", edition=kept.edition, network=kept.name, network_code=kept.code, dated=kept.dated, blocks=blocks
    )
    return return_digest(said, [each.named for each in evidence])


def evidence_of(returns: Sequence[KeptReturn]) -> dict[int, list[Shown]]:
    """What each of these returns shows as evidence, by its key; one query."""
    columns = ("component__slug", "title", "link", "file_name", "sha256")
    rows = Assessment.evidence.through.objects.filter(assessment__in=[each.key for each in returns])
    found: dict[int, list[Shown]] = {}
    for key, number, *said in rows.order_by("evidence").values_list(
        "assessment", "evidence", *(f"evidence__{column}" for column in columns)
    ):
        found.setdefault(key, []).append(Shown(number, *said))
    return found


def digest_told(event: Event | None, kept: KeptReturn) -> str | None:
    """The digest by which an event tells of a return; None where it does not."""
    return digests_told(event).get(kept.subject) if event else None


def digests_told(event: Event) -> dict[str, str]:
    """The digests of the returns that an event tells of, by what the audit calls their networks."""
    if event.event in {SIGNED, SEALED}:
        return {event.subject: event.detail["digest"]}
    if event.event == RECORDED:
        digests: dict[str, str] = event.detail.get("digests", {})
        return {f"network {code} in {event.subject}": digest for code, digest in digests.items()}
    return {}


def signatures_told(returns: Sequence[KeptReturn]) -> set[tuple[Any, ...]]:
    """Who signed what in which role, of these networks, by the events; one query."""
    rows = Event.objects.filter(event=SIGNED, subject__in={each.subject for each in returns if each.signed_by})
    return {(row.subject, row.detail["digest"], row.actor, Role(row.detail["as"]).label) for row in rows}


def missing_returns(until: int) -> Iterator[str]:
    """A sentence for every return, and every signature, that an event tells of and that is gone."""
    events = Event.objects.filter(pk__lte=until, event__in=[SIGNED, RECORDED, SEALED]).order_by("pk")
    for piece in pieces(events.iterator(PIECE), RETURNS_AT_ONCE):
        told = {event.pk: digests_told(event) for event in piece}
        digests = {digest for each in told.values() for digest in each.values()}
        kept = set(Assessment.objects.filter(digest__in=digests).values_list("digest", flat=True))
        signed = set(
            SignOff.objects.filter(assessment__digest__in=digests).values_list("assessment__digest", flat=True)
        )
        for event in piece:
            for subject, digest in told[event.pk].items():
                if digest not in kept:
                    yield f"The return of {subject} that event {event.pk} tells of is gone, or was altered."
                elif event.event == SIGNED and digest not in signed:
                    yield f"The signature under the return of {subject} that event {event.pk} tells of is gone."


# All of it ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Looked:
    """How much was looked at."""

    entries: int
    returns: int


def altered(until: int) -> Iterator[str]:
    """A sentence for everything that was altered, added or removed behind its back."""
    yield from altered_entries(until)
    yield from altered_states()
    yield from altered_returns(until)
    yield from missing_returns(until)


def looked_at(until: int) -> Looked:
    """How many rows ``altered`` looks at."""
    return Looked(Entry.objects.filter(event__lte=until).count(), Assessment.objects.filter(event__lte=until).count())
