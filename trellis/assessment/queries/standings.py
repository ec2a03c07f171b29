"""Where networks are in a round: the facts, the status that follows from them, and what a page says beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from trellis.access.rules import Level
from trellis.accounts.models import Person
from trellis.assessment.models import Assessment, CellRequest, Moderation, Reminder, Round, RoundNetwork
from trellis.assessment.queries.scope import asked_within, holdings_that_may
from trellis.assessment.rules import Via
from trellis.assessment.standing import Conclusion, Facts, RoundStatus, Status, status_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a network is in a round. ``key`` is that of its RoundNetwork.

    ``facts.due`` is its own due date or the round's; ``own_due`` tells whether it is its own.
    """

    key: int
    code: str
    name: str
    facts: Facts
    status: Status
    own_due: bool = False


def facts_of(round_: Round, asked: QuerySet[RoundNetwork] | None = None) -> list[Standing]:
    """The facts and status of every network of a round, or of those of ``asked`` alone, by name; always three queries.

    Withdrawn networks are among them.
    """
    rows = RoundNetwork.objects.filter(round=round_) if asked is None else asked.filter(round=round_)
    within = rows.order_by().values("pk")
    returned = dict(
        Assessment.objects.filter(asked__in=within)
        .order_by()
        .values_list("asked_id")
        .annotate(current=Count("pk", filter=Q(superseded_at__isnull=True)))
    )
    moderations = Moderation.objects.filter(asked__in=within, ended_at__isnull=True).order_by()
    outcomes = dict(moderations.values_list("asked_id", "outcome"))
    status, due = RoundStatus(round_.status), round_.due
    fields = ("pk", "network__code", "name", "version", "due", "withdrawn_at")
    found = []
    for key, code, name, version, own_due, withdrawn_at in rows.order_by("name", "network__code").values_list(*fields):
        outcome = outcomes.get(key)
        facts = Facts(
            round=status,
            started=version > 0 or key in returned,
            submitted=bool(returned.get(key)),
            moderating=outcome is not None,
            conclusion=Conclusion(outcome) if outcome else None,
            withdrawn=withdrawn_at is not None,
            due=own_due or due,
        )
        found.append(Standing(key, code, name, facts, status_of(facts), own_due is not None))
    return found


def standing_of(asked: RoundNetwork) -> Status:
    """The status of one network in its round; three queries."""
    return facts_of(asked.round, RoundNetwork.objects.filter(pk=asked.pk))[0].status


def overseen_for(person: Person, round_: Round) -> QuerySet[RoundNetwork]:
    """The networks of a round that a person sees for the board or a locality; none for somebody of a network alone."""
    rows = RoundNetwork.objects.filter(round=round_)
    holdings = frozenset(
        held for held in holdings_that_may(person, "assessment.view_round") if held.level is not Level.NETWORK
    )
    if any(held.level is Level.ENGLAND or (held.level, held.code) in round_.places() for held in holdings):
        return rows
    return rows.filter(pk__in=RoundNetwork.objects.filter(asked_within(holdings)).values("pk"))


@dataclass(frozen=True, slots=True)
class Returned:
    """A current return as a list shows it. ``by`` is who signed or uploaded it; ``dated`` the day written in it."""

    via: Via
    by: str
    at: datetime
    dated: date | None
    problems: int


@dataclass(frozen=True, slots=True)
class Detail:
    """What a list says of a network beside its status.

    ``requests`` counts the components that it was asked for by themselves and that it has not signed anew.
    """

    withdrawn_why: str
    added_why: str
    returned: Returned | None
    reminded: datetime | None
    requests: int


def details_of(keys: Collection[int]) -> dict[int, Detail]:
    """What a list says of these networks (keys of RoundNetwork); always four queries."""
    current = Assessment.objects.filter(asked__in=keys, superseded_at__isnull=True).order_by()
    signed = current.values_list(
        "asked_id", "via", "sign_off__signed_by__name", "received_from", "received_at", "dated", Count("problems")
    )
    returned = {
        key: Returned(Via(via), signer or sender, at, dated, problems)
        for key, via, signer, sender, at, dated, problems in signed
    }
    reminded = dict(
        Reminder.objects.filter(asked__in=keys).order_by().values_list("asked_id").annotate(last=Max("sent_at"))
    )
    requests = counts_asked_again(keys)
    reasons = RoundNetwork.objects.filter(pk__in=keys).order_by().values_list("pk", "withdrawn_why", "added_why")
    return {
        key: Detail(withdrawn_why, added_why, returned.get(key), reminded.get(key), requests.get(key, 0))
        for key, withdrawn_why, added_why in reasons
    }


def counts_asked_again(keys: Collection[int]) -> dict[int, int]:
    """How many components the board asks for again and waits for, by network (key)."""
    waiting = CellRequest.objects.filter(CellRequest.WAITING, asked__in=keys)
    return dict(waiting.order_by().values_list("asked_id").annotate(count=Count("components")))


def reminded_on(keys: Sequence[int], day: date) -> frozenset[int]:
    """Those of these networks (keys) that were reminded by hand on a day in London."""
    rows = Reminder.objects.filter(asked__in=keys, days__isnull=True, sent_at__date=day)
    return frozenset(rows.values_list("asked_id", flat=True))
