"""How a local edition comes from another one, and how results under the two stay comparable. Pure, like rules.py.

A derived edition keeps the ids of the components it takes over and maps each to the one it came from. Rewording keeps
that map (the same thing is asked in other words); dropping and adding break it, which is what they mean.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trellis.matrix.rules import (
    TITLE_LONGEST,
    Audience,
    Component,
    Edition,
    FindEdition,
    in_matrix_order,
    lineage,
    tidied,
)
from trellis.matrix.soundness import label_flaws


@dataclass(frozen=True)
class Retitle:
    """Give a theme another title; the old one stays known as a title by which a return may name it."""

    theme: str
    title: str


@dataclass(frozen=True)
class Add:
    """Put a new component at the end of a cell. It has no parent, so it compares with nothing."""

    theme: str
    audience: Audience
    step: str
    statement: str
    looks_like: str = ""


@dataclass(frozen=True)
class Drop:
    """Leave a component out."""

    component: str


@dataclass(frozen=True)
class Reword:
    """Say the same thing in other words."""

    component: str
    statement: str


Change = Retitle | Add | Drop | Reword


class DerivationRefusedError(Exception):
    """A derivation that cannot be made. Its text is a sentence for the person who asked for it."""


@dataclass(frozen=True)
class Comparison:
    """Which components of two editions ask the same thing.

    ``pairs`` are (id in the first, id in the second). A component may stand in several pairs, where one was split or
    several were put together. ``only_first`` and ``only_second`` have no counterpart and are left out of comparisons.
    """

    pairs: tuple[tuple[str, str], ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def derive(parent: Edition, new_id: str, title: str, changes: Sequence[Change] = ()) -> Edition:
    """An edition made from ``parent`` by ``changes`` in turn, whose components carry the ids of their parents.

    Raises DerivationRefusedError for an id that is none or that the parent has itself, for a blank title, and for a
    change to what is not there.
    """
    for flaw in label_flaws(new_id, tidied(title)):
        raise DerivationRefusedError(flaw.sentence)
    if new_id in (parent.id, parent.parent):
        raise DerivationRefusedError(
            f"The new edition cannot be called {new_id}: it would descend from itself. Give it an id of its own."
        )
    derived = replace(
        parent,
        id=new_id,
        title=tidied(title),
        source=f"Derived from {parent.id}: {parent.title}",
        parent=parent.id,
        note="",
        components=tuple(replace(component, parents=(component.id,)) for component in parent.components),
    )
    return changed(derived, changes)


def changed(edition: Edition, changes: Iterable[Change]) -> Edition:
    """The edition after ``changes`` in turn. Raises DerivationRefusedError for a change to what is not there."""
    for change in changes:
        match change:
            case Retitle():
                edition = _retitled(edition, change)
            case Add():
                edition = _with(edition, change)
            case Drop():
                edition = _without(edition, change)
            case Reword():
                edition = _reworded(edition, change)
    return edition


def _retitled(edition: Edition, change: Retitle) -> Edition:
    title = _said(change.title, "A theme needs a title.")
    if len(title) > TITLE_LONGEST:
        raise DerivationRefusedError(f"A title has at most {TITLE_LONGEST} characters.")
    if change.theme not in edition.theme_by_id:
        raise DerivationRefusedError(f"There is no theme “{change.theme}” in {edition.id} to retitle.")
    themes = tuple(
        replace(theme, title=title, also_called=tuple(dict.fromkeys((theme.title, *theme.also_called))))
        if theme.id == change.theme and theme.title != title
        else theme
        for theme in edition.themes
    )
    return replace(edition, themes=themes)


def _with(edition: Edition, change: Add) -> Edition:
    statement = _said(change.statement, "A component needs a statement.")
    for known, noun, wanted in (
        ([theme.id for theme in edition.themes], "theme", change.theme),
        ([step.id for step in edition.steps], "step", change.step),
        ([audience.value for audience in edition.audiences], "audience", change.audience.value),
    ):
        if wanted not in known:
            raise DerivationRefusedError(f"There is no {noun} “{wanted}” in {edition.id} to add a component to.")
    order = len(edition.cells.get((change.theme, change.audience, change.step), ())) + 1
    added = Component(
        id=_free_id(edition, f"{change.theme}.{change.audience}.{change.step}"),
        theme=change.theme,
        audience=change.audience,
        step=change.step,
        order=order,
        statement=statement,
        looks_like=tidied(change.looks_like),
        source=f"Added in {edition.id}",
    )
    return in_matrix_order(replace(edition, components=(*edition.components, added)))


def _without(edition: Edition, change: Drop) -> Edition:
    dropped = _component(edition, change.component)
    cell = (dropped.theme, dropped.audience, dropped.step)
    components = tuple(
        replace(component, order=component.order - 1)
        if (component.theme, component.audience, component.step) == cell and component.order > dropped.order
        else component
        for component in edition.components
        if component.id != dropped.id
    )
    return replace(edition, components=components)


def _reworded(edition: Edition, change: Reword) -> Edition:
    statement = _said(change.statement, "A component needs a statement.")
    reworded = replace(_component(edition, change.component), statement=statement)
    components = tuple(reworded if component.id == reworded.id else component for component in edition.components)
    return replace(edition, components=components)


def _component(edition: Edition, component_id: str) -> Component:
    if component_id not in edition.by_id:
        raise DerivationRefusedError(f"There is no component “{component_id}” in {edition.id} to change.")
    return edition.by_id[component_id]


def _said(text: str, otherwise: str) -> str:
    """The text tidied; raises DerivationRefusedError with ``otherwise`` where nothing is left of it."""
    if not tidied(text):
        raise DerivationRefusedError(otherwise)
    return tidied(text)


def _free_id(edition: Edition, cell: str) -> str:
    """The first id of the form cell.local-1, cell.local-2 that is not in use."""
    taken = set(edition.by_id) | {parent for component in edition.components for parent in component.parents}
    number = 1
    while f"{cell}.local-{number}" in taken:
        number += 1
    return f"{cell}.local-{number}"


def comparable(first: Edition, second: Edition, find: FindEdition) -> Comparison:
    """Which components of two editions come from the same component of the nearest edition both descend from.

    ``find`` is asked for the editions in between. Raises DerivationRefusedError where the two have no edition in
    common, as far as ``find`` knows, and where a line of descent comes back to itself.
    """
    first_line, second_line = _descent(first, find), _descent(second, find)
    meeting = next((edition_id for edition_id in first_line if edition_id in second_line), None)
    if meeting is None:
        raise DerivationRefusedError(
            f"{first.id} and {second.id} do not descend from one edition, so their components cannot be compared."
        )
    ours = _origins(first, first_line[: first_line.index(meeting)], find)
    theirs = _origins(second, second_line[: second_line.index(meeting)], find)
    by_origin: dict[str, list[str]] = {}
    for component_id, origins in theirs.items():
        for origin in origins:
            by_origin.setdefault(origin, []).append(component_id)
    pairs = dict.fromkeys(
        (component_id, other)
        for component_id, origins in ours.items()
        for origin in origins
        for other in by_origin.get(origin, ())
    )
    paired_first, paired_second = {one for one, _ in pairs}, {other for _, other in pairs}
    return Comparison(
        pairs=tuple(pairs),
        only_first=tuple(component_id for component_id in ours if component_id not in paired_first),
        only_second=tuple(component_id for component_id in theirs if component_id not in paired_second),
    )


def _descent(edition: Edition, find: FindEdition) -> tuple[str, ...]:
    """The edition's line of descent; raises DerivationRefusedError where it comes back to itself."""
    line = lineage(edition, find)
    if line[-1] in line[:-1]:
        raise DerivationRefusedError(
            f"{edition.id} descends from itself ({' from '.join(line)}), so nothing can be compared with it."
        )
    return line


def _origins(edition: Edition, descent: Sequence[str], find: FindEdition) -> Mapping[str, tuple[str, ...]]:
    """Each component's origins in the edition that stands after ``descent``, the editions to be climbed through."""
    origins: dict[str, tuple[str, ...]] = {component.id: (component.id,) for component in edition.components}
    climbed = (edition if edition_id == edition.id else find(edition_id) for edition_id in descent)
    for below in (each for each in climbed if each):
        parents = {component.id: component.parents for component in below.components}
        origins = {
            component_id: tuple(dict.fromkeys(above for each in found for above in parents.get(each, ())))
            for component_id, found in origins.items()
        }
    return origins
