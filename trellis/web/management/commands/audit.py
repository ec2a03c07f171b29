"""``trellis audit verify``."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trellis.assessment.queries import seals
from trellis.audit.queries import events_for, newest, verify
from trellis.nhsuk.environment import plural


class Command(BaseCommand):
    """Checks that the record of what happened is whole, and that what it tells of is as it was written."""

    help = (
        "Check that no event was altered or removed, and that every entry, frozen return and signature is as the "
        "events tell. Exit 0 when it is, 1 when not, naming what is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print everything that is not as it was written, or that all of it is."""
        until = newest()
        found = 0
        for broken in verify():
            self.stdout.write(broken.sentence)
            found += 1
        for sentence in seals.altered(until):
            self.stdout.write(sentence)
            found += 1
        if found:
            sys.exit(1)
        looked = seals.looked_at(until)
        events, entries = plural(events_for(None).count(), "event"), plural(looked.entries, "entry", "entries")
        self.stdout.write(
            f"The chain of {events} is whole. "
            f"{entries} and {plural(looked.returns, 'return')} are as they were written."
        )
