"""A network's draft: what counts in each place, what stands beside it, and how it came to be."""

from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from trellis.access.queries import holdings_of
from trellis.access.rules import Level, may
from trellis.accounts.models import Person
from trellis.assessment.drafting import EntryState, Field, Origin, Place
from trellis.assessment.models import CellRequest, Entry, RoundNetwork
from trellis.assessment.queries.scope import asked_within, holdings_that_may, ready_for_pages
from trellis.assessment.rules import BlockReturn, Mark, Return
from trellis.assessment.standing import RoundStatus
from trellis.common.memory import memory
from trellis.matrix.models import Component
from trellis.matrix.models import Edition as EditionRow
from trellis.matrix.rules import Audience, Block, Edition

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody entered in a place. ``by`` is their name, as pages say it; ``number`` its order in the draft."""

    place: Place
    value: str
    number: int
    by: str
    by_address: str
    at: datetime
    origin: Origin
    state: EntryState


@dataclass(frozen=True)
class Draft:
    """What counts in each place that anything was entered in, and what stands beside it, in the order it came."""

    version: int
    current: Mapping[Place, Entered] = field(default_factory=dict)
    beside: Mapping[Place, tuple[Entered, ...]] = field(default_factory=dict)

    def value(self, place: Place) -> str:
        """What counts in a place; empty for nothing."""
        found = self.current.get(place)
        return found.value if found else ""

    def seen(self, place: Place) -> int:
        """The number to base a change on: of the newest entry that a page of this draft shows in the place."""
        shown = [*self.beside.get(place, ()), *([self.current[place]] if place in self.current else [])]
        return max((each.number for each in shown), default=0)

    @property
    def values(self) -> dict[Place, str]:
        """What counts, by place; cleared places are left out."""
        return {place: entered.value for place, entered in self.current.items() if entered.value}

    @property
    def last(self) -> Entered | None:
        """What was entered last of all."""
        every = [*self.current.values(), *(each for beside in self.beside.values() for each in beside)]
        return max(every, key=lambda each: each.number, default=None)


def drafts_for(person: Person, permission: str = "assessment.view_draft") -> QuerySet[RoundNetwork]:
    """The networks asked, in rounds past their draft, in which a person may do this as one of the network's own.

    Ready for ``has_perm``: three queries when read.
    """
    own = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, permission)))
    return ready_for_pages(own.exclude(round__status=RoundStatus.DRAFT.value))


def writable_by(person: Person, slug: str, code: str) -> RoundNetwork | None:
    """The network asked into whose draft a person may enter something, as ``enter`` needs it; None for nothing there.

    People type faster than pages are opened, so it is remembered: what can change about it once a round is open
    (whether it still is, is withdrawn or signed, its version) ``enter`` looks at anew, under the lock.
    """
    if not may("assessment.answer", holdings_of(person), frozenset({(Level.NETWORK, code)})):
        return None
    key = f"assessment.writable.{slug}.{code}"
    found: RoundNetwork | None = memory.get(key)
    if found is None:
        found = (
            RoundNetwork.objects.filter(round__slug=slug, network__code=code)
            .exclude(round__status=RoundStatus.DRAFT.value)
            .select_related("network", "round__board", "round__edition__parent")
            .first()
        )
        if found:
            memory.set(key, found)
    return copy(found)


ENTRY_VALUES = (
    *("component__slug", "theme", "audience", "field", "value", "number"),
    *("entered_by__name", "entered_by__email", "entered_at", "origin", "state"),
)


def entered(rows: QuerySet[Entry]) -> Iterator[Entered]:
    """Entries as plain values, in their order."""
    for component, theme, audience, kind, value, number, name, address, at, origin, state in rows.order_by(
        "number"
    ).values_list(*ENTRY_VALUES):
        place = Place(Field(kind), theme, audience, component or "")
        yield Entered(place, value, number, name or "", address or "", at, Origin(origin), EntryState(state))


def draft_of(asked: RoundNetwork, themes: Collection[str] = ()) -> Draft:
    """The draft as it is now, or what of it lies in these themes (ids); one query."""
    current: dict[Place, Entered] = {}
    beside: dict[Place, list[Entered]] = {}
    rows = Entry.objects.filter(asked=asked, state__in=[EntryState.CURRENT.value, EntryState.BESIDE.value])
    if themes:
        rows = rows.filter(theme__in=themes)
    for each in entered(rows):
        if each.state is EntryState.CURRENT:
            current[each.place] = each
        else:
            beside.setdefault(each.place, []).append(each)
    return Draft(asked.version, current, {place: tuple(versions) for place, versions in beside.items()})


def history_of(asked: RoundNetwork, component: str = "", theme: str = "", audience: str = "") -> list[Entered]:
    """Everything that was ever entered for a component, or for a theme and audience, or (without either) at all.

    Oldest first. Entries that stood beside another and were not chosen are in it too: nothing is lost.
    """
    rows = Entry.objects.filter(asked=asked)
    if component:
        rows = rows.filter(component__slug=component)
    elif theme:
        rows = rows.filter(component__isnull=True, theme=theme, audience=audience)
    return list(entered(rows))


def changed_since(asked: RoundNetwork, version: int) -> list[Entered]:
    """What was entered after a version, oldest first."""
    return list(entered(Entry.objects.filter(asked=asked, number__gt=version)))


def draft_at(asked: RoundNetwork, *, version: int | None = None, day: date | None = None) -> Draft:
    """The draft as it stood at a version, or at the end of a day in London.

    In order of numbers, not of clocks: of what was entered by then, the last that counted when it came.
    """
    rows = Entry.objects.filter(asked=asked)
    if version is not None:
        rows = rows.filter(number__lte=version)
    if day is not None:
        rows = rows.filter(entered_at__lte=datetime.combine(day, time.max, tzinfo=LONDON))
    current: dict[Place, Entered] = {}
    last = 0
    for each in entered(rows):
        last = max(last, each.number)
        if each.state.counted:
            current[each.place] = each
    return Draft(last, current)


def component_keys(row: EditionRow) -> Mapping[str, int]:
    """The database keys of an edition's components, by id. Remembered: a published edition never changes."""
    key = f"assessment.component_keys.{row.pk}.{row.slug}"
    found: dict[str, int] | None = memory.get(key)
    if found is None:
        found = dict(Component.objects.filter(edition=row).values_list("slug", "pk"))
        memory.set(key, found)
    return found


def return_from(values: Mapping[Place, str], asked: RoundNetwork, edition: Edition, dated: date | None) -> Return:
    """What a draft says as a return, as the system would get it: without private notes, and of ``edition`` alone."""
    blocks = {block: BlockReturn(block) for block in edition.blocks}
    for place, value in values.items():
        block = blocks.get(Block(place.theme, Audience(place.audience)))
        if block is None or not value or not place.field.leaves_the_network:
            continue
        blocks[block.block] = with_value(block, place, value)
    said = {block: each for block, each in blocks.items() if each != BlockReturn(block)}
    return Return(
        file="",
        edition=edition.id,
        network=asked.name,
        network_code=asked.network.code,
        dated=dated,
        blocks=said,
        round=asked.round.slug,
        version=asked.version,
    )


def with_value(block: BlockReturn, place: Place, value: str) -> BlockReturn:
    """The block with one place of it filled in."""
    if place.field is Field.MARK:
        return replace(block, marks=block.marks | {place.component: Mark(value)})
    if place.field is Field.NOTE:
        return replace(block, remarks=block.remarks | {place.component: value})
    if place.field is Field.TARGET_BY:
        return replace(block, target_by=date.fromisoformat(value))
    if place.field is Field.POSITION:
        return replace(block, stated=value)
    return replace(block, comment=value) if place.field is Field.COMMENT else replace(block, target=value)


def values_of(returned: Return) -> dict[Place, str]:
    """What a return says, by place: the way back from ``return_from``."""
    values: dict[Place, str] = {}
    for block, said in returned.blocks.items():
        at = (block.theme, block.audience.value)
        values |= {Place(Field.MARK, *at, component): mark.value for component, mark in said.marks.items()}
        values |= {Place(Field.NOTE, *at, component): words for component, words in said.remarks.items()}
        values |= {
            Place(kind, *at): text
            for kind, text in (
                (Field.POSITION, said.stated),
                (Field.COMMENT, said.comment),
                (Field.TARGET, said.target),
                (Field.TARGET_BY, said.target_by.isoformat() if said.target_by else None),
            )
            if text
        }
    return values


def requested_cells(asked: RoundNetwork) -> frozenset[str]:
    """The components that the system asks for again, after the network has signed; by id."""
    open_requests = CellRequest.objects.filter(CellRequest.WAITING, asked=asked)
    return frozenset(slug for slug in open_requests.values_list("components__slug", flat=True) if slug)
