"""One person of each role, and an administrator who appointed them."""

from trellis.access.actions import add_person, appoint
from trellis.demo.people import ADMINISTRATOR, CHARACTERS, PASSWORD
from trellis.demo.severn_vale import FIRST_DAY
from trellis.demo.story import Story


def tell(story: Story) -> None:
    """The administrator comes first and adds everybody else."""
    first = sorted(CHARACTERS, key=lambda character: character.email != ADMINISTRATOR)
    for character in first:
        by = story.people.get(ADMINISTRATOR)
        person = add_person(
            email=character.email, name=character.name, by=by, password=PASSWORD, administrator=character.role is None
        )
        story.people[character.email] = person
        if character.role:
            appoint(person, role=character.role, level=character.level, code=character.code, started=FIRST_DAY, by=by)
