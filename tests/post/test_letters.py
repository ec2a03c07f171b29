"""Letters: written with the change they tell of, sent once, and kept with a reason where they cannot be."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.people import Everybody
from tests.post.mail_server import MailServer, a_mail_server
from trellis.post.actions import send_waiting, taken_up, try_again, write_letter
from trellis.post.models import Letter
from trellis.post.queries import letters, letters_by_state
from trellis.post.rules import LEASE, LONGEST_PAUSE, TRIES, LetterState, pause_after

MORNING = datetime(2026, 11, 25, 9, tzinfo=UTC)


def a_letter(to: str = "ann@example.org", subject: str = "Autumn 2026 has opened") -> Letter:
    """Written in a transaction of its own."""
    with transaction.atomic():
        return write_letter(to=to, subject=subject, text="Sign in: http://127.0.0.1:8000/", about="round autumn-2026")


def through(server: MailServer, settings: Settings) -> None:
    """From now on letters go to this mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


def to_a_server_that_is_down(settings: Settings) -> None:
    """A port at which nobody listens any more."""
    with a_mail_server() as server:
        through(server, settings)


def state(letter: Letter) -> LetterState:
    """What has become of it, as the database has it."""
    letter.refresh_from_db()
    assert letters(letter.state).filter(pk=letter.pk).exists()
    return letter.state


def test_a_letter_is_sent_and_marked_and_its_text_forgotten(db: None, settings: Settings) -> None:
    """The text may hold a link that opens a door."""
    letter = a_letter()
    with a_mail_server() as server:
        through(server, settings)
        done = send_waiting()
    assert (done.sent, done.failed) == (1, 0)
    assert server.subjects == ["Autumn 2026 has opened"]
    assert state(letter) is LetterState.SENT
    assert letter.text == ""


def test_what_is_sent_is_not_sent_again(db: None, settings: Settings) -> None:
    a_letter()
    with a_mail_server() as server:
        through(server, settings)
        send_waiting()
        assert send_waiting().sent == 0
        assert try_again() == 0
        assert send_waiting().sent == 0
    assert len(server.taken) == 1


def test_a_server_that_is_down_keeps_the_letters_and_says_why(db: None, settings: Settings) -> None:
    """The second letter is not even tried: it would fare no better."""
    first, second = a_letter(), a_letter("ben@example.org")
    to_a_server_that_is_down(settings)
    assert send_waiting().failed == 1
    assert state(first) is LetterState.FAILED
    assert "refused" in first.failed
    assert first.text
    assert state(second) is LetterState.WAITING
    assert letters_by_state() == {
        LetterState.SENT: 0,
        LetterState.LEFT: 0,
        LetterState.FAILED: 1,
        LetterState.WAITING: 1,
    }


def test_an_address_that_is_refused_does_not_hold_up_the_others(db: None, settings: Settings) -> None:
    wrong, right = a_letter("nobody@example.org"), a_letter()
    with a_mail_server(refuses="nobody@") as server:
        through(server, settings)
        done = send_waiting()
    assert (done.sent, done.failed) == (1, 1)
    assert "Nobody of that name is here" in Letter.objects.get(pk=wrong.pk).failed
    assert state(right) is LetterState.SENT


def test_a_subject_of_two_lines_does_not_hold_up_the_others(db: None, settings: Settings) -> None:
    wrong, right = a_letter(subject="Two\nlines"), a_letter()
    with a_mail_server() as server:
        through(server, settings)
        send_waiting()
    assert (state(wrong), state(right)) == (LetterState.FAILED, LetterState.SENT)


def test_a_failed_letter_pauses_and_is_tried_again_by_itself(db: None, settings: Settings) -> None:
    letter = a_letter()
    with time_machine.travel(MORNING, tick=False):
        to_a_server_that_is_down(settings)
        send_waiting()
        assert send_waiting().failed == 0
    with a_mail_server() as server, time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        through(server, settings)
        assert send_waiting().sent == 1
    assert state(letter) is LetterState.SENT
    assert letter.failed == ""


def test_after_three_days_a_letter_is_left_until_somebody_asks_again(db: None, settings: Settings) -> None:
    letter, now = a_letter(), MORNING
    to_a_server_that_is_down(settings)
    for number in range(1, TRIES + 1):
        with time_machine.travel(now, tick=False):
            assert send_waiting().failed == 1
        now += pause_after(number)
    assert timedelta(days=3) < now - MORNING < timedelta(days=4)
    with a_mail_server() as server, time_machine.travel(now, tick=False):
        through(server, settings)
        assert send_waiting().sent == 0
        assert state(letter) is LetterState.LEFT
        assert try_again(letter.pk) == 1
        assert state(letter) is LetterState.WAITING
        assert send_waiting().sent == 1


@given(st.integers(1, 200))
def test_each_pause_is_at_least_as_long_as_the_one_before(tries: int) -> None:
    assert pause_after(tries) <= pause_after(tries + 1) <= LONGEST_PAUSE


def test_the_letter_of_a_worker_that_was_killed_is_taken_up_by_another(db: None, settings: Settings) -> None:
    """Once its lease has ended, and not by asking again before."""
    letter = a_letter()
    with a_mail_server() as server:
        through(server, settings)
        with time_machine.travel(MORNING, tick=False):
            assert taken_up(letter.pk)
            assert taken_up(letter.pk) is None
            assert try_again() == 0
            assert send_waiting().sent == 0
        with time_machine.travel(MORNING + LEASE, tick=False):
            assert send_waiting().sent == 1
    assert state(letter) is LetterState.SENT


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_every_letter_once(settings: Settings) -> None:
    for number in range(40):
        a_letter(subject=f"Letter {number}")
    sent: list[int] = []

    def work() -> None:
        sent.append(send_waiting().sent)
        connection.close()

    with a_mail_server(seconds=0.01) as server:
        through(server, settings)
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(server.subjects) == sorted(f"Letter {number}" for number in range(40))
    assert sum(sent) == 40
    assert sum(1 for each in sent if each) > 1


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        write_letter(to="ann@example.org", subject="No change", text="")


@pytest.mark.django_db(transaction=True)
def test_a_letter_falls_with_the_change_it_tells_of() -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            write_letter(to="ann@example.org", subject="Never was", text="")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_that_fails()
    assert not Letter.objects.exists()


def in_a_demonstration(settings: Settings) -> None:
    """As TRELLIS_DEMO sets it."""
    settings.DEMO, settings.EMAIL_BACKEND = True, "trellis.post.backend.OutboxBackend"


def test_a_demonstration_keeps_its_letters_with_their_text(db: None, settings: Settings) -> None:
    """And each once: the letter is not written down a second time by being sent."""
    in_a_demonstration(settings)
    letter = a_letter()
    assert send_waiting().sent == 1
    assert state(letter) is LetterState.SENT
    assert letter.text
    assert Letter.objects.count() == 1


def test_the_sign_ins_own_mails_reach_the_outbox_of_a_demonstration(
    client: Client, people: Everybody, settings: Settings
) -> None:
    in_a_demonstration(settings)
    person = people.nobody_in_particular()
    client.post("/account/forgotten/", {"email": person.email})
    letter = Letter.objects.get()
    assert letter.to == person.email
    assert "/account/forgotten/" in letter.text
    assert letter.state is LetterState.SENT


def test_the_command_sends_and_lists(db: None, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    a_letter()
    to_a_server_that_is_down(settings)
    with pytest.raises(SystemExit) as stopped:
        call_command("post", "send")
    assert stopped.value.code == 1
    call_command("post", "list")
    said = capsys.readouterr().out
    assert "0 sent, 1 failed." in said
    assert "ann@example.org  Autumn 2026 has opened: failed, tried again ([Errno 111] Connection refused)" in said
    assert "Sign in" not in said
    with a_mail_server() as server:
        through(server, settings)
        try_again()
        call_command("post", "send")
        call_command("post", "list")
    assert capsys.readouterr().out == "1 sent, 0 failed.\nEvery letter is sent.\n"
