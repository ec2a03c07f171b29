"""Roles, and what each may do. The table is literal so that it can be read aloud.

Roles are the people of design section 1. A role is held in an organisation: a board, a locality, a network, or (for
an auditor or analyst of the whole service) everywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a person is to an organisation."""

    SYSTEM_LEAD = "system-lead"
    AREA_TEAM = "area-team"
    CLINICAL_DIRECTOR = "clinical-director"
    DEPUTY_DIRECTOR = "deputy-director"
    NETWORK_LEAD = "network-lead"
    CONTRIBUTOR = "contributor"
    PANEL_MEMBER = "panel-member"
    COMMITTEE_SECRETARY = "committee-secretary"
    PROVIDER = "provider"
    ANALYST = "analyst"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The role's name for a page."""
        return {
            "system-lead": "System lead",
            "area-team": "Area team",
            "clinical-director": "Clinical director",
            "deputy-director": "Clinical director’s deputy",
            "network-lead": "Network lead",
            "contributor": "Contributor",
            "panel-member": "Panel member",
            "committee-secretary": "Committee secretary",
            "provider": "Provider of support",
            "analyst": "Analyst",
            "auditor": "Auditor",
        }[self.value]


class Level(StrEnum):
    """What kind of organisation a role is held in."""

    ENGLAND = "england"
    BOARD = "board"
    LOCALITY = "locality"
    NETWORK = "network"
    PROVIDER = "provider"


LEVELS_OF_ROLE: dict[Role, frozenset[Level]] = {
    Role.SYSTEM_LEAD: frozenset({Level.BOARD}),
    Role.AREA_TEAM: frozenset({Level.BOARD, Level.LOCALITY}),
    Role.CLINICAL_DIRECTOR: frozenset({Level.NETWORK}),
    Role.DEPUTY_DIRECTOR: frozenset({Level.NETWORK}),
    Role.NETWORK_LEAD: frozenset({Level.NETWORK}),
    Role.CONTRIBUTOR: frozenset({Level.NETWORK}),
    Role.PANEL_MEMBER: frozenset({Level.BOARD}),
    Role.COMMITTEE_SECRETARY: frozenset({Level.BOARD}),
    Role.PROVIDER: frozenset({Level.PROVIDER}),
    Role.ANALYST: frozenset({Level.BOARD, Level.ENGLAND}),
    Role.AUDITOR: frozenset({Level.BOARD, Level.ENGLAND}),
}
"""Where each role can be held."""

MAY_APPOINT: dict[Role, dict[Level, frozenset[Role]]] = {
    Role.SYSTEM_LEAD: {
        Level.BOARD: frozenset(
            {Role.SYSTEM_LEAD, Role.AREA_TEAM, Role.COMMITTEE_SECRETARY, Role.PANEL_MEMBER, Role.ANALYST}
        ),
        Level.LOCALITY: frozenset({Role.AREA_TEAM}),
        Level.NETWORK: frozenset({Role.CLINICAL_DIRECTOR, Role.NETWORK_LEAD}),
    },
    # The director names the deputy. A lead names neither, not even themselves: those two sign.
    Role.CLINICAL_DIRECTOR: {
        Level.NETWORK: frozenset({Role.DEPUTY_DIRECTOR, Role.NETWORK_LEAD, Role.CONTRIBUTOR}),
    },
    Role.NETWORK_LEAD: {
        Level.NETWORK: frozenset({Role.NETWORK_LEAD, Role.CONTRIBUTOR}),
    },
}
"""Whom each role may appoint to what, in the organisation where it is held and in those within it.

An administrator may appoint anybody anywhere, and nobody else appoints auditors, who look at all of these.
"""

EVERY_ROLE = frozenset(Role)
BOARD_ROLES = frozenset({Role.SYSTEM_LEAD, Role.AREA_TEAM, Role.COMMITTEE_SECRETARY, Role.ANALYST, Role.AUDITOR})
SIGNATORIES = frozenset({Role.CLINICAL_DIRECTOR, Role.DEPUTY_DIRECTOR})
"""Those who put a network's name to its assessment: its clinical director, or the deputy whom they named."""
NETWORK_LEADERS = SIGNATORIES | {Role.NETWORK_LEAD}
NETWORK_ROLES = NETWORK_LEADERS | {Role.CONTRIBUTOR}

ROLES_ALLOWED: dict[str, frozenset[Role]] = {
    "register.view": EVERY_ROLE,
    "matrix.view_edition": EVERY_ROLE,
    "matrix.derive_edition": frozenset({Role.SYSTEM_LEAD}),
    # A round belongs to a board; asked of a round or a network, the role must be held there.
    "assessment.view_round": BOARD_ROLES | NETWORK_ROLES,
    "assessment.manage_round": frozenset({Role.SYSTEM_LEAD}),
    # What networks have signed, with their names.
    "assessment.view_returns": BOARD_ROLES,
    "assessment.record_returns": frozenset({Role.SYSTEM_LEAD, Role.AREA_TEAM}),
    "assessment.moderate": frozenset({Role.AREA_TEAM}),
    "assessment.publish_evidence": frozenset({Role.SYSTEM_LEAD}),
    "assessment.download_workbook": NETWORK_LEADERS | {Role.SYSTEM_LEAD, Role.AREA_TEAM},
    # A draft is the network's own: nobody above it has these.
    "assessment.view_draft": NETWORK_ROLES,
    "assessment.answer": NETWORK_ROLES,
    "assessment.lead_network": NETWORK_LEADERS,
    "assessment.sign": SIGNATORIES,
    "audit.view": frozenset({Role.AUDITOR}),
    # Whether letters went, and to whom; never what they say.
    "post.view_outbox": frozenset(),
    "access.manage_people": frozenset(MAY_APPOINT),
    # Everybody's accounts: finding people, switching them off and on.
    "access.keep_accounts": frozenset(),
}
"""Every permission and the roles that have it, where they hold the role."""

ADMINISTRATOR_MAY = frozenset(
    {"access.manage_people", "access.keep_accounts", "matrix.derive_edition", "post.view_outbox"}
)
"""What an administrator may do without holding a role: keep the house, not read what networks say of themselves."""

PUBLIC_FACTS = frozenset({"register.view", "matrix.view_edition"})
"""Published facts: any person who can sign in may read them, with or without a role."""


Place = tuple[Level, str]
"""An organisation: its level and code; the code of England is empty."""


class Placed(Protocol):
    """A thing that belongs to organisations and can therefore be asked about: a round, an assessment, a proposal."""

    def places(self) -> frozenset[Place]:
        """Every organisation it belongs to: a holding in any of them counts."""
        ...


@dataclass(frozen=True)
class Holding:
    """A role held in an organisation; ``code`` is the organisation's code, empty for England."""

    role: Role
    level: Level
    code: str


def may(permission: str, holdings: frozenset[Holding], within: frozenset[Place] | None) -> bool:
    """Whether somebody with these holdings has ``permission``.

    ``within`` names every organisation that the thing asked about belongs to (a network's own code, its localities,
    its board); None asks in general, "anywhere at all". Raises KeyError for a permission nobody has defined.
    """
    roles = ROLES_ALLOWED[permission]
    if permission in PUBLIC_FACTS:
        return True
    return any(
        holding.role in roles
        and (within is None or holding.level is Level.ENGLAND or (holding.level, holding.code) in within)
        for holding in holdings
    )


def roles_held_at(level: Level) -> frozenset[Role]:
    """The roles that can be held in an organisation of this kind."""
    return frozenset(role for role, levels in LEVELS_OF_ROLE.items() if level in levels)


def roles_to_give(holdings: frozenset[Holding], level: Level, within: frozenset[Place]) -> frozenset[Role]:
    """The roles that somebody with these holdings may give, and end, in an organisation of this kind.

    ``within`` names the organisation itself and those it belongs to (see ``may``): a role counts where it is held.
    """
    return frozenset(
        role
        for held in holdings
        if (held.level, held.code) in within
        for role in MAY_APPOINT.get(held.role, {}).get(level, frozenset())
    )


INVITATION_LASTS = timedelta(days=14)
"""From when an invitation is sent, or sent again."""


class InvitationStatus(StrEnum):
    """What has become of an invitation."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def invitation_status(*, accepted: bool, withdrawn: bool, expires: datetime, now: datetime) -> InvitationStatus:
    """What has become of an invitation by ``now``; one that was accepted or withdrawn never expires."""
    if accepted:
        return InvitationStatus.ACCEPTED
    if withdrawn:
        return InvitationStatus.WITHDRAWN
    return InvitationStatus.EXPIRED if now >= expires else InvitationStatus.WAITING
