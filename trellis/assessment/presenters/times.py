"""Moments as a page says them to people who work on something together."""

from datetime import datetime

from django.utils import timezone

from trellis.common.dates import nhs_date


def clock(at: datetime, now: datetime) -> str:
    """``14:33`` for today, ``24 November 2026 at 14:33`` for any other day; London's time."""
    here, today = timezone.localtime(at), timezone.localtime(now).date()
    return f"{here:%H:%M}" if here.date() == today else f"{nhs_date(here)} at {here:%H:%M}"
