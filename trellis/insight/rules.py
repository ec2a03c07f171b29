"""What a set of returns says, counted: every figure of the returns page, its CSV and the report comes from here."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.assessment.consistency import consistency_queries
from trellis.assessment.rules import Mark, Problem, ProblemKind, Return, counted_position, next_step
from trellis.matrix.rules import Block, Component, Edition

NOT_LETTERS = re.compile(r"[\W_]+")


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

    ``counted`` are the returns that count; ``problems`` everything a person should look at, rejected and set-aside
    files included; ``expected`` the names of the networks a return was asked of (empty where nobody said);
    ``missing`` those of them that made none. ``files`` is how many files were looked at, ``rejected`` how many of them
    could not be read.
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


# Which returns count ----------------------------------------------------------------------------------------------


def normal_name(name: str) -> str:
    """A network's name without case, spacing, punctuation and a closing "PCN", for where there is no code to go by."""
    words = NOT_LETTERS.sub(" ", name.casefold().replace("&", " and ")).split()
    for ending in (["pcn"], ["primary", "care", "network"]):
        if words[-len(ending) :] == ending and len(words) > len(ending):
            return " ".join(words[: -len(ending)])
    return " ".join(words)


@dataclass(frozen=True)
class Resolved:
    """The returns that count, one a network, and a problem for each that was set aside."""

    counted: tuple[Return, ...]
    set_aside: tuple[Problem, ...]


def resolve_duplicates(returns: Sequence[Return]) -> Resolved:
    """One return a network: the one with the latest date; the others are set aside and reported.

    Where two have the latest date, or one has none, nobody can tell and none of that network's counts. Networks are the
    same where their codes are; where one has no code, where their names are. Order is kept.
    """
    groups: dict[str, list[Return]] = {}
    by_name: dict[str, set[str]] = {}
    for returned in returns:
        if returned.network_code:
            by_name.setdefault(normal_name(returned.network), set()).add(returned.network_code)
    for returned in returns:
        name = normal_name(returned.network)
        codes = by_name.get(name, set())
        # A name that two codes share says nothing; a return with that name and no code stands by itself.
        code = returned.network_code or (next(iter(codes)) if len(codes) == 1 else f"name:{name}")
        groups.setdefault(code, []).append(returned)
    counted: set[int] = set()
    set_aside: list[Problem] = []
    for group in groups.values():
        winner = _latest(group)
        if winner is not None:
            counted.add(id(winner))
        set_aside.extend(_set_aside(returned, group, winner) for returned in group if returned is not winner)
    return Resolved(tuple(returned for returned in returns if id(returned) in counted), tuple(set_aside))


def _latest(group: Sequence[Return]) -> Return | None:
    """The return of the latest date; None where that is not one return, or where one of several has no date."""
    if len(group) == 1:
        return group[0]
    dates = [returned.dated for returned in group if returned.dated]
    if len(dates) < len(group):
        return None
    latest = [returned for returned in group if returned.dated == max(dates)]
    return latest[0] if len(latest) == 1 else None


def _set_aside(returned: Return, group: Sequence[Return], winner: Return | None) -> Problem:
    when = _when(returned)
    if winner is not None:
        kind = ProblemKind.SUPERSEDED
        sentence = (
            f"{returned.file} is a return of {returned.network} {when}, and {winner.file} is a later one "
            f"{_when(winner)}. The later one counts; this one was set aside."
        )
    else:
        others = " and ".join(f"{other.file} ({_when(other)})" for other in group if other is not returned)
        kind = ProblemKind.CONTRADICTED
        sentence = (
            f"{returned.file} is a return of {returned.network} {when}, and so is {others}. Which is the latest "
            f"cannot be told from their dates, so {'neither' if len(group) == 2 else 'none of them'} counts. "
            "Ask the network which one it stands by."
        )
    return Problem(returned.file, kind, sentence, returned.network)


def _when(returned: Return) -> str:
    return f"dated {returned.dated.day} {returned.dated:%B %Y}" if returned.dated else "without a date"


# Counting ---------------------------------------------------------------------------------------------------------


def summarise(
    edition: Edition,
    returns: Sequence[Return],
    rejected: Sequence[Problem] = (),
    expected: Sequence[str] = (),
) -> Summary:
    """A set of returns, counted. ``rejected`` holds one problem for each file that could not be read.

    ``expected`` are the names of the networks that were asked; those without a return that counts are missing.
    Problems come in this order: rejected files, set-aside ones, then file by file what was odd and what to ask.
    """
    resolved = resolve_duplicates(returns)
    counted = resolved.counted
    odd = [problem for returned in counted for problem in (*returned.problems, *consistency_queries(edition, returned))]
    returned_names = {normal_name(returned.network) for returned in counted}
    return Summary(
        edition=edition,
        counted=counted,
        counts=tuple(count_block(edition, counted, block) for block in edition.blocks),
        most_missed=most_missed(edition, counted),
        problems=(*rejected, *resolved.set_aside, *odd),
        expected=tuple(expected),
        missing=tuple(name for name in expected if normal_name(name) not in returned_names),
        files=len(returns) + len(rejected),
        rejected=len(rejected),
    )


def count_block(edition: Edition, returns: Sequence[Return], block: Block) -> BlockCount:
    """Networks per position of one block. One that says nothing of it is not stated, never at the lowest position."""
    by_position = dict.fromkeys(edition.positions, 0)
    not_stated = 0
    for returned in returns:
        answers = returned.blocks.get(block)
        position = counted_position(edition, answers) if answers else None
        if position is None:
            not_stated += 1
        else:
            by_position[position] += 1
    return BlockCount(block, by_position, not_stated)


def most_missed(edition: Edition, returns: Sequence[Return]) -> tuple[ComponentMiss, ...]:
    """Components that some return does not have in place, the most missed first, then in matrix order.

    Only returns that answered the component's block are looked at: of a blank block nobody knows. A component of a
    higher step is missed by more networks as a matter of course, so readers usually want one step at a time:
    ``next_to_secure`` gives what stands between the networks and their next step.
    """
    return _misses(edition, returns, lambda returned, component: True)


def next_to_secure(edition: Edition, returns: Sequence[Return]) -> tuple[ComponentMiss, ...]:
    """Components missing from the lowest step that a network has not secured: what it would take to move on.

    ``returns`` of each is how many networks have that step next in that block; the most missed first.
    """

    def is_next(returned: Return, component: Component) -> bool:
        block = Block(component.theme, component.audience)
        return next_step(edition, block, returned.blocks[block].marks) == component.step

    return _misses(edition, returns, is_next)


def said_of(returned: Return, block: Block, component: Component) -> Mark:
    """What a return says of a component; not started where it says nothing."""
    return returned.blocks[block].marks.get(component.id, Mark.NOT_STARTED)


def _misses(
    edition: Edition, returns: Sequence[Return], concerns: Callable[[Return, Component], bool]
) -> tuple[ComponentMiss, ...]:
    misses = []
    for block in edition.blocks:
        answered = [returned for returned in returns if (told := returned.blocks.get(block)) and told.answered]
        for component in edition.of_block(block):
            concerned = [returned for returned in answered if concerns(returned, component)]
            without = [
                returned.network
                for returned in concerned
                if not said_of(returned, block, component).asks_for_nothing_more
            ]
            if without:
                misses.append(ComponentMiss(component, len(without), len(concerned), tuple(without)))
    return tuple(sorted(misses, key=lambda miss: -miss.missing))


# As a table -------------------------------------------------------------------------------------------------------


def table_header(edition: Edition) -> tuple[str, ...]:
    """The columns of the table of counts: theme, audience, a column a position, not_stated, returns."""
    return ("theme", "audience", *edition.positions, "not_stated", "returns")


def table_rows(summary: Summary) -> tuple[tuple[str | int, ...], ...]:
    """The table of counts, a row per theme and audience in matrix order, under ``table_header``."""
    return tuple(
        (
            count.block.theme,
            count.block.audience.value,
            *(count.by_position[position] for position in summary.edition.positions),
            count.not_stated,
            count.returns,
        )
        for count in summary.counts
    )


PROBLEM_HEADER = ("file", "network", "theme", "audience", "cell", "kind", "detail")
"""The columns of a table of problems."""


def problem_rows(problems: Iterable[Problem]) -> tuple[tuple[str, ...], ...]:
    """Problems as rows under ``PROBLEM_HEADER``."""
    return tuple(
        (one.file, one.network, one.theme, one.audience, one.cell, one.kind.value, one.detail) for one in problems
    )
