"""Who sees what a network has signed is the network's own decision, and holds at once."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.assessment.drafts import asked_of, mark, says
from tests.assessment.rounds import NETWORKS, a_round, a_workbook, an_england, record
from tests.assessment.signing import a_director, signed
from tests.people import Everybody
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.sharing import share
from trellis.assessment.actions.signing import recall
from trellis.assessment.models import Consent, Round, RoundNetwork
from trellis.assessment.queries.sharing import consents_of, shared_with, sharing_of, sharing_with_whom
from trellis.assessment.standing import Sharing
from trellis.audit.models import Event
from trellis.register.actions import join_locality, record_locality


@pytest.fixture
def spring(db: None) -> Round:
    """An open round that asks Teasel, Wharf & Weir and Larkspur; the first two are of one locality."""
    an_england()
    record_locality(code="upland-north", name="Upland north", board="ZSA", by=None)
    for code in ("ZN101", "ZN102"):
        join_locality(network=code, locality="upland-north", started=date(2020, 4, 1), by=None)
    return a_round()


@pytest.fixture
def teasel(spring: Round) -> RoundNetwork:
    """Teasel, asked in it."""
    return asked_of(spring)


@pytest.fixture
def cara(people: Everybody) -> Person:
    """Cara is Teasel's clinical director."""
    return a_director(people)


@pytest.fixture
def will(people: Everybody) -> Person:
    """Will leads Wharf & Weir, Teasel's neighbour."""
    return people.network_lead("ZN102")


@pytest.fixture
def lark(people: Everybody) -> Person:
    """Lark leads Larkspur, of the same board and of no locality."""
    return people.network_lead("ZN103")


def seen(person: Person, round_: Round) -> list[str]:
    """What a later request of this person finds."""
    return [asked.name for asked in shared_with(Person.objects.get(pk=person.pk), round_)]


def test_nobody_sees_anything_unless_the_network_said_so(
    spring: Round, teasel: RoundNetwork, cara: Person, will: Person
) -> None:
    signed(teasel, cara)
    assert sharing_of(teasel.network) is Sharing.SYSTEM
    assert seen(will, spring) == []


def test_teasel_shares_with_its_locality_and_then_with_all(
    spring: Round, teasel: RoundNetwork, cara: Person, will: Person, lark: Person
) -> None:
    signed(teasel, cara)
    share(teasel, Sharing.LOCALITY, by=cara)
    assert (seen(will, spring), seen(lark, spring)) == (["Teasel"], [])
    share(teasel, Sharing.NETWORKS, by=cara)
    assert (seen(will, spring), seen(lark, spring)) == (["Teasel"], ["Teasel"])


def test_what_is_withdrawn_ends_at_once_and_the_history_stays(
    spring: Round, teasel: RoundNetwork, cara: Person, will: Person
) -> None:
    signed(teasel, cara)
    share(teasel, Sharing.NETWORKS, by=cara)
    share(teasel, Sharing.SYSTEM, by=cara)
    assert seen(will, spring) == []
    assert [each.sharing for each in consents_of(teasel.network)] == ["system", "networks"]
    events = Event.objects.filter(event="assessment.sharing_changed").order_by("pk")
    assert [event.detail for event in events] == [
        {"from": "system", "to": "networks"},
        {"from": "networks", "to": "system"},
    ]
    assert {event.board for event in events} == {"ZSA"}


def test_saying_the_same_again_changes_nothing(teasel: RoundNetwork, cara: Person) -> None:
    assert share(teasel, Sharing.SYSTEM, by=cara) is None
    share(teasel, Sharing.NETWORKS, by=cara)
    share(teasel, Sharing.NETWORKS, by=cara)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("what", ["draft", "workbook", "recalled"])
def test_only_what_is_signed_and_stands_is_shared(
    spring: Round, teasel: RoundNetwork, cara: Person, will: Person, what: str
) -> None:
    share(teasel, Sharing.NETWORKS, by=cara)
    if what == "draft":
        says(teasel, cara, (mark(), "in_place"))
    elif what == "workbook":
        record(spring, ("teasel.xlsx", a_workbook()))
    else:
        signed(teasel, cara)
        recall(teasel, by=cara)
    assert seen(will, spring) == []


def test_a_network_that_was_withdrawn_from_the_round_is_not_shown(
    spring: Round, teasel: RoundNetwork, cara: Person, will: Person
) -> None:
    signed(teasel, cara)
    share(teasel, Sharing.NETWORKS, by=cara)
    RoundNetwork.objects.filter(pk=teasel.pk).update(
        withdrawn_at=datetime(2026, 4, 1, tzinfo=UTC), withdrawn_why="It merged."
    )
    assert seen(will, spring) == []


def test_a_network_that_left_the_locality_sees_it_no_longer(
    spring: Round, teasel: RoundNetwork, cara: Person, will: Person
) -> None:
    signed(teasel, cara)
    share(teasel, Sharing.LOCALITY, by=cara)
    record_locality(code="upland-south", name="Upland south", board="ZSA", by=None)
    join_locality(network="ZN102", locality="upland-south", started=date(2026, 1, 1), by=None)
    assert seen(will, spring) == []


def test_people_who_are_of_no_network_of_the_round_see_nothing_by_consent(
    spring: Round, teasel: RoundNetwork, cara: Person, people: Everybody
) -> None:
    signed(teasel, cara)
    share(teasel, Sharing.NETWORKS, by=cara)
    strangers = [
        people.system_lead("ZSA"),
        people.holding(Role.AREA_TEAM, Level.LOCALITY, "upland-north"),
        people.network_lead("ZN201"),
        people.nobody_in_particular(),
    ]
    assert [seen(person, spring) for person in strangers] == [[], [], [], []]


def test_a_contributor_learns_from_the_others_too(
    spring: Round, teasel: RoundNetwork, cara: Person, people: Everybody
) -> None:
    signed(teasel, cara)
    share(teasel, Sharing.NETWORKS, by=cara)
    assert seen(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN103"), spring) == ["Teasel"]
    assert seen(cara, spring) == []


def test_teasel_is_told_how_many_each_choice_would_let_in(teasel: RoundNetwork) -> None:
    assert sharing_with_whom(teasel) == {Sharing.SYSTEM: 0, Sharing.LOCALITY: 1, Sharing.NETWORKS: 2}


def test_the_list_takes_the_same_queries_however_many_share(spring: Round, people: Everybody, lark: Person) -> None:
    counts = []
    for code in ("ZN101", "ZN102"):
        asked = asked_of(spring, code)
        director = a_director(people, code)
        signed(asked, director)
        share(asked, Sharing.NETWORKS, by=director)
        person = Person.objects.get(pk=lark.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            names = [each.network.code for each in shared_with(person, spring)]
        counts.append(len(queries))
    assert names == ["ZN101", "ZN102"]
    assert counts[0] == counts[1] <= 4
    assert set(names) < set(NETWORKS)
