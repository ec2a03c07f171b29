"""The people of the story: one of each role, who all sign in with the same shown password; and those who lead the other
networks, who get letters and do not sign in. Nobody is real."""

from dataclasses import dataclass
from datetime import date

from trellis.access.rules import Level, Role
from trellis.demo.severn_vale import BOARD, FIRST_DAY, NETWORKS, SPLIT

PASSWORD = "grow-along-the-trellis"  # noqa: S105  shown to everybody who starts the demo
DOMAIN = "severnvale.example"

ADMINISTRATOR = f"administrator@{DOMAIN}"
SYSTEM_LEAD = f"system.lead@{DOMAIN}"
AREA_TEAM = f"area.team@{DOMAIN}"
CLINICAL_DIRECTOR = f"clinical.director@{DOMAIN}"
DEPUTY_DIRECTOR = f"deputy.director@{DOMAIN}"
NETWORK_LEAD = f"network.lead@{DOMAIN}"
CONTRIBUTOR = f"contributor@{DOMAIN}"
PANEL_MEMBER = f"panel.member@{DOMAIN}"
COMMITTEE_SECRETARY = f"committee.secretary@{DOMAIN}"
PROVIDER = f"provider@{DOMAIN}"
ANALYST = f"analyst@{DOMAIN}"
AUDITOR = f"auditor@{DOMAIN}"


@dataclass(frozen=True)
class Character:
    """Somebody in the story; ``role`` is None for the administrator, who holds none."""

    email: str
    name: str
    role: Role | None
    level: Level = Level.BOARD
    code: str = BOARD
    since: date = FIRST_DAY

    @property
    def what(self) -> str:
        """What they are, for the table of who to sign in as."""
        return self.role.label if self.role else "Administrator"


CHARACTERS = (
    Character(SYSTEM_LEAD, "System lead, Severn Vale", Role.SYSTEM_LEAD),
    Character(AREA_TEAM, "Area team, Severn Vale", Role.AREA_TEAM),
    Character(
        CLINICAL_DIRECTOR, "Clinical director, Harbourside", Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN001", since=SPLIT
    ),
    Character(
        DEPUTY_DIRECTOR, "Deputy director, Harbourside", Role.DEPUTY_DIRECTOR, Level.NETWORK, "ZN001", since=SPLIT
    ),
    Character(NETWORK_LEAD, "Network lead, Harbourside", Role.NETWORK_LEAD, Level.NETWORK, "ZN001", since=SPLIT),
    Character(CONTRIBUTOR, "Contributor, Harbourside", Role.CONTRIBUTOR, Level.NETWORK, "ZN001", since=SPLIT),
    Character(PANEL_MEMBER, "Panel member, Severn Vale", Role.PANEL_MEMBER),
    Character(COMMITTEE_SECRETARY, "Committee secretary, Severn Vale", Role.COMMITTEE_SECRETARY),
    Character(PROVIDER, "Provider, Riverbank Trust", Role.PROVIDER, Level.PROVIDER, "riverbank-trust"),
    Character(ANALYST, "Analyst, Severn Vale", Role.ANALYST),
    Character(AUDITOR, "Auditor, Severn Vale", Role.AUDITOR),
    Character(ADMINISTRATOR, "Administrator, Severn Vale", None),
)
"""Everybody who can sign in, the system lead first."""


def leading(code: str, role: Role) -> str:
    """The address of whoever holds a role in a network of the story."""
    own = {Role.CLINICAL_DIRECTOR: CLINICAL_DIRECTOR, Role.NETWORK_LEAD: NETWORK_LEAD}
    return own[role] if code == "ZN001" else f"{role.value.replace('-', '.')}.{code.lower()}@{DOMAIN}"


NETWORK_LEADERS = tuple(
    Character(
        leading(network.code, role), f"{role.label}, {network.name}", role, Level.NETWORK, network.code, since=SPLIT
    )
    for network in NETWORKS
    if network.closed is None and network.code != "ZN001"
    for role in (Role.CLINICAL_DIRECTOR, Role.NETWORK_LEAD)
)
"""Those who lead the networks beside Harbourside, each since April 2026. They have no password."""
