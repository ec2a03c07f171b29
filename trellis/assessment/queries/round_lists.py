"""The networks of a round as its page lists them: where each is, in which locality, and whether it still exists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.people import leaders_counted
from trellis.assessment.queries.standings import Detail, Standing, details_of, facts_of
from trellis.assessment.standing import RoundStatus, is_overdue
from trellis.register.history import where_practices_went
from trellis.register.queries import snapshot


@dataclass(frozen=True, slots=True)
class Listed:
    """A network of a round. ``locality`` is a code, empty for none.

    ``closed`` is the last day on which the register had it, where that has passed and the round still asks it.
    """

    standing: Standing
    locality: str
    overdue: bool
    closed: date | None


@dataclass(frozen=True)
class RoundList:
    """The networks of a round that somebody sees, by name, on a day; ``localities`` are titles by code."""

    round: Round
    today: date
    networks: Sequence[Listed]
    localities: Mapping[str, str]


@dataclass(frozen=True)
class Successor:
    """A network that practices of a closed one went to, how many, and whether the round asks it already."""

    code: str
    name: str
    practices: int
    asked: bool


@dataclass(frozen=True)
class Beside:
    """What a list says beside the statuses of some of its networks: by key, by code, and by code of those closed."""

    details: Mapping[int, Detail]
    leaders: Mapping[str, int]
    successors: Mapping[str, Sequence[Successor]]


def list_of(round_: Round, asked: QuerySet[RoundNetwork], today: date) -> RoundList:
    """Those networks of a round that are in ``asked``; four queries once the register of today was read."""
    register = snapshot(today)
    names = {code: place.title for code, place in register.localities.items()}
    flags_closed = round_.status != RoundStatus.PUBLISHED.value
    networks = []
    for standing in facts_of(round_, asked):
        entry = register.networks.get(standing.code)
        gone = entry is not None and not entry.is_open and flags_closed and not standing.facts.withdrawn
        networks.append(
            Listed(
                standing,
                entry.locality if entry and entry.locality in names else "",
                is_overdue(standing.facts, today),
                entry.closed if entry and gone else None,
            )
        )
    there = {each.locality for each in networks}
    return RoundList(round_, today, networks, {code: title for code, title in names.items() if code in there})


def beside(listed: RoundList, shown: Collection[Listed]) -> Beside:
    """What stands beside the networks that are shown; five queries, and a fixed number more where one has closed."""
    closed = [each.standing.code for each in shown if each.closed]
    return Beside(
        details_of([each.standing.key for each in shown]),
        leaders_counted([each.standing.code for each in shown], listed.today),
        successors_of(closed, listed) if closed else {},
    )


def successors_of(closed: Collection[str], listed: RoundList) -> dict[str, list[Successor]]:
    """For each of these closed networks (codes): where its practices went."""
    networks = snapshot(listed.today).networks
    asked = {each.standing.code for each in listed.networks if not each.standing.facts.withdrawn}
    went = where_practices_went(closed, networks)
    return {
        code: [Successor(target, networks[target].title, count, target in asked) for target, count in targets]
        for code, targets in went.items()
    }
