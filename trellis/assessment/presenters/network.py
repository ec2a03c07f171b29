"""What the pages of one network in one round have in common: the way back, and the tabs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.accounts.models import Person
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.crumbs import Crumb, crumbs

OWN_TABS = (
    ("At a glance", "network", "assessment.view_draft"),
    ("Ten minutes", "quick", "assessment.answer"),
    ("Workbook", "own_workbook", "assessment.lead_network"),
    ("Sign", "sign", "assessment.lead_network"),
    ("Questions", "questions", "assessment.view_draft"),
    ("Sharing", "sharing", "assessment.lead_network"),
    ("History", "history", "assessment.view_draft"),
)
"""What a network's own people find: title, name of the address, and what it takes to see it."""


@dataclass(frozen=True)
class Tab:
    """A tab: its title, its address, and whether this is it."""

    title: str
    address: str
    here: bool


def network_crumbs(asked: RoundNetwork) -> list[Crumb]:
    """The way back from a page of one network: the rounds, the round, the network."""
    return [*crumbs(asked.round), (asked.name, address_of("network", asked))]


def network_tabs(asked: RoundNetwork, person: Person, here: str) -> Sequence[Tab]:
    """The tabs of a network's own pages that a person may open; ``here`` is the name of the address shown."""
    may: Callable[[str], bool] = lambda permission: person.has_perm(permission, asked)  # noqa: E731
    return [
        Tab(title, address_of(name, asked), name == here) for title, name, permission in OWN_TABS if may(permission)
    ]


def address_of(name: str, asked: RoundNetwork, *parts: str | int) -> str:
    """The address of a page of this network; ``parts`` are what follows its name, or words that stand for it."""
    return reverse(f"assessment:{name}", args=[asked.round.slug, asked.network.code, *parts])


def theme_address(asked: RoundNetwork, theme: str) -> str:
    """Where a theme (id, or ``theme.WHOLE``) is answered and read."""
    return address_of("theme", asked, theme)


def piece_address(asked: RoundNetwork, number: int, link: str) -> str:
    """Where a piece of evidence is to be seen: on its own web page, or as the file that it is."""
    return link or address_of("evidence_file", asked, number)
