"""Where somebody is signed in, and signing out there."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import PASSWORD, Everybody
from trellis.accounts.browsers import browser_words
from trellis.accounts.models import Person
from trellis.audit.models import Event

SIGN_IN = "/account/sign-in/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def signs_in(person: Person, browser: str, password: str = PASSWORD) -> Client:
    """By the form, in one more browser."""
    client = Client(SERVER_NAME="localhost", headers={"user-agent": browser})
    assert client.post(SIGN_IN, {"login": person.email, "password": password}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    """Whether the next request is let in."""
    return client.get("/account/").status_code == 200


@pytest.fixture
def ann(people: Everybody) -> Person:
    """Somebody who signs in here and there."""
    return people.nobody_in_particular()


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_told_in_words(says: str, words: str) -> None:
    assert browser_words(says) == words


def test_ann_sees_where_she_is_signed_in_and_signs_out_on_the_computer_she_left(ann: Person) -> None:
    here, there = signs_in(ann, FIREFOX), signs_in(ann, EDGE)
    page = here.get("/account/sessions/").content.decode()
    assert page.index("Firefox on Linux") < page.index("This one") < page.index("Edge on Windows")
    number = page.split("/account/sessions/")[1].split("/")[0]
    assert here.post(f"/account/sessions/{number}/end/")["Location"] == "/account/sessions/"
    assert is_in(here)
    assert not is_in(there)
    assert "Edge on Windows" not in here.get("/account/sessions/").content.decode()
    assert Event.objects.get(event="accounts.sessions_ended").actor == ann.email


def test_one_click_signs_out_everywhere_else(ann: Person) -> None:
    here, others = signs_in(ann, FIREFOX), [signs_in(ann, EDGE), signs_in(ann, IPHONE)]
    here.post("/account/sessions/end-others/")
    assert is_in(here)
    assert not any(is_in(client) for client in others)
    assert Event.objects.get(event="accounts.sessions_ended").detail == {"sessions": 2}


def test_nobody_ends_somebody_elses_session(ann: Person, people: Everybody) -> None:
    hers = signs_in(ann, FIREFOX)
    other = signs_in(people.administrator(), EDGE)
    page = hers.get("/account/sessions/").content.decode()
    assert "Edge" not in page
    for number in range(1, 20):
        other.post(f"/account/sessions/{number}/end/")
    assert is_in(hers)


def test_a_new_password_signs_everybody_else_out(ann: Person) -> None:
    here, there = signs_in(ann, FIREFOX), signs_in(ann, EDGE)
    new = "otter lantern harvest"
    answers = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/", answers)["Location"] == "/account/"
    assert "signed out everywhere else" in here.get("/account/").content.decode()
    assert is_in(here)
    assert not is_in(there)
    assert "Edge" not in here.get("/account/sessions/").content.decode()
    assert Event.objects.filter(event="accounts.password_changed").count() == 1


def test_a_page_that_is_only_read_writes_nothing(ann: Person) -> None:
    client = signs_in(ann, FIREFOX)
    client.get("/account/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/")
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


def test_signing_in_stands_in_the_audit_with_the_way(ann: Person) -> None:
    signs_in(ann, FIREFOX)
    event = Event.objects.get(event="accounts.signed_in")
    assert (event.actor, event.detail) == (ann.email, {"ways": ["password"]})
    assert event.at.date() >= date(2019, 1, 1)
