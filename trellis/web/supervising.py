"""Processes that live and die together: the site and its worker."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence

LOOK_EVERY = 0.1
"""Seconds between two looks at whether everything still runs."""

PATIENCE = 40
"""Seconds until a process that was told to stop is killed; gunicorn gives requests in hand 30."""

SET_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def stop_with_the_parent() -> None:
    """In a child on Linux: be told to stop when the parent dies, even where the parent itself was killed."""
    if LIBC is not None:
        LIBC.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


class Together:
    """Runs commands, by what each is called, until one signal stops them all or one of them ends by itself."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self.commands = commands
        self.stopping = False

    def run(self) -> tuple[str, int] | None:
        """Run them; None when a signal stopped them, else which ended by itself and with which status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        started = {name: start(command) for name, command in self.commands.items()}
        ended = None
        while not self.stopping and ended is None:
            time.sleep(LOOK_EVERY)
            statuses = ((name, process.poll()) for name, process in started.items())
            ended = next(((name, status) for name, status in statuses if status is not None), None)
        end(started.values())
        return None if self.stopping else ended

    def stop(self, *signal: object) -> None:
        """Stop them all. Fit to be a signal handler."""
        self.stopping = True


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A process in a group of its own, so that Ctrl+C reaches it through us alone, and once."""
    # There are no threads yet that a function before the start could trip over.
    return subprocess.Popen(command, process_group=0, preexec_fn=stop_with_the_parent)  # noqa: PLW1509


def end(processes: Collection[subprocess.Popen[bytes]]) -> None:
    """Tell every process to stop, and wait until it has."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
