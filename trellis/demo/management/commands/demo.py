"""``trellis demo``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from trellis.demo.actions import tell_story
from trellis.demo.people import CHARACTERS, PASSWORD
from trellis.demo.queries import is_new, is_told, other_organisations


class Command(BaseCommand):
    """Builds Severn Vale, a fictional system, and says who to sign in as."""

    help = "Build the demonstration, a fictional system, and print who to sign in as. Never removes anything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two switches, both off."""
        parser.add_argument("--if-absent", action="store_true", help="say nothing where the demonstration is there")
        parser.add_argument("--force", action="store_true", help="build it beside organisations that are no part of it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare a new database, refuse somebody's own, tell the story once."""
        if is_new():
            call_command("migrate", verbosity=0)
        if is_told():
            if not options["if_absent"]:
                self.stdout.write("The demonstration is already here; nothing was changed.\n")
                self.say_who()
            return
        others = other_organisations()
        if others and not options["force"]:
            raise CommandError(
                f"This database holds {others:,} organisations that are no part of the demonstration. Nothing was "
                "changed. Set DATABASE_URL to another database, or add --force to build the demonstration beside them."
            )
        tell_story()
        self.stdout.write(
            "Severn Vale, a fictional system, is ready: 18 networks, 83 practices, 1,026,000 patients, three rounds.\n"
        )
        self.say_who()

    def say_who(self) -> None:
        """A table of people, and the password that they share."""
        width = max(len(character.what) for character in CHARACTERS)
        self.stdout.write("Sign in as:")
        for character in CHARACTERS:
            self.stdout.write(f"  {character.what:<{width}}  {character.email}")
        self.stdout.write(f"Everybody's password: {PASSWORD}")
