"""A signed assessment for the tests."""

from datetime import UTC, datetime

from tests.assessment.drafts import mark, says
from tests.people import Everybody
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.signing import sign
from trellis.assessment.drafting import Place
from trellis.assessment.models import Assessment, CellRequest, RoundNetwork
from trellis.assessment.queries.signed import to_sign
from trellis.matrix.models import Component

ENOUGH = ((mark(), "in_place"),)
"""What is said where a test does not care."""


def signed(asked: RoundNetwork, person: Person, *said: tuple[Place, str]) -> Assessment:
    """A clinical director (or deputy) enters something and signs what then stands."""
    says(asked, person, *(said or ENOUGH))
    return signs(asked, person)


def signs(asked: RoundNetwork, person: Person) -> Assessment:
    """Somebody who may signs what stands, having read it."""
    standing = to_sign(RoundNetwork.objects.select_related("network", "round__edition__parent").get(pk=asked.pk))
    return sign(asked, version=standing.version, by=person, shown=standing.token)


def a_director(people: Everybody, network: str = "ZN101") -> Person:
    """The clinical director of a network."""
    return people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, network)


def a_deputy(people: Everybody, network: str = "ZN101") -> Person:
    """The clinical director's deputy."""
    return people.holding(Role.DEPUTY_DIRECTOR, Level.NETWORK, network)


def asks_for(asked: RoundNetwork, *components: str) -> CellRequest:
    """The board asks for just these components."""
    request = CellRequest.objects.create(asked=asked, requested_at=datetime(2026, 3, 1, tzinfo=UTC))
    request.components.set(Component.objects.filter(edition=asked.round.edition, slug__in=components))
    return request
