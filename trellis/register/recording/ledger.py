"""What is gathered while the facts of one source are recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from trellis.register.imports.facts import Facts, Odd
from trellis.register.models import IntegratedCareBoard, Network, Organisation, Practice, Region, SubIcbLocation
from trellis.register.reports import Tally
from trellis.register.standing import Standing

T = TypeVar("T")
SORTS: dict[type[Organisation], str] = {
    Region: "regions",
    IntegratedCareBoard: "boards",
    SubIcbLocation: "sub-ICB locations",
    Network: "networks",
    Practice: "practices",
}
AT_A_TIME = 5000
"""Keys in one statement: within what either database takes."""


@dataclass
class Ledger:
    """The facts, what the register knew of every organisation at their date, keys by code, counts, and what is odd."""

    facts: Facts
    name: str
    keys: dict[type[Organisation], dict[str, int]] = field(default_factory=dict)
    known: dict[type[Organisation], dict[str, Standing]] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)

    def tally(self, sort: str) -> Tally:
        """The count of one sort of facts."""
        return self.tallies.setdefault(sort, Tally())

    def note(self, where: str, kind: str, sentence: str) -> None:
        """Note something that does not fit with what the register holds."""
        self.odd.append(Odd(f"{self.name}, {where}", kind, sentence))


def in_batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items, so many at a time as one statement takes."""
    for start in range(0, len(items), AT_A_TIME):
        yield items[start : start + AT_A_TIME]
