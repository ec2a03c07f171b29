"""Asking a virus scanner: small real ones, in the shell."""

import os
import time
from pathlib import Path

import pytest

from trellis.files.refusals import RefusalKind, RefusedError
from trellis.files.scanning import check_for_viruses

EICAR_LIKE = b"a word that the scanner of these tests takes for a virus"
LARGE = b"0" * 5_000_000


def a_scanner(folder: Path, script: str) -> str:
    """A scanner as a deployment would write one."""
    path = folder / "a scanner.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"'{path}'"


def refusal(content: bytes, command: str, patience: float = 10) -> RefusalKind:
    """Why a file is refused."""
    with pytest.raises(RefusedError, match=r"^minutes\.pdf was not kept") as refused:
        check_for_viruses(content, "minutes.pdf", command, patience=patience)
    return refused.value.kind


def test_the_scanner_reads_the_file_and_tells_clean_from_infected(tmp_path: Path) -> None:
    scanner = a_scanner(tmp_path, "if grep -q 'takes for a virus'; then exit 1; else exit 0; fi")
    check_for_viruses(b"nothing to see", "minutes.pdf", scanner)
    assert refusal(EICAR_LIKE, scanner) is RefusalKind.INFECTED


def test_a_large_file_is_read_to_its_end(tmp_path: Path) -> None:
    check_for_viruses(LARGE, "minutes.pdf", a_scanner(tmp_path, 'test "$(wc -c)" -eq 5000000'))


def test_a_scanner_that_does_not_read_everything_may_still_answer(tmp_path: Path) -> None:
    assert refusal(LARGE, a_scanner(tmp_path, "exit 1")) is RefusalKind.INFECTED


@pytest.mark.parametrize("script", ["exit 2", "exit 127", "kill -9 $$"])
def test_any_other_end_means_that_nobody_knows(tmp_path: Path, script: str) -> None:
    assert refusal(b"x", a_scanner(tmp_path, script)) is RefusalKind.NOT_SCANNED


@pytest.mark.parametrize("command", ["/no/such/scanner", "'an open quotation mark", "   ", "/"])
def test_a_scanner_that_is_not_there_lets_nothing_through(command: str) -> None:
    assert refusal(b"x", command) is RefusalKind.NOT_SCANNED


def test_a_scanner_that_hangs_is_ended_with_everything_it_started(tmp_path: Path) -> None:
    started = time.monotonic()
    scanner = a_scanner(tmp_path, f"sleep 60 & echo $! > '{tmp_path}/pid'; wait")
    assert refusal(LARGE, scanner, patience=0.5) is RefusalKind.NOT_SCANNED
    assert time.monotonic() - started < 10
    sleeper = int((tmp_path / "pid").read_text())
    assert not is_running(sleeper)


def is_running(process: int) -> bool:
    """Whether a process is there and not merely waiting to be forgotten."""
    for _ in range(50):
        try:
            os.kill(process, 0)
            if " Z " in Path(f"/proc/{process}/stat").read_text():
                return False
        except (ProcessLookupError, FileNotFoundError):
            return False
        time.sleep(0.02)
    return True


def test_without_a_scanner_nothing_is_scanned() -> None:
    check_for_viruses(EICAR_LIKE, "minutes.pdf", "")
