"""What a network said in the round before, as far as it answers what is asked now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from trellis.assessment.carrying import Carried, carried_over, taken_into
from trellis.assessment.drafting import Place
from trellis.assessment.models import Assessment, RoundNetwork
from trellis.assessment.queries.drafts import Draft, draft_of, values_of
from trellis.assessment.queries.returns import plain_returns
from trellis.assessment.queries.rounds import edition_of_round
from trellis.matrix.queries import find_edition
from trellis.matrix.rules import Edition


@dataclass(frozen=True)
class Earlier:
    """A network's newest return of an earlier round: which it was, and everything it said then.

    ``said`` is by the places of ``edition``; the private notes beside the return are in it, for the network's own eyes.
    """

    round: str
    day: date
    edition: Edition
    said: Mapping[Place, str]


@dataclass(frozen=True)
class Plan:
    """What would be taken from the round before into the draft as it is now.

    ``carried`` is all that could be taken, ``takes`` what goes into places that are empty now.
    """

    earlier: Earlier
    carried: Carried
    takes: Mapping[Place, str]
    draft: Draft


def newest_before(asked: RoundNetwork) -> Assessment | None:
    """The newest return that a network made in an earlier round, whichever edition that was; None without one."""
    return (
        Assessment.objects.filter(
            asked__network=asked.network_id, asked__round__opens__lte=asked.round.opens, superseded_at__isnull=True
        )
        .exclude(asked__round=asked.round_id)
        .order_by("-asked__round__opens", "-received_at")
        .select_related("asked__round__edition__parent")
        .first()
    )


def earlier_return(asked: RoundNetwork) -> Earlier | None:
    """What a network said in its newest return of an earlier round; None without one."""
    row = newest_before(asked)
    if row is None:
        return None
    (returned,) = plain_returns(Assessment.objects.filter(pk=row.pk))
    notes = {place: value for place, value in draft_of(row.asked).values.items() if not place.field.leaves_the_network}
    received = timezone.localtime(row.received_at).date()
    edition = edition_of_round(row.asked.round)
    return Earlier(row.asked.round.title, row.dated or received, edition, values_of(returned) | notes)


def plan_of(asked: RoundNetwork) -> Plan | None:
    """What would be taken from the round before; None where the network has returned in none."""
    earlier = earlier_return(asked)
    if earlier is None:
        return None
    now, draft = edition_of_round(asked.round), draft_of(asked)
    carried = carried_over(earlier.said, earlier.edition, now, find_edition)
    return Plan(earlier, carried, taken_into(draft.values, carried.values, set(draft.beside)), draft)
