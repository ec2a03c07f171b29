"""Trellis as it runs in earnest: processes of their own, on the database of the test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from tests.places import PROJECT

TRELLIS = PROJECT / ".venv" / "bin" / "trellis"


def database_url() -> str:
    """The test's database as DATABASE_URL."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    person = quote(str(parts["USER"])) + (f":{quote(str(parts['PASSWORD']))}" if parts["PASSWORD"] else "")
    return f"postgresql://{person}@{quote(str(parts['HOST']), safe='')}:{parts['PORT'] or 5432}/{parts['NAME']}"


@contextmanager
def trellis(*arguments: str, var: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """``trellis ...`` running; what is left of it at the end is killed."""
    known = os.environ | {"TRELLIS_VAR": str(var), "DATABASE_URL": database_url()} | environment
    with (var / "said.log").open("a") as log:
        running = subprocess.Popen([TRELLIS, *arguments], env=known, stdout=log, stderr=log, text=True)
        try:
            yield running
        finally:
            running.kill()
            running.wait()


def said(var: Path) -> str:
    """What the processes have printed."""
    return (var / "said.log").read_text()


def answers(port: int) -> bool:
    """Whether somebody listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Return once it is true. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


def children(parent: int) -> dict[str, int]:
    """The processes that a process has started, by the last word of their command; empty where this is no Linux."""
    if sys.platform != "linux":
        return {}
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            its_parent = int(status.read_text().rpartition(")")[2].split()[1])
            words = (status.parent / "cmdline").read_text().rstrip("\0").split("\0")
        except OSError:  # it has ended meanwhile
            continue
        if its_parent == parent:
            found[words[-1]] = int(status.parent.name)
    return found


def is_alive(process: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:1]
