"""What a system lead can choose from when planning a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.accounts.models import Person
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.scope import holdings_that_may
from trellis.matrix.queries import published_editions
from trellis.register.queries import NetworkEntry, Place, networks, place, snapshot
from trellis.register.rules import Level

Choice = tuple[str, str]


@dataclass(frozen=True)
class Offer:
    """The choices of a board on a day: editions by id, its localities and open networks by code.

    ``networks_of`` are the codes of the networks in each locality. A locality without an open network is left out.
    """

    board: Place
    editions: Sequence[Choice]
    localities: Sequence[Choice]
    networks: Sequence[Choice]
    networks_of: dict[str, tuple[str, ...]]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every open network of the board."""
        return tuple(code for code, _ in self.networks)


def boards_of(person: Person, today: date) -> list[Place]:
    """The boards for which a person plans rounds, by name."""
    codes = {held.code for held in holdings_that_may(person, "assessment.manage_round")}
    found = (place(code, today) or Place(Level.BOARD, code, "") for code in codes)
    return sorted(found, key=lambda board: (board.title, board.code))


def offer_of(board: str, today: date) -> Offer:
    """What a board (by code) can choose from."""
    entries = networks(today, board)
    localities = snapshot(today).localities
    members: dict[str, list[str]] = {}
    for entry in entries:
        members.setdefault(entry.locality, []).append(entry.code)
    named = sorted((localities[code].title, code) for code in members if code in localities)
    return Offer(
        board=place(board, today) or Place(Level.BOARD, board, ""),
        editions=tuple(published_editions().values_list("slug", "title")),
        localities=tuple((code, title) for title, code in named),
        networks=tuple((entry.code, entry.title) for entry in entries),
        networks_of={code: tuple(codes) for code, codes in members.items()},
    )


def last_round(board: str) -> Round | None:
    """The newest round of a board, from which a new one takes what it does not say otherwise."""
    return Round.objects.filter(board__code=board).select_related("edition").order_by("-opens", "-pk").first()


def addable_to(round_: Round, today: date) -> tuple[NetworkEntry, ...]:
    """The open networks of the round's board that it does not ask yet, by name."""
    asked = set(RoundNetwork.objects.filter(round=round_).values_list("network__code", flat=True))
    return tuple(entry for entry in networks(today, round_.board.code) if entry.code not in asked)
