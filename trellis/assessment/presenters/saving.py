"""What became of something that was saved, and what others changed, for a page that is open: plain values for JSON."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trellis.assessment.drafting import Field, Place
from trellis.assessment.naming import block_name, block_place, component_place, name_of
from trellis.assessment.presenters.matrix import Conflict, Reader, answered_of, conflict_of, marks_in
from trellis.assessment.presenters.position import Why, why_of
from trellis.assessment.presenters.times import clock
from trellis.assessment.queries.drafts import Draft
from trellis.matrix.rules import Audience, Block, Edition

COMPONENT_FIELDS = tuple(each for each in Field if each.of_component)
BLOCK_FIELDS = tuple(each for each in Field if not each.of_component)


@dataclass(frozen=True)
class Fragments:
    """Writes the pieces of a page that change: the versions to choose from, and why it is this step."""

    conflicts: Callable[[Sequence[Conflict]], str]
    suggested: Callable[[Why], str]


def state_of(
    edition: Edition, draft: Draft, changed: Iterable[Place], who: Reader, fragments: Fragments
) -> dict[str, object]:
    """The rows and positions in which these places lie, as they are now."""
    places = [place for place in changed if known(edition, place)]
    components = dict.fromkeys(place.component for place in places if place.component)
    blocks = dict.fromkeys(Block(place.theme, Audience(place.audience)) for place in places)
    rows = [
        row_state(
            component,
            [component_place(each, edition.by_id[component]) for each in COMPONENT_FIELDS],
            edition,
            draft,
            who,
            fragments,
        )
        for component in components
    ]
    cards = [
        row_state(
            block_name(block), [block_place(each, block) for each in BLOCK_FIELDS], edition, draft, who, fragments
        )
        for block in dict.fromkeys(
            Block(place.theme, Audience(place.audience)) for place in places if not place.component
        )
    ]
    return {
        "rows": rows,
        "cards": cards,
        "blocks": [block_state(edition, block, draft.values, fragments) for block in blocks],
        "saved": f"Saved {clock(who.now, who.now)}",
    }


def known(edition: Edition, place: Place) -> bool:
    """Whether the round asks about a place."""
    if place.component:
        return place.component in edition.by_id
    return any((block.theme, block.audience.value) == (place.theme, place.audience) for block in edition.blocks)


def row_state(  # a row and a card alike
    name: str, places: Sequence[Place], edition: Edition, draft: Draft, who: Reader, fragments: Fragments
) -> dict[str, object]:
    """A row: each of its places with its value and newest number, who changed it last, and the versions waiting."""
    entered = [draft.current[place] for place in places if place in draft.current]
    waiting = [conflict_of(edition, draft, place, who) for place in places if draft.beside.get(place)]
    return {
        "name": name,
        "places": {name_of(place): {"value": draft.value(place), "seen": draft.seen(place)} for place in places},
        "changed": who.changed(entered),
        "conflicts": fragments.conflicts(waiting) if waiting else "",
    }


def block_state(edition: Edition, block: Block, values: Mapping[Place, str], fragments: Fragments) -> dict[str, object]:
    """A theme and audience: how much is answered, and what position that suggests."""
    return {
        "name": block_name(block),
        "answered": answered_of(edition, block, values),
        "suggested": fragments.suggested(why_of(edition, block, marks_in(edition, block, values))),
    }
