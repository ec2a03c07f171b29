"""What the networks of the story answer: invented marks whose stated positions give the published distribution.

The counts are those of the October 2019 table of the published papers (18 networks; figures, not wording). Which
network stands where is invented, by chance from a fixed seed, so that a network that is further on in one theme tends
to be further on in the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from trellis.assessment.drafting import Field, Place
from trellis.matrix.rules import PRE_FOUNDATION, Audience, Block, Component, Edition
from trellis.matrix.workbook import MARK_LABELS

IN_PLACE, IN_PROGRESS, IN_PLAN = MARK_LABELS[:3]

OCTOBER_2019: Mapping[Block, tuple[int, int, int, int, int]] = {
    Block("leadership", Audience.NETWORK): (3, 11, 3, 1, 0),
    Block("leadership", Audience.SYSTEM): (7, 8, 2, 1, 0),
    Block("population-health", Audience.NETWORK): (7, 8, 2, 0, 1),
    Block("population-health", Audience.SYSTEM): (9, 6, 0, 0, 1),
    Block("integrating-care", Audience.NETWORK): (4, 10, 4, 0, 0),
    Block("integrating-care", Audience.SYSTEM): (8, 9, 1, 0, 0),
    Block("resources", Audience.NETWORK): (2, 13, 1, 2, 0),
    Block("resources", Audience.SYSTEM): (6, 11, 1, 0, 0),
    Block("communities", Audience.NETWORK): (7, 8, 2, 1, 0),
    Block("communities", Audience.SYSTEM): (11, 6, 0, 1, 0),
}
"""Networks at Pre-foundation, Foundation, Step 1, Step 2 and Step 3. Of 18 networks two left one block empty."""

COMMENTS = (
    "Away day booked for the new year.",
    "Waiting for the data sharing agreement.",
    "Talked through with the area team.",
    "Our practices differ a lot on this one.",
    "Would welcome help from a network that has done it.",
    "New manager started in September.",
    "Held up by premises.",
    "Patient group met twice and was very clear.",
)
"""What networks write beside a position; invented."""


@dataclass
class Answers:
    """One network's answers, ready for a workbook: mark labels by component id, position titles, comments."""

    marks: dict[str, str] = field(default_factory=dict)
    stated: dict[Block, str] = field(default_factory=dict)
    comments: dict[Block, str] = field(default_factory=dict)


def october_2019(codes: Sequence[str]) -> dict[str, dict[Block, str]]:
    """The position of each network (by code) in each block, with exactly the published counts."""
    chance = Random(2019)  # noqa: S311  a story, not a secret
    standing = {code: chance.random() for code in codes}
    positions: dict[str, dict[Block, str]] = {code: {} for code in codes}
    for block, counts in OCTOBER_2019.items():
        ranked = sorted(codes, key=lambda code: standing[code] + chance.random() * 0.9)
        left_empty = set(chance.sample(ranked, len(codes) - sum(counts)))
        places = [place for place, count in zip(POSITIONS, counts, strict=True) for _ in range(count)]
        for code, place in zip((code for code in ranked if code not in left_empty), places, strict=True):
            positions[code][block] = place
    return positions


POSITIONS = (PRE_FOUNDATION, "foundation", "step_1", "step_2", "step_3")


A_YEAR_ON: Mapping[int, int] = {-1: 2, 0: 11, 1: 6}
SIX_YEARS_ON: Mapping[int, int] = {-1: 1, 0: 5, 1: 8, 2: 4}
"""How likely a position is to move by so many steps: mostly on, here and there not, and now and then back."""


def later(before: Mapping[Block, str], likely: Mapping[int, int], chance: Random, edition: Edition) -> dict[Block, str]:
    """Where a network stands that stood at ``before``, having moved by steps as ``likely`` as given."""
    after = {}
    for block in edition.blocks:
        start = edition.positions.index(before.get(block, PRE_FOUNDATION))
        steps = chance.choices(tuple(likely), weights=tuple(likely.values()))[0]
        after[block] = edition.positions[min(max(start + steps, 0), len(edition.positions) - 1)]
    return after


def answers_at(edition: Edition, positions: Mapping[Block, str], chance: Random) -> Answers:
    """Marks for which the suggested positions are exactly ``positions``, the same stated, and some comments."""
    answers = Answers()
    for block, position in positions.items():
        answers.stated[block] = edition.position_title(position)
        answers.marks |= marks_at(edition, block, position, chance)
        if chance.random() < 0.15:
            answers.comments[block] = chance.choice(COMMENTS)
    return answers


def marks_at(edition: Edition, block: Block, position: str, chance: Random) -> dict[str, str]:
    """Everything up to ``position`` in place; of the next step that asks for something not all; above it nothing."""
    marks: dict[str, str] = {}
    reached = edition.positions.index(position)
    beyond = False
    for number, step in enumerate(edition.steps, start=1):
        components = edition.cells.get((block.theme, block.audience, step.id), ())
        if number <= reached:
            marks |= {component.id: IN_PLACE for component in components}
        elif components and not beyond:
            marks |= partly(components, chance)
            beyond = True
    return marks


def partly(components: Sequence[Component], chance: Random) -> dict[str, str]:
    """Marks of a step that is under way: at least one component is not in place."""
    held_up = chance.choice(components)
    marks = {}
    for component in components:
        words = (IN_PROGRESS, IN_PLAN, "") if component is held_up else (IN_PLACE, IN_PROGRESS, IN_PLAN, "")
        mark = chance.choice(words)
        if mark:
            marks[component.id] = mark
    return marks


def on_the_page(edition: Edition, answers: Answers) -> list[tuple[Place, str]]:
    """The same answers as somebody enters them on the page, in matrix order."""
    said: list[tuple[Place, str]] = []
    titles = {edition.position_title(position): position for position in edition.positions}
    for block in edition.blocks:
        at = (block.theme, block.audience.value)
        for component in edition.of_block(block):
            if label := answers.marks.get(component.id):
                said.append((Place(Field.MARK, *at, component.id), label.replace(" ", "_")))
        if stated := answers.stated.get(block):
            said.append((Place(Field.POSITION, *at), titles[stated]))
        if comment := answers.comments.get(block):
            said.append((Place(Field.COMMENT, *at), comment))
    return said
