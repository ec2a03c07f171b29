"""What can be wrong with an edition, whatever it was made from. Pure, like rules.py."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trellis.matrix.rules import (
    ID_LONGEST,
    ID_SHAPE,
    TITLE_LONGEST,
    Component,
    Edition,
    FindEdition,
    Step,
    Theme,
    lineage,
    tidied,
)


@dataclass(frozen=True)
class Flaw:
    """What is wrong with an edition. ``place`` leads to it: ("components", 4, "theme"), counted from 0."""

    place: tuple[str | int, ...]
    sentence: str


def flaws(edition: Edition) -> tuple[Flaw, ...]:
    """Everything in itself for which an edition cannot be published; empty if sound. See also ``parent_flaws``."""
    return (*label_flaws(edition.id, edition.title), *naming_flaws(edition), *cell_flaws(edition))


def label_flaws(edition_id: str, title: str) -> Iterator[Flaw]:
    """An id that could not stand in an address, and a title that says nothing, or too much for a heading."""
    if not re.fullmatch(ID_SHAPE, edition_id) or len(edition_id) > ID_LONGEST:
        sentence = (
            f"“{edition_id[:40]}” cannot be the id of an edition: use small letters, digits, dots and hyphens, "
            "such as severn-vale-2026."
        )
        yield Flaw(("id",), sentence)
    if not title or title != tidied(title) or len(title) > TITLE_LONGEST:
        yield Flaw(("title",), f"An edition needs a title, of at most {TITLE_LONGEST} characters.")


def naming_flaws(edition: Edition) -> Iterator[Flaw]:
    """Ids used twice, and components that name a theme, step, audience or parent which is not there."""
    yield from _twice("steps", "step", edition.steps)
    yield from _twice("themes", "theme", edition.themes)
    yield from _twice("components", "component", edition.components)
    known = {
        "theme": [theme.id for theme in edition.themes],
        "step": [step.id for step in edition.steps],
        "audience": [audience.value for audience in edition.audiences],
    }
    for index, component in enumerate(edition.components):
        for field, value in (("theme", component.theme), ("step", component.step), ("audience", component.audience)):
            if known[field] and value not in known[field]:
                yield Flaw(
                    ("components", index, field),
                    f"Component {component.id} names the {field} “{value}”, which this edition does not have. "
                    f"It has: {', '.join(dict.fromkeys(known[field]))}.",
                )
        if component.parents and not edition.parent:
            yield Flaw(
                ("components", index, "parents"),
                f"Component {component.id} has parents, but the edition names no parent edition.",
            )


def _twice(place: str, noun: str, members: Iterable[Step | Theme | Component]) -> Iterator[Flaw]:
    """A flaw for each member whose id an earlier one has."""
    seen: set[str] = set()
    for index, member in enumerate(members):
        if member.id in seen:
            yield Flaw((place, index, "id"), f"The {noun} id “{member.id}” is used more than once.")
        seen.add(member.id)


def cell_flaws(edition: Edition) -> Iterator[Flaw]:
    """Orders that do not count 1, 2, 3 in a cell; steps and themes without a component; a numbered step left out."""
    if not edition.components:
        yield Flaw(("components",), "The edition has no component.")
        return
    orders: dict[tuple[str, str, str], list[int]] = {}
    for index, component in enumerate(edition.components):
        cell = orders.setdefault((component.theme, component.audience, component.step), [])
        where = f"{component.theme}, {component.audience}, {component.step}"
        if component.order in cell:
            sentence = f"Component {component.id} is number {component.order} of its cell ({where}), as another is."
            yield Flaw(("components", index, "order"), sentence)
        elif component.order != len(cell) + 1:
            sentence = (
                f"Component {component.id} is number {component.order} of its cell ({where}), "
                f"where number {len(cell) + 1} was expected: number the components of a cell 1, 2, 3 in their order."
            )
            yield Flaw(("components", index, "order"), sentence)
        cell.append(component.order)
    yield from _unused("steps", "step", edition.steps, {component.step for component in edition.components})
    yield from _unused("themes", "theme", edition.themes, {component.theme for component in edition.components})
    yield from _numbered_steps_left_out(edition)


def _unused(place: str, noun: str, members: Iterable[Step | Theme], used: set[str]) -> Iterator[Flaw]:
    """A flaw for each step or theme in which no component stands."""
    for index, member in enumerate(members):
        if member.id not in used:
            yield Flaw((place, index, "id"), f"The {noun} “{member.id}” has no component.")


def _numbered_steps_left_out(edition: Edition) -> Iterator[Flaw]:
    """A flaw where steps are numbered (step_1, step_2) and a number is missing or out of order."""
    expected = 1
    for index, step in enumerate(edition.steps):
        stem, _, number = step.id.rpartition("_")
        if stem != "step" or not (number.isascii() and number.isdigit()):
            continue
        if int(number) != expected:
            sentence = (
                f"The step “{step.id}” stands where step_{expected} was expected: a step is missing or out of order."
            )
            yield Flaw(("steps", index, "id"), sentence)
        expected = int(number) + 1


def parent_flaws(edition: Edition, find: FindEdition) -> Iterator[Flaw]:
    """A line of descent that comes back to itself, and parents that the parent edition does not have.

    A parent edition that ``find`` does not know is taken on trust.
    """
    line = lineage(edition, find)
    if line[-1] in line[:-1]:
        yield Flaw(("parent",), f"The edition descends from itself: {' from '.join(line)}. Name another parent.")
        return
    parent = find(edition.parent) if edition.parent else None
    if parent is None:
        return
    for index, component in enumerate(edition.components):
        for number, ancestor in enumerate(component.parents):
            if ancestor not in parent.by_id:
                yield Flaw(
                    ("components", index, "parents", number),
                    f"Component {component.id} has the parent “{ancestor}”, which {parent.id} does not have.",
                )
