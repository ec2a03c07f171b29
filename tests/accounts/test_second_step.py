"""An authenticator app and recovery codes, without a browser; passkeys are in tests/browser/test_signing_in.py."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.people import PASSWORD, Everybody
from trellis.accounts.models import Person
from trellis.audit.models import Event
from trellis.post.models import Letter

SIGN_IN = "/account/sign-in/"
APP = "/account/ways/app/"


@pytest.fixture
def ann(people: Everybody) -> Person:
    """Somebody who adds an app."""
    return people.nobody_in_particular()


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows, so many half minutes from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def signs_in(person: Person) -> Client:
    """By password."""
    client = Client(SERVER_NAME="localhost")
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    return client


def adds_the_app(person: Person) -> tuple[Client, str]:
    """From the account page to the recovery codes; returns the secret in the app."""
    client = signs_in(person)
    asked = client.get(APP)
    assert asked["Location"] == f"/account/confirm/?next={APP.replace('/', '%2F')}"
    wrong = client.post(asked["Location"], {"password": "not this"}).content.decode()
    assert "The password is not right." in wrong
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == APP
    page = client.get(APP).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret is not None
    assert "data:image/svg+xml;base64," in page
    assert "The code is not right" in client.post(APP, {"code": "000000"}).content.decode()
    assert client.post(APP, {"code": code_of(secret[1])})["Location"] == "/account/ways/codes/"
    return client, secret[1]


def codes_on(page: str) -> list[str]:
    """The recovery codes on a page."""
    return re.findall(r"<code>(\d+)</code>", page)


def test_ann_adds_an_app_and_signs_in_in_two_steps(ann: Person) -> None:
    _, secret = adds_the_app(ann)
    again = Client(SERVER_NAME="localhost")
    first = again.post(f"{SIGN_IN}?next=/account/", {"login": ann.email, "password": PASSWORD})
    assert first["Location"] == "/account/sign-in/code/"
    assert again.get("/account/").status_code == 302
    assert "The code is not right" in again.post(first["Location"], {"code": "000000"}).content.decode()
    assert again.post(first["Location"], {"code": code_of(secret, 0)})["Location"] == "/account/"
    assert again.get("/account/").status_code == 200
    assert Event.objects.filter(event="accounts.signed_in").latest("pk").detail == {"ways": ["password", "totp"]}


def test_a_recovery_code_signs_in_once(ann: Person) -> None:
    client, _ = adds_the_app(ann)
    codes = codes_on(client.get("/account/ways/codes/").content.decode())
    assert len(codes) == 10
    downloaded = client.get("/account/ways/codes/download/").content.decode()
    assert all(code in downloaded for code in codes)
    again = signs_in(ann)
    assert again.post("/account/sign-in/code/", {"code": codes[0]})["Location"] == "/"
    once_more = signs_in(ann)
    assert "The code is not right" in once_more.post("/account/sign-in/code/", {"code": codes[0]}).content.decode()


def test_new_recovery_codes_kill_the_old_ones(ann: Person) -> None:
    client, _ = adds_the_app(ann)
    old = codes_on(client.get("/account/ways/codes/").content.decode())
    assert "10 codes that you have no longer work" in client.get("/account/ways/codes/new/").content.decode()
    client.post("/account/ways/codes/new/")
    new = codes_on(client.get("/account/ways/codes/").content.decode())
    assert not set(old) & set(new)


def test_the_app_is_removed_and_one_step_is_enough_again(ann: Person) -> None:
    client, _ = adds_the_app(ann)
    assert "Remove the authenticator app?" in client.get("/account/ways/app/remove/").content.decode()
    client.post("/account/ways/app/remove/")
    assert signs_in(ann).get("/account/").status_code == 200


def test_each_change_stands_in_the_audit_and_is_written_to_ann(
    ann: Person, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client, _ = adds_the_app(ann)
    client.post("/account/ways/app/remove/")
    happened = Event.objects.filter(subject=f"person {ann.email}", event__startswith="accounts.app")
    assert list(happened.order_by("pk").values_list("event", flat=True)) == [
        "accounts.app_added",
        "accounts.app_removed",
    ]
    subjects = set(Letter.objects.filter(to=ann.email).values_list("subject", flat=True))
    assert "An authenticator app was added to your Trellis account" in subjects
    assert "The authenticator app was removed from your Trellis account" in subjects


def test_guessing_codes_is_slow_too(ann: Person) -> None:
    adds_the_app(ann)
    again = signs_in(ann)
    pages = [again.post("/account/sign-in/code/", {"code": f"{n:06}"}).content.decode() for n in range(6)]
    assert "Too many attempts to sign in failed." in pages[-1]


def test_somebody_at_the_second_step_can_start_again(ann: Person) -> None:
    adds_the_app(ann)
    again = signs_in(ann)
    assert "Start again" in again.get("/account/sign-in/code/").content.decode()
    assert again.post("/account/sign-out/", {"next": SIGN_IN})["Location"] == SIGN_IN
    assert again.get(SIGN_IN).status_code == 200


def test_the_ways_to_sign_in_say_what_there_is(ann: Person) -> None:
    page = signs_in(ann).get("/account/ways/").content.decode()
    assert page.count("None yet") == 2
    assert "Add a passkey" in page
