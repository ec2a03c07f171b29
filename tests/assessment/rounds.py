"""A small board with a round for the tests: three networks in one board, one in another. Plainly invented."""

from collections.abc import Mapping
from datetime import date

from trellis.assessment.actions.recording import RecordReport, record_returns
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import Round
from trellis.matrix.actions import ship_editions
from trellis.matrix.rules import Audience, Block
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook
from trellis.register.actions import record_facts
from trellis.register.imports.facts import Facts, Organisation, Place
from trellis.register.rules import Kind

BOARD, NEIGHBOUR = "ZSA", "ZSB"
NETWORKS = {"ZN101": "Teasel", "ZN102": "Wharf & Weir", "ZN103": "Larkspur"}
FOREIGN = {"ZN201": "Bramble"}
EDITION = shipped_edition("pcn-2019-08")
LEADERSHIP = Block("leadership", Audience.NETWORK)
FIRST = EDITION.of_block(LEADERSHIP)[0].id


def an_england() -> None:
    """Two boards with their networks, and the editions that come with Trellis."""
    opened = date(2019, 7, 1)
    places = [
        Place(code, name, sub_icb, states_dates=True, opened=opened)
        for networks, sub_icb in ((NETWORKS, "ZSA01"), (FOREIGN, "ZSB01"))
        for code, name in networks.items()
    ]
    facts = Facts(
        kind=Kind.RECORDED,
        as_at=opened,
        regions=(Organisation("Z00", "Western Shires"),),
        boards=(Organisation(BOARD, "Upland Board", "Z00"), Organisation(NEIGHBOUR, "Lowland Board", "Z00")),
        sub_icbs=(Organisation("ZSA01", "Upland", BOARD), Organisation("ZSB01", "Lowland", NEIGHBOUR)),
        networks=tuple(places),
    )
    record_facts(facts, by=None, name="made for tests")
    ship_editions(by=None)


def a_round(title: str = "Spring 2026", board: str = BOARD, networks: Mapping[str, str] = NETWORKS) -> Round:
    """A round of the board that asks its networks."""
    planned = plan_round(
        Terms(title, date(2026, 3, 2), date(2026, 4, 30)),
        edition="pcn-2019-08",
        board=board,
        networks=list(networks),
        by=None,
    )
    return open_round(planned, by=None)


def a_workbook(
    code: str = "ZN101",
    *,
    name: str | None = None,
    dated: date | None = date(2026, 3, 20),
    position: str = "Foundation",
    mark: str = "in place",
    comment: str = "",
) -> bytes:
    """A returned workbook: one mark, one position, perhaps a comment, all in the first block."""
    return national_workbook(
        EDITION,
        network_name=NETWORKS.get(code, "") if name is None else name,
        network_code=code,
        dated=dated,
        marks={FIRST: mark},
        stated={LEADERSHIP: position},
        comments={LEADERSHIP: comment} if comment else {},
    )


def record(round_: Round, *files: tuple[str, bytes]) -> RecordReport:
    """The files recorded, as though uploaded together."""
    return record_returns(round_, [IncomingFile(*file) for file in files], by=None)
