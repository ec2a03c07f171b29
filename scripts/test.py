"""Every test, on SQLite and on PostgreSQL, with a real browser.

What is missing is installed where that is possible (Chromium from Debian's packages, when root); what is still
missing then is said in one loud line, and fails under CI=true.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
CI = os.environ.get("CI") == "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POSTGRES_URLS = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql:///postgres")


def say(sentence: str) -> None:
    """One loud line."""
    print(f"\n=== {sentence}\n", flush=True)


def browser() -> str | None:
    """The path of a Chromium on this machine, installed now if need be and possible."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        say("No Chromium here: installing it from Debian's packages, once.")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], env=quiet, check=False)
        found = shutil.which("chromium")
    return found


def postgres() -> str | None:
    """The address of a PostgreSQL that answers, or None."""
    given = os.environ.get("TEST_POSTGRES_URL")
    for url in (given,) if given else POSTGRES_URLS:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.Error:
            continue
        return url
    return None


def run(title: str, *arguments: str, **environment: str) -> int:
    """One run of pytest; returns its exit status."""
    say(title)
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode


def main() -> int:
    """The exit status of the worst run."""
    chromium, database = browser(), postgres()
    extra = [argument for argument in sys.argv[1:] if argument != "--shots"]
    if "--shots" in sys.argv:
        return run("Pictures for the README", "tests/browser", CHROMIUM=chromium or "", SHOTS="true")
    statuses = []
    if chromium:
        statuses.append(run("Tests on SQLite, with the browser", *extra, CHROMIUM=chromium))
    else:
        statuses.append(run("Tests on SQLite", "-m", "not browser", *extra))
        say("SKIPPED: the browser tests. There is no Chromium here; install it and run again.")
        statuses.append(int(CI))
    on_postgres = "not browser or on_each_database" if chromium else "not browser"
    if database:
        statuses.append(
            run("Tests on PostgreSQL", "-m", on_postgres, *extra, CHROMIUM=chromium or "", DATABASE_URL=database)
        )
    else:
        say("SKIPPED: the run on PostgreSQL. None answers at TEST_POSTGRES_URL or on this machine.")
        statuses.append(int(CI))
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())
