"""Signing in, by somebody who was invited."""

import re

from django.core import mail
from django.test import Client

from tests.people import PASSWORD, Everybody, signed_in

SIGN_IN = "/account/sign-in/"


def test_ann_signs_in_and_lands_on_her_first_page(client: Client, people: Everybody) -> None:
    """With the address typed in capitals."""
    ann = people.nobody_in_particular()
    response = client.post(SIGN_IN, {"login": ann.email.upper(), "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client, people: Everybody) -> None:
    """And does not say which of the two was wrong."""
    ann = people.nobody_in_particular()
    page = client.post(SIGN_IN, {"login": ann.email, "password": "not this"}).content.decode()
    assert "<title>Error: Sign in" in page
    assert "There is a problem" in page
    assert f'value="{ann.email}"' in page


def test_an_empty_form_names_each_missing_answer(client: Client, db: None) -> None:
    """Each linked to its field."""
    page = client.post(SIGN_IN, {}).content.decode()
    assert 'href="#id_login"' in page
    assert "Enter your e-mail address" in page
    assert "Enter your password" in page


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    """There is no such page."""
    assert client.get("/account/signup/").status_code == 404


def test_a_page_asks_a_stranger_to_sign_in_and_then_shows_itself(client: Client, people: Everybody) -> None:
    """The address asked for is kept through the sign-in."""
    ann = people.nobody_in_particular()
    asked = client.get("/account/password/")
    assert asked["Location"] == f"{SIGN_IN}?next=/account/password/"
    landed = client.post(asked["Location"], {"login": ann.email, "password": PASSWORD})
    assert landed["Location"] == "/account/password/"


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client: Client, people: Everybody) -> None:
    """From the e-mail to the sign-in."""
    ann = people.nobody_in_particular()
    client.post("/account/forgotten/", {"email": ann.email})
    found = re.search(r"http://localhost(/account/forgotten/\S+)", str(mail.outbox[0].body))
    assert found is not None
    link = found.group(1)
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    new = "quite another password"
    client.post(where, {"password1": new, "password2": new})
    assert client.post(SIGN_IN, {"login": ann.email, "password": new})["Location"] == "/"
    again = Client(SERVER_NAME="localhost").get(link, follow=True).content.decode()
    assert "This link no longer works" in again


def test_an_unknown_address_gets_the_same_answer_as_a_known_one(client: Client, people: Everybody) -> None:
    """So that nobody learns who has an account."""
    known = client.post("/account/forgotten/", {"email": people.nobody_in_particular().email})
    unknown = client.post("/account/forgotten/", {"email": "stranger@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_somebody_switched_off_cannot_sign_in(client: Client, people: Everybody) -> None:
    """The answer says no more than for a wrong password."""
    ann = people.nobody_in_particular()
    ann.is_active = False
    ann.save()
    client.post(SIGN_IN, {"login": ann.email, "password": PASSWORD})
    assert client.get("/")["Location"].startswith(SIGN_IN)


def test_signing_out_takes_a_click_on_a_button_not_a_link(people: Everybody) -> None:
    """A link followed by a robot signs nobody out."""
    client = signed_in(people.nobody_in_particular())
    client.get("/account/sign-out/")
    assert client.get("/account/").status_code == 200
    client.post("/account/sign-out/")
    assert client.get("/account/").status_code == 302
