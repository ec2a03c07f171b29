"""The worker: beside the site, stopped with it, and killed without loss. Real processes, real signals."""

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from bench.processes import free_port
from tests.post.mail_server import MailServer, a_mail_server
from tests.post.test_letters import a_letter, through
from tests.web.processes import answers, children, is_alive, said, trellis, wait_until
from trellis.post.models import Letter
from trellis.web.working import JOBS, Job, Worker

PROCESSES = pytest.mark.django_db(transaction=True)
SITE, WORKER = "trellis.config.wsgi:application", "work"


def mailing(server: MailServer) -> dict[str, str]:
    """The environment in which letters go to this server."""
    return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port)}


def sent() -> int:
    """How many letters are marked as sent."""
    return Letter.objects.filter(sent_at__isnull=False).count()


@pytest.mark.django_db
def test_a_job_is_done_when_it_is_due_and_a_fault_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    times: list[str] = []

    def fails() -> None:
        times.append("failing")
        raise RuntimeError("the disk is full")

    worker = Worker([Job("fail", 1, fails), Job("look", 10, lambda: times.append("looking"))])
    worker.turn(100)
    worker.turn(105)
    assert times == ["failing", "looking"]
    assert "The worker could not fail; it tries again in 60 s." in caplog.text
    worker.turn(110)
    worker.turn(160)
    assert times == ["failing", "looking", "looking", "failing", "looking"]


@pytest.mark.django_db
def test_a_worker_that_is_told_to_stop_finishes_the_job_in_hand_and_begins_no_other() -> None:
    times: list[str] = []

    def told_meanwhile() -> None:
        worker.stop()
        times.append("first")

    worker = Worker([Job("be told", 1, told_meanwhile), Job("go on", 1, lambda: times.append("second"))])
    worker.work()
    assert times == ["first"]


def test_every_job_can_be_done_once_by_hand(db: None, settings: Settings) -> None:
    letter = a_letter()
    with a_mail_server() as server:
        through(server, settings)
        with pytest.raises(SystemExit) as stopped:
            call_command("work", "--once")
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert stopped.value.code == 0
    assert len({job.what for job in JOBS}) == len(JOBS)


@PROCESSES
def test_a_worker_sends_what_comes_and_leaves_at_a_signal(tmp_path: Path) -> None:
    with a_mail_server() as server, trellis("work", var=tmp_path, **mailing(server)) as worker:
        a_letter()
        wait_until(lambda: sent() == 1)
        a_letter("ben@example.org")
        wait_until(lambda: sent() == 2)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=45) == 0
    assert len(server.taken) == 2


@PROCESSES
def test_a_worker_that_is_killed_loses_no_letter(tmp_path: Path) -> None:
    """The one that it had in hand is sent again once its lease has ended: rather twice than never."""
    for number in range(8):
        a_letter(subject=f"Letter {number}")
    with a_mail_server(seconds=0.2) as server:
        with trellis("work", var=tmp_path, **mailing(server)) as worker:
            wait_until(lambda: len(server.taken) >= 3)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        with trellis("work", var=tmp_path, **mailing(server)):
            wait_until(lambda: sent() >= 7)
            Letter.objects.filter(sent_at__isnull=True).update(next_try=datetime(2026, 1, 1, tzinfo=UTC))
            wait_until(lambda: sent() == 8)
    assert set(server.subjects) == {f"Letter {number}" for number in range(8)}
    assert len(server.taken) <= 9


@PROCESSES
def test_two_workers_send_each_letter_once(tmp_path: Path) -> None:
    for number in range(30):
        a_letter(subject=f"Letter {number}")
    with (
        a_mail_server(seconds=0.02) as server,
        trellis("work", var=tmp_path, **mailing(server)),
        trellis("work", var=tmp_path, **mailing(server)),
    ):
        wait_until(lambda: sent() == 30)
    assert sorted(server.subjects) == sorted(f"Letter {number}" for number in range(30))


@PROCESSES
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_site_and_its_worker_stop_by_one_signal(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    with trellis("serve", "--port", str(port), "--workers", "1", var=tmp_path) as serving:
        wait_until(lambda: answers(port))
        started = children(serving.pid)
        serving.send_signal(number)
        assert serving.wait(timeout=45) == 0
    assert set(started) == {SITE, WORKER}
    assert not any(map(is_alive, started.values()))
    assert not answers(port)


@PROCESSES
@pytest.mark.parametrize(("victim", "other", "called"), [(SITE, WORKER, "site"), (WORKER, SITE, "worker")])
def test_when_one_dies_the_other_is_stopped_and_the_exit_status_says_so(
    tmp_path: Path, victim: str, other: str, called: str
) -> None:
    port = free_port()
    with trellis("serve", "--port", str(port), "--workers", "1", var=tmp_path) as serving:
        wait_until(lambda: answers(port))
        started = children(serving.pid)
        os.kill(started[victim], signal.SIGKILL)
        assert serving.wait(timeout=45) == 1
    assert not is_alive(started[other])
    assert f"The {called} ended by itself with status -9, so everything was stopped." in said(tmp_path)


@PROCESSES
def test_when_all_of_it_is_killed_nothing_keeps_running(tmp_path: Path) -> None:
    """kill -9 reaches only the one; a site left behind would keep the port."""
    port = free_port()
    with trellis("serve", "--port", str(port), "--workers", "1", var=tmp_path) as serving:
        wait_until(lambda: answers(port))
        started = children(serving.pid)
        serving.kill()
        serving.wait()
        wait_until(lambda: not any(map(is_alive, started.values())))
    wait_until(lambda: not answers(port))


@PROCESSES
def test_a_port_that_is_taken_stops_the_worker_too(tmp_path: Path) -> None:
    port = free_port()
    with trellis("serve", "--port", str(port), "--no-work", "--workers", "1", var=tmp_path) as first:
        wait_until(lambda: answers(port))
        assert WORKER not in children(first.pid)
        with trellis("serve", "--port", str(port), "--workers", "1", var=tmp_path) as second:
            assert second.wait(timeout=60) == 1
    assert "The site ended by itself" in said(tmp_path)
