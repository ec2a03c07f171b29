"""How far moderation moves networks: moderated positions counted by how they lie to the stated ones. Pure.

Steps are ordinal, so there is no average here: a distribution says how many were moved, which way, and whether by one
step or more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from trellis.matrix.rules import Block, Edition


class Shift(StrEnum):
    """How a moderated position lies to the one that the network stated."""

    LOWER_BY_MORE = "lower-by-more"
    LOWER = "lower"
    SAME = "same"
    HIGHER = "higher"
    HIGHER_BY_MORE = "higher-by-more"
    NOT_STATED = "not-stated"

    @property
    def label(self) -> str:
        """For the head of a column."""
        return {
            "lower-by-more": "Lower by two or more",
            "lower": "Lower by one",
            "same": "As stated",
            "higher": "Higher by one",
            "higher-by-more": "Higher by two or more",
            "not-stated": "None stated",
        }[self.value]


class Judgement(Protocol):
    """A moderated position beside the one stated; see assessment.queries.area_team.Judgement."""

    @property
    def block(self) -> Block:
        """The theme and audience."""
        ...

    @property
    def stated(self) -> str | None:
        """The position that the network stated, None for none."""
        ...

    @property
    def moderated(self) -> str:
        """The area team's."""
        ...

    @property
    def by(self) -> str:
        """The moderator's name."""
        ...

    @property
    def by_number(self) -> int:
        """What stands for the moderator in an address."""
        ...


def shift_of(edition: Edition, stated: str | None, moderated: str) -> Shift:
    """How two positions lie to each other. Raises ValueError for one that the edition does not have."""
    if stated is None:
        return Shift.NOT_STATED
    steps = edition.positions.index(moderated) - edition.positions.index(stated)
    if steps == 0:
        return Shift.SAME
    if abs(steps) == 1:
        return Shift.HIGHER if steps > 0 else Shift.LOWER
    return Shift.HIGHER_BY_MORE if steps > 0 else Shift.LOWER_BY_MORE


@dataclass(frozen=True)
class Distribution:
    """How many moderated positions lie how to the stated ones; every shift has its count."""

    counts: Mapping[Shift, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def moved(self) -> int:
        """Those that are other than stated."""
        return self.lower + self.higher

    @property
    def lower(self) -> int:
        """Those below what was stated."""
        return self.counts[Shift.LOWER] + self.counts[Shift.LOWER_BY_MORE]

    @property
    def higher(self) -> int:
        """Those above what was stated."""
        return self.counts[Shift.HIGHER] + self.counts[Shift.HIGHER_BY_MORE]

    @property
    def by_more(self) -> int:
        """Those two steps or more away from what was stated."""
        return self.counts[Shift.LOWER_BY_MORE] + self.counts[Shift.HIGHER_BY_MORE]


@dataclass(frozen=True)
class Moderator:
    """Somebody who gave moderated positions."""

    number: int
    name: str


@dataclass(frozen=True)
class Calibration:
    """All moderated positions, by theme and audience in matrix order, and by moderator in order of their names.

    Every block of the edition is there, with zeroes where nothing was moderated.
    """

    edition: Edition
    whole: Distribution
    by_block: Mapping[Block, Distribution]
    by_moderator: Mapping[Moderator, Distribution]


def calibrate(edition: Edition, judgements: Sequence[Judgement]) -> Calibration:
    """Count moderated positions. Those of a block that the edition does not ask about are left out throughout."""
    within = [each for each in judgements if each.block in edition.blocks]
    names = {each.by_number: each.by for each in within}
    moderators = sorted((Moderator(*each) for each in names.items()), key=lambda one: (one.name, one.number))
    return Calibration(
        edition=edition,
        whole=distribution(edition, within),
        by_block={
            block: distribution(edition, (each for each in within if each.block == block)) for block in edition.blocks
        },
        by_moderator={
            one: distribution(edition, (each for each in within if each.by_number == one.number)) for one in moderators
        },
    )


def distribution(edition: Edition, judgements: Iterable[Judgement]) -> Distribution:
    """How these lie to the stated positions."""
    found = Counter(shift_of(edition, each.stated, each.moderated) for each in judgements)
    return Distribution({shift: found[shift] for shift in Shift})
