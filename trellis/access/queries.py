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


def codes_held(person: Person, roles: frozenset[Role], level: Level) -> frozenset[str]:
    """The codes of the organisations of ``level`` in which ``person`` holds one of ``roles`` today."""
    return frozenset(
        holding.code for holding in holdings_today(person) if holding.role in roles and holding.level is level
    )


def everybody() -> QuerySet[Person]:
    """Everybody who can sign in, by address, with their appointments."""
    return Person.objects.filter(is_active=True).prefetch_related("appointments").order_by("email")
