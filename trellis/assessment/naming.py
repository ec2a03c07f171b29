"""What a place of a draft is called in a form and in a page, and what the audit calls a network in a round. Pure.

``mark:leadership.network.step_1.2`` for a field of a component, ``position:leadership/network`` for one of a theme and
audience. Ids of the matrix hold neither colons nor slashes.
"""

from functools import lru_cache

from trellis.assessment.drafting import Field, Place
from trellis.matrix.rules import Audience, Block, Component, Edition


def network_in_round(code: str, round_: str) -> str:
    """What the audit calls a network (code) in a round (slug)."""
    return f"network {code} in round {round_}"


def component_place(field: Field, component: Component) -> Place:
    """A field of a component."""
    return Place(field, component.theme, component.audience.value, component.id)


def block_place(field: Field, block: Block) -> Place:
    """A field of a theme and audience."""
    return Place(field, block.theme, block.audience.value)


def name_of(place: Place) -> str:
    """What a place is called."""
    return f"{place.field.value}:{place.component or f'{place.theme}/{place.audience}'}"


def block_name(block: Block) -> str:
    """What a theme and audience is called."""
    return f"{block.theme}/{block.audience.value}"


def place_named(edition: Edition, name: str) -> Place | None:
    """The place of that name; None where the edition has none such."""
    kind, _, rest = name.partition(":")
    if kind not in set(Field):
        return None
    field = Field(kind)
    if field.of_component:
        component = edition.by_id.get(rest)
        return component_place(field, component) if component else None
    block = block_named(edition, *rest.split("/", 1)) if "/" in rest else None
    return block_place(field, block) if block else None


def block_named(edition: Edition, theme: str, audience: str) -> Block | None:
    """The theme and audience of these ids; None where the edition asks nothing there."""
    block = Block(theme, Audience(audience)) if audience in set(Audience) else None
    return block if block in edition.blocks else None


@lru_cache(maxsize=4096)
def anchor_of(name: str) -> str:
    """What marks a place in a page: letters, figures and hyphens, so that it needs no escaping anywhere."""
    return "at-" + "".join(letter if letter.isalnum() else "-" for letter in name)
