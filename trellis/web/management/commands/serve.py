"""``trellis serve``: the site on this machine."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trellis.web.supervising import Together

LOCAL = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    """Serves the site with gunicorn, and runs the worker beside it."""

    help = "Serve the site, with a worker beside it. In earnest, set SECRET_KEY and ALLOWED_HOSTS first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and with how many processes."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2, help="processes that serve pages")
        parser.add_argument("--no-work", action="store_true", help="without a worker: `trellis work` runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until one signal stops it; where the site or the worker ends by itself, stop the other and say so."""
        elsewhere = options["host"] not in LOCAL
        if elsewhere and settings.SECRET_KEY.startswith("insecure-"):
            raise CommandError("Set SECRET_KEY before serving to other machines; the built-in one is public.")
        address = f"{options['host']}:{options['port']}"
        if not elsewhere:
            os.environ.setdefault("TRELLIS_ADDRESS", f"http://{address}")
        self.stdout.write(f"Trellis is at http://{address}/  (stop it with Ctrl+C)")
        self.stdout.flush()
        site = gunicorn(address, options["workers"])
        if options["no_work"]:
            os.execv(sys.executable, site)  # noqa: S606  our own interpreter, with arguments that are ours
        ended = Together({"site": site, "worker": [sys.executable, "-m", "django", "work"]}).run()
        if ended:
            name, status = ended
            raise CommandError(f"The {name} ended by itself with status {status}, so everything was stopped.")


def gunicorn(address: str, workers: int) -> list[str]:
    """The command that serves pages."""
    arguments = ["--bind", address, "--workers", str(workers), "--threads", "4", "--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", *arguments, "trellis.config.wsgi:application"]
