"""Every write of editions. A published edition never changes: nothing here writes to one but to retire it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.audit.actions import record
from trellis.common.transitions import NotAllowedNowError, move_from
from trellis.matrix import rules
from trellis.matrix.derivation import Change, Drop, Reword, changed, derive
from trellis.matrix.models import Component, ComponentParent, Edition, Step, Theme
from trellis.matrix.queries import edition_of, find_edition
from trellis.matrix.rules import EDITION_TRANSITIONS, EditionStatus
from trellis.matrix.shipped import SHIPPED_IDS, shipped_edition
from trellis.matrix.soundness import flaws, parent_flaws


class EditionRefusedError(Exception):
    """An edition that cannot be taken in or published. ``sentences`` say everything that is wrong with it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


@dataclass(frozen=True)
class Shipping:
    """What ``ship_editions`` did, by edition id. ``kept`` differ from what is shipped now and were left as they are."""

    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]


@transaction.atomic
def import_edition(edition: rules.Edition, *, by: Person | None) -> Edition:
    """Take an edition in as a draft.

    Raises EditionRefusedError where its id is taken, where its parent edition is not here, and for every flaw.
    """
    return _taken_in(edition, by=by, event="matrix.edition_imported")


@transaction.atomic
def derive_edition(
    parent: Edition, *, new_id: str, title: str, changes: Sequence[Change] = (), by: Person | None
) -> Edition:
    """Make a draft from a published or retired edition.

    Raises NotAllowedNowError where the parent is a draft, DerivationRefusedError for a change to what is not there, and
    EditionRefusedError where the new id is taken or the result is flawed.
    """
    if parent.status == EditionStatus.DRAFT.value:
        raise NotAllowedNowError("It is a draft: publish it first, then derive another edition from it.")
    derived = derive(edition_of(parent), new_id, rules.tidied(title), changes)
    return _taken_in(derived, by=by, event="matrix.edition_derived")


@transaction.atomic
def change_edition(edition: Edition, *, changes: Sequence[Change], by: Person | None) -> Edition:
    """Change a draft: retitle, add, drop, reword.

    Raises NotAllowedNowError for an edition that is no draft and DerivationRefusedError for a change to what is not
    there. A draft may be unfinished: what is still wrong with it is said when it is published.
    """
    row = _locked(edition)
    if row.status != EditionStatus.DRAFT.value:
        raise NotAllowedNowError(f"{row.title} is published and never changes. Derive another edition from it instead.")
    after = changed(edition_of(row), changes)
    _write_parts(row, after)
    detail = {"changes": [f"{type(change).__name__}: {_target(change)}" for change in changes]}
    record("matrix.edition_changed", by=by, subject=_subject(row), detail=detail)
    return row


@transaction.atomic
def publish(edition: Edition, *, by: Person | None) -> Edition:
    """Publish a draft; from now on it never changes.

    Raises NotAllowedNowError for what is no draft and EditionRefusedError for every flaw it still has.
    """
    row = _locked(edition)
    move = move_from(EDITION_TRANSITIONS, EditionStatus(row.status), "publish")
    _refuse_flawed(edition_of(row))
    row.status, row.published_at = move.to.value, timezone.now()
    row.save(update_fields=["status", "published_at"])
    record(move.event, by=by, subject=_subject(row), detail={"components": row.components.count()})
    return row


@transaction.atomic
def retire(edition: Edition, *, by: Person | None) -> Edition:
    """Retire a published edition: rounds no longer offer it, its returns stay. Raises NotAllowedNowError."""
    row = _locked(edition)
    move = move_from(EDITION_TRANSITIONS, EditionStatus(row.status), "retire")
    row.status, row.retired_at = move.to.value, timezone.now()
    row.save(update_fields=["status", "retired_at"])
    record(move.event, by=by, subject=_subject(row))
    return row


@transaction.atomic
def discard(edition: Edition, *, by: Person | None) -> Edition:
    """Delete a draft, and return what it was. Raises NotAllowedNowError for what is no draft."""
    row = _locked(edition)
    if row.status != EditionStatus.DRAFT.value:
        raise NotAllowedNowError(f"{row.title} is published and stays. Retire it, so that no new round offers it.")
    record("matrix.edition_discarded", by=by, subject=_subject(row), detail={"title": row.title})
    row.delete()
    return row


@transaction.atomic
def ship_editions(*, by: Person | None) -> Shipping:
    """Put the shipped editions in as published, those that are not there yet. Doing it twice changes nothing."""
    new: list[str] = []
    unchanged: list[str] = []
    kept: list[str] = []
    for edition_id in SHIPPED_IDS:
        there = find_edition(edition_id)
        if there is None:
            publish(import_edition(shipped_edition(edition_id), by=by), by=by)
            new.append(edition_id)
        else:
            (unchanged if there == shipped_edition(edition_id) else kept).append(edition_id)
    return Shipping(tuple(new), tuple(unchanged), tuple(kept))


def _subject(row: Edition) -> str:
    """How the audit calls the edition."""
    return f"edition {row.slug}"


def _target(change: Change) -> str:
    """What a change is about."""
    return change.component if isinstance(change, Drop | Reword) else change.theme


def _locked(edition: Edition) -> Edition:
    """The row as it stands now, held against others until the end of the transaction."""
    return Edition.objects.select_for_update(of=("self",)).select_related("parent").get(pk=edition.pk)


def _refuse_flawed(edition: rules.Edition) -> None:
    """Raise EditionRefusedError with every flaw of the edition."""
    found = (*flaws(edition), *parent_flaws(edition, find_edition))
    if found:
        raise EditionRefusedError([flaw.sentence for flaw in found])


def _taken_in(edition: rules.Edition, *, by: Person | None, event: str) -> Edition:
    """The edition as a draft, with its event."""
    if Edition.objects.filter(slug=edition.id).exists():
        raise EditionRefusedError([f"There is an edition {edition.id} already. Give the new one another id."])
    parent = Edition.objects.filter(slug=edition.parent).first() if edition.parent else None
    if edition.parent and parent is None:
        raise EditionRefusedError(
            [f"The edition {edition.id} comes from {edition.parent}, which is not here. Take that one in first."]
        )
    _refuse_flawed(edition)
    row = Edition.objects.create(slug=edition.id, title=edition.title, parent=parent, made_by=by)
    _write_parts(row, edition)
    detail = {"components": len(edition.components), "parent": edition.parent}
    record(event, by=by, subject=_subject(row), detail=detail)
    return row


def _write_parts(row: Edition, edition: rules.Edition) -> None:
    """Make a draft's rows those of ``edition``, in a fixed number of statements."""
    row.title, row.source, row.note = edition.title, edition.source, edition.note
    row.audiences = [audience.value for audience in edition.audiences]
    row.save(update_fields=["title", "source", "note", "audiences"])
    row.components.all().delete()
    row.themes.all().delete()
    row.steps.all().delete()
    steps = Step.objects.bulk_create(
        Step(edition=row, slug=step.id, title=step.title, place=place) for place, step in enumerate(edition.steps)
    )
    themes = Theme.objects.bulk_create(
        Theme(
            edition=row,
            slug=theme.id,
            title=theme.title,
            short_title=theme.short_title,
            also_called=list(theme.also_called),
            support_domains=[domain.value for domain in theme.support_domains],
            note=theme.note,
            place=place,
        )
        for place, theme in enumerate(edition.themes)
    )
    _write_components(row, edition, {step.slug: step for step in steps}, {theme.slug: theme for theme in themes})


def _write_components(
    row: Edition, edition: rules.Edition, steps: Mapping[str, Step], themes: Mapping[str, Theme]
) -> None:
    """The components of a draft and their map to the parent edition."""
    components = Component.objects.bulk_create(
        Component(
            edition=row,
            theme=themes[component.theme],
            step=steps[component.step],
            audience=component.audience.value,
            slug=component.id,
            order=component.order,
            place=place,
            statement=component.statement,
            looks_like=component.looks_like,
            source=component.source,
            fingerprints=list(component.fingerprints),
        )
        for place, component in enumerate(edition.components)
    )
    above = dict(Component.objects.filter(edition=row.parent_id).values_list("slug", "pk")) if row.parent_id else {}
    ComponentParent.objects.bulk_create(
        ComponentParent(component=made, parent_id=above[parent], place=place)
        for made, component in zip(components, edition.components, strict=True)
        for place, parent in enumerate(dict.fromkeys(component.parents))
    )
