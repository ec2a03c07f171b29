"""What waits for a person: in their own networks, and in the rounds that they run, moderate or read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from trellis.accounts.models import Person
from trellis.assessment.drafting import EntryState, Field
from trellis.assessment.models import Assessment, Entry, OfferedReturn, Round, RoundNetwork
from trellis.assessment.queries.area_team import Asking, questions_asked
from trellis.assessment.queries.drafts import drafts_for
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.scope import rounds_for
from trellis.assessment.queries.standings import counts_asked_again, facts_of, overseen_for
from trellis.assessment.standing import RoundStatus, Status, is_overdue


@dataclass(frozen=True)
class NetworkWaits:
    """How far one of a person's own networks is in an open round.

    ``answered`` of ``total`` components; ``requests`` are components that the board asks for again, ``questions`` those
    that the area team waits to have answered, ``offered`` workbooks that nobody has looked at.
    """

    asked: RoundNetwork
    answered: int
    total: int
    submitted: bool
    requests: int
    questions: int
    offered: int

    @property
    def due(self) -> date:
        """The last day on which it is in time."""
        return self.asked.due or self.asked.round.due


@dataclass(frozen=True)
class RoundWaits:
    """How a round stands, in the networks of it that a person oversees."""

    round: Round
    counts: Mapping[Status, int]
    overdue: int
    replies: int

    @property
    def asked(self) -> int:
        """How many networks it asks, without those that were withdrawn."""
        return sum(count for status, count in self.counts.items() if status is not Status.WITHDRAWN)

    @property
    def submitted(self) -> int:
        """How many have submitted, moderated since or not."""
        done = (Status.SUBMITTED, Status.IN_MODERATION, Status.AGREED, Status.DIFFER)
        return sum(self.counts.get(status, 0) for status in done)


def own_networks_waiting(person: Person) -> list[NetworkWaits]:
    """A person's own networks in open rounds, the round due first first; a constant number of queries."""
    rows = list(
        drafts_for(person)
        .filter(round__status=RoundStatus.OPEN.value, withdrawn_at__isnull=True)
        .order_by("round__due", "name", "pk")
        .distinct()
    )
    keys = [row.pk for row in rows]
    submitted = set(
        Assessment.objects.filter(asked__in=keys, superseded_at__isnull=True).values_list("asked", flat=True)
    )
    marks = Entry.objects.filter(asked__in=keys, field=Field.MARK.value, state=EntryState.CURRENT.value)
    answered = counted(marks.exclude(value=""))
    requests, questions = counts_asked_again(keys), questions_asked(keys)
    offered = counted(OfferedReturn.objects.filter(asked__in=keys, settled_at__isnull=True))
    return [
        NetworkWaits(
            asked=row,
            answered=answered.get(row.pk, 0),
            total=len(edition_of_round(row.round).components),
            submitted=row.pk in submitted,
            requests=requests.get(row.pk, 0),
            questions=questions.get(row.pk, Asking()).unanswered,
            offered=offered.get(row.pk, 0),
        )
        for row in rows
    ]


def counted(rows: QuerySet[Entry] | QuerySet[OfferedReturn]) -> dict[int, int]:
    """How many there are of each asked network, by its key."""
    return dict(rows.order_by().values_list("asked").annotate(count=Count("pk")))


def rounds_waiting(person: Person, today: date) -> list[RoundWaits]:
    """The rounds, not published yet, that a person oversees, newest first."""
    found = []
    for round_ in rounds_for(person).exclude(status=RoundStatus.PUBLISHED.value):
        overseen = overseen_for(person, round_)
        standings = facts_of(round_, overseen)
        if standings:
            asking = questions_asked(overseen.order_by().values_list("pk", flat=True))
            found.append(
                RoundWaits(
                    round=round_,
                    counts=Counter(each.status for each in standings),
                    overdue=sum(is_overdue(each.facts, today) for each in standings),
                    replies=sum(each.answered for each in asking.values()),
                )
            )
    return found
