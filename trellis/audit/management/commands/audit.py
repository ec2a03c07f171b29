"""``trellis audit verify``."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trellis.audit.models import Event
from trellis.audit.queries import verify


class Command(BaseCommand):
    """Checks that the record of what happened is whole."""

    help = "Check that no event was altered or removed. Exit 0 when whole, 1 when not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every broken seal, or that there is none."""
        broken = verify()
        for each in broken:
            self.stdout.write(each.sentence)
        if broken:
            sys.exit(1)
        self.stdout.write(f"The chain of {Event.objects.count():,} events is whole.")
