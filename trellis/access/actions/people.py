"""Adding people, appointing them to roles, and ending it, at once where somebody leaves."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.access.models import Appointment, Invitation
from trellis.access.queries import board_of, may_give
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
    check_level(role, level)
    appointment, new = Appointment.objects.get_or_create(
        person=person, role=role.value, level=level.value, code=code, ended=None, defaults={"started": started}
    )
    if new:
        detail = {"role": role, "at": code or level}
        record(
            "access.appointed", by=by, subject=f"person {person.email}", detail=detail, board=board_today(appointment)
        )
    return appointment


def check_level(role: Role, level: Level) -> None:
    """Raise ValidationError where ``role`` cannot be held in an organisation of this kind."""
    if level not in LEVELS_OF_ROLE[role]:
        places = " or ".join(sorted(level.value for level in LEVELS_OF_ROLE[role]))
        raise ValidationError(f"{role.label} is a role in a {places}, not in a {level.value}.")


def board_today(held: Appointment | Invitation) -> str:
    """The code of the board whose auditors may read of it; empty where it is no board's matter."""
    return board_of(Level(held.level), held.code, timezone.localdate())


@transaction.atomic
def end_appointment(appointment: Appointment, *, ended: date, by: Person | None) -> Appointment:
    """End an appointment; ``ended`` is the last day on which it holds."""
    appointment.ended = ended
    appointment.full_clean()
    appointment.save(update_fields=["ended"])
    subject = f"person {appointment.person.email}"
    detail = {"role": appointment.role, "at": appointment.code or appointment.level, "ended": ended.isoformat()}
    record("access.appointment_ended", by=by, subject=subject, detail=detail, board=board_today(appointment))
    return appointment


@transaction.atomic
def remove(appointment: Appointment, *, by: Person) -> bool:
    """Take a role away at once, or lay it down: the next request is refused. Returns whether it was still held.

    Where somebody else takes it away, the invitations that rested on it no longer work.
    """
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("person").get(pk=appointment.pk)
    today = timezone.localdate()
    if appointment.removed_at or (appointment.ended and appointment.ended < today):
        return False
    appointment.removed_at = timezone.now()
    appointment.ended = max(today, appointment.started)
    appointment.save(update_fields=["removed_at", "ended"])
    detail: dict[str, object] = {"role": appointment.role, "at": appointment.code or appointment.level}
    event = "access.left" if by == appointment.person else "access.removed"
    withdrawn = 0 if by == appointment.person else withdraw_what_rested_on(appointment.person)
    if withdrawn:
        detail["invitations_withdrawn"] = withdrawn
    subject = f"person {appointment.person.email}"
    record(event, by=by, subject=subject, detail=detail, board=board_today(appointment))
    return True


def withdraw_what_rested_on(person: Person) -> int:
    """Withdraw the invitations that wait and whose roles the inviter may no longer give. Returns how many."""
    waiting = Invitation.objects.filter(invited_by=person, accepted_at__isnull=True, withdrawn_at__isnull=True)
    over = [each.pk for each in waiting if not may_give(person, each)]
    return Invitation.objects.filter(pk__in=over).update(withdrawn_at=timezone.now())


@transaction.atomic
def switch_off(person: Person, *, by: Person) -> bool:
    """Switch an account off: it is signed out everywhere, and the invitations it sent no longer work.

    Returns whether it was on. Raises ValidationError for the last administrator who can sign in.
    """
    if not accounts.switch(person, on=False):
        return False
    waiting = Invitation.objects.filter(invited_by=person, accepted_at__isnull=True, withdrawn_at__isnull=True)
    withdrawn = waiting.update(withdrawn_at=timezone.now())
    detail = {"invitations_withdrawn": withdrawn}
    record("accounts.switched_off", by=by, subject=f"person {person.email}", detail=detail)
    return True


@transaction.atomic
def switch_on(person: Person, *, by: Person) -> bool:
    """Switch an account on again, with the roles that it still holds. Returns whether it was off."""
    if not accounts.switch(person, on=True):
        return False
    record("accounts.switched_on", by=by, subject=f"person {person.email}")
    return True
