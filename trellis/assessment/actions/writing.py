"""Letters to the people of the networks of a round, written with the change they tell of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.events import subject_of
from trellis.assessment.letters import Words, paragraphs
from trellis.assessment.models import Round
from trellis.assessment.queries.people import leaders_of
from trellis.assessment.queries.standings import Standing
from trellis.post.actions import write_letter
from trellis.post.links import link_to


@dataclass(frozen=True)
class Written:
    """What was written: to how many networks, how many letters, and the codes of networks with nobody to write to."""

    networks: int
    letters: int
    nobody: tuple[str, ...] = ()


def write_to(
    round_: Round,
    networks: Iterable[Standing],
    words: Callable[[Standing], Words],
    *,
    today: date | None = None,
    at: datetime | None = None,
) -> Written:
    """Write to everybody who leads one of these networks, once for each network; one query, and one for each letter.

    ``today`` is the day on which they lead it, that of ``at`` unless told; ``at`` is when it is written, else now.
    """
    asked = list(networks)
    leaders = leaders_of([network.code for network in asked], today or timezone.localdate(at))
    letters = 0
    for network in asked:
        if network.code not in leaders:
            continue
        people = leaders[network.code]
        write_to_people(people, words(network), about=subject_of(round_), at=at)
        letters += len(people)
    return Written(len(asked), letters, tuple(network.code for network in asked if network.code not in leaders))


def write_to_people(people: Iterable[Person], words: Words, *, about: str, at: datetime | None = None) -> None:
    """The same letter to each of them, greeted by name. ``about`` is what the event is about; ``at`` is else now."""
    for person in people:
        text = paragraphs(f"Dear {person.name},", words.text)
        write_letter(to=person.email, subject=words.subject, text=text, about=about, at=at)


def link_of(round_: Round, network: Standing) -> str:
    """Where a letter to a network leads: its own page in the round."""
    return link_to("assessment:network", round_.slug, network.code)
