"""Whoever was signed out in the middle of typing loses no word, and nobody else reads it."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import PASSWORD, Everybody
from tests.world import NETWORK, organisations
from trellis.access.actions.signing_in import end_other_sessions
from trellis.access.models import Invitation
from trellis.accounts.keeping import MOST_KEPT, typed_in
from trellis.accounts.models import Person
from trellis.register.actions import record_facts

SIGN_IN = "/account/sign-in/"
FORM = f"/people/network/{NETWORK}/"
NOTE = "We meet on the first Tuesday.\nThe minutes are with Jo."


@pytest.fixture
def ann(people: Everybody) -> Person:
    """A network lead, because her form is one that everybody knows."""
    record_facts(organisations(), by=None, name="Invented organisations")
    return people.network_lead(NETWORK)


def signs_in(client: Client, person: Person, to: str = SIGN_IN) -> str:
    """By the form; returns where that leads."""
    landed = client.post(to, {"login": person.email, "password": PASSWORD})
    assert landed.status_code == 302
    return str(landed["Location"])


def out_again(person: Person, client: Client) -> None:
    """Her session is ended elsewhere."""
    end_other_sessions(person, keep="another", by=person)
    assert not UserSession.objects.exists()


def test_what_ann_typed_is_shown_after_signing_in_and_sent_with_one_click(client: Client, ann: Person) -> None:
    signs_in(client, ann)
    out_again(ann, client)
    answers = {"email": "colleague@example.org", "role": "contributor", "note": NOTE}
    asked = client.post(FORM, answers)
    assert asked["Location"] == f"{SIGN_IN}?next=/account/kept/"
    assert "What you typed is kept" in client.get(asked["Location"]).content.decode()
    assert signs_in(client, ann, asked["Location"]) == "/account/kept/"
    page = client.get("/account/kept/").content.decode()
    assert "You typed this before you were signed out" in page
    assert NOTE in page
    assert f'action="{FORM}"' in page
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert fields.items() >= answers.items()
    assert client.post(FORM, fields)["Location"] == FORM
    assert Invitation.objects.get().email == "colleague@example.org"
    assert client.get("/account/kept/")["Location"] == "/"  # it has arrived, so nothing is kept any more


def test_it_stays_until_it_has_arrived(client: Client, ann: Person) -> None:
    """A form with a mistake in it comes back, and so does what was kept."""
    signs_in(client, ann)
    out_again(ann, client)
    client.post(FORM, {"email": "no address", "role": "contributor", "note": NOTE})
    signs_in(client, ann)
    assert client.post(FORM, {"email": "no address", "role": "contributor"}).status_code == 200
    for _ in range(2):
        assert NOTE in client.get("/account/kept/").content.decode()
    client.post("/account/kept/")
    assert client.get("/account/kept/")["Location"] == "/"


def test_whoever_signs_in_next_on_that_computer_does_not_read_it(
    client: Client, ann: Person, people: Everybody
) -> None:
    signs_in(client, ann)
    out_again(ann, client)
    client.post(FORM, {"note": NOTE})
    signs_in(client, people.administrator())
    assert client.get("/account/kept/")["Location"] == "/"


def test_a_strangers_post_fills_no_table(client: Client, ann: Person) -> None:
    asked = client.post(FORM, {"note": NOTE})
    assert asked["Location"] == f"{SIGN_IN}?next={FORM}"
    assert "sessionid" not in client.cookies
    client.cookies["trellis_whose"] = f"{ann.pk}:forged"
    assert client.post(FORM, {"note": NOTE})["Location"] == f"{SIGN_IN}?next={FORM}"


def test_secrets_are_never_kept(client: Client, ann: Person) -> None:
    signs_in(client, ann)
    out_again(ann, client)
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "x y", "note": NOTE})
    signs_in(client, ann)
    page = client.get("/account/kept/").content.decode()
    assert NOTE in page
    assert PASSWORD not in page
    assert "password1" not in page


def test_a_file_and_a_text_without_end_are_said_to_be_missing(client: Client, ann: Person) -> None:
    signs_in(client, ann)
    out_again(ann, client)
    client.post(FORM, {"note": NOTE, "book": "x" * (MOST_KEPT + 1), "file": SimpleUploadedFile("a.txt", b"text")})
    signs_in(client, ann)
    page = client.get("/account/kept/").content.decode()
    assert NOTE in page
    assert "Not all of it could be kept" in page
    assert len(page) < MOST_KEPT


def test_what_is_kept_is_shown_as_text(client: Client, ann: Person) -> None:
    signs_in(client, ann)
    out_again(ann, client)
    client.post(FORM, {"note": "<script>alert('a b')</script>"})
    signs_in(client, ann)
    assert "<script>alert" not in client.get("/account/kept/").content.decode()


def test_a_script_gets_401_and_a_sentence(client: Client, ann: Person) -> None:
    for answer in (
        client.get("/", headers={"X-Requested-With": "fetch"}),
        client.post(FORM, headers={"X-Requested-With": "fetch"}),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"] == "signed_out"
        assert answer.json()["sign_in"] == SIGN_IN


def test_a_form_that_grew_old_is_sent_again_with_one_click(ann: Person) -> None:
    """She signed out and in again in another window, so the form's protection is another's."""
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(ann, backend="allauth.account.auth_backends.AuthenticationBackend")
    answers = {"email": "colleague@example.org", "role": "contributor", "note": NOTE, "csrfmiddlewaretoken": "x" * 64}
    refused = client.post(FORM, answers)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert NOTE in page
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.split("<main")[1]))
    assert fields["csrfmiddlewaretoken"] != "x" * 64
    assert client.post(FORM, fields)["Location"] == FORM
    assert Invitation.objects.get().email == "colleague@example.org"


def test_a_form_that_another_site_sent_is_offered_no_button(ann: Person) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(ann, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = client.post(FORM, {"email": "eve@example.org"}, headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 403
    assert "Send it now" not in refused.content.decode()


def test_a_scripts_form_that_grew_old_gets_a_sentence(ann: Person) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    answer = client.post(FORM, {"note": NOTE}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 403
    assert answer.json()["error"] == "expired"


def test_choices_and_keys_are_not_shown_as_what_somebody_typed() -> None:
    fields = [("mark", "in_place"), ("version", "12"), ("private_note", NOTE), ("empty", " ")]
    assert typed_in(fields) == [("Private note", NOTE)]
