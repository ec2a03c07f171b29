"""The people of the tests: roles, plainly invented, added through the actions that add real ones."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from trellis.access.actions import add_person, appoint
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person

PASSWORD = "a long invented password"


@dataclass(frozen=True)
class Everybody:
    """Adds a person when a test names one. ``since`` is the day from which roles are held."""

    since: date

    def administrator(self) -> Person:
        """Somebody who keeps the house and holds no role."""
        return add_person(
            email="administrator@example.org", name="Administrator", by=None, password=PASSWORD, administrator=True
        )

    def nobody_in_particular(self) -> Person:
        """Somebody who can sign in and holds no role."""
        return add_person(email="nobody@example.org", name="Nobody in particular", by=None, password=PASSWORD)

    def holding(self, role: Role, level: Level, code: str) -> Person:
        """Somebody with one role in one organisation; the same person when asked again."""
        address = f"{role.value}.{code.lower() or 'england'}@example.org"
        person = add_person(email=address, name=f"{role.label}, {code or 'England'}", by=None, password=PASSWORD)
        appoint(person, role=role, level=level, code=code, started=self.since, by=None)
        return person

    def system_lead(self, board: str) -> Person:
        """The primary care development manager of a board."""
        return self.holding(Role.SYSTEM_LEAD, Level.BOARD, board)

    def network_lead(self, network: str) -> Person:
        """The manager of a network."""
        return self.holding(Role.NETWORK_LEAD, Level.NETWORK, network)


def signed_in(person: Person) -> Client:
    """The requests of somebody who has signed in."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
