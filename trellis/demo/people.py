"""The people of the story: one of each role, who all sign in with the same shown password. Nobody is real."""

from dataclasses import dataclass

from trellis.access.rules import Level, Role
from trellis.demo.severn_vale import BOARD

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

    @property
    def what(self) -> str:
        """What they are, for the table of who to sign in as."""
        return self.role.label if self.role else "Administrator"


CHARACTERS = (
    Character(SYSTEM_LEAD, "System lead, Severn Vale", Role.SYSTEM_LEAD),
    Character(AREA_TEAM, "Area team, Severn Vale", Role.AREA_TEAM),
    Character(CLINICAL_DIRECTOR, "Clinical director, Harbourside", Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN001"),
    Character(DEPUTY_DIRECTOR, "Deputy director, Harbourside", Role.DEPUTY_DIRECTOR, Level.NETWORK, "ZN001"),
    Character(NETWORK_LEAD, "Network lead, Harbourside", Role.NETWORK_LEAD, Level.NETWORK, "ZN001"),
    Character(CONTRIBUTOR, "Contributor, Harbourside", Role.CONTRIBUTOR, Level.NETWORK, "ZN001"),
    Character(PANEL_MEMBER, "Panel member, Severn Vale", Role.PANEL_MEMBER),
    Character(COMMITTEE_SECRETARY, "Committee secretary, Severn Vale", Role.COMMITTEE_SECRETARY),
    Character(PROVIDER, "Provider, Riverbank Trust", Role.PROVIDER, Level.PROVIDER, "riverbank-trust"),
    Character(ANALYST, "Analyst, Severn Vale", Role.ANALYST),
    Character(AUDITOR, "Auditor, Severn Vale", Role.AUDITOR),
    Character(ADMINISTRATOR, "Administrator, Severn Vale", None),
)
"""Everybody who can sign in, the system lead first."""
