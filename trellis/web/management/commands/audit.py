"""``trellis audit verify`` and ``trellis audit seal``."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trellis.assessment.actions.sealing import seal_earlier_returns
from trellis.assessment.queries import seals
from trellis.audit.queries import events_for, newest, verify
from trellis.nhsuk.environment import plural


class Command(BaseCommand):
    """Checks that the record of what happened is whole, and that what it tells of is as it was written; seals."""

    help = (
        "Check that no event was altered or removed, and that every entry, frozen return and signature is as the "
        "events tell. Exit 0 when it is, 1 when not, naming what is wrong. `seal`, once after an update, seals the "
        "returns that were recorded before returns were sealed, as they are now."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        parser.add_argument("what", choices=["verify", "seal"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print everything that is not as it was written, or that all of it is; or seal what bears no seal."""
        if options["what"] == "seal":
            self.stdout.write(f"{plural(seal_earlier_returns(by=None), 'return')} sealed.")
            return
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
