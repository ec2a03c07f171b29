"""Asking a virus scanner about a file. Which one is the deployment's choice: any command that reads a file."""

import logging
import os
import shlex
import signal
import subprocess

from trellis.files.refusals import RefusalKind, RefusedError

PATIENCE = 30
"""Seconds that a scanner has for one file."""
CLEAN, INFECTED = 0, 1

log = logging.getLogger(__name__)


def check_for_viruses(content: bytes, name: str, command: str, *, patience: float = PATIENCE) -> None:
    """Give a file to the scanner ``command`` on its standard input; without a command nothing is scanned.

    Exit status 0 means clean and 1 infected; anything else, no such command, or no answer within ``patience`` seconds,
    means that nobody knows. Raises RefusedError unless it is clean: what could not be scanned is not taken in.
    """
    if not command:
        return
    status = answer_of(content, command, patience)
    if status == CLEAN:
        return
    if status == INFECTED:
        raise RefusedError(
            RefusalKind.INFECTED,
            name,
            f"{name} was not kept: the virus scanner says that it is infected. Do not open it again. "
            "Tell your IT support, and send a clean copy.",
        )
    raise RefusedError(
        RefusalKind.NOT_SCANNED,
        name,
        f"{name} was not kept, because it could not be checked for viruses. Try again in a few minutes. "
        "If it happens again, tell whoever runs Trellis for you.",
    )


def answer_of(content: bytes, command: str, patience: float) -> int | None:
    """The scanner's exit status; None where it could not be started or did not answer in time."""
    try:
        scanner = subprocess.Popen(
            shlex.split(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError) as error:
        log.warning("The virus scanner cannot be started: %s", error)
        return None
    with scanner:
        try:
            scanner.communicate(content, timeout=patience)
        except subprocess.TimeoutExpired:
            log.warning("The virus scanner did not answer within %s seconds", patience)
            os.killpg(scanner.pid, signal.SIGKILL)  # whatever it started goes with it
            return None
    if scanner.returncode not in {CLEAN, INFECTED}:
        log.warning("The virus scanner could not scan: its exit status was %s", scanner.returncode)
    return scanner.returncode
