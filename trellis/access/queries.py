"""Who holds what, and where a thing belongs."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from trellis.access.models import Appointment
from trellis.access.rules import Holding, Level, Role
from trellis.accounts.models import Person


def appointments(person: Person, as_at: date) -> QuerySet[Appointment]:
    """The roles that ``person`` holds on the day ``as_at``."""
    return Appointment.objects.filter(
        Q(ended__isnull=True) | Q(ended__gte=as_at), person=person, started__lte=as_at
    ).order_by("level", "code", "role")


def holdings_today(person: Person) -> frozenset[Holding]:
    """The roles that ``person`` holds today, as plain values."""
    rows = appointments(person, timezone.localdate()).values_list("role", "level", "code")
    return frozenset(Holding(Role(role), Level(level), code) for role, level, code in rows)


def holdings_of(person: Person) -> frozenset[Holding]:
    """``holdings_today``, asked of the database once for each person object, which lives as long as a request."""
    known: frozenset[Holding] | None = person.__dict__.get("holdings_this_request")
    if known is None:
        known = person.__dict__["holdings_this_request"] = holdings_today(person)
    return known


def everybody() -> QuerySet[Person]:
    """Everybody who can sign in, by address, with their appointments."""
    return Person.objects.filter(is_active=True).prefetch_related("appointments").order_by("email")
