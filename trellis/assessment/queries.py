"""Rounds and returns, each as much as the person may see; and returns as the plain values that rules count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from trellis.access.queries import holdings_of
from trellis.access.rules import ROLES_ALLOWED, Holding, Level
from trellis.accounts.models import Person
from trellis.assessment.matching import Asked
from trellis.assessment.models import Answer, Assessment, ReadingProblem, Round, RoundNetwork, StatedPosition, Upload
from trellis.assessment.rules import BlockReturn, Mark, Problem, ProblemKind, Return
from trellis.matrix.rules import Audience, Block, Edition

# What a person may see ---------------------------------------------------------------------------------------------


def viewing_holdings(person: Person) -> frozenset[Holding]:
    """The roles that let a person see rounds, where they hold them."""
    return frozenset(held for held in holdings_of(person) if held.role in ROLES_ALLOWED["assessment.view_round"])


def asked_within(holdings: frozenset[Holding]) -> Q:
    """The networks asked by rounds that are in the reach of ``holdings``: of the board, the locality, the network."""
    if any(held.level is Level.ENGLAND for held in holdings):
        return Q(pk__isnull=False)
    codes = {level: {held.code for held in holdings if held.level is level} for level in Level}
    return (
        Q(round__board__code__in=codes[Level.BOARD])
        | Q(network__code__in=codes[Level.NETWORK])
        | Q(
            network__localities__locality__code__in=codes[Level.LOCALITY],
            network__localities__ended__isnull=True,
        )
    )


def rounds_for(person: Person) -> QuerySet[Round]:
    """The rounds a person may see, newest first: those of their board, or those that ask their network."""
    within = RoundNetwork.objects.filter(asked_within(viewing_holdings(person)), round=OuterRef("pk"))
    return Round.objects.filter(Exists(within)).select_related("board", "edition")


def asked_for(person: Person, round_: Round) -> QuerySet[RoundNetwork]:
    """The networks of a round that a person may see, by name: all for the board, else their own."""
    within = RoundNetwork.objects.filter(asked_within(viewing_holdings(person))).values("pk")
    return asked_networks(round_).filter(pk__in=within)


def not_returned_for(person: Person) -> QuerySet[RoundNetwork]:
    """The networks within the person's reach from which a round still waits for a return, by name."""
    current = Assessment.objects.filter(asked=OuterRef("pk"), superseded_at__isnull=True)
    within = RoundNetwork.objects.filter(asked_within(viewing_holdings(person))).values("pk")
    return RoundNetwork.objects.filter(~Exists(current), pk__in=within).select_related("network")


def uploads_for(person: Person) -> QuerySet[Upload]:
    """The uploads to rounds that a person may see; asking for ``record_returns`` on the round is the view's part."""
    return Upload.objects.filter(round__in=rounds_for(person)).select_related("round__board")


def uploads_to(round_: Round) -> QuerySet[Upload]:
    """The uploads to a round, newest first, with how many files each brought."""
    return Upload.objects.filter(round=round_).annotate(brought=Count("files")).order_by("-received_at", "-pk")


# What a round holds ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NetworkStanding:
    """Where one network is in a round. ``returned`` is False where nothing came; ``dated`` is what the return says."""

    code: str
    name: str
    returned: bool
    dated: date | None = None
    received: date | None = None
    problems: int = 0


def asked_networks(round_: Round) -> QuerySet[RoundNetwork]:
    """The networks a round asks, by name, ready to be asked for permissions; three queries when read."""
    rows = RoundNetwork.objects.filter(round=round_).select_related("network", "round__board", "round__edition")
    return rows.prefetch_related("network__localities__locality")


def expected_networks(round_: Round) -> tuple[Asked, ...]:
    """The code and name of every network a round asks, by name."""
    rows = RoundNetwork.objects.filter(round=round_).order_by("name", "network__code")
    return tuple(Asked(code, name) for code, name in rows.values_list("network__code", "name"))


def standings(asked: QuerySet[RoundNetwork]) -> list[NetworkStanding]:
    """Where each of these networks is, in their order, in two queries; plain values, as there may be a thousand."""
    current = Assessment.objects.filter(asked__in=asked.order_by(), superseded_at__isnull=True).order_by()
    day_of = cache(lambda moment: timezone.localtime(moment).date())  # an upload brings many at one moment
    returned = {
        key: (True, dated, day_of(received_at), problems)
        for key, dated, received_at, problems in current.values_list(
            "asked_id", "dated", "received_at", Count("problems")
        )
    }
    not_returned = (False, None, None, 0)
    return [
        NetworkStanding(code, name, *returned.get(key, not_returned))
        for key, code, name in asked.values_list("pk", "network__code", "name")
    ]


@dataclass(frozen=True)
class RoundCount:
    """How many of the networks that a person sees in a round have returned."""

    asked: int
    returned: int


def counts_for(person: Person) -> dict[int, RoundCount]:
    """By round (key), how many networks within the person's reach were asked and have returned; one query."""
    current = Assessment.objects.filter(asked=OuterRef("pk"), superseded_at__isnull=True)
    within = RoundNetwork.objects.filter(asked_within(viewing_holdings(person))).values("pk")
    rows = (
        RoundNetwork.objects.filter(pk__in=within)
        .order_by()
        .annotate(has_returned=Exists(current))
        .values_list("round")
        .annotate(asked_there=Count("pk"), returned_there=Count("pk", filter=Q(has_returned=True)))
    )
    return {key: RoundCount(asked, returned) for key, asked, returned in rows}


# Returns as plain values -------------------------------------------------------------------------------------------


def returns_of(round_: Round) -> tuple[Return, ...]:
    """The current return of every network that made one, by name, as the reader read it; always four queries.

    ``network`` is the name as the round knows it, ``problems`` those of the reading. Consistency queries follow from
    the answers and are asked by rules.consistency_queries.
    """
    return plain_returns(Assessment.objects.filter(asked__round=round_, superseded_at__isnull=True))


def return_of(asked: RoundNetwork) -> Return | None:
    """A network's current return in a round; None where there is none."""
    found = plain_returns(Assessment.objects.filter(asked=asked, superseded_at__isnull=True))
    return found[0] if found else None


def last_answers(network_code: str, edition: Edition) -> Return | None:
    """The newest current return of a network against an edition, in whichever round; None where there is none."""
    newest = Assessment.objects.filter(
        asked__network__code=network_code, asked__round__edition__slug=edition.id, superseded_at__isnull=True
    ).order_by("-asked__round__opened", "-received_at")[:1]
    found = plain_returns(Assessment.objects.filter(pk__in=[row.pk for row in newest]))
    return found[0] if found else None


def plain_returns(assessments: QuerySet[Assessment]) -> tuple[Return, ...]:
    """Stored returns as the values that rules work on, by network's name."""
    rows = list(
        assessments.order_by("asked__name", "pk").values_list(
            "pk", "file_name", "dated", "asked__name", "asked__network__code", "asked__round__edition__slug"
        )
    )
    keys = [row[0] for row in rows]
    blocks = blocks_of(keys)
    problems: dict[int, list[tuple[str, ...]]] = {}
    for key, *problem in ReadingProblem.objects.filter(assessment__in=keys).values_list(
        "assessment", "kind", "theme", "audience", "cell", "detail"
    ):
        problems.setdefault(key, []).append(tuple(problem))
    return tuple(
        Return(
            file=file,
            edition=edition,
            network=name,
            network_code=code,
            dated=dated,
            blocks=blocks.get(key, {}),
            problems=tuple(
                Problem(file, ProblemKind(kind), detail, name, theme, audience, cell)
                for kind, theme, audience, cell, detail in problems.get(key, ())
            ),
        )
        for key, file, dated, name, code, edition in rows
    )


def blocks_of(assessments: Sequence[int]) -> dict[int, dict[Block, BlockReturn]]:
    """What these returns (by key) say, by block; a block of which nothing is said is left out."""
    said: dict[int, dict[Block, BlockReturn]] = {}

    def block(assessment: int, theme: str, audience: str) -> BlockReturn:
        place = Block(theme, Audience(audience))
        return said.setdefault(assessment, {}).setdefault(place, BlockReturn(place))

    answers = Answer.objects.filter(assessment__in=assessments).values_list(
        "assessment", "component__theme__slug", "component__audience", "component__slug", "mark", "remark"
    )
    for assessment, theme, audience, component, mark, remark in answers:
        returned = block(assessment, theme, audience)
        if mark:
            returned.marks[component] = Mark(mark)
        if remark:
            returned.remarks[component] = remark
    positions = StatedPosition.objects.filter(assessment__in=assessments).values_list(
        "assessment", "theme", "audience", "position", "comment"
    )
    for assessment, theme, audience, position, comment in positions:
        returned = block(assessment, theme, audience)
        said[assessment][returned.block] = replace(returned, stated=position or None, comment=comment)
    return said
