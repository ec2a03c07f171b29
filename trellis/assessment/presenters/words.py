"""A draft in words: what its places are called, and what stands in them."""

from datetime import date

from trellis.assessment.drafting import Field, Place
from trellis.assessment.rules import Mark
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Block, Edition

LABELS = {mark: mark.label.capitalize() for mark in Mark}
FIELD_LABELS = {each: each.label for each in Field} | {Field.NOTE: "Note for your board"}
"""What fields are called to a network's own people."""

# What stands there ----------------------------------------------------------------------------------------------------


def field_in_words(edition: Edition, field: Field, value: str, nothing: str = "") -> str:
    """What stands in a place, within a sentence; ``nothing`` where nothing does."""
    if not value:
        return nothing
    if field is Field.MARK:
        return Mark(value).label
    if field in {Field.POSITION, Field.TARGET}:
        return edition.position_title(value)
    return day_in_words(value) if field is Field.TARGET_BY else value


def field_as_line(edition: Edition, field: Field, value: str, nothing: str = "") -> str:
    """What stands in a place, on a line of its own; ``nothing`` where nothing does."""
    return LABELS[Mark(value)] if field is Field.MARK and value else field_in_words(edition, field, value, nothing)


def day_in_words(value: str) -> str:
    """An ISO date as the NHS writes it; as it is where it is none."""
    try:
        return nhs_date(date.fromisoformat(value)) if value else ""
    except ValueError:
        return value


# Where it stands ------------------------------------------------------------------------------------------------------


def block_title(edition: Edition, block: Block) -> str:
    """A theme and audience: "Leadership and planning, for the network"."""
    return f"{edition.theme_by_id[block.theme].title}, {block.audience.label.lower()}"


def block_in_words(edition: Edition, theme: str, audience: str) -> str:
    """A theme and audience, for a list; the audience only where the round asks about several."""
    theme_row = edition.theme_by_id.get(theme)
    title = theme_row.title if theme_row else theme
    return f"{title}, {audience.lower()}" if len(edition.audiences) > 1 else title


def place_in_words(edition: Edition, place: Place) -> str:
    """A place of the draft, for a list."""
    component = edition.by_id.get(place.component)
    if component:
        return f"{FIELD_LABELS[place.field].lower()} to “{component.statement}”"
    audience = next((each.label for each in edition.audiences if each.value == place.audience), "")
    return f"{FIELD_LABELS[place.field].lower()}, {block_in_words(edition, place.theme, audience)}"
