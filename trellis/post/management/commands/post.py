"""``trellis post send | list``."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from trellis.common.dates import nhs_date
from trellis.post.actions import send_waiting
from trellis.post.queries import unsent


class Command(BaseCommand):
    """Sends the letters that wait, where no worker does, and lists them."""

    help = "Send the letters that wait, or list those that are not sent. `trellis work` sends them by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A subcommand each."""
        what = parser.add_subparsers(dest="what", required=True)
        send = what.add_parser("send", help="Send what waits. Exit 0 where everything went, 1 where not.")
        send.add_argument("--limit", type=int, default=10_000, help="at most so many letters")
        what.add_parser("list", help="List the letters that are not sent, oldest first, and what was said of them.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the subcommand says."""
        {"send": self.send, "list": self.list}[options["what"]](options)

    def send(self, options: dict[str, Any]) -> None:
        """Send, and say how many went."""
        done = send_waiting(options["limit"])
        self.stdout.write(f"{done.sent:,} sent, {done.failed:,} failed.")
        if done.failed:
            self.stdout.write("What the mail server said: trellis post list")
            sys.exit(1)

    def list(self, options: dict[str, Any]) -> None:
        """A line a letter; never its text, which may hold a link that opens a door."""
        not_sent = unsent()
        for letter in not_sent:
            said = f" ({letter.failed})" if letter.failed else ""
            written = timezone.localtime(letter.written_at)
            self.stdout.write(
                f"{letter.pk}  {nhs_date(written)}, {written:%H:%M}  {letter.to}  {letter.subject}: "
                f"{letter.state.label.lower()}{said}"
            )
        if not not_sent:
            self.stdout.write("Every letter is sent.")
