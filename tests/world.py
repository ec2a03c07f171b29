"""A small world for tests: two boards, three networks, a round with one return. Made through actions; invented."""

from dataclasses import dataclass
from datetime import date

from trellis.assessment.actions.evidence import add_file
from trellis.assessment.actions.offering import offer_workbook
from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import Round, Upload
from trellis.assessment.queries.scope import asked_networks
from trellis.matrix.actions import ship_editions
from trellis.matrix.rules import Audience, Block
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook
from trellis.register.actions import join_locality, record_facts, record_locality
from trellis.register.imports.facts import Facts, ListSize, Membership, Organisation, Place
from trellis.register.queries import sources
from trellis.register.rules import Basis, Kind

BOARD, OTHER_BOARD = "ZSV", "ZOV"
SUB_ICB, OTHER_SUB_ICB = "ZSV01", "ZOV01"
NETWORK, NEIGHBOUR, FAR_NETWORK = "ZN001", "ZN002", "ZN901"
PRACTICE, NEXT_PRACTICE, FAR_PRACTICE = "ZP0001", "ZP0002", "ZP0901"
LOCALITY = "severn-vale-north"
EDITION = "pcn-2019-08"
COMPONENT = "leadership.network.foundation.1"
MINUTES = IncomingFile("minutes.txt", b"What Harbourside shows for its first statement, and has not signed.")
FIRST_DAY = date(2019, 7, 1)


@dataclass(frozen=True)
class World:
    """What a test may want to point at."""

    round: Round
    upload: Upload
    imported: int
    evidence: int
    offered: int


def organisations() -> Facts:
    """Two boards; the first with two networks of one practice, the second with one."""
    return Facts(
        kind=Kind.RECORDED,
        as_at=FIRST_DAY,
        regions=(Organisation("Z00", "Invented region"),),
        boards=(Organisation(BOARD, "Severn Vale", "Z00"), Organisation(OTHER_BOARD, "Other Vale", "Z00")),
        sub_icbs=(
            Organisation(SUB_ICB, "Severn Vale location", BOARD),
            Organisation(OTHER_SUB_ICB, "Other Vale location", OTHER_BOARD),
        ),
        networks=(
            Place(NETWORK, "Harbourside", SUB_ICB, states_dates=True, opened=FIRST_DAY),
            Place(NEIGHBOUR, "Cider Orchard", SUB_ICB, states_dates=True, opened=FIRST_DAY),
            Place(FAR_NETWORK, "Far Meadow", OTHER_SUB_ICB, states_dates=True, opened=FIRST_DAY),
        ),
        practices=(
            Place(PRACTICE, "Wharf Surgery", SUB_ICB),
            Place(NEXT_PRACTICE, "Orchard Surgery", SUB_ICB),
            Place(FAR_PRACTICE, "Meadow Surgery", OTHER_SUB_ICB),
        ),
        memberships=(
            Membership(PRACTICE, NETWORK, FIRST_DAY),
            Membership(NEXT_PRACTICE, NEIGHBOUR, FIRST_DAY),
            Membership(FAR_PRACTICE, FAR_NETWORK, FIRST_DAY),
        ),
        list_sizes=(
            ListSize(PRACTICE, Basis.REGISTERED, 31_000),
            ListSize(NEXT_PRACTICE, Basis.REGISTERED, 52_000),
            ListSize(FAR_PRACTICE, Basis.REGISTERED, 8_000),
        ),
    )


def harboursides_return() -> IncomingFile:
    """A workbook in which Harbourside states that it is at Foundation in leadership."""
    edition = shipped_edition(EDITION)
    content = national_workbook(
        edition,
        network_name="Harbourside",
        network_code=NETWORK,
        dated=date(2026, 10, 1),
        stated={Block("leadership", Audience.NETWORK): "Foundation"},
    )
    return IncomingFile("harbourside.xlsx", content)


def small_world() -> World:
    """Everything, recorded from the command line."""
    record_facts(organisations(), by=None, name="Invented organisations")
    record_locality(code=LOCALITY, name="Severn Vale north", board=BOARD, by=None)
    join_locality(network=NETWORK, locality=LOCALITY, started=FIRST_DAY, by=None)
    ship_editions(by=None)
    planned = plan_round(
        Terms("Autumn 2026", date(2026, 9, 14), date(2026, 12, 11)),
        edition=EDITION,
        board=BOARD,
        networks=[NETWORK, NEIGHBOUR],
        by=None,
    )
    round_ = open_round(planned, by=None)
    asked = asked_networks(round_).get(network__code=NETWORK)
    evidence = add_file(asked, COMPONENT, file=MINUTES, by=None)
    offered = offer_workbook(asked, harboursides_return(), by=None)
    report = record_returns(round_, [harboursides_return()], by=None)
    imported = sources().get()
    return World(round_, report.upload, imported.pk, evidence.pk, offered.pk if offered else 0)
