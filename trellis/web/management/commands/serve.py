"""``trellis serve``: the site on this machine."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Serves the site with gunicorn."""

    help = "Serve the site. In earnest, set SECRET_KEY and ALLOWED_HOSTS first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and with how many processes."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace this process by the server, so that stopping it is one signal."""
        elsewhere = options["host"] not in {"127.0.0.1", "localhost", "::1"}
        if elsewhere and settings.SECRET_KEY.startswith("insecure-"):
            raise CommandError("Set SECRET_KEY before serving to other machines; the built-in one is public.")
        address = f"{options['host']}:{options['port']}"
        self.stdout.write(f"Trellis is at http://{address}/  (stop it with Ctrl+C)")
        self.stdout.flush()
        arguments = [
            "--bind",
            address,
            "--workers",
            str(options["workers"]),
            "--threads",
            "4",
            "--log-level",
            "warning",
        ]
        os.execv(  # noqa: S606  our own interpreter, with arguments that are ours
            sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "trellis.config.wsgi:application"]
        )
