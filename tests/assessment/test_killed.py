"""A server that is killed in the middle of saving, two hundred times: what it acknowledged is there."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.conf import settings

from bench.processes import free_port, told_by, wait_for
from bench.saving import Browser
from tests.places import PROJECT

KILLS = 200
WHOLE = 20
"""Every so many kills it is the whole server that dies, its master too; else all of its workers at once."""
NETWORKS = 4
COUNT_KEPT = (
    "select n.code, e.value from assessment_entry e join assessment_roundnetwork a on a.id = e.asked_id"
    " join register_network n on n.id = a.network_id where e.field = 'note' and e.state = 'current'"
)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own, of the kind on which the tests run."""
    made = os.environ | {"TRELLIS_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/killed.sqlite3"}
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        yield made
        return
    host = f"{database['USER'] or 'postgres'}@{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
    name = f"trellis_killed_{os.getpid()}"
    with psycopg.connect(f"postgresql://{host}/postgres", autocommit=True) as maintenance:
        maintenance.execute(f"create database {name}")
        yield made | {"DATABASE_URL": f"postgresql://{host}/{name}"}
        maintenance.execute(f"drop database {name} with (force)")


class Server:
    """The site, as gunicorn serves it, started anew as often as it takes."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment, self.port = environment, free_port()
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        arguments = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4", "--preload"]
        self.master = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                *arguments,
                "--log-level",
                "critical",
                "trellis.config.wsgi:application",
            ],
            cwd=PROJECT,
            env=self.environment,
            start_new_session=True,
        )
        wait_for(f"http://127.0.0.1:{self.port}/account/sign-in/")

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def kill_workers(self) -> None:
        """kill -9 for all of them at once; the master starts others."""
        for worker in self.workers():
            os.kill(worker, signal.SIGKILL)

    def kill(self) -> None:
        """kill -9 for everything there is of it."""
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()


class Typist(Thread):
    """Somebody who types a number that grows, as fast as the server takes it, and remembers what was acknowledged."""

    def __init__(self, port: int, plan: dict[str, Any], number: int) -> None:
        super().__init__(daemon=True)
        self.code, self.plan, self.number, self.port = plan["codes"][number], plan, number, port
        self.acknowledged = self.tried = 0
        self.refused: list[str] = []
        self.enough = Event()

    def run(self) -> None:
        """Type until told that it is enough."""
        component = self.plan["components"][0]
        path = f"/rounds/{self.plan['slug']}/networks/{self.code}/save/"
        browser = Browser(self.port, self.plan["leads"][self.number])
        while not self.enough.is_set():
            self.tried += 1
            sent = {f"note:{component}": self.tried, f"seen:note:{component}": 10**8, "version": 10**8}
            try:
                status, body, _ = browser.post(path, sent | {"token": f"t{self.tried}", "person": browser.person})
            except OSError:
                browser = self.again(browser)
                continue
            if status == HTTPStatus.OK:
                self.acknowledged = self.tried
            else:
                self.refused.append(f"{status}: {body[:200]!r}")
        browser.connection.close()

    def again(self, browser: Browser) -> Browser:
        """Connect anew, as soon as somebody answers."""
        browser.connection.close()
        while True:
            time.sleep(0.01)
            try:
                return Browser(self.port, self.plan["leads"][self.number])
            except OSError:
                if self.enough.is_set():
                    return browser


def kept(environment: dict[str, str]) -> dict[str, int]:
    """The number that each network's draft says, read past Django."""
    address = environment["DATABASE_URL"]
    if address.startswith("postgresql"):
        with psycopg.connect(address) as database:
            return {code: int(value) for code, value in database.execute(COUNT_KEPT)}
    with sqlite3.connect(address.removeprefix("sqlite:///"), timeout=20) as file:
        return {code: int(value) for code, value in file.execute(COUNT_KEPT)}


def test_nothing_that_was_acknowledged_is_lost_however_often_the_server_is_killed(environment: dict[str, str]) -> None:
    plan = told_by("bench.saving", ["build", str(NETWORKS)], environment)
    server = Server(environment)
    typists = [Typist(server.port, plan, number) for number in range(NETWORKS)]
    chance = random.Random(9)  # noqa: S311  when to kill is no secret
    try:
        for typist in typists:
            typist.start()
        for number in range(1, KILLS + 1):
            time.sleep(chance.uniform(0.02, 0.2))
            server.kill() if number % WHOLE == 0 else server.kill_workers()
            said = {typist.code: typist.acknowledged for typist in typists}
            if number % WHOLE == 0:
                server.start()
            there = kept(environment)
            assert [code for code, count in said.items() if there.get(code, 0) < count] == []
    finally:
        for typist in typists:
            typist.enough.set()
        for typist in typists:
            typist.join()
        server.kill()
    assert [typist.refused for typist in typists if typist.refused] == []
    assert sum(typist.acknowledged for typist in typists) > KILLS
    command = [str(PROJECT / ".venv/bin/trellis"), "audit", "verify"]
    verified = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert verified.returncode == 0, verified.stdout
