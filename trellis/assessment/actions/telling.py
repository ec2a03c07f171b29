"""Letters of moderation, to those who lead a network and to whoever asked it something."""

from datetime import datetime

from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.events import subject_of
from trellis.assessment.actions.writing import write_to_people
from trellis.assessment.letters import Words
from trellis.assessment.models import RoundNetwork
from trellis.assessment.queries.people import leaders_of
from trellis.post.links import link_to
from trellis.post.queries import unsent


def tell_leaders(asked: RoundNetwork, words: Words, *, at: datetime) -> None:
    """Write to everybody who leads a network on a day; not where the same letter to them waits to be sent already."""
    code = asked.network.code
    for person in leaders_of([code], timezone.localdate(at)).get(code, []):
        tell(asked, words, person, at=at)


def tell(asked: RoundNetwork, words: Words, person: Person | None, *, at: datetime | None = None) -> None:
    """Write to one person, if there is one who can still sign in and the same letter does not wait already."""
    about = subject_of(asked)
    if person is None or not person.is_active:
        return
    if not unsent().filter(to=person.email, subject=words.subject, about=about).exists():
        write_to_people([person], words, about=about, at=at)


def link_for_network(asked: RoundNetwork) -> str:
    """Where a letter to the network leads: its questions and moderated positions."""
    return link_to("assessment:questions", asked.round.slug, asked.network.code)


def link_for_area_team(asked: RoundNetwork) -> str:
    """Where a letter to the area team leads: the network's moderation."""
    return link_to("assessment:moderate", asked.round.slug, asked.network.code)
