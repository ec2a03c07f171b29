"""Appointing people to roles, and ending it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from trellis.access.models import Appointment
from trellis.access.rules import LEVELS_OF_ROLE, Level, Role
from trellis.accounts import actions as accounts
from trellis.accounts.models import Person
from trellis.audit.actions import record


@transaction.atomic
def add_person(
    *, email: str, name: str, by: Person | None, password: str | None = None, administrator: bool = False
) -> Person:
    """Add somebody who can sign in, or return the one who already has this address, unchanged.

    Without a password the person sets one by the link of "Forgotten your password?". Raises ValidationError for an
    address that is none.
    """
    person, new = accounts.add_person(email=email, name=name, password=password, administrator=administrator)
    if new:
        record(
            "accounts.person_added", by=by, subject=f"person {person.email}", detail={"administrator": administrator}
        )
    return person


@transaction.atomic
def appoint(person: Person, *, role: Role, level: Level, code: str, started: date, by: Person | None) -> Appointment:
    """Give ``person`` a role in an organisation from ``started`` on. An appointment already held is returned as it is.

    Raises ValidationError where the role cannot be held at that level.
    """
    if level not in LEVELS_OF_ROLE[role]:
        places = " or ".join(sorted(level.value for level in LEVELS_OF_ROLE[role]))
        raise ValidationError(f"{role.label} is a role in a {places}, not in a {level.value}.")
    appointment, new = Appointment.objects.get_or_create(
        person=person, role=role.value, level=level.value, code=code, ended=None, defaults={"started": started}
    )
    if new:
        record("access.appointed", by=by, subject=f"person {person.email}", detail={"role": role, "at": code or level})
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, ended: date, by: Person | None) -> Appointment:
    """End an appointment; ``ended`` is the last day on which it holds."""
    appointment.ended = ended
    appointment.full_clean()
    appointment.save(update_fields=["ended"])
    subject = f"person {appointment.person.email}"
    detail = {"role": appointment.role, "at": appointment.code or appointment.level, "ended": ended.isoformat()}
    record("access.appointment_ended", by=by, subject=subject, detail=detail)
    return appointment
