"""Whatever localities, consents and people there are, a person sees what was shared with them and nothing else."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.assessment.drafts import asked_of
from tests.assessment.rounds import a_round, an_england
from tests.assessment.signing import a_director, signed
from tests.people import Everybody
from trellis.access.actions import add_person, appoint
from trellis.access.models import Appointment
from trellis.access.rules import LEVELS_OF_ROLE, Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.sharing import share
from trellis.assessment.actions.signing import recall
from trellis.assessment.models import RoundNetwork
from trellis.assessment.queries.sharing import seen_by, shared_with
from trellis.assessment.standing import Sharing
from trellis.register.actions import join_locality, record_locality

CODES = ("ZN101", "ZN102", "ZN103")
LOCALITIES = ("upland-north", "upland-south")
PLACES = {
    Level.NETWORK: (*CODES, "ZN201"),
    Level.LOCALITY: LOCALITIES,
    Level.BOARD: ("ZSA", "ZSB"),
    Level.ENGLAND: ("",),
}
PEOPLE_OF_NETWORKS = {Role.CLINICAL_DIRECTOR, Role.DEPUTY_DIRECTOR, Role.NETWORK_LEAD, Role.CONTRIBUTOR}


@dataclass(frozen=True)
class Told:
    """What is so of a network: its locality (perhaps none), what it decided, and whether it signed and recalled."""

    locality: str | None
    sharing: Sharing | None
    signed: bool
    recalled: bool


TOLD = st.builds(
    Told,
    st.sampled_from([None, *LOCALITIES]),
    st.sampled_from([None, *Sharing]),
    st.sampled_from([True, True, False]),
    st.sampled_from([False, False, True]),
)
HELD = st.sampled_from(
    [
        (role, level, code)
        for role, levels in LEVELS_OF_ROLE.items()
        for level in levels
        for code in PLACES.get(level, ())
    ]
)


@pytest.fixture
def directors(people: Everybody) -> dict[str, Person]:
    """Three networks asked in an open round, each with a clinical director; and one of another board."""
    an_england()
    for code in LOCALITIES:
        record_locality(code=code, name=code, board="ZSA", by=None)
    return {code: a_director(people, code) for code in CODES}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.fixed_dictionaries(dict.fromkeys(CODES, TOLD)), held=st.lists(HELD, max_size=3, unique=True))
def test_a_person_sees_what_was_shared_with_them_and_nothing_else(
    directors: dict[str, Person], told: dict[str, Told], held: list[tuple[Role, Level, str]]
) -> None:
    with transaction.atomic():
        asked = a_round_as(told, directors)
        person = somebody(held)
        round_ = asked[CODES[0]].round
        own = {code for role, level, code in held if role in PEOPLE_OF_NETWORKS and code in CODES}
        expected = {code for code in CODES if code not in own and lets_in(told, code, own)}
        assert {each.network.code for each in shared_with(person, round_)} == expected
        for code in CODES:
            seen = seen_by(person, round_.slug, code)
            by_consent = code in expected and not for_a_board(held, told[code].locality)
            assert (seen is not None and seen.is_own) == (code in own)
            assert (seen is not None and seen.is_peer) == by_consent
        transaction.set_rollback(True)  # the next example starts anew


def lets_in(told: dict[str, Told], code: str, viewers: set[str]) -> bool:
    """Whether a network's signed copy is for people of these networks: said again, without a database."""
    that = told[code]
    if not viewers or not that.signed or that.recalled:
        return False
    if that.sharing is Sharing.NETWORKS:
        return True
    near = {viewer for viewer in viewers if told[viewer].locality == that.locality}
    return that.sharing is Sharing.LOCALITY and that.locality is not None and bool(near)


def for_a_board(held: list[tuple[Role, Level, str]], locality: str | None) -> bool:
    """Whether one of these roles sees signed returns for the board, the locality or England."""
    roles = {Role.SYSTEM_LEAD, Role.AREA_TEAM, Role.COMMITTEE_SECRETARY, Role.ANALYST, Role.AUDITOR}
    places = {(Level.ENGLAND, ""), (Level.BOARD, "ZSA"), (Level.LOCALITY, locality)}
    return any(role in roles and (level, code) in places for role, level, code in held)


def a_round_as(told: dict[str, Told], directors: dict[str, Person]) -> dict[str, RoundNetwork]:
    """A round of its own for this example, in which all this is so."""
    round_ = a_round()
    asked = {code: asked_of(round_, code) for code in CODES}
    for code, that in told.items():
        if that.locality:
            join_locality(network=code, locality=that.locality, started=date(2020, 4, 1), by=None)
        share(asked[code], that.sharing or Sharing.SYSTEM, by=directors[code])
        if that.signed:
            signed(asked[code], directors[code])
            if that.recalled:
                recall(asked[code], by=directors[code])
    return asked


def somebody(held: list[tuple[Role, Level, str]]) -> Person:
    """A person with exactly these roles."""
    person = add_person(email="somebody@example.org", name="Somebody", by=None)
    for role, level, code in held:
        appoint(person, role=role, level=level, code=code, started=date(2019, 7, 1), by=None)
    assert Appointment.objects.filter(person=person).count() == len(held)
    return person
