"""The returns of a round, counted. What a page shows is remembered until another return comes in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import Count, Max

from trellis.assessment.models import Assessment, Round
from trellis.assessment.queries.returns import returns_of
from trellis.assessment.queries.rounds import edition_of_round, expected_networks
from trellis.assessment.rules import Return
from trellis.common.memory import memory
from trellis.insight.rules import Summary, summarise
from trellis.register.queries import place

REMEMBERED_FOR = 24 * 60 * 60
"""Seconds. Only room in memory ends it: a new return has another key."""

Page = TypeVar("Page")


def round_summary(round_: Round) -> Summary:
    """The current returns of a round, counted against its edition, with the networks that it asks.

    Who is missing goes by the networks' codes, because names repeat.
    """
    returns: Sequence[Return] = returns_of(round_)
    asked = expected_networks(round_)
    returned = {one.network_code for one in returns}
    summary = summarise(edition_of_round(round_), returns, expected=tuple(one.name for one in asked))
    return replace(summary, missing=tuple(one.name for one in asked if one.code not in returned))


def board_name(round_: Round) -> str:
    """What the board that asks was called on the round's day; its code where the register has no name."""
    board = place(round_.board.code, round_.as_at)
    return board.name if board else round_.board.code


def remembered(round_: Round, what: str, make: Callable[[], Page]) -> Page:
    """What ``make`` gives for the returns that the round holds now; made anew once they change. One query.

    ``what`` names the page and whatever else it depends on. What is made has to hold plain values only.
    """
    current = Assessment.objects.filter(asked__round=round_, superseded_at__isnull=True).aggregate(
        returns=Count("pk"), newest=Max("pk"), received=Max("received_at")
    )
    state = (
        f"{current['returns']}.{current['newest']}.{current['received']:%Y%m%d%H%M%S%f}" if current["newest"] else "0"
    )
    key = f"insight.{round_.pk}.{round_.slug}.{state}.{what}"
    page: Page | None = memory.get(key)
    if page is None:
        page = make()
        memory.set(key, page, REMEMBERED_FOR)
    return page
