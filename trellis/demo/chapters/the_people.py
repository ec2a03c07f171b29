"""One person of each role, an administrator who appointed them, and those who lead the other networks."""

from trellis.access.actions import add_person, appoint
from trellis.demo.people import ADMINISTRATOR, CHARACTERS, NETWORK_LEADERS, PASSWORD, Character
from trellis.demo.story import Story


def tell(story: Story) -> None:
    """The administrator comes first and adds everybody else."""
    for character in sorted(CHARACTERS, key=lambda character: character.email != ADMINISTRATOR):
        join(story, character, PASSWORD)
    for character in NETWORK_LEADERS:
        join(story, character, None)


def join(story: Story, character: Character, password: str | None) -> None:
    """Somebody is added and given their role."""
    by = story.people.get(ADMINISTRATOR)
    person = add_person(
        email=character.email, name=character.name, by=by, password=password, administrator=character.role is None
    )
    story.people[character.email] = person
    if character.role:
        appoint(person, role=character.role, level=character.level, code=character.code, started=character.since, by=by)
