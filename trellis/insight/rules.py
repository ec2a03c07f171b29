"""What a set of returns says, counted. Every figure on the returns page, in its CSV and in the report comes from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trellis.assessment.rules import Problem, Return
from trellis.matrix.rules import Block, Component, Edition


@dataclass(frozen=True)
class BlockCount:
    """Networks per position for one theme and audience; the positions and not_stated add to returns."""

    block: Block
    by_position: Mapping[str, int]
    not_stated: int

    @property
    def returns(self) -> int:
        """Networks whose return counts, stated or not."""
        return sum(self.by_position.values()) + self.not_stated

    @property
    def stated(self) -> int:
        """Networks that count at a position."""
        return sum(self.by_position.values())


@dataclass(frozen=True)
class ComponentMiss:
    """How many returns do not have a component in place, and the names of those networks."""

    component: Component
    missing: int
    returns: int
    networks: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """A set of returns, counted: the one source of the page, the CSV and the report.

    ``counted`` are the returns that count; ``problems`` everything a person should look at, rejected and set-aside files
    included; ``expected`` the names of the networks a return was asked of (empty where nobody said);
    ``missing`` those of them that made none. ``files`` is how many files were looked at, ``rejected`` how many could not be read.
    """

    edition: Edition
    counted: tuple[Return, ...]
    counts: tuple[BlockCount, ...]
    most_missed: tuple[ComponentMiss, ...]
    problems: tuple[Problem, ...]
    expected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    files: int = 0
    rejected: int = 0

    @property
    def as_at(self) -> date | None:
        """The latest date on a counted return; None where none is dated."""
        dates = [returned.dated for returned in self.counted if returned.dated]
        return max(dates) if dates else None

    def count_of(self, block: Block) -> BlockCount:
        """The counts of one block. Raises KeyError for a block the edition does not have."""
        return {count.block: count for count in self.counts}[block]
