"""The fictional system: its organisations, who belongs to whom, and how many patients. Nothing here is real.

Shaped like the system of the published papers: 18 networks, 83 practices, 1,026,000 patients, three localities. The
codes are of shapes that the national register does not give out (register.rules.RESERVED).
"""

from dataclasses import dataclass
from datetime import date
from random import Random

REGION, REGION_NAME = "Z00", "Western Shires"
BOARD, BOARD_NAME = "ZSV", "Severn Vale Integrated Care Board"
SUB_ICB, SUB_ICB_NAME = "ZSV01", "Severn Vale Sub-ICB Location"

LOCALITIES = {"severn-vale-city": "City", "severn-vale-coast": "Coast", "severn-vale-hills": "Hills"}

PATIENTS = 1_026_000
"""Registered patients in all, and adjusted ones too: the adjustment moves patients between practices, not in or out."""

FIRST_DAY = date(2019, 7, 1)
"""When the first networks of England opened."""

MERGER = date(2022, 7, 1)
"""Marsh End joined Salt Marsh & Saltings."""

SPLIT = date(2026, 4, 1)
"""Two Bridges became Upper Bridge and Lower Bridge."""


@dataclass(frozen=True)
class NetworkPlan:
    """A network of the story: where it is, when it was open, its practices and roughly their patients together."""

    code: str
    name: str
    locality: str
    patients: int
    practices: tuple[str, ...]
    opened: date = FIRST_DAY
    closed: date | None = None


@dataclass(frozen=True)
class PracticePlan:
    """A practice, the networks it has been in (code, first day, last day), its patients registered and adjusted."""

    code: str
    name: str
    spells: tuple[tuple[str, date, date | None], ...]
    registered: int
    adjusted: int


NETWORKS = (
    NetworkPlan(
        "ZN001",
        "Harbourside",
        "severn-vale-city",
        78_000,
        ("Capstan Street Surgery", "Lanyard House", "Old Chandlery Practice", "Rope Walk Surgery", "Tidegate Surgery"),
    ),
    NetworkPlan(
        "ZN002",
        "Cider Orchard",
        "severn-vale-hills",
        46_000,
        ("Applebarrel Surgery", "Pippin Lane Practice", "Presshouse Surgery", "Windfall Surgery"),
    ),
    NetworkPlan(
        "ZN003",
        "Wharf & Weir",
        "severn-vale-city",
        91_000,
        (
            "Eel Weir Practice",
            "Lock Keeper Surgery",
            "Narrowboat Health Centre",
            "Sluice Street Surgery",
            "Towpath Surgery",
            "Winding Hole Practice",
        ),
    ),
    NetworkPlan(
        "ZN004",
        "Larkspur",
        "severn-vale-hills",
        28_500,
        ("Campion Surgery", "Larkspur Lane Practice", "Meadowsweet Surgery"),
    ),
    NetworkPlan(
        "ZN005",
        "Bellringers",
        "severn-vale-city",
        64_000,
        ("Belfry Surgery", "Changebell Practice", "Sally Rope Surgery", "Tenor Street Practice", "Treble House"),
    ),
    NetworkPlan(
        "ZN006",
        "Cobble & Quay",
        "severn-vale-city",
        72_000,
        ("Cooper's Yard Surgery", "Cobbleway Practice", "Granary Steps Surgery", "Quayfoot Surgery", "Sailmaker House"),
    ),
    NetworkPlan(
        "ZN007",
        "Gorse Down",
        "severn-vale-hills",
        61_100,
        ("Drystone Surgery", "Furze Hill Practice", "Gorse Down Surgery", "Skylark Practice"),
    ),
    NetworkPlan(
        "ZN008",
        "Lighthouse Bay",
        "severn-vale-coast",
        58_000,
        (
            "Bellbuoy Surgery",
            "Foghorn Practice",
            "Lamp Room Surgery",
            "Pebble Ridge Practice",
            "Shingle Street Surgery",
        ),
    ),
    NetworkPlan(
        "ZN009",
        "Kingfisher",
        "severn-vale-city",
        83_000,
        (
            "Halcyon Practice",
            "Kingfisher House",
            "Millrace Surgery",
            "Osier Bed Surgery",
            "Reedcutter Practice",
            "Withy Lane Surgery",
        ),
    ),
    NetworkPlan(
        "ZN010",
        "Plough & Furrow",
        "severn-vale-hills",
        41_500,
        ("Coulter Surgery", "Headland Practice", "Ridge & Furrow Surgery", "Seedlip Surgery"),
    ),
    NetworkPlan(
        "ZN011",
        "Cockle Sands",
        "severn-vale-coast",
        49_000,
        ("Cockle Sands Surgery", "Driftwood Practice", "Limpet Lane Surgery", "Strandline Practice"),
    ),
    NetworkPlan(
        "ZN012",
        "Tanners Field",
        "severn-vale-city",
        67_000,
        ("Barkhouse Surgery", "Currier Street Practice", "Oak Vat Surgery", "Saddler's Surgery", "Tanners Field House"),
    ),
    NetworkPlan(
        "ZN013",
        "Hazel Coppice",
        "severn-vale-hills",
        29_400,
        ("Catkin Surgery", "Coppice Gate Practice", "Hurdle Maker Surgery", "Nutting Lane Practice"),
    ),
    NetworkPlan(
        "ZN014",
        "Beacon & Barrow",
        "severn-vale-hills",
        55_000,
        ("Barrow Top Surgery", "Beacon Fire Practice", "Chalk Track Surgery", "Long Barrow Practice"),
    ),
    NetworkPlan(
        "ZN015",
        "Lantern Street",
        "severn-vale-city",
        71_000,
        (
            "Candlewick Surgery",
            "Glassblower Practice",
            "Lamplighter Surgery",
            "Lantern Street Practice",
            "Tallow House",
        ),
    ),
    NetworkPlan(
        "ZN016",
        "Salt Marsh & Saltings",
        "severn-vale-coast",
        35_500,
        ("Avocet Practice", "Samphire Surgery", "Saltpan Surgery"),
    ),
    NetworkPlan(
        "ZN017",
        "Two Bridges",
        "severn-vale-coast",
        69_000,
        (
            "Arch Street Surgery",
            "Keystone Practice",
            "Parapet House",
            "Pontoon Surgery",
            "Stepping Stones Practice",
            "Toll House Surgery",
            "Causeway Practice",
            "Ferryman Surgery",
        ),
        closed=date(2026, 3, 31),
    ),
    NetworkPlan(
        "ZN018",
        "Marsh End",
        "severn-vale-coast",
        27_000,
        ("Bulrush Surgery", "Heron Practice", "Marsh End Surgery"),
        closed=date(2022, 6, 30),
    ),
    NetworkPlan("ZN019", "Upper Bridge", "severn-vale-coast", 0, (), opened=SPLIT),
    NetworkPlan("ZN020", "Lower Bridge", "severn-vale-coast", 0, (), opened=SPLIT),
)
"""Every network there has been. The last two opened in the split, with practices that were counted before."""

UPPER_BRIDGE = frozenset({"Arch Street Surgery", "Keystone Practice", "Parapet House", "Toll House Surgery"})
"""Those of Two Bridges' practices that went to Upper Bridge; the others went to Lower Bridge."""


def share_out(total: int, weights: list[int]) -> list[int]:
    """``total`` in whole parts in proportion to ``weights`` by largest remainder; they add to it."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in remainders[: total - sum(parts)]:
        parts[at] += 1
    return parts


def spells_of(network: NetworkPlan, practice: str) -> tuple[tuple[str, date, date | None], ...]:
    """Where a practice that began in ``network`` has been since."""
    if network.closed is None:
        return ((network.code, FIRST_DAY, None),)
    if network.code == "ZN018":
        return ((network.code, FIRST_DAY, network.closed), ("ZN016", MERGER, None))
    successor = "ZN019" if practice in UPPER_BRIDGE else "ZN020"
    return ((network.code, FIRST_DAY, network.closed), (successor, SPLIT, None))


def practices() -> list[PracticePlan]:
    """The 83 practices with their patients; the same on every call."""
    chance = Random(20191001)  # noqa: S311  a story, not a secret
    named = [(network, practice) for network in NETWORKS for practice in network.practices]
    registered: list[int] = []
    for network in NETWORKS:
        if network.practices:
            registered += share_out(network.patients, [chance.randint(60, 140) for _ in network.practices])
    adjusted = share_out(PATIENTS, [size * chance.randint(92, 108) for size in registered])
    return [
        PracticePlan(f"ZP{number:04}", name, spells_of(network, name), registered[number - 1], adjusted[number - 1])
        for number, (network, name) in enumerate(named, start=1)
    ]
