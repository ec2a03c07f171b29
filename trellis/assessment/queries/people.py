"""To whom letters about a round go: those who lead a network today."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, QuerySet

from trellis.access.models import Appointment
from trellis.access.rules import NETWORK_LEADERS, Level
from trellis.accounts.models import Person


def _leading(codes: Collection[str], today: date) -> QuerySet[Appointment]:
    """The appointments by which somebody leads one of these networks today."""
    leading = Appointment.objects.held_on(today).filter(
        level=Level.NETWORK.value,
        code__in=codes,
        role__in=[role.value for role in NETWORK_LEADERS],
        person__is_active=True,
    )
    return leading.order_by()


def leaders_of(codes: Collection[str], today: date) -> dict[str, list[Person]]:
    """Who leads each of these networks (by code), by address, each person once; one query. Nobody: no entry."""
    found: dict[str, dict[str, Person]] = {}
    for held in _leading(codes, today).select_related("person"):
        found.setdefault(held.code, {})[held.person.email] = held.person
    return {code: [those[email] for email in sorted(those)] for code, those in found.items()}


def leaders_counted(codes: Collection[str], today: date) -> dict[str, int]:
    """How many people lead each of these networks (by code); one query. Nobody: no entry."""
    counted = _leading(codes, today).values_list("code").annotate(count=Count("person", distinct=True))
    return dict(counted)
