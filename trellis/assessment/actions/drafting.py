"""Entering something into a network's draft. Saved means saved: what this returns from is on the disk.

The asked network's row is locked first, so that entries get their numbers one after the other and nobody signs in
between. Everything else happens to new rows: see models.Entry.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.events import record_about, subject_of
from trellis.assessment.drafting import (
    LONGEST_TEXT,
    EntryState,
    Field,
    Origin,
    Place,
    Verdict,
    digest_of_all,
    entry_digest,
    verdict,
)
from trellis.assessment.models import Assessment, Entry, RoundNetwork
from trellis.assessment.queries.drafts import component_keys, requested_cells
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.rules import Mark
from trellis.assessment.standing import RoundStatus
from trellis.audit.rules import COMMAND_LINE
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Edition


@dataclass(frozen=True)
class Input:
    """What somebody wants to enter in a place, having seen the entry numbered ``based_on`` there (0 for none)."""

    place: Place
    value: str
    based_on: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of an input. ``number`` is that of the entry that counts now, or of the one put beside it."""

    place: Place
    verdict: Verdict
    number: int


@dataclass(frozen=True)
class Saved:
    """What became of everything that was entered together; ``version`` is the draft's version after it."""

    outcomes: tuple[Outcome, ...]
    version: int

    @property
    def conflicts(self) -> tuple[Outcome, ...]:
        """What stands beside something that its author had not seen."""
        return tuple(each for each in self.outcomes if each.verdict is Verdict.BESIDE)


def enter(
    asked: RoundNetwork,
    inputs: Sequence[Input],
    *,
    by: Person | None,
    token: str = "",
    origin: Origin = Origin.PAGE,
    at: datetime | None = None,
) -> Saved:
    """Enter values into places of a draft. Where a place says so already, nothing is written.

    What somebody else entered meanwhile is not overwritten: the new value is put beside it. ``token`` is the form's,
    so that a form sent twice is entered once. Raises NotAllowedNowError, with a sentence, where the draft cannot be
    changed now, and ValidationError for a value that makes no sense; then nothing of it is kept.
    """
    # What needs no lock is done before it is taken: while one writes, all others wait.
    edition = edition_of_round(asked.round)
    check_each(edition, inputs)
    keys = component_keys(asked.round.edition)
    entering = Entering(asked, keys, by=by, origin=origin, token=token or secrets.token_hex(8), at=at)
    with transaction.atomic():
        return entering.enter(inputs)


def locked_for_writing(asked: RoundNetwork, components: Collection[str] = ()) -> int:
    """Lock the asked network's row till the transaction ends; returns the draft's version.

    Raises NotAllowedNowError where the draft is closed to changes. A signed draft takes only ``components`` that the
    system has asked for again.
    """
    version, withdrawn_at, round_status, closed_at = (
        RoundNetwork.objects.select_for_update(of=("self",))
        .values_list("version", "withdrawn_at", "round__status", "round__closed_at")
        .get(pk=asked.pk)
    )
    # A statement of its own: PostgreSQL answers the one that waited for the lock, but for the locked row itself, as
    # things stood before whoever had the lock signed or recalled.
    is_submitted = Assessment.objects.filter(asked=asked, superseded_at__isnull=True).exists()
    status = RoundStatus(round_status)
    if status is RoundStatus.DRAFT:
        raise NotAllowedNowError("The round is not open yet, so nothing can be entered. Nothing was changed.")
    if status is not RoundStatus.OPEN:
        raise NotAllowedNowError(
            f"The round was closed on {nhs_date(closed_at)}, so this was not saved. "
            "Ask your system lead whether to reopen it."
        )
    if withdrawn_at:
        raise NotAllowedNowError(
            f"{asked.name} was withdrawn from the round on {nhs_date(withdrawn_at)}, so this was not saved."
        )
    if is_submitted and not (set(components) and set(components) <= requested_cells(asked)):
        raise NotAllowedNowError(
            "The assessment has been signed and is with the board, so this was not saved. Recall it to change it."
        )
    return version


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry that counts in a place, or stands beside the one that does."""

    key: int
    number: int
    value: str


Current = dict[Place, Standing]
Beside = dict[Place, list[Standing]]


def standing_entries(asked: RoundNetwork, places: Sequence[Place], keys: Mapping[str, int]) -> tuple[Current, Beside]:
    """What counts in these places (and in the others of their components and blocks), and what stands beside it."""
    rows = Entry.objects.filter(asked=asked, state__in=[EntryState.CURRENT.value, EntryState.BESIDE.value])
    if len({place.component for place in places}) == 1 and places[0].component:
        rows = rows.filter(component=keys[places[0].component])
    names = {key: name for name, key in keys.items()}
    current: Current = {}
    beside: Beside = {}
    for key, component, theme, audience, field, state, number, value in rows.order_by("number").values_list(
        "pk", "component_id", "theme", "audience", "field", "state", "number", "value"
    ):
        place = Place(Field(field), theme, audience, names[component] if component else "")
        found = Standing(key, number, value)
        if state == EntryState.CURRENT.value:
            current[place] = found
        else:
            beside.setdefault(place, []).append(found)
    return current, beside


def check_each(edition: Edition, inputs: Sequence[Input]) -> None:
    """Raise ValidationError for a place the edition does not ask about, or a value that means nothing there."""
    for each in inputs:
        check_place(edition, each.place)
        check_value(edition, each.place, each.value)


def check_together(inputs: Sequence[Input], current: Current) -> None:
    """Raise ValidationError where, after these inputs, a component would not apply and nothing would say why."""
    new = {each.place: each.value for each in inputs}
    for place in new:
        if place.field in {Field.MARK, Field.NOTE}:
            mark, note = (
                Place(field, place.theme, place.audience, place.component) for field in (Field.MARK, Field.NOTE)
            )
            check_reason(*(new.get(at, current[at].value if at in current else "") for at in (mark, note)))


def check_place(edition: Edition, place: Place) -> None:
    """Raise ValidationError where the edition asks nothing there."""
    if place.component:
        component = edition.by_id.get(place.component)
        known = component and (component.theme, component.audience.value) == (place.theme, place.audience)
    else:
        known = any((block.theme, block.audience.value) == (place.theme, place.audience) for block in edition.blocks)
    if not known:
        raise ValidationError("The round does not ask about this. Nothing was saved. Open the page again.")


def check_value(edition: Edition, place: Place, value: str) -> None:
    """Raise ValidationError for a value that the field cannot hold. Empty clears, whatever the field."""
    if not value:
        return
    if place.field is Field.MARK and value not in set(Mark):
        raise ValidationError("Choose one of the answers. Nothing was saved.")
    if place.field in {Field.POSITION, Field.TARGET} and value not in edition.positions:
        raise ValidationError("Choose one of the positions. Nothing was saved.")
    if place.field is Field.TARGET_BY:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise ValidationError("Enter the target date as a day, month and year, such as 31 3 2027.") from None
    if len(value) > LONGEST_TEXT:
        raise ValidationError(
            f"This is {len(value):,} characters long and at most {LONGEST_TEXT:,} can be kept. Nothing was saved. "
            "Shorten it, or add it as evidence in a file."
        )


def check_reason(mark: str, note: str) -> None:
    """Raise ValidationError where a component is said not to apply and nothing says why."""
    if mark == Mark.DOES_NOT_APPLY.value and not note.strip():
        raise ValidationError("Say in the note why it does not apply. Nothing was saved yet.")


class Entering:
    """What is entered together, while it is weighed and written."""

    def __init__(
        self,
        asked: RoundNetwork,
        keys: Mapping[str, int],
        *,
        by: Person | None,
        origin: Origin,
        token: str,
        at: datetime | None,
    ) -> None:
        self.asked, self.keys = asked, keys
        self.by, self.origin, self.token = by, origin, token
        self.at = at or timezone.now()
        self.new: list[Entry] = []
        self.past: list[int] = []
        self.aside: list[int] = []
        self.outcomes: list[Outcome] = []

    def enter(self, inputs: Sequence[Input]) -> Saved:
        """Lock, weigh each input, write. Within a transaction."""
        self.version = locked_for_writing(self.asked, {each.place.component for each in inputs})
        # The row that came in may be older: what is entered is weighed against the one that is locked.
        self.asked.version = self.version
        self.current, self.beside = standing_entries(self.asked, [each.place for each in inputs], self.keys)
        if self.origin is Origin.PAGE:  # what comes from elsewhere is taken as it is, and its reasons asked for later
            check_together(inputs, self.current)
        for each in inputs:
            self.weigh(each)
        if self.is_replayed():
            return Saved((), self.version - len(self.new))
        self.write()
        return Saved(tuple(self.outcomes), self.version)

    def is_replayed(self) -> bool:
        """Whether this form was entered before. Only asked where it matters: otherwise it says the same again."""
        if all(each.verdict is not Verdict.BESIDE for each in self.outcomes):
            return False
        return Entry.objects.filter(asked=self.asked, token=self.token).exists()

    def weigh(self, given: Input) -> None:
        """Decide what becomes of one input. What another form entered since is put beside, not over it."""
        place, value = given.place, given.value.strip()
        now = self.current.get(place)
        before, number = (now.value, now.number) if now else ("", 0)
        found = verdict(current=before, current_number=number, new=value, based_on=given.based_on)
        chosen = [each for each in self.beside.get(place, ()) if each.number <= given.based_on]
        if found is Verdict.SAME and chosen and given.based_on >= number:
            found = Verdict.TAKEN  # a choice of the one that counted already
        if found is Verdict.SAME:
            self.outcomes.append(Outcome(place, found, number))
            return
        if found is Verdict.TAKEN:
            self.past += [now.key] if now else []
            self.aside += [each.key for each in chosen]
        self.version += 1
        self.new.append(self.entry(given, value, found))
        self.outcomes.append(Outcome(place, found, self.version))

    def entry(self, given: Input, value: str, found: Verdict) -> Entry:
        """The row of an input."""
        place = given.place
        return Entry(
            asked_id=self.asked.pk,
            number=self.version,
            component_id=self.keys[place.component] if place.component else None,
            theme=place.theme,
            audience=place.audience,
            field=place.field.value,
            value=value,
            state=(EntryState.CURRENT if found is Verdict.TAKEN else EntryState.BESIDE).value,
            based_on=given.based_on,
            origin=self.origin.value,
            entered_at=self.at,
            entered_by=self.by,
            token=self.token,
            digest=entry_digest(
                asked=subject_of(self.asked),
                number=self.version,
                place=place,
                value=value,
                based_on=given.based_on,
                entered_at=self.at,
                entered_by=self.by.email if self.by else COMMAND_LINE,
                token=self.token,
            ),
        )

    def write(self) -> None:
        """Everything in a constant number of statements, the audit event last: its lock is the one all wait for."""
        if not self.new:
            return
        if self.past:
            Entry.objects.filter(pk__in=self.past).update(state=EntryState.PAST.value)
        if self.aside:
            Entry.objects.filter(pk__in=self.aside).update(state=EntryState.ASIDE.value)
        RoundNetwork.objects.filter(pk=self.asked.pk).update(version=self.version, changed_at=self.at)
        self.asked.version, self.asked.changed_at = self.version, self.at
        event = record_about(
            "assessment.entered",
            self.asked,
            by=self.by,
            detail={
                "entries": len(self.new),
                "numbers": [self.new[0].number, self.new[-1].number],
                "digest": digest_of_all(each.digest for each in self.new),
            },
        )
        for each in self.new:
            each.event = event.pk
        Entry.objects.bulk_create(self.new)
