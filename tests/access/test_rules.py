"""What a role allows, and where."""

from hypothesis import given
from hypothesis import strategies as st

from trellis.access.rules import (
    LEVELS_OF_ROLE,
    PUBLIC_FACTS,
    ROLES_ALLOWED,
    Holding,
    Level,
    Role,
    may,
)

holdings = st.frozensets(
    st.builds(Holding, st.sampled_from(Role), st.sampled_from(Level), st.sampled_from(["ZSV", "ZN001", ""])), max_size=4
)
places = st.frozensets(st.tuples(st.sampled_from(Level), st.sampled_from(["ZSV", "ZN001", "QXX"])), max_size=3)

SEVERN_VALE = frozenset({(Level.BOARD, "ZSV")})


def test_a_system_lead_sees_the_returns_of_the_own_board_only() -> None:
    """The board next door is another matter."""
    lead = frozenset({Holding(Role.SYSTEM_LEAD, Level.BOARD, "ZSV")})
    assert may("assessment.view_returns", lead, SEVERN_VALE)
    assert not may("assessment.view_returns", lead, frozenset({(Level.BOARD, "QXX")}))


def test_a_network_lead_does_not_see_the_returns_of_the_board() -> None:
    """The networks beside it are in there."""
    lead = frozenset({Holding(Role.NETWORK_LEAD, Level.NETWORK, "ZN001")})
    assert not may("assessment.view_returns", lead, SEVERN_VALE | {(Level.NETWORK, "ZN001")})


def test_an_auditor_of_england_sees_every_board() -> None:
    """A holding in England covers all below it."""
    assert may("assessment.view_returns", frozenset({Holding(Role.AUDITOR, Level.ENGLAND, "")}), SEVERN_VALE)


def test_every_role_can_be_held_somewhere_and_every_permission_is_somebodys() -> None:
    """No role without a place, no permission that the table forgot to say something of."""
    assert set(LEVELS_OF_ROLE) == set(Role)
    assert all(LEVELS_OF_ROLE.values())
    assert set(ROLES_ALLOWED) >= PUBLIC_FACTS


@given(st.sampled_from(sorted(ROLES_ALLOWED)), holdings, places)
def test_a_permission_comes_only_from_a_role_that_has_it(
    permission: str, held: frozenset[Holding], within: frozenset[tuple[Level, str]]
) -> None:
    """Whatever else somebody holds."""
    if may(permission, held, within) and permission not in PUBLIC_FACTS:
        assert any(holding.role in ROLES_ALLOWED[permission] for holding in held)


@given(st.sampled_from(sorted(ROLES_ALLOWED)), holdings, holdings, places)
def test_another_role_never_takes_a_permission_away(
    permission: str, held: frozenset[Holding], more: frozenset[Holding], within: frozenset[tuple[Level, str]]
) -> None:
    """Roles add."""
    assert may(permission, held | more, within) >= may(permission, held, within)
