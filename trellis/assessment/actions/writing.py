"""Letters to those who lead the networks of a round, written with the change they tell of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

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
    """Write to everybody who leads one of these networks, once for each network; one query, and one for each letter."""
    asked = list(networks)
    leaders = leaders_of([network.code for network in asked], today or timezone.localdate())
    letters = 0
    for network in asked:
        if network.code not in leaders:
            continue
        said = words(network)
        for person in leaders[network.code]:
            text = paragraphs(f"Dear {person.name},", said.text)
            write_letter(to=person.email, subject=said.subject, text=text, about=f"round {round_.slug}", at=at)
            letters += 1
    return Written(len(asked), letters, tuple(network.code for network in asked if network.code not in leaders))


def link_of(round_: Round, network: Standing) -> str:
    """Where a letter to a network leads: its own page in the round."""
    return link_to("assessment:network", round_.slug, network.code)
