"""Who may appoint whom, where: the table read aloud, and what it can never be made to allow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.access.rules import (
    LEVELS_OF_ROLE,
    MAY_APPOINT,
    SIGNATORIES,
    Holding,
    Level,
    Place,
    Role,
    may,
    roles_held_at,
    roles_to_give,
)

BOARD, NETWORK, LOCALITY = (Level.BOARD, "ZSV"), (Level.NETWORK, "ZN001"), (Level.LOCALITY, "north")
NEXT_NETWORK = (Level.NETWORK, "ZN002")
OF_THE_NETWORK = frozenset({NETWORK, LOCALITY, BOARD})

RANK = {
    Role.SYSTEM_LEAD: 4,
    Role.CLINICAL_DIRECTOR: 3,
    Role.DEPUTY_DIRECTOR: 2,
    Role.NETWORK_LEAD: 1,
    Role.CONTRIBUTOR: 0,
}
"""Above and below, where somebody in the chain of a network may be appointed; written anew here, not from the code."""


@st.composite
def holdings(draw: st.DrawFn) -> frozenset[Holding]:
    """Some roles, each where it can be held, in two boards and their networks."""
    codes = {
        Level.ENGLAND: [""],
        Level.BOARD: ["ZSV", "ZOV"],
        Level.LOCALITY: ["north", "south"],
        Level.NETWORK: ["ZN001", "ZN002", "ZN901"],
        Level.PROVIDER: ["riverbank"],
    }
    every = [Holding(role, level, code) for role in Role for level in LEVELS_OF_ROLE[role] for code in codes[level]]
    return draw(st.frozensets(st.sampled_from(every), max_size=5))


places: st.SearchStrategy[tuple[Level, frozenset[Place]]] = st.sampled_from(
    [
        (Level.ENGLAND, frozenset({(Level.ENGLAND, "")})),
        (Level.BOARD, frozenset({BOARD})),
        (Level.LOCALITY, frozenset({LOCALITY, BOARD})),
        (Level.NETWORK, OF_THE_NETWORK),
        (Level.NETWORK, frozenset({NEXT_NETWORK, BOARD})),
        (Level.PROVIDER, frozenset({(Level.PROVIDER, "riverbank")})),
    ]
)


def given_by(role: Role, held: Place, level: Level, within: frozenset[Place]) -> set[Role]:
    """What somebody with one role may give."""
    return set(roles_to_give(frozenset({Holding(role, *held)}), level, within))


@pytest.mark.parametrize(
    ("role", "held", "level", "within", "gives"),
    [
        (
            Role.SYSTEM_LEAD,
            BOARD,
            Level.BOARD,
            {BOARD},
            {Role.SYSTEM_LEAD, Role.AREA_TEAM, Role.COMMITTEE_SECRETARY, Role.PANEL_MEMBER, Role.ANALYST},
        ),
        (Role.SYSTEM_LEAD, BOARD, Level.LOCALITY, {LOCALITY, BOARD}, {Role.AREA_TEAM}),
        (Role.SYSTEM_LEAD, BOARD, Level.NETWORK, OF_THE_NETWORK, {Role.CLINICAL_DIRECTOR, Role.NETWORK_LEAD}),
        (Role.SYSTEM_LEAD, (Level.BOARD, "ZOV"), Level.NETWORK, OF_THE_NETWORK, set()),
        (
            Role.CLINICAL_DIRECTOR,
            NETWORK,
            Level.NETWORK,
            OF_THE_NETWORK,
            {Role.DEPUTY_DIRECTOR, Role.NETWORK_LEAD, Role.CONTRIBUTOR},
        ),
        (Role.CLINICAL_DIRECTOR, NETWORK, Level.NETWORK, {NEXT_NETWORK, BOARD}, set()),
        (Role.CLINICAL_DIRECTOR, NETWORK, Level.BOARD, {BOARD}, set()),
        (Role.NETWORK_LEAD, NETWORK, Level.NETWORK, OF_THE_NETWORK, {Role.NETWORK_LEAD, Role.CONTRIBUTOR}),
        (Role.DEPUTY_DIRECTOR, NETWORK, Level.NETWORK, OF_THE_NETWORK, set()),
        (Role.CONTRIBUTOR, NETWORK, Level.NETWORK, OF_THE_NETWORK, set()),
        (Role.AREA_TEAM, BOARD, Level.NETWORK, OF_THE_NETWORK, set()),
        (Role.AUDITOR, (Level.ENGLAND, ""), Level.NETWORK, OF_THE_NETWORK, set()),
    ],
)
def test_the_table_of_who_appoints_whom_reads_as_it_was_agreed(
    role: Role, held: Place, level: Level, within: set[Place], gives: set[Role]
) -> None:
    assert given_by(role, held, level, frozenset(within)) == gives


@given(holdings(), places)
def test_nobody_makes_a_signatory_of_somebody_without_being_above_one(
    held: frozenset[Holding], where: tuple[Level, frozenset[Place]]
) -> None:
    level, within = where
    if roles_to_give(held, level, within) & SIGNATORIES:
        above = {Role.SYSTEM_LEAD, Role.CLINICAL_DIRECTOR}
        assert any(one.role in above and (one.level, one.code) in within for one in held)


@given(holdings(), places)
def test_nobody_appoints_above_themselves(held: frozenset[Holding], where: tuple[Level, frozenset[Place]]) -> None:
    level, within = where
    ranks = [RANK[one.role] for one in held if one.role in RANK and (one.level, one.code) in within]
    for role in roles_to_give(held, level, within):
        assert RANK.get(role, 0) <= max(ranks, default=-1)


@given(holdings(), places)
def test_a_chain_of_appointments_from_a_network_lead_never_ends_in_a_signature(
    held: frozenset[Holding], where: tuple[Level, frozenset[Place]]
) -> None:
    """Not by appointing somebody who appoints somebody who appoints, either."""
    level, within = where
    reached = frozenset(one for one in held if one.role is Role.NETWORK_LEAD)
    for _ in Role:
        more = {Holding(role, level, code) for role in roles_to_give(reached, level, within) for _, code in within}
        reached |= more
    assert not {one.role for one in reached} & (SIGNATORIES | {Role.SYSTEM_LEAD, Role.AUDITOR})


@given(holdings(), places)
def test_what_may_be_given_can_be_held_there_and_needs_the_permission(
    held: frozenset[Holding], where: tuple[Level, frozenset[Place]]
) -> None:
    level, within = where
    gives = roles_to_give(held, level, within)
    assert gives <= roles_held_at(level)
    if gives:
        assert may("access.manage_people", held, within)


def test_auditors_are_appointed_by_administrators_alone() -> None:
    assert not any(Role.AUDITOR in roles for table in MAY_APPOINT.values() for roles in table.values())
