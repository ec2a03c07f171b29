"""Guessing a password is slow, in whichever process."""

from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.test import Client

from tests.people import PASSWORD, Everybody

SIGN_IN = "/account/sign-in/"
SENTENCE = "Too many attempts to sign in failed. Wait a few minutes and try again."


def test_the_sixth_try_is_refused_even_with_the_right_password(client: Client, people: Everybody) -> None:
    ann = people.nobody_in_particular()
    for number in range(5):
        page = client.post(SIGN_IN, {"login": ann.email, "password": f"wrong {number}"}).content.decode()
        assert "The e-mail address or the password is not right." in page
    for password in ("wrong 5", PASSWORD):
        page = client.post(SIGN_IN, {"login": ann.email, "password": password}).content.decode()
        assert SENTENCE in page
        assert f'value="{ann.email}"' in page
    assert client.get("/").status_code == 302


def test_others_sign_in_meanwhile(client: Client, people: Everybody) -> None:
    ann, ben = people.nobody_in_particular(), people.administrator()
    for _ in range(6):
        client.post(SIGN_IN, {"login": ann.email, "password": "wrong"})
    assert client.post(SIGN_IN, {"login": ben.email, "password": PASSWORD})["Location"] == "/"


def test_attempts_are_counted_where_every_process_sees_them(client: Client, people: Everybody) -> None:
    """In a table of the database, which the migrations make; a process's own memory would give each five more."""
    assert isinstance(cache._connections["default"], DatabaseCache)  # type: ignore[attr-defined]
    ann = people.nobody_in_particular()
    client.post(SIGN_IN, {"login": ann.email, "password": "wrong"})
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trellis_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] >= 1


def test_too_many_requests_get_a_page_and_not_a_number(client: Client, db: None) -> None:
    answers = [client.post(SIGN_IN, {"login": "x@example.org", "password": "wrong"}) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "Wait a few minutes" in answers[-1].content.decode()
