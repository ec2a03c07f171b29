"""``trellis people add | appoint | list``."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from trellis.access.actions import add_person, appoint
from trellis.access.queries import everybody, roles_today
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person


class Command(BaseCommand):
    """Adds people and gives them roles; the first administrator comes from here."""

    help = "Add people, give them roles, list them. The password is asked for, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A subcommand each."""
        what = parser.add_subparsers(dest="what", required=True)
        add = what.add_parser("add", help="Add somebody who can sign in.")
        add.add_argument("email")
        add.add_argument("--name", required=True)
        add.add_argument("--administrator", action="store_true")
        role = what.add_parser("appoint", help="Give somebody a role in an organisation.")
        role.add_argument("email")
        role.add_argument("--role", required=True, choices=[role.value for role in Role])
        role.add_argument("--level", required=True, choices=[level.value for level in Level])
        role.add_argument("--code", default="", help="the organisation's code; none for England")
        what.add_parser("list", help="List who can sign in, and as what.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the subcommand says; what is wrong is said in a sentence."""
        try:
            {"add": self.add, "appoint": self.appoint, "list": self.list}[options["what"]](options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def add(self, options: dict[str, Any]) -> None:
        """Add a person with a password."""
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        person = add_person(
            email=options["email"],
            name=options["name"],
            by=None,
            password=password or None,
            administrator=options["administrator"],
        )
        self.stdout.write(f"{person} can sign in.")

    def appoint(self, options: dict[str, Any]) -> None:
        """Give a person a role from today."""
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has the address {options['email']}. Add them first.")
        role, level = Role(options["role"]), Level(options["level"])
        appointment = appoint(
            person, role=role, level=level, code=options["code"], started=timezone.localdate(), by=None
        )
        self.stdout.write(f"{person}: {appointment}.")

    def list(self, options: dict[str, Any]) -> None:
        """Everybody and the roles that they hold today."""
        people = list(everybody())
        held = roles_today(people)
        for person in people:
            roles = "; ".join(str(appointment) for appointment in held.get(person.pk, [])) or "no role"
            self.stdout.write(f"{person}{' (administrator)' if person.is_administrator else ''}: {roles}")
