"""What lies before the area team in a round: every signed assessment within reach, and how far its moderation is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from trellis.assessment.models import (
    Assessment,
    ModeratedPosition,
    Moderation,
    Query,
    Reply,
    RoundNetwork,
    StatedPosition,
)
from trellis.assessment.moderating import Progress, Turn, lay_before, turn_of
from trellis.assessment.queries.moderation import AREA_TEAM, name_of
from trellis.assessment.standing import Conclusion
from trellis.matrix.rules import Audience, Block
from trellis.register.models import LocalityMembership


@dataclass(frozen=True, slots=True)
class InModeration:
    """A signed assessment on the area team's list.

    ``locality`` is empty where the network is in none. ``by`` is who began to moderate it, empty where nobody has.
    ``judged`` counts its moderated positions; ``since`` is when something last happened.
    """

    code: str
    name: str
    locality: str
    signed_at: datetime
    by: str
    judged: int
    progress: Progress
    since: datetime

    @property
    def turn(self) -> Turn:
        """What there is to do."""
        return turn_of(self.progress)


@dataclass(frozen=True)
class Asking:
    """The open questions to a network: how many it has answered or not, and when something was last said."""

    unanswered: int = 0
    answered: int = 0
    last: datetime | None = None


Places = set[tuple[str, str]]
"""Themes with audiences."""


def in_moderation(asked: QuerySet[RoundNetwork]) -> list[InModeration]:
    """The signed assessments of these networks, by name, without those withdrawn; always six queries."""
    signed = dict(current_returns(asked).values_list("asked_id", "received_at"))
    given, stated, asking = positions_given(signed), positions_stated(signed), questions_asked(signed)
    moderations = {
        row.asked_id: row
        for row in Moderation.objects.filter(asked__in=signed, ended_at__isnull=True)
        .select_related("started_by")
        .annotate(last_judged=Max("positions__judged_at", filter=Q(positions__is_current=True)))
    }
    locality = LocalityMembership.objects.filter(network=OuterRef("network"), ended__isnull=True)
    rows = asked.filter(pk__in=signed).annotate(locality_name=Subquery(locality.values("locality__name")[:1]))
    found = []
    for key, code, name, locality_name in rows.order_by("name", "network__code").values_list(
        "pk", "network__code", "name", "locality_name"
    ):
        moderation, questions = moderations.get(key), asking.get(key, Asking())
        judged_at: datetime | None = moderation.last_judged if moderation else None
        progress = Progress(
            started=moderation is not None,
            to_judge=len(stated.get(key, set()) - given.get(key, set())),
            unanswered=questions.unanswered,
            answered=questions.answered,
            signed_anew=judged_at is not None and signed[key] > judged_at,
            conclusion=Conclusion(moderation.outcome) if moderation and moderation.outcome else None,
        )
        by = name_of(moderation.started_by, AREA_TEAM) if moderation else ""
        began = (moderation.started_at, moderation.concluded_at) if moderation else ()
        since = max(each for each in (signed[key], judged_at, questions.last, *began) if each)
        judged = len(given.get(key, ()))
        found.append(InModeration(code, name, locality_name or "", signed[key], by, judged, progress, since))
    return found


def current_returns(asked: QuerySet[RoundNetwork]) -> QuerySet[Assessment]:
    """The current returns of these networks, without those withdrawn."""
    within = asked.filter(withdrawn_at__isnull=True).order_by().values("pk")
    return Assessment.objects.filter(asked__in=within, superseded_at__isnull=True).order_by()


def positions_given(keys: Collection[int]) -> dict[int, Places]:
    """Where these networks (keys) have a moderated position."""
    rows = ModeratedPosition.objects.filter(
        moderation__asked__in=keys, moderation__ended_at__isnull=True, is_current=True
    )
    return by_network(rows.order_by().values_list("moderation__asked_id", "theme", "audience"))


def positions_stated(keys: Collection[int]) -> dict[int, Places]:
    """Where these networks (keys) state a position in their current return."""
    rows = StatedPosition.objects.filter(~Q(position=""), assessment__asked__in=keys, assessment__superseded_at=None)
    return by_network(rows.order_by().values_list("assessment__asked_id", "theme", "audience"))


def by_network(rows: Iterable[tuple[int, str, str]]) -> dict[int, Places]:
    """Themes with audiences by the network that they belong to."""
    found: dict[int, Places] = {}
    for key, theme, audience in rows:
        found.setdefault(key, set()).add((theme, audience))
    return found


def questions_asked(keys: Collection[int] | QuerySet[RoundNetwork, int]) -> dict[int, Asking]:
    """The open questions to these networks (keys); one query."""
    last = Reply.objects.filter(query=OuterRef("pk")).order_by("-pk")
    rows = (
        Query.objects.filter(asked__in=keys, closed_at__isnull=True)
        .order_by()
        .annotate(by_network=Subquery(last.values("by_network")[:1]), said_at=Subquery(last.values("said_at")[:1]))
        .values_list("asked_id", "by_network", "said_at", "sent_at")
    )
    found: dict[int, Asking] = {}
    for key, by_network_last, said_at, sent_at in rows:
        before, moment = found.get(key, Asking()), said_at or sent_at
        found[key] = Asking(
            before.unanswered + (not by_network_last),
            before.answered + bool(by_network_last),
            max(before.last or moment, moment),
        )
    return found


# How far moderation moved each position -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judgement:
    """A moderated position beside the one that the network stated in the return that was judged (None: it stated none).

    ``by`` is the moderator's name and ``by_number`` stands for the person in an address, 0 where nobody is known.
    """

    code: str
    network: str
    block: Block
    stated: str | None
    moderated: str
    reason: str
    by: str
    by_number: int


def judgements(asked: QuerySet[RoundNetwork]) -> tuple[Judgement, ...]:
    """Every moderated position that counts now of these networks' current returns, by network; always four queries."""
    signed = list(current_returns(asked).values_list("asked_id", flat=True))
    copies: dict[int, list[tuple[datetime, int]]] = {}
    rows = Assessment.objects.filter(asked__in=signed).order_by("received_at", "pk")
    for key, at, copy in rows.values_list("asked_id", "received_at", "pk"):
        copies.setdefault(key, []).append((at, copy))
    stated: dict[tuple[int | None, str, str], str] = {
        (copy, theme, audience): position
        for copy, theme, audience, position in StatedPosition.objects.filter(assessment__asked__in=signed)
        .order_by()
        .values_list("assessment_id", "theme", "audience", "position")
    }
    given = ModeratedPosition.objects.filter(
        moderation__asked__in=signed, moderation__ended_at__isnull=True, is_current=True
    ).select_related("moderation__asked__network", "judged_by")
    found = []
    for row in given.order_by("moderation__asked__name", "moderation__asked__network__code", "pk"):
        asked_of = row.moderation.asked
        copy_seen = lay_before(copies[asked_of.pk], row.judged_at)
        found.append(
            Judgement(
                code=asked_of.network.code,
                network=asked_of.name,
                block=Block(row.theme, Audience(row.audience)),
                stated=stated.get((copy_seen, row.theme, row.audience)) or None,
                moderated=row.position,
                reason=row.reason,
                by=name_of(row.judged_by, AREA_TEAM),
                by_number=row.judged_by_id or 0,
            )
        )
    return tuple(found)
