"""Signing in by an organisation's own directory: people who are here already, and nobody else."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from tests.accounts.directory import CLIENT_ID, CLIENT_SECRET, Directory, a_directory
from tests.people import PASSWORD, Everybody
from trellis.accounts.models import Person
from trellis.audit.models import Event
from trellis.config.environment import UnclearSettingError
from trellis.config.environment import directory as from_environment

SIGN_IN = "/account/sign-in/"
BY_DIRECTORY = "/account/sign-in/with/organisation/"


@pytest.fixture
def directory(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    """The directory of Severn Vale, set up as a deployment sets it up."""
    with a_directory() as one:
        monkeypatch.setenv("TRELLIS_OIDC_ISSUER", f"{one.address}/")
        monkeypatch.setenv("TRELLIS_OIDC_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("TRELLIS_OIDC_CLIENT_SECRET", CLIENT_SECRET)
        monkeypatch.setenv("TRELLIS_OIDC_NAME", "Severn Vale")
        settings.SOCIALACCOUNT_PROVIDERS = from_environment()
        yield one


@pytest.fixture
def ann(people: Everybody) -> Person:
    """Somebody who is here."""
    return people.nobody_in_particular()


def comes_back(client: Client, directory: Directory, to: str = "") -> Any:
    """Go to the directory and return with its code."""
    away = client.post(BY_DIRECTORY, {"next": to} if to else {})
    assert away.status_code == 302
    assert away["Location"].startswith(f"{directory.address}/authorize?")
    query = parse_qs(urlsplit(away["Location"]).query)
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    code, state = directory.code_for(query), query["state"][0]
    return client.get(urlsplit(query["redirect_uri"][0]).path, {"code": code, "state": state})


def test_the_page_offers_the_directory_where_there_is_one(client: Client, db: None, directory: Directory) -> None:
    assert "Sign in with Severn Vale" in client.get(SIGN_IN).content.decode()


def test_without_one_there_is_no_button_and_no_address(client: Client, db: None) -> None:
    assert "/sign-in/with/" not in client.get(SIGN_IN).content.decode()
    assert client.post(BY_DIRECTORY).status_code == 404


def test_ann_signs_in_and_lands_where_she_was_going(client: Client, ann: Person, directory: Directory) -> None:
    directory.vouches_for("key-of-ann", ann.email.upper())
    assert comes_back(client, directory, "/account/")["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert Event.objects.get(event="accounts.signed_in").detail == {"ways": ["socialaccount"]}
    assert Person.objects.get(pk=ann.pk).check_password(PASSWORD)


def test_somebody_who_is_not_here_is_not_added(client: Client, ann: Person, directory: Directory) -> None:
    directory.vouches_for("key-of-ben", "ben@example.org")
    refused = comes_back(client, directory)
    assert refused.status_code == 403
    assert "nobody with this address is in Trellis" in refused.content.decode()
    assert not Person.objects.filter(email="ben@example.org").exists()
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("verified", [False, None, "false", 0])
def test_an_address_that_the_directory_does_not_vouch_for_is_none(
    client: Client, ann: Person, directory: Directory, verified: object
) -> None:
    directory.vouches_for("key-of-eve", ann.email, verified=verified)
    refused = comes_back(client, directory)
    assert refused.status_code == 403
    assert "does not vouch for your e-mail address" in refused.content.decode()


def test_whoever_is_given_a_leavers_address_does_not_become_them(
    client: Client, ann: Person, directory: Directory
) -> None:
    directory.vouches_for("key-of-ann", ann.email)
    comes_back(client, directory)
    directory.vouches_for("key-of-another-ann", ann.email)
    refused = comes_back(Client(SERVER_NAME="localhost"), directory)
    assert refused.status_code == 403
    assert "signs in as somebody else" in refused.content.decode()


def test_a_new_address_in_the_directory_is_the_same_person(client: Client, ann: Person, directory: Directory) -> None:
    """People marry; the key stays."""
    directory.vouches_for("key-of-ann", ann.email)
    comes_back(client, directory)
    directory.vouches_for("key-of-ann", "ann.married@example.org")
    again = Client(SERVER_NAME="localhost")
    assert comes_back(again, directory)["Location"] == "/"
    assert ann.email in again.get("/account/").content.decode()


def test_an_account_that_is_switched_off_stays_off(client: Client, ann: Person, directory: Directory) -> None:
    ann.is_active = False
    ann.save()
    directory.vouches_for("key-of-ann", ann.email)
    assert comes_back(client, directory)["Location"] == "/account/switched-off/"
    assert client.get("/account/").status_code == 302


def test_a_token_for_another_application_signs_nobody_in(client: Client, ann: Person, directory: Directory) -> None:
    directory.vouches_for("key-of-ann", ann.email)
    directory.audience = "another application"
    refused = comes_back(client, directory)
    assert refused.status_code == 401
    assert "did not answer as it should" in refused.content.decode()
    assert not SocialAccount.objects.exists()


def test_a_return_that_nobody_began_signs_nobody_in(client: Client, ann: Person, directory: Directory) -> None:
    directory.vouches_for("key-of-ann", ann.email)
    refused = client.get(f"{BY_DIRECTORY}back/", {"code": "code-0", "state": "made up"})
    assert refused.status_code == 401
    assert directory.tokens_given == 0


def test_nobody_ties_another_key_to_the_account_they_are_signed_in_to(
    client: Client, ann: Person, directory: Directory
) -> None:
    client.post(SIGN_IN, {"login": ann.email, "password": PASSWORD})
    directory.vouches_for("key-of-eve", "eve@example.org")
    away = client.post(BY_DIRECTORY, {"process": "connect"})
    query = parse_qs(urlsplit(away["Location"]).query)
    back = {"code": directory.code_for(query), "state": query["state"][0]}
    assert client.get(f"{BY_DIRECTORY}back/", back).status_code == 403
    assert not SocialAccount.objects.exists()


def test_somebody_who_turns_back_is_told_that_nothing_changed(client: Client, db: None, directory: Directory) -> None:
    away = client.post(BY_DIRECTORY)
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
    back = client.get(f"{BY_DIRECTORY}back/", {"error": "access_denied", "state": state})
    assert back["Location"] == "/account/sign-in/cancelled/"
    assert "nothing has changed" in client.get(back["Location"]).content.decode()


def test_a_directory_that_does_not_answer_is_said_in_a_sentence(
    client: Client, db: None, directory: Directory, settings: Settings
) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post(BY_DIRECTORY)
    assert answer.status_code == 503
    assert "did not answer as it should" in answer.content.decode()


def test_half_a_set_up_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_OIDC_ISSUER", "https://login.example")
    monkeypatch.delenv("TRELLIS_OIDC_CLIENT_ID", raising=False)
    with pytest.raises(UnclearSettingError, match="TRELLIS_OIDC_CLIENT_ID"):
        from_environment()
