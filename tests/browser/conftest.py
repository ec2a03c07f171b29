"""A real browser, and the demo served by the real server on a database of its own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.processes import free_port, wait_for
from tests.places import PROJECT

TRELLIS = PROJECT / ".venv" / "bin" / "trellis"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder opens a browser."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; a sandbox inside a container run by root cannot be had."""
    arguments = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {"executable_path": os.environ["CHROMIUM"], "args": arguments}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, told anew for this run and served by ``trellis serve``."""
    yield from told_and_served(tmp_path_factory.mktemp("site"))


def told_and_served(var: Path) -> Iterator[str]:
    """The address of a demo of its own in ``var``, for a test that changes what others look at."""
    environment = {**os.environ, "TRELLIS_VAR": str(var), "TRELLIS_DEMO": "true"}
    server = environment.pop("DATABASE_URL", "")
    if server.startswith("postgresql"):
        with a_database_of_its_own(server, var.name) as address:
            yield from served(var, environment | {"DATABASE_URL": address})
    else:
        yield from served(var, environment)


@contextmanager
def a_database_of_its_own(server: str, name: str) -> Iterator[str]:
    """The address of a new database on the server of another; dropped again in the end."""
    made = f"trellis_{name}_{os.getpid()}".lower()
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(f"create database {made}")
        yield f"{server.rpartition('/')[0]}/{made}"
        maintenance.execute(f"drop database {made} with (force)")


def served(var: Path, environment: dict[str, str]) -> Iterator[str]:
    """The address of the demo, told into the environment's database and served."""
    subprocess.run([TRELLIS, "demo", "--if-absent"], env=environment, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    with (var / "server.log").open("w") as log:
        server = subprocess.Popen(
            [TRELLIS, "serve", "--port", str(port), "--workers", "1"], env=environment, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/account/sign-in/")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=10)
