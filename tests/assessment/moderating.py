"""A signed assessment for the tests of moderation: Teasel's, with the people who moderate it and who answer."""

from datetime import date

from tests.assessment.drafts import asked_of
from tests.assessment.rounds import BOARD, EDITION, LEADERSHIP, a_round, a_workbook, an_england, record
from tests.people import Everybody
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.moderating import moderate
from trellis.assessment.actions.questioning import ask
from trellis.assessment.models import Round, RoundNetwork
from trellis.matrix.rules import Block
from trellis.register.actions import join_locality, record_facts, record_locality
from trellis.register.imports.facts import Facts, Place
from trellis.register.rules import Kind

NORTH, SOUTH = "upland-north", "upland-south"
OTHER = EDITION.blocks[1]
"""A theme and audience of which Teasel says nothing."""


def a_signed_round() -> Round:
    """Teasel states Foundation for leadership, as does Wharf & Weir; Larkspur has not returned. One is in the north."""
    an_england()
    for code, name, network in ((NORTH, "Upland north", "ZN101"), (SOUTH, "Upland south", "ZN102")):
        record_locality(code=code, name=name, board=BOARD, by=None)
        join_locality(network=network, locality=code, started=date(2019, 7, 1), by=None)
    round_ = a_round()
    record(
        round_,
        ("teasel.xlsx", a_workbook("ZN101", comment="The chair is elected in May.")),
        ("wharf.xlsx", a_workbook("ZN102")),
    )
    return round_


def sixty_networks() -> Round:
    """A round in which sixty networks have returned; the first of them is moderated and asked something."""
    codes = {f"ZN{number}": f"Network {number}" for number in range(301, 361)}
    places = tuple(
        Place(code, name, "ZSA01", states_dates=True, opened=date(2019, 7, 1)) for code, name in codes.items()
    )
    record_facts(Facts(kind=Kind.RECORDED, as_at=date(2019, 7, 1), networks=places), by=None, name="sixty networks")
    round_ = a_round("Summer 2026", networks=codes)
    record(round_, *((f"{code}.xlsx", a_workbook(code, name=name)) for code, name in codes.items()))
    first = asked_of(round_, "ZN301")
    moderate(first, LEADERSHIP, "foundation", by=None)
    ask(first, LEADERSHIP, "Who chairs?", by=None)
    return round_


def teasel_of(round_: Round) -> RoundNetwork:
    """Teasel, as the round asks it."""
    return asked_of(round_)


def a_moderator(people: Everybody) -> Person:
    """The area team of the board."""
    return people.holding(Role.AREA_TEAM, Level.BOARD, BOARD)


def a_moderator_of(people: Everybody, locality: str) -> Person:
    """The area team of a locality."""
    return people.holding(Role.AREA_TEAM, Level.LOCALITY, locality)


__all__ = [
    "LEADERSHIP",
    "NORTH",
    "OTHER",
    "SOUTH",
    "Block",
    "a_moderator",
    "a_moderator_of",
    "a_signed_round",
    "sixty_networks",
    "teasel_of",
]
