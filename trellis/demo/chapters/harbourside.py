"""Harbourside, in the middle of its assessment: some themes done, some begun, two people at it at once."""

from datetime import date

from trellis.assessment.actions.drafting import Input, enter
from trellis.assessment.actions.evidence import add_link
from trellis.assessment.drafting import Field, Place
from trellis.assessment.models import RoundNetwork
from trellis.assessment.queries.drafts import draft_of
from trellis.demo.people import CONTRIBUTOR, NETWORK_LEAD
from trellis.demo.story import Story, at_nine
from trellis.matrix.rules import Audience
from trellis.matrix.shipped import shipped_edition

CODE = "ZN001"
PLACE, PROGRESS, PLAN, NOT, SURE, OPEN = "in_place", "in_progress", "in_plan", "not_started", "not_sure", ""
MARKS = {
    "leadership": ((PLACE, PLACE), (PLACE, PROGRESS, NOT), (OPEN, PROGRESS), (PLAN,)),
    "population-health": ((PLACE,), (NOT, PLAN, OPEN), (OPEN, PROGRESS), (OPEN, PROGRESS)),
    "integrating-care": ((PLACE, PLACE), (PLACE, PLACE), (PLAN, PLAN), (OPEN, PROGRESS)),
    "resources": ((PLACE, PROGRESS), (OPEN,), (PLAN,), (OPEN,)),
    "communities": ((PLACE, PLACE), (PLACE, PLACE, SURE), (PLAN, PLAN, OPEN), (PROGRESS, PROGRESS, OPEN)),
}
"""Answers for the network by theme and step, in order of the components; empty for not answered yet."""

POSITIONS = {
    "leadership": ("foundation", "step_1", date(2027, 3, 31)),
    "population-health": ("foundation", "step_1", date(2027, 3, 31)),
    "integrating-care": ("step_1", "step_2", date(2027, 10, 29)),
    "resources": ("foundation", "foundation", date(2027, 3, 31)),
}
"""What it states, where it wants to be and by when. Of working with communities it has not said yet.

The position stated for resources is above what the answers suggest, and COMMENT says why.
"""
COMMENT = "One practice is behind on its rota. As a network we judge ourselves at Foundation."
NOTES = (
    ("leadership", "step_1", 1, Field.NOTE, "The chair is elected; the vice chair follows in December."),
    ("leadership", "step_1", 1, Field.PRIVATE, "Two practices would rather not; talk to them first."),
    ("integrating-care", "step_2", 0, Field.NOTE, "Pilot with the community nursing team from January."),
    ("resources", "foundation", 1, Field.NOTE, "Four of five practices share the rota."),
)
"""Theme, step, number in the cell from 0, the field, and the words."""


def tell(story: Story) -> None:
    """The lead answers over three weeks; a contributor writes at the same time as the lead once."""
    asked = RoundNetwork.objects.select_related("network", "round__board", "round__edition__parent").get(
        round__slug="autumn-2026", network__code=CODE
    )
    lead, contributor = story.people[NETWORK_LEAD], story.people[CONTRIBUTOR]
    for number, theme in enumerate(MARKS):
        by = contributor if theme == "communities" else lead
        enter(asked, inputs_of(theme), by=by, at=at_nine(date(2026, 11, 2 + 4 * number)))
    add_link(
        asked,
        component("leadership", "foundation", 0),
        title="Vision and plan, March 2026",
        link="https://harbourside.example/plan/",
        by=lead,
        at=at_nine(date(2026, 11, 3)),
    )
    two_at_once(story, asked)


def component(theme: str, step: str, number: int) -> str:
    """The id of a component for the network, by its place in the matrix."""
    return shipped_edition("pcn-2019-08").cells[theme, Audience.NETWORK, step][number].id


def inputs_of(theme: str) -> list[Input]:
    """Everything that Harbourside says of a theme."""
    edition = shipped_edition("pcn-2019-08")
    at = (theme, Audience.NETWORK.value)
    said = [
        (Place(Field.MARK, *at, component(theme, step.id, number)), mark)
        for step, marks in zip(edition.steps, MARKS[theme], strict=True)
        for number, mark in enumerate(marks)
        if mark
    ]
    said += [
        (Place(field, *at, component(where, step, number)), words)
        for where, step, number, field, words in NOTES
        if where == theme
    ]
    if theme in POSITIONS:
        position, target, by_when = POSITIONS[theme]
        said += [(Place(Field.POSITION, *at), position), (Place(Field.TARGET, *at), target)]
        said += [(Place(Field.TARGET_BY, *at), by_when.isoformat())]
    if theme == "resources":
        said.append((Place(Field.COMMENT, *at), COMMENT))
    return [Input(place, words) for place, words in said]


def two_at_once(story: Story, asked: RoundNetwork) -> None:
    """Lead and contributor write one note without having seen the other's: both versions wait for a choice."""
    place = Place(Field.NOTE, "communities", Audience.NETWORK.value, component("communities", "step_1", 0))
    seen, when = draft_of(asked).seen(place), at_nine(date(2026, 11, 24))
    first, second = (
        "Patient group met in May and in September.",
        "Patient group meets every quarter, last in September.",
    )
    enter(asked, [Input(place, first, seen)], by=story.people[NETWORK_LEAD], at=when)
    enter(asked, [Input(place, second, seen)], by=story.people[CONTRIBUTOR], at=when)
