"""The pages on which a network decides who sees what it has signed, and on which others see it."""

from datetime import date

import pytest

from tests.assessment.drafts import asked_of, block, mark, note, says
from tests.assessment.rounds import a_round, an_england
from tests.assessment.signing import a_director, signed
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.sharing import share
from trellis.assessment.actions.signing import recall
from trellis.assessment.drafting import Field
from trellis.assessment.models import Consent, Evidence, Round, RoundNetwork
from trellis.assessment.standing import Sharing
from trellis.matrix.models import Component
from trellis.register.actions import join_locality, record_locality

HERE = "/rounds/spring-2026/networks/ZN101"
SHARED = "/rounds/spring-2026/shared/"


@pytest.fixture
def spring(db: None) -> Round:
    """An open round that asks Teasel, Wharf & Weir and Larkspur; the first two are of one locality."""
    an_england()
    record_locality(code="upland-north", name="Upland north", board="ZSA", by=None)
    for code in ("ZN101", "ZN102"):
        join_locality(network=code, locality="upland-north", started=date(2020, 4, 1), by=None)
    return a_round()


@pytest.fixture
def cara(people: Everybody) -> Person:
    """Cara is Teasel's clinical director."""
    return a_director(people)


@pytest.fixture
def teasel(spring: Round, cara: Person) -> RoundNetwork:
    """Teasel has signed, with something in every kind of place."""
    asked = asked_of(spring)
    component = Component.objects.filter(edition=spring.edition).first()
    parts = {"asked": asked, "component": component, "added_at": asked.round.opened_at}
    Evidence.objects.create(title="Minutes of May", link="https://example.org/minutes", **parts)
    signed(
        asked,
        cara,
        *((mark(), "in_progress"), (note(), "Chair elected."), (block(Field.POSITION), "step_1")),
        *((block(Field.COMMENT), "We are nearly there."), (block(Field.TARGET), "step_3")),
    )
    return asked


@pytest.fixture
def will(people: Everybody) -> Person:
    """Will leads Wharf & Weir, Teasel's neighbour."""
    return people.network_lead("ZN102")


def page(person: Person, where: str, status: int = 200) -> str:
    """A page as somebody gets it."""
    response = signed_in(person).get(where)
    assert response.status_code == status
    return response.content.decode()


def test_cara_reads_what_others_would_see_and_decides(teasel: RoundNetwork, cara: Person) -> None:
    content = page(cara, f"{HERE}/sharing/")
    assert "Now: our board only." in content
    assert "In this round your locality has 1 other network." in content
    assert "There are none: only your board has seen" in content
    client = signed_in(cara)
    response = client.post(f"{HERE}/sharing/", {"sharing": "locality"})
    assert response.status_code == 302
    content = client.get(f"{HERE}/sharing/").content.decode()
    assert "From now on the networks of your locality can see what you have signed." in content
    assert f"our board, and the networks of our locality. Decided by {cara.name}." in content


@pytest.mark.parametrize("said", [{}, {"sharing": "everybody"}])
def test_a_choice_that_is_none_changes_nothing(teasel: RoundNetwork, cara: Person, said: dict[str, str]) -> None:
    response = signed_in(cara).post(f"{HERE}/sharing/", said)
    assert response.status_code == 200
    assert "Nothing was changed." in response.content.decode()
    assert not Consent.objects.exists()


def test_only_those_who_lead_the_network_decide(teasel: RoundNetwork, will: Person, people: Everybody) -> None:
    page(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN101"), f"{HERE}/sharing/", 403)
    page(will, f"{HERE}/sharing/", 404)
    page(people.system_lead("ZSA"), f"{HERE}/sharing/", 404)


def test_will_sees_answers_and_stated_positions_and_no_word_of_it(
    teasel: RoundNetwork, cara: Person, will: Person
) -> None:
    share(teasel, Sharing.LOCALITY, by=cara)
    assert f'<a href="{HERE}/submitted/">Teasel</a>' in page(will, SHARED)
    content = page(will, f"{HERE}/submitted/")
    assert "Signed by its clinical director" in content
    assert "In progress" in content
    assert "Stated position: <strong>Step 1</strong>" in content
    for word in ("Chair elected.", "nearly there", "Minutes of May", "Target", cara.name, cara.email, "to talk about"):
        assert word not in content
    page(will, f"{HERE}/submitted.csv", 404)


def test_consent_withdrawn_is_gone_with_the_next_page(teasel: RoundNetwork, cara: Person, will: Person) -> None:
    share(teasel, Sharing.LOCALITY, by=cara)
    client = signed_in(will)
    assert client.get(f"{HERE}/submitted/").status_code == 200
    share(teasel, Sharing.SYSTEM, by=cara)
    assert client.get(f"{HERE}/submitted/").status_code == 404
    assert "No network shares with you" in client.get(SHARED).content.decode()


def test_a_neighbour_sees_the_copy_that_stands_and_no_other(teasel: RoundNetwork, cara: Person, will: Person) -> None:
    share(teasel, Sharing.NETWORKS, by=cara)
    page(will, f"{HERE}/submitted/?copy=1")
    recall(teasel, by=cara)
    page(will, f"{HERE}/submitted/", 404)
    signed(asked_of(teasel.round), cara)
    content = page(will, f"{HERE}/submitted/")
    assert "Copies" not in content
    page(will, f"{HERE}/submitted/?copy=1", 404)


def test_a_draft_is_not_shared_with_anybody(spring: Round, cara: Person, will: Person) -> None:
    asked = asked_of(spring)
    says(asked, cara, (mark(), "in_progress"))
    share(asked, Sharing.NETWORKS, by=cara)
    page(will, f"{HERE}/submitted/", 404)
    assert "No network shares with you" in page(will, SHARED)


def test_the_list_is_for_people_of_a_network_of_the_round(teasel: RoundNetwork, people: Everybody) -> None:
    page(people.system_lead("ZSA"), SHARED, 403)
    page(people.network_lead("ZN201"), SHARED, 404)
    page(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN103"), SHARED)
