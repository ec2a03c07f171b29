"""Workbooks that wait for a network to look at, and how what they say differs from its page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from trellis.assessment.drafting import Difference, EntryState, Field, Place, differences
from trellis.assessment.models import Entry, OfferedReturn, RoundNetwork
from trellis.assessment.naming import block_place, component_place, name_of, place_named
from trellis.assessment.queries.drafts import Entered, draft_at, entered, history_of, values_of
from trellis.assessment.queries.matrix import Sheet, sheet_of
from trellis.assessment.rules import ProblemKind, Return
from trellis.matrix.rules import Edition

BLOCK_FIELDS = (Field.POSITION, Field.COMMENT, Field.TARGET, Field.TARGET_BY)
COMPONENT_FIELDS = (Field.MARK, Field.NOTE)
SAID_ELSEWHERE = frozenset({ProblemKind.NO_DATE, ProblemKind.NO_REASON})
"""A draft has no date, and a missing reason is asked for beside its answer."""


def content_of(returned: Return) -> dict[str, object]:
    """What a workbook says as plain JSON: its values by the names of their places, and what is not sure."""
    return {
        "values": {name_of(place): value for place, value in values_of(returned).items()},
        "problems": [problem.detail for problem in returned.problems if problem.kind not in SAID_ELSEWHERE],
    }


def version_in(returned: Return, asked: RoundNetwork) -> int | None:
    """The version of the network's draft from which a workbook was downloaded; None where it says none that can be."""
    known = returned.round == asked.round.slug and returned.version is not None and returned.version <= asked.version
    return returned.version if known else None


def places_of(edition: Edition) -> list[Place]:
    """Every place that a workbook speaks of, in matrix order: of each theme and audience its position first."""
    return [
        place
        for block in edition.blocks
        for place in (
            *(block_place(kind, block) for kind in BLOCK_FIELDS),
            *(component_place(kind, one) for one in edition.of_block(block) for kind in COMPONENT_FIELDS),
        )
    ]


def values_in(offered: OfferedReturn, edition: Edition) -> dict[Place, str]:
    """What a workbook that waits says, by place."""
    said: Mapping[str, str] = offered.content.get("values", {})
    found = ((place_named(edition, name), value) for name, value in said.items())
    return {place: value for place, value in found if place is not None}


def offers_to(asked: RoundNetwork) -> QuerySet[OfferedReturn]:
    """Every workbook that came for a network in a round to be looked at, newest first."""
    return OfferedReturn.objects.filter(asked=asked).select_related("received_by", "settled_by")


@dataclass(frozen=True)
class Offer:
    """A workbook beside the page: where they differ, and what on the page came after the workbook was downloaded."""

    offered: OfferedReturn
    sheet: Sheet
    said: Mapping[Place, str]
    differences: tuple[Difference, ...]
    since: Mapping[Place, Sequence[Entered]] = field(default_factory=dict)

    @property
    def edition(self) -> Edition:
        """What the round asks."""
        return self.sheet.edition


def offer_of(offered: OfferedReturn, asked: RoundNetwork) -> Offer:
    """A workbook beside what its network's page says now."""
    sheet = sheet_of(asked)
    version = offered.made_at_version
    then = None if version is None else said_at(asked, version, sheet)
    said = values_in(offered, sheet.edition)
    found = differences(sheet.values, said, then, places_of(sheet.edition))
    since: dict[Place, list[Entered]] = {}
    if version is not None:
        for each in entered(Entry.objects.filter(asked=asked, number__gt=version)):
            since.setdefault(each.place, []).append(each)
    return Offer(offered, sheet, said, found, since)


def said_at(asked: RoundNetwork, version: int, sheet: Sheet) -> Mapping[Place, str]:
    """What the page said at a version of the draft. Where nothing had been entered, what is with the board now."""
    return sheet.values if version == 0 and sheet.copy else draft_at(asked, version=version).values


def drafted_values(asked: Collection[RoundNetwork]) -> dict[int, dict[Place, str]]:
    """What the drafts of these networks (by key) say, without private notes; one query."""
    found: dict[int, dict[Place, str]] = {}
    rows = Entry.objects.filter(asked__in=asked, state=EntryState.CURRENT.value).exclude(field=Field.PRIVATE.value)
    for key, kind, theme, audience, component, value in rows.exclude(value="").values_list(
        "asked_id", "field", "theme", "audience", "component__slug", "value"
    ):
        found.setdefault(key, {})[Place(Field(kind), theme, audience, component or "")] = value
    return found


# Taking it back -------------------------------------------------------------------------------------------------------


def token_of(offered: OfferedReturn) -> str:
    """What marks the entries that were taken from a workbook."""
    return f"workbook-{offered.pk}"


@dataclass(frozen=True)
class PutBack:
    """A place to be put back: to what value, and the number of the entry that the workbook made there."""

    place: Place
    value: str
    number: int


@dataclass(frozen=True)
class TakingBack:
    """What taking a workbook back would do: the places that nobody changed since, and how many others there are."""

    places: tuple[PutBack, ...] = ()
    changed_since: int = 0


def taking_back(offered: OfferedReturn, asked: RoundNetwork) -> TakingBack:
    """What can be put back of what was taken from a workbook, two queries; nothing once it was."""
    taken = set(Entry.objects.filter(asked=asked, token=token_of(offered)).values_list("number", flat=True))
    if not taken:
        return TakingBack()
    before: dict[Place, Entered] = {}
    places: list[PutBack] = []
    changed = 0
    beside: dict[Place, list[Entered]] = {}
    for each in history_of(asked):
        place, counted = each.place, before.get(each.place)
        if each.number in taken and each.state is not EntryState.ASIDE:
            if each.state is EntryState.CURRENT:
                places.append(PutBack(place, counted.value if counted else "", each.number))
            else:
                beside.setdefault(place, []).append(each)
        if each.state.counted:
            before[place] = each
    for place, each in ((place, each) for place, waiting in beside.items() for each in waiting):
        now = before.get(place)
        if each.state is EntryState.BESIDE and now and now.number < each.number:
            places.append(PutBack(place, now.value, each.number))
        else:
            changed += 1
    return TakingBack(tuple(places), changed)
