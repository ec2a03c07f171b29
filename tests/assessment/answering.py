"""Teasel's people before the pages of its matrix, for the tests: what they open, send and read."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils.html import strip_tags

from tests.assessment.drafts import asked_of
from tests.people import signed_in
from trellis.accounts.models import Person
from trellis.assessment.drafting import Place
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.naming import name_of
from trellis.assessment.queries.drafts import Draft, draft_of


@dataclass(frozen=True)
class AtTheMatrix:
    """Somebody with the pages of a network's matrix before them."""

    person: Person
    round: Round
    client: Client
    code: str = "ZN101"

    def address(self, page: str = "") -> str:
        """Of a page of the network."""
        return f"/rounds/{self.round.slug}/networks/{self.code}/{page}"

    def opens(self, page: str = "") -> str:
        """The page as it is written, which is there."""
        response = self.client.get(self.address(page))
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def reads(self, page: str = "") -> str:
        """The words of the page, with single spaces."""
        return words(self.opens(page))

    def saves(self, *said: tuple[Place, str], seen: int = 0, token: str = "", **fields: str) -> Any:
        """What the script of the page sends; Django's response in tests has no type of its own."""
        values = {name_of(place): value for place, value in said}
        based = {f"seen:{name}": str(seen) for name in values}
        sent = {**values, **based, "token": token, "person": str(self.person.pk), **fields}
        return self.client.post(self.address("save/"), sent, headers={"X-Requested-With": "fetch"})

    def sends(self, page: str, *said: tuple[Place, str], version: int = 0, **fields: str) -> Any:
        """The form of a page, as a browser without scripts sends it, and the page that it leads to."""
        values = {name_of(place): value for place, value in said}
        sent = {**values, "version": str(version), "token": "", **fields}
        return self.client.post(self.address(page), sent, follow=True)


def at_the_matrix(person: Person, round_: Round, code: str = "ZN101") -> AtTheMatrix:
    """The person, signed in."""
    return AtTheMatrix(person, round_, signed_in(person), code)


def words(page: str) -> str:
    """The words of a page, with single spaces."""
    return " ".join(strip_tags(page).split()).replace("&#x27;", "’").replace("&#39;", "’")


def draft(round_: Round, code: str = "ZN101") -> Draft:
    """The network's draft as it is now."""
    return draft_of(RoundNetwork.objects.get(pk=asked_of(round_, code).pk))
