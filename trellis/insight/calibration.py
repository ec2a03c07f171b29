"""How far moderation moves networks: moderated positions counted by how they lie to the stated ones. Pure.

Steps are ordinal, so there is no average here: a distribution says how many were moved, which way, and whether by one
step or more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from trellis.insight.wording import joined, short_name
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


# In sentences ---------------------------------------------------------------------------------------------------------


def calibration_sentences(calibration: Calibration) -> tuple[str, ...]:
    """What the counts say; every sentence carries its figures."""
    whole = calibration.whole
    if not whole.total:
        return ("No moderated position has been given yet.",)
    return tuple(
        sentence
        for sentence in (left_sentence(whole), moved_sentence(whole), none_stated(whole), most_moved(calibration))
        if sentence
    )


def left_sentence(whole: Distribution) -> str:
    """How many positions were left as they were stated, of those that were."""
    same, stated = whole.counts[Shift.SAME], whole.total - whole.counts[Shift.NOT_STATED]
    if not stated:
        return ""
    if stated == 1:
        return f"The area team {'left' if same else 'changed'} the one position that it judged."
    if same == stated:
        return f"The area team left all {stated:,} positions as they were stated."
    left = f"{same:,}" if same else "none"
    return f"The area team left {left} of {stated:,} positions as {'it was' if same == 1 else 'they were'} stated."


def moved_sentence(whole: Distribution) -> str:
    """How many were moved, and which way."""
    if not whole.moved:
        return ""
    ways = [f"{count:,} {way}" for count, way in ((whole.lower, "lower"), (whole.higher, "higher")) if count]
    none = "" if whole.lower and whole.higher else f" and none {'higher' if whole.lower else 'lower'}"
    more = ""
    if whole.by_more:
        them = "of them " if whole.moved > whole.by_more else ""
        more = f", {whole.by_more:,} {them}by two steps or more" if them else ", by two steps or more"
    return f"It judged {joined(ways)}{none}{more}."


def none_stated(whole: Distribution) -> str:
    """How many positions it gave where the network stated none."""
    count = whole.counts[Shift.NOT_STATED]
    if not count:
        return ""
    return f"It gave {count:,} {'position' if count == 1 else 'positions'} where the network had stated none."


def most_moved(calibration: Calibration) -> str:
    """Where more positions were moved than anywhere else; nothing where that is true of many, or of the only one."""
    moved = {block: each.moved for block, each in calibration.by_block.items() if each.total}
    most = max(moved.values(), default=0)
    blocks = [block for block, count in moved.items() if count == most]
    if not most or len(moved) < 2 or len(blocks) > 3:
        return ""
    edition = calibration.edition
    where = [
        f"{short_name(edition.theme_by_id[block.theme])}, {block.audience.label.lower()} "
        f"({most:,} of {calibration.by_block[block].total:,})"
        for block in blocks
    ]
    return f"Most were moved in {joined(where)}."
