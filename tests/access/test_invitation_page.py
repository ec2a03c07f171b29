"""From the letter to the first page, and every way in which a link can be too late or in the wrong hands."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from tests.access.letters import link_for
from tests.people import PASSWORD, Everybody, signed_in
from tests.world import NETWORK, organisations
from trellis.access.actions.inviting import invite, withdraw
from trellis.access.actions.people import switch_off
from trellis.access.models import Appointment, Invitation
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.audit.models import Event
from trellis.register.actions import record_facts

ANN = "ann@example.org"
A_PASSWORD = "heron meadow clockwork"


@pytest.fixture
def lead(people: Everybody) -> Person:
    """The lead of Harbourside, who invites."""
    record_facts(organisations(), by=None, name="Invented organisations")
    return people.network_lead(NETWORK)


def invited(lead: Person, email: str = ANN, days_ago: int = 0) -> Invitation:
    """An invitation to contribute to Harbourside."""
    at = timezone.now() - timedelta(days=days_ago)
    return invite(email=email, role=Role.CONTRIBUTOR, level=Level.NETWORK, code=NETWORK, by=lead, at=at)


def test_ann_follows_the_link_chooses_a_password_and_is_in(client: Client, lead: Person) -> None:
    invited(lead)
    link = link_for(ANN)
    page = client.get(link).content.decode()
    assert "invites you to be <strong>contributor</strong> of <strong>Harbourside</strong>" in page
    landed = client.post(link, {"name": "Ann Smith", "password": A_PASSWORD})
    assert landed["Location"] == "/"
    assert "Welcome to Trellis. You are contributor of Harbourside." in client.get("/").content.decode()
    assert Event.objects.filter(event="accounts.signed_in", actor=ANN).count() == 1


def test_opening_the_link_consumes_nothing(client: Client, lead: Person) -> None:
    """A scanner in the mail system opens every link, and some of them several times."""
    invited(lead)
    link = link_for(ANN)
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code in {200, 405}
    assert not Person.objects.filter(email=ANN).exists()
    client.post(link, {"name": "Ann", "password": A_PASSWORD})
    assert Person.objects.filter(email=ANN).exists()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"name": "", "password": A_PASSWORD}, "Enter your name."),
        ({"name": "Ann", "password": ""}, "Choose a password."),
        ({"name": "Ann", "password": "short"}, "This password is too short"),
        ({"name": "Annabel Featherstone", "password": "annabel featherstone"}, "too similar"),
    ],
)
def test_a_password_that_will_not_do_is_said_and_nobody_is_added(
    client: Client, lead: Person, answers: dict[str, str], says: str
) -> None:
    invited(lead)
    page = client.post(link_for(ANN), answers).content.decode()
    assert "<title>Error: Join Trellis" in page
    assert says in page
    assert not Person.objects.filter(email=ANN).exists()


def test_somebody_with_an_account_signs_in_and_accepts_one_role_more(
    client: Client, lead: Person, people: Everybody
) -> None:
    person = people.nobody_in_particular()
    invited(lead, email=person.email)
    link = link_for(person.email)
    page = client.get(link).content.decode()
    assert "You have an account already" in page
    assert f'href="/account/sign-in/?next={quote(link, safe="")}"' in page
    signing_in = client.post(f"/account/sign-in/?next={link}", {"login": person.email, "password": PASSWORD})
    assert signing_in["Location"] == link
    assert "It is one role more" in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/"
    assert Appointment.objects.get(person=person).role == Role.CONTRIBUTOR


def test_signing_in_alone_accepts_nothing(client: Client, lead: Person, people: Everybody) -> None:
    person = people.nobody_in_particular()
    invited(lead, email=person.email)
    client.post(link_for(person.email), {"name": "x", "password": A_PASSWORD})
    signed_in(person).get(link_for(person.email))
    assert not Appointment.objects.filter(person=person).exists()
    assert not Person.objects.get(pk=person.pk).check_password(A_PASSWORD)


def test_somebody_else_is_told_so_and_can_sign_out_and_come_back(lead: Person, people: Everybody) -> None:
    invited(lead)
    client, link = signed_in(people.nobody_in_particular()), link_for(ANN)
    for page in (client.get(link), client.post(link, {"name": "Ann", "password": A_PASSWORD})):
        assert "This invitation is for somebody else" in page.content.decode()
    assert not Person.objects.filter(email=ANN).exists()
    assert client.post("/account/sign-out/", {"next": link})["Location"] == link


def test_an_expired_link_says_so_and_whom_to_ask(client: Client, lead: Person) -> None:
    invited(lead, days_ago=15)
    page = client.get(link_for(ANN)).content.decode()
    assert "This invitation has expired." in page
    assert f"Ask {lead.name} ({lead.email})" in page
    assert "This invitation has expired." in client.post(link_for(ANN), {"name": "A"}).content.decode()


def test_a_withdrawn_link_says_so(client: Client, lead: Person) -> None:
    withdraw(invited(lead), by=lead)
    assert "This invitation was withdrawn." in client.get(link_for(ANN)).content.decode()


def test_a_used_link_says_so_and_leads_to_the_sign_in(client: Client, lead: Person) -> None:
    invited(lead)
    link = link_for(ANN)
    client.post(link, {"name": "Ann", "password": A_PASSWORD})
    page = Client(SERVER_NAME="localhost").post(link, {"name": "Eve", "password": A_PASSWORD}).content.decode()
    assert "This invitation has been accepted already." in page
    assert 'href="/account/sign-in/"' in page
    assert Person.objects.get(email=ANN).name == "Ann"


def test_a_link_that_was_cut_short_says_what_to_do(client: Client, lead: Person) -> None:
    invited(lead)
    answer = client.get(link_for(ANN)[:-4] + "/")
    assert answer.status_code == 404
    assert "No invitation has this link" in answer.content.decode()


def test_an_account_that_is_switched_off_is_not_let_in_by_an_invitation(
    client: Client, lead: Person, people: Everybody
) -> None:
    person = people.nobody_in_particular()
    invited(lead, email=person.email)
    switch_off(person, by=people.administrator())
    assert "Your account is switched off." in client.post(link_for(person.email)).content.decode()
