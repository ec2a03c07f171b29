"""What the chapters share: the people who act, by e-mail address, so that every change has somebody who made it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from trellis.access.rules import Role
from trellis.accounts.models import Person
from trellis.demo.people import ADMINISTRATOR, AREA_TEAM, SYSTEM_LEAD, leading


@dataclass
class Story:
    """The demo while it is told. A chapter's ``tell(story)`` adds its piece and may leave people here for the next."""

    people: dict[str, Person] = field(default_factory=dict)

    @property
    def administrator(self) -> Person:
        """Who keeps the house."""
        return self.people[ADMINISTRATOR]

    @property
    def system_lead(self) -> Person:
        """Who runs the rounds."""
        return self.people[SYSTEM_LEAD]

    @property
    def area_team(self) -> Person:
        """Who gathers and moderates what comes back."""
        return self.people[AREA_TEAM]

    def director(self, code: str) -> Person:
        """Who signs for a network."""
        return self.people[leading(code, Role.CLINICAL_DIRECTOR)]

    def lead(self, code: str) -> Person:
        """Who manages a network."""
        return self.people[leading(code, Role.NETWORK_LEAD)]


Chapter = Callable[[Story], None]
"""A piece of the story, told through actions only."""


def at_nine(day: date) -> datetime:
    """That morning, in London."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Europe/London"))
