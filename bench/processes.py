"""Measurements in processes of their own, each on a database of its own; and the site, served."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen


def on_its_own(folder: str) -> dict[str, str]:
    """The environment in which everything is kept in ``folder``, with an SQLite database there."""
    return {**os.environ, "TRELLIS_VAR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}


def told_by(module: str, words: Sequence[str], environment: dict[str, str]) -> dict[str, Any]:
    """What a module, run by itself, prints as its last line: one line of JSON."""
    child = [sys.executable, "-m", module, *words]
    told = subprocess.run(child, env=environment, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """The port on which the site answers, as ``trellis serve`` runs it."""
    port = free_port()
    trellis = str(Path(sys.executable).with_name("trellis"))
    server = subprocess.Popen(
        [trellis, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/account/sign-in/")
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(address: str, seconds: float = 30) -> None:
    """Return once the address answers. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urlopen(address, timeout=10).close()  # noqa: S310  our own server on the loopback
        except OSError:  # not there yet, or too busy starting
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} did not answer in {seconds} s.")
