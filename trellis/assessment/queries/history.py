"""How a network's assessment came to be: who entered how much on which day, and what was signed on a date."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate

from trellis.assessment.models import Assessment, Entry, RoundNetwork
from trellis.assessment.queries.drafts import LONDON


@dataclass(frozen=True, slots=True)
class DayWork:
    """What somebody entered on one day in London. ``by`` is their name, empty for the command line."""

    day: date
    by: str
    entries: int
    first: datetime
    last: datetime


def entered_by_day(asked: RoundNetwork) -> list[DayWork]:
    """Who entered how much into a draft, by day, the latest first; one query."""
    rows = (
        Entry.objects.filter(asked=asked)
        .order_by()
        .annotate(day=TruncDate("entered_at", tzinfo=LONDON))
        .values_list("day", "entered_by", "entered_by__name")
        .annotate(entries=Count("pk"), first=Min("entered_at"), last=Max("entered_at"))
        .order_by("-day", "-last")
    )
    return [DayWork(day, name or "", entries, first, last) for day, _, name, entries, first, last in rows]


def current_return_on(asked: RoundNetwork, day: date) -> Assessment | None:
    """The frozen return that stood at the end of a day in London; None where there was none then."""
    end = datetime.combine(day, time.max, tzinfo=LONDON)
    stood = Q(superseded_at__isnull=True) | Q(superseded_at__gt=end)
    return Assessment.objects.filter(stood, asked=asked, received_at__lte=end).order_by("-received_at", "-pk").first()
