"""Letters as administrators see them, and as everybody does in a demonstration."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import Everybody, signed_in
from tests.post.test_letters import a_letter
from trellis.audit.models import Event
from trellis.common.paging import PAGE_SIZE
from trellis.post.models import Letter
from trellis.post.rules import TRIES


@pytest.fixture
def administrator(people: Everybody) -> Client:
    """Who keeps the house."""
    return signed_in(people.administrator())


def page(client: Client, **asked: str) -> str:
    """What the page says."""
    return client.get("/outbox/", asked).content.decode()


def failed_letter(tries: int = 1, **more: object) -> Letter:
    """One that the mail server would not take."""
    letter = a_letter(**more)  # type: ignore[arg-type]
    letter.failed, letter.tries = "Connection refused", tries
    letter.next_try = datetime(2100, 1, 1, tzinfo=UTC)
    letter.save()
    return letter


def test_an_administrator_sees_whether_letters_went_and_never_what_they_say(administrator: Client) -> None:
    a_letter("ann@example.org")
    failed_letter(to="ben@example.org")
    failed_letter(TRIES, to="cat@example.org")
    sent = a_letter("dan@example.org")
    Letter.objects.filter(pk=sent.pk).update(sent_at=timezone.now())
    told = page(administrator)
    assert "1 letter could not be sent and was given up. 1 letter failed and will be tried again." in told
    assert "1 letter waits to be sent." in told
    for address in ("ann<wbr>@", "ben<wbr>@", "cat<wbr>@", "dan<wbr>@"):
        assert address in told
    assert "Connection refused" in told
    assert "round autumn-2026" in told
    assert "Sign in: http" not in told
    assert "ben<wbr>@" in page(administrator, state="failed")
    assert "ann<wbr>@" not in page(administrator, state="failed")


def test_a_letter_that_failed_is_tried_again_and_that_is_on_the_record(administrator: Client) -> None:
    failed, other = failed_letter(TRIES), failed_letter(to="ben@example.org")
    response = administrator.post("/outbox/try-again/", {"number": str(failed.pk)}, follow=True)
    assert "1 letter will be tried again in a moment." in response.content.decode()
    assert {letter.pk: letter.state.value for letter in Letter.objects.all()} == {
        failed.pk: "waiting",
        other.pk: "failed",
    }
    event = Event.objects.get(event="post.tried_again")
    assert (event.actor, event.subject) == ("administrator@example.org", f"letter {failed.pk}")


def test_all_that_failed_are_tried_again_at_once(administrator: Client) -> None:
    failed_letter(TRIES)
    failed_letter(to="ben@example.org")
    assert "2 letters will be tried again" in administrator.post("/outbox/try-again/", follow=True).content.decode()
    assert "Try all that failed again" not in page(administrator)


def test_trying_again_what_is_sent_sends_nothing_and_says_so(administrator: Client) -> None:
    sent = a_letter()
    Letter.objects.filter(pk=sent.pk).update(sent_at=timezone.now(), tries=1)
    response = administrator.post("/outbox/try-again/", {"number": str(sent.pk)}, follow=True)
    assert "Nothing was left to try again" in response.content.decode()
    assert not Event.objects.filter(event="post.tried_again").exists()


def test_where_no_letter_is_the_page_says_so(administrator: Client) -> None:
    assert "No letter has been written yet." in page(administrator)
    assert "There is no letter of that kind." in page(administrator, state="sent")


def test_in_earnest_nobody_else_sees_letters(people: Everybody) -> None:
    assert signed_in(people.system_lead("ZSV")).get("/outbox/").status_code == 403


def test_in_a_demonstration_everybody_reads_all_letters_and_follows_their_links(
    people: Everybody, settings: Settings
) -> None:
    """Also where the demonstration is served at another port than the letters were written for."""
    settings.DEMO = True
    a_letter()
    reader = signed_in(people.nobody_in_particular())
    told = page(reader)
    assert 'Sign in: <a href="http://localhost/"' in told
    assert "Everybody can read them all here" in told
    assert "Try again" not in told
    assert reader.post("/outbox/try-again/").status_code == 403


def test_what_a_letter_says_is_text_and_no_markup(people: Everybody, settings: Settings) -> None:
    settings.DEMO = True
    letter = a_letter()
    Letter.objects.filter(pk=letter.pk).update(text="<script>alert(1)</script> http://127.0.0.1:8000/x?a=1&b=2")
    told = page(signed_in(people.nobody_in_particular()))
    assert "<script>alert(1)" not in told
    assert 'href="http://localhost/x?a=1&amp;b=2"' in told


def test_letters_come_by_the_page_in_as_many_queries(
    administrator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letters = [a_letter(subject=f"Letter {number}.") for number in range(PAGE_SIZE + 3)]
    with django_assert_num_queries(4):
        first = page(administrator)
    assert "Letter 3." in first
    assert "Letter 2." not in first
    with django_assert_num_queries(4):
        second = page(administrator, before=str(letters[3].pk))
    assert "Letter 2." in second
    assert "Newer letters" in second
