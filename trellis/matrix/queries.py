"""Every read of editions. Rooms above take frozen ``rules.Edition`` values from here, never rows of components."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from trellis.accounts.models import Person
from trellis.common.memory import memory
from trellis.matrix import rules
from trellis.matrix.models import Component, ComponentParent, Edition, Step, Theme
from trellis.matrix.rules import Audience, EditionStatus, SupportDomain

DERIVE = "matrix.derive_edition"
"""The permission to make local editions; who has it sees drafts."""


@dataclass(frozen=True)
class EditionLine:
    """An edition in the list of editions, with how many themes and components it has."""

    slug: str
    title: str
    note: str
    status: EditionStatus
    parent_slug: str
    parent_title: str
    themes: int
    components: int
    published_at: datetime | None


def all_editions() -> QuerySet[Edition]:
    """Every edition, for the command line."""
    return Edition.objects.select_related("parent")


def editions_kept_by(person: Person) -> QuerySet[Edition]:
    """The editions that a person may change, publish, retire or delete: their own; for an administrator, all.

    So a lead of one board neither sees the drafts of another nor retires the national matrix for everybody.
    """
    everything = all_editions()
    if not person.has_perm(DERIVE):
        return everything.none()
    return everything if person.is_administrator else everything.filter(made_by=person)


def editions_seen_by(person: Person) -> QuerySet[Edition]:
    """The editions that a person may read: published and retired ones, and the drafts that are theirs to keep."""
    open_to_all = Q(status__in=[EditionStatus.PUBLISHED.value, EditionStatus.RETIRED.value])
    return all_editions().filter(open_to_all | Q(pk__in=editions_kept_by(person).values("pk")))


def drafts_kept_by(person: Person) -> QuerySet[Edition]:
    """The drafts that a person may change."""
    return editions_kept_by(person).filter(status=EditionStatus.DRAFT.value)


def published_editions() -> QuerySet[Edition]:
    """The editions that a new round may use, by title."""
    return Edition.objects.filter(status=EditionStatus.PUBLISHED.value).order_by("title")


def edition_lines(editions: QuerySet[Edition]) -> tuple[EditionLine, ...]:
    """A line for each edition: published ones first, then drafts, then retired ones, the latest first. One query."""
    counted = editions.annotate(
        theme_count=Count("themes", distinct=True), component_count=Count("components", distinct=True)
    ).order_by("pk")
    lines = [
        EditionLine(
            slug=row.slug,
            title=row.title,
            note=row.note,
            status=EditionStatus(row.status),
            parent_slug=row.parent.slug if row.parent else "",
            parent_title=row.parent.title if row.parent else "",
            themes=row.theme_count,
            components=row.component_count,
            published_at=row.published_at,
        )
        for row in counted
    ]
    shown = (EditionStatus.PUBLISHED, EditionStatus.DRAFT, EditionStatus.RETIRED)
    return tuple(sorted(lines, key=lambda line: shown.index(line.status)))


def edition_of(row: Edition) -> rules.Edition:
    """The edition of a row as a frozen value. Five queries; none for a published one that was read before."""
    if row.status == EditionStatus.DRAFT.value:
        return _built(row)
    key = f"matrix.edition.{row.pk}.{row.slug}.{row.published_at}".replace(" ", "_")
    edition: rules.Edition | None = memory.get(key)
    if edition is None:
        edition = _built(row)
        memory.set(key, edition)
    return edition


def edition_by_id(edition_id: str) -> rules.Edition:
    """The edition with this id, whatever its status. Raises Edition.DoesNotExist."""
    return edition_of(Edition.objects.select_related("parent").get(slug=edition_id))


def find_edition(edition_id: str) -> rules.Edition | None:
    """The edition with this id, or None: for the ``find`` of imports and derivation."""
    row = Edition.objects.select_related("parent").filter(slug=edition_id).first()
    return edition_of(row) if row else None


def _built(row: Edition) -> rules.Edition:
    """The frozen edition, from its rows."""
    parents: dict[int, list[str]] = {}
    links = ComponentParent.objects.filter(component__edition=row).order_by("component", "place")
    for component_id, parent in links.values_list("component_id", "parent__slug"):
        parents.setdefault(component_id, []).append(parent)
    components = Component.objects.filter(edition=row).select_related("theme", "step").order_by("place")
    return rules.Edition(
        id=row.slug,
        title=row.title,
        source=row.source,
        themes=tuple(_theme(theme) for theme in Theme.objects.filter(edition=row).order_by("place")),
        steps=tuple(rules.Step(step.slug, step.title) for step in Step.objects.filter(edition=row).order_by("place")),
        audiences=tuple(Audience(audience) for audience in row.audiences),
        components=tuple(_component(component, parents.get(component.pk, [])) for component in components),
        parent=row.parent.slug if row.parent else "",
        note=row.note,
    )


def _theme(row: Theme) -> rules.Theme:
    domains = tuple(SupportDomain(domain) for domain in row.support_domains)
    return rules.Theme(row.slug, row.title, row.short_title, tuple(row.also_called), domains, row.note)


def _component(row: Component, parents: list[str]) -> rules.Component:
    return rules.Component(
        id=row.slug,
        theme=row.theme.slug,
        audience=Audience(row.audience),
        step=row.step.slug,
        order=row.order,
        statement=row.statement,
        looks_like=row.looks_like,
        source=row.source,
        fingerprints=tuple(row.fingerprints),
        parents=tuple(parents),
    )
