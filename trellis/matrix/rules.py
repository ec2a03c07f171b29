"""What a maturity matrix is: themes by steps by audiences, with components in the cells.

Sources: the national matrix of August 2019 (five themes, four steps, two audiences, 69 components) and the earlier
one of July 2019 (four steps, 25 statements). No source gives a rule for the overall position; ours stands in
assessment.rules.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from trellis.common.transitions import Move, Stage

PRE_FOUNDATION = "pre_foundation"
"""The position before the first step. Not a step: nothing is asked for there."""


class Audience(StrEnum):
    """Whom a component speaks about."""

    NETWORK = "network"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """As the national workbook heads the row, in our words."""
        return {"network": "For the network", "system": "For the system"}[self.value]


class SupportDomain(StrEnum):
    """The six domains of the 2019 prospectus of development support."""

    SET_UP = "set-up"
    ORGANISATION = "organisation"
    LEADERSHIP = "leadership"
    COLLABORATION = "collaboration"
    POPULATION_HEALTH = "population-health"
    COMMUNITY = "community"

    @property
    def label(self) -> str:
        """The domain's name for a page."""
        return {
            "set-up": "Network set-up and support",
            "organisation": "Organisational development and change",
            "leadership": "Leadership development, clinical directors included",
            "collaboration": "Collaborative working (multidisciplinary teams)",
            "population-health": "Population health management",
            "community": "Social prescribing and asset-based community development",
        }[self.value]


ID_SHAPE = r"^[a-z0-9][a-z0-9._-]*$"
"""What ids of editions, themes, steps and components look like: they stand in addresses and file names."""

ID_LONGEST = 100
"""Characters in an id."""

TITLE_LONGEST = 200
"""Characters in a title."""


def tidied(text: str) -> str:
    """The text with single spaces between its words and none around it, as titles and statements are kept."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fingerprint(wording: str) -> str:
    """Sixteen hexadecimal digits that stand for a wording, whatever its case, spacing, hyphens and punctuation.

    Lets a returned workbook's sentence be recognised without the sentence being kept here.
    """
    letters = "".join(
        character for character in unicodedata.normalize("NFKD", wording).casefold() if character.isalnum()
    )
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


class EditionStatus(StrEnum):
    """Where an edition stands. Published editions never change; see EDITION_TRANSITIONS."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


EDITION_TRANSITIONS: Mapping[EditionStatus, Stage[EditionStatus]] = {
    EditionStatus.DRAFT: Stage(
        "Draft",
        "The system lead who made it: change it, then publish it",
        (Move("publish", EditionStatus.PUBLISHED, "matrix.edition_published"),),
    ),
    EditionStatus.PUBLISHED: Stage(
        "Published",
        "Networks: answer it. It never changes; to change it, derive another edition from it",
        (Move("retire", EditionStatus.RETIRED, "matrix.edition_retired"),),
    ),
    EditionStatus.RETIRED: Stage("Retired", "Nobody: old returns keep it, new rounds do not offer it"),
}
"""What leads from one status of an edition to the next, whose turn it is, and the event that each move writes."""


@dataclass(frozen=True)
class Step:
    """A development step. ``id`` is foundation, step_1, step_2 or step_3 in the national matrix."""

    id: str
    title: str


@dataclass(frozen=True)
class Theme:
    """A development theme. ``also_called`` are local titles by which a returned workbook may name it.

    ``note`` says what a reader of the theme should know about it, such as why it has no support domain.
    """

    id: str
    title: str
    short_title: str = ""
    also_called: tuple[str, ...] = ()
    support_domains: tuple[SupportDomain, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Component:
    """One checkable statement of a cell.

    ``order`` counts from 1 within its cell (theme, audience, step). ``looks_like`` is an example of what a network or
    system that has it in place could show. ``source`` refers to the cell of the source that
    the statement re-expresses. ``fingerprints`` are hashes of wordings by which a returned workbook may print it
    (see ``fingerprint``): the national sentences themselves are not shipped. ``parents`` are ids of the components of
    the parent edition from which a derived edition's component comes, so that results stay comparable.
    """

    id: str
    theme: str
    audience: Audience
    step: str
    order: int
    statement: str
    looks_like: str = ""
    source: str = ""
    fingerprints: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A theme and audience: the unit that has a position."""

    theme: str
    audience: Audience


@dataclass(frozen=True)
class Edition:
    """A matrix as data. Themes, steps and audiences are in order; components in matrix order.

    ``parent`` is the id of the edition it was derived from; ``note`` is for whoever chooses an edition.
    """

    id: str
    title: str
    source: str
    themes: tuple[Theme, ...]
    steps: tuple[Step, ...]
    audiences: tuple[Audience, ...]
    components: tuple[Component, ...]
    parent: str = ""
    note: str = ""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every theme and audience, in matrix order; a block without a component is left out."""
        filled = {(component.theme, component.audience) for component in self.components}
        return tuple(
            Block(theme.id, audience)
            for theme in self.themes
            for audience in self.audiences
            if (theme.id, audience) in filled
        )

    @cached_property
    def cells(self) -> Mapping[tuple[str, Audience, str], tuple[Component, ...]]:
        """Components by (theme id, audience, step id), each cell in order."""
        found: dict[tuple[str, Audience, str], list[Component]] = {}
        for component in self.components:
            found.setdefault((component.theme, component.audience, component.step), []).append(component)
        return {cell: tuple(sorted(members, key=lambda c: c.order)) for cell, members in found.items()}

    @cached_property
    def by_id(self) -> Mapping[str, Component]:
        """Components by their id."""
        return {component.id: component for component in self.components}

    @cached_property
    def theme_by_id(self) -> Mapping[str, Theme]:
        """Themes by their id."""
        return {theme.id: theme for theme in self.themes}

    @property
    def positions(self) -> tuple[str, ...]:
        """Every position from lowest to highest: pre_foundation, then the steps."""
        return (PRE_FOUNDATION, *(step.id for step in self.steps))

    def position_title(self, position: str) -> str:
        """The words for a position id. Raises KeyError for an id the edition does not have."""
        if position == PRE_FOUNDATION:
            return "Pre-foundation"
        return {step.id: step.title for step in self.steps}[position]

    def of_block(self, block: Block) -> tuple[Component, ...]:
        """The block's components, by step and order."""
        return tuple(
            component for step in self.steps for component in self.cells.get((block.theme, block.audience, step.id), ())
        )


def in_matrix_order(edition: Edition) -> Edition:
    """The edition with its components by theme, audience, step and order, as it orders those.

    Raises KeyError for a component whose theme, audience or step the edition does not have.
    """
    themes = {theme.id: number for number, theme in enumerate(edition.themes)}
    audiences = {audience: number for number, audience in enumerate(edition.audiences)}
    steps = {step.id: number for number, step in enumerate(edition.steps)}
    ordered = sorted(
        edition.components,
        key=lambda each: (themes[each.theme], audiences[each.audience], steps[each.step], each.order),
    )
    return replace(edition, components=tuple(ordered))


FindEdition = Callable[[str], Edition | None]
"""Finds an edition by its id, or answers None where it is not to be had."""


def lineage(edition: Edition, find: FindEdition) -> tuple[str, ...]:
    """The edition's id and those of its ancestors, nearest first, as far as ``find`` knows them.

    Where the line comes back to itself, the id that came back stands last, a second time.
    """
    line = [edition.id]
    current: Edition | None = edition
    while current is not None and current.parent:
        line.append(current.parent)
        if current.parent in line[:-1]:
            break
        current = find(current.parent)
    return tuple(line)
