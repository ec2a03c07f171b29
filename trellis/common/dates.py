"""Dates as the NHS writes them."""

from datetime import date, datetime

from django.utils import timezone


def nhs_date(day: date | datetime | None, missing: str = "not known") -> str:
    """``22 November 2026``: the day without a leading zero, the month in full. A moment is dated in London."""
    if day is None:
        return missing
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return f"{day.day} {day:%B %Y}"


def nhs_month(day: date) -> str:
    """``November 2026``."""
    return f"{day:%B %Y}"


def in_days(day: date, today: date) -> str:
    """``today``, ``tomorrow`` or ``in 3 days``: how far off a day is that has not passed."""
    days = (day - today).days
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {days:,} days"


def nhs_time(moment: datetime) -> str:
    """``14:32``: the time of day in London."""
    return f"{timezone.localtime(moment):%H:%M}"
