"""The pages of people: who is here as what, inviting, ending a role, leaving, switching off."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.access.letters import link_for
from tests.people import Everybody, signed_in
from tests.world import BOARD, LOCALITY, NEIGHBOUR, NETWORK, organisations
from trellis.access.actions import add_person, appoint
from trellis.access.models import Appointment, Invitation
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.audit.models import Event
from trellis.common.memory import memory
from trellis.register.actions import join_locality, record_facts, record_locality

HARBOURSIDE = f"/people/network/{NETWORK}/"


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    """Two boards, three networks, a locality."""
    record_facts(organisations(), by=None, name="Invented organisations")
    record_locality(code=LOCALITY, name="Severn Vale north", board=BOARD, by=None)


def page_of(client: Client, path: str) -> str:
    """What a page says."""
    return client.get(path).content.decode()


def test_a_network_lead_comes_straight_to_the_people_of_the_network(people: Everybody) -> None:
    client = signed_in(people.network_lead(NETWORK))
    people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, NETWORK)
    assert client.get("/people/")["Location"] == HARBOURSIDE
    page = page_of(client, HARBOURSIDE)
    assert "People of Harbourside" in page
    assert "clinical-director.zn001@<wbr>example.org" in page
    assert 'value="network-lead"' in page
    assert 'value="clinical-director"' not in page


def test_the_menu_leads_to_people_for_those_who_look_after_some(people: Everybody) -> None:
    link = 'href="/people/"'
    assert link in page_of(signed_in(people.network_lead(NETWORK)), "/register/")
    assert link in page_of(signed_in(people.administrator()), "/register/")
    for person in (people.nobody_in_particular(), people.holding(Role.CONTRIBUTOR, Level.NETWORK, NETWORK)):
        assert link not in page_of(signed_in(person), "/register/")


def test_a_lead_invites_and_sees_who_has_not_come_yet(people: Everybody) -> None:
    client = signed_in(people.network_lead(NETWORK))
    sent = client.post(HARBOURSIDE, {"email": "ann@example.org", "role": "contributor"})
    assert sent["Location"] == HARBOURSIDE
    page = page_of(client, HARBOURSIDE)
    assert "We are writing to ann@example.org." in page
    assert "Invitations that wait" in page
    again = client.post(HARBOURSIDE, {"email": "ann@example.org", "role": "contributor"}).content.decode()
    assert "<title>Error: People of Harbourside" in again
    assert "was invited to be contributor here" in again


def test_a_role_that_is_not_theirs_to_give_cannot_be_sent_by_hand_either(people: Everybody) -> None:
    client = signed_in(people.network_lead(NETWORK))
    page = client.post(HARBOURSIDE, {"email": "ann@example.org", "role": "clinical-director"}).content.decode()
    assert "There is a problem" in page
    assert not Invitation.objects.exists()


def test_an_invitation_is_sent_again_and_withdrawn_by_a_click(people: Everybody) -> None:
    client = signed_in(people.network_lead(NETWORK))
    client.post(HARBOURSIDE, {"email": "ann@example.org", "role": "contributor"})
    first, number = link_for("ann@example.org"), Invitation.objects.get().pk
    client.post(f"/people/invitation/{number}/send-again/")
    assert link_for("ann@example.org") != first
    for _ in range(2):  # a double click
        assert client.post(f"/people/invitation/{number}/withdraw/")["Location"] == HARBOURSIDE
    client.get(HARBOURSIDE)
    client.post(f"/people/invitation/{number}/send-again/")
    assert "This invitation was withdrawn." in page_of(client, HARBOURSIDE)


def test_ending_a_role_shuts_the_door_at_the_next_request(people: Everybody) -> None:
    lead, contributor = people.network_lead(NETWORK), people.holding(Role.CONTRIBUTOR, Level.NETWORK, NETWORK)
    client, theirs = signed_in(lead), signed_in(contributor)
    assert "Contributor" in page_of(theirs, "/account/roles/")
    ending = f"/people/role/{Appointment.objects.get(person=contributor).pk}/end/"
    assert "It holds at once" in page_of(client, ending)
    assert client.post(ending)["Location"] == HARBOURSIDE
    assert "is no longer contributor of Harbourside" in page_of(client, HARBOURSIDE)
    assert "You hold no role" in page_of(theirs, "/account/roles/")
    assert not Person.objects.get(pk=contributor.pk).has_perm("assessment.answer")
    assert client.post(ending).status_code == 302  # a double click ends nothing twice
    assert Event.objects.filter(event="access.removed", board=BOARD).count() == 1


def test_a_network_lead_ends_no_directors_role(people: Everybody) -> None:
    director = people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, NETWORK)
    ending = f"/people/role/{Appointment.objects.get(person=director).pk}/end/"
    assert signed_in(people.network_lead(NETWORK)).post(ending).status_code == 404
    assert signed_in(people.system_lead(BOARD)).post(ending).status_code == 302


def test_anybody_leaves_a_role_of_their_own(people: Everybody) -> None:
    contributor = people.holding(Role.CONTRIBUTOR, Level.NETWORK, NETWORK)
    client = signed_in(contributor)
    ending = f"/people/role/{Appointment.objects.get().pk}/end/"
    assert f'href="{ending}"' in page_of(client, "/account/roles/")
    assert "Leave Harbourside?" in page_of(client, ending)
    assert client.post(ending)["Location"] == "/account/roles/"
    assert "You are no longer contributor of Harbourside." in page_of(client, "/account/roles/")
    assert Event.objects.filter(event="access.left", actor=contributor.email).count() == 1


def test_a_lead_who_leaves_is_out_of_the_page_of_people(people: Everybody) -> None:
    client = signed_in(people.network_lead(NETWORK))
    client.post(f"/people/role/{Appointment.objects.get().pk}/end/")
    assert client.get(HARBOURSIDE).status_code == 403


def test_a_system_lead_sees_board_localities_and_networks_counted(
    people: Everybody, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    join_locality(network=NETWORK, locality=LOCALITY, started=people.since, by=None)
    people.network_lead(NETWORK)
    client = signed_in(people.system_lead(BOARD))
    memory.clear()
    client.get("/people/")
    with django_assert_max_num_queries(8):
        page = page_of(client, "/people/")
    for name in ("Severn Vale", "Severn Vale north", "Harbourside", "Cider Orchard"):
        assert f">{name}</a>" in page
    assert "Far Meadow" not in page
    assert client.get("/people/network/ZN901/").status_code == 403


def test_the_page_of_an_organisation_takes_as_many_queries_for_twenty_people_as_for_two(people: Everybody) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(people.network_lead(NETWORK))
    counts = []
    for size in (2, 20):
        for number in range(size):
            one = add_person(email=f"{number}@example.org", name=f"Person {number}", by=None)
            appoint(one, role=Role.CONTRIBUTOR, level=Level.NETWORK, code=NETWORK, started=people.since, by=None)
        client.get(HARBOURSIDE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(HARBOURSIDE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_organisation_that_is_not_on_the_register_is_not_there(people: Everybody) -> None:
    client = signed_in(people.administrator())
    assert client.get("/people/network/ZN404/").status_code == 404
    assert client.get(f"/people/board/{NETWORK}/").status_code == 404
    assert client.get("/people/provider/riverbank-trust/").status_code == 200
    assert client.get("/people/england/").status_code == 200


def test_an_administrator_finds_an_organisation_and_a_person(people: Everybody) -> None:
    client = signed_in(people.administrator())
    lead = people.network_lead(NEIGHBOUR)
    assert "Cider Orchard" in page_of(client, "/people/?q=cider")
    assert "The register has no" in page_of(client, "/people/?q=nowhere")
    found = page_of(client, "/people/everybody/?q=zn002 lead")
    assert f'href="/people/person/{lead.pk}/"' in found
    assert "1 person" in found
    assert "Nobody has" in page_of(client, "/people/everybody/?q=zzz")
    assert "Network lead" in page_of(client, f"/people/person/{lead.pk}/")


def test_everybody_is_shown_fifty_a_page(people: Everybody) -> None:
    client = signed_in(people.administrator())
    for number in range(60):
        add_person(email=f"{number:03}@example.org", name=f"Person {number:03}", by=None)
    first, second = (page_of(client, f"/people/everybody/?q=person&page={page}") for page in (1, 2))
    assert "60 people" in first
    assert "Person 049" in first
    assert "Person 050" in second
    assert "page=2" in first


def test_somebody_switched_off_is_out_at_the_next_request_and_back_when_switched_on(people: Everybody) -> None:
    administrator, lead = signed_in(people.administrator()), people.network_lead(NETWORK)
    theirs = signed_in(lead)
    switch = f"/people/person/{lead.pk}/switch/"
    administrator.post(switch, {"to": "off"})
    assert theirs.get("/account/")["Location"].startswith("/account/sign-in/")
    assert "Switched off" in page_of(administrator, f"/people/person/{lead.pk}/")
    administrator.post(switch, {"to": "on"})
    assert signed_in(lead).get(HARBOURSIDE).status_code == 200
    happened = Event.objects.filter(subject=f"person {lead.email}", event__contains="switched")
    assert list(happened.order_by("pk").values_list("event", flat=True)) == [
        "accounts.switched_off",
        "accounts.switched_on",
    ]


def test_the_last_administrator_cannot_switch_themselves_off(people: Everybody) -> None:
    administrator = people.administrator()
    client = signed_in(administrator)
    client.post(f"/people/person/{administrator.pk}/switch/", {"to": "off"})
    page = page_of(client, f"/people/person/{administrator.pk}/")
    assert "is the last administrator who can sign in" in page
