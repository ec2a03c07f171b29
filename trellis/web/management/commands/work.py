"""``trellis work``: what is done beside the site."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trellis.web.working import JOBS, Worker, done


class Command(BaseCommand):
    """Sends letters, reads uploads and reminds networks, until it is stopped."""

    help = "Send letters, read uploads and remind networks until stopped. `trellis serve` runs one beside the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch, off."""
        parser.add_argument("--once", action="store_true", help="do everything once and stop; exit 1 where a job fails")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work; a first signal lets the job in hand be finished."""
        if options["once"]:
            failed = [job for job in JOBS if not done(job)]
            sys.exit(1 if failed else 0)
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.work()
