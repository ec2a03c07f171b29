"""The returns of a round, counted. What a page shows is remembered until another return comes in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import Count, Exists, Max, OuterRef, Q

from trellis.accounts.models import Person
from trellis.assessment.models import Assessment, Round, RoundNetwork
from trellis.assessment.queries.returns import returns_of
from trellis.assessment.queries.rounds import edition_of_round, expected_networks
from trellis.assessment.queries.scope import rounds_for
from trellis.assessment.rules import Return
from trellis.assessment.standing import PeersSee, RoundStatus
from trellis.common.memory import memory
from trellis.insight.rules import Summary, summarise
from trellis.register.queries import place

Page = TypeVar("Page")


def round_summary(round_: Round) -> Summary:
    """The current returns of a round, counted against its edition, with the networks that it asks.

    What a network returned before it was withdrawn is not counted. Who is missing goes by the networks' codes, because
    names repeat.
    """
    asked = expected_networks(round_)
    part = {one.code for one in asked}
    returns: Sequence[Return] = [one for one in returns_of(round_) if one.network_code in part]
    returned = {one.network_code for one in returns}
    summary = summarise(edition_of_round(round_), returns, expected=tuple(one.name for one in asked))
    return replace(summary, missing=tuple(one.name for one in asked if one.code not in returned))


FEWEST_TO_SHARE = 5
"""Networks. Of fewer, a count would tell each of them what the others said."""


def counts_are_open(round_: Round) -> bool:
    """Whether the networks of a round may see how many of them stand where: it is published and says so."""
    return (
        round_.status == RoundStatus.PUBLISHED.value
        and round_.peers_see == PeersSee.COUNTS.value
        and Assessment.objects.filter(
            asked__round=round_, asked__withdrawn_at__isnull=True, superseded_at__isnull=True
        ).count()
        >= FEWEST_TO_SHARE
    )


def rounds_to_read(person: Person) -> list[Round]:
    """The rounds, newest first, in which a person may read where the networks stand: with names, or the counts."""
    current = Assessment.objects.filter(asked__round=OuterRef("pk"), superseded_at__isnull=True)
    return [
        round_
        for round_ in rounds_for(person).filter(Exists(current))
        if person.has_perm("assessment.view_returns", round_) or counts_are_open(round_)
    ]


def board_name(round_: Round) -> str:
    """What the board that asks was called on the round's day; its code where the register has no name."""
    board = place(round_.board.code, round_.as_at)
    return board.name if board else round_.board.code


def remembered(round_: Round, what: str, make: Callable[[], Page]) -> Page:
    """What ``make`` gives for the returns that the round holds now; made anew once they change. One query.

    ``what`` names the page and whatever else it depends on. What is made has to hold plain values only.
    """
    is_current = Q(assessments__isnull=False, assessments__superseded_at__isnull=True)
    now = RoundNetwork.objects.filter(round=round_).aggregate(
        asked=Count("pk", filter=Q(withdrawn_at__isnull=True), distinct=True),
        withdrawn=Max("withdrawn_at"),
        returns=Count("assessments", filter=is_current),
        newest=Max("assessments", filter=is_current),
        received=Max("assessments__received_at", filter=is_current),
    )
    state = "_".join(str(each).replace(" ", "T") for each in now.values())
    key = f"insight.{round_.pk}.{round_.slug}.{state}.{what}"
    page: Page | None = memory.get(key)
    if page is None:
        page = make()
        memory.set(key, page)
    return page
