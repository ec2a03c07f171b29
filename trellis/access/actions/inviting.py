"""The actions of invitations: sending, sending again, withdrawing, accepting."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.access.actions.people import appoint, board_today, check_level
from trellis.access.letters import invitation_letter
from trellis.access.models import Appointment, Invitation
from trellis.access.queries import Organisation, digest_of, organisation, person_at, roles_given_by
from trellis.access.rules import INVITATION_LASTS, InvitationStatus, Level, Role
from trellis.accounts import actions as accounts
from trellis.accounts.models import Person
from trellis.audit.actions import record
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.post.actions import write_letter
from trellis.post.links import link_to

NO_LONGER: dict[InvitationStatus, str] = {
    InvitationStatus.ACCEPTED: "This invitation has been accepted already.",
    InvitationStatus.WITHDRAWN: "This invitation was withdrawn.",
    InvitationStatus.EXPIRED: "This invitation has expired.",
}
"""What to say where an invitation waits for nobody any more."""


@transaction.atomic
def invite(
    *, email: str, role: Role, level: Level, code: str, by: Person | None, at: datetime | None = None
) -> Invitation:
    """Invite the person at an address to a role in an organisation, by a letter with a link that works once.

    Raises PermissionDenied where ``by`` may not give that role there, and ValidationError where the role cannot be
    held there, the register does not have the organisation, or the person holds the role or is invited to it already.
    """
    now = at or timezone.now()
    check_level(role, level)
    where = organisation(level, code, timezone.localdate(now))
    if where is None:
        raise ValidationError(f"The register has no {level.value} {code}.")
    if by and role not in roles_given_by(by, where):
        raise PermissionDenied
    email = email.strip().lower()
    _check_is_new(email, role, where, now)
    digest = digest_of(token := secrets.token_urlsafe())
    expires = now + INVITATION_LASTS
    invitation = Invitation(email=email, role=role.value, level=level.value, code=code, token_digest=digest)
    invitation.invited_by, invitation.sent_at, invitation.expires_at = by, now, expires
    invitation.full_clean()
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise ValidationError(f"{email} was invited a moment ago.") from error
    _write(invitation, where, token)
    _record("access.invited", invitation, by)
    return invitation


def _check_is_new(email: str, role: Role, where: Organisation, now: datetime) -> None:
    """Raise ValidationError where the person at ``email`` holds the role or is invited to it.

    An invitation that has expired makes way for the new one.
    """
    same = {"role": role.value, "level": where.level.value, "code": where.code}
    held = Appointment.objects.held_on(timezone.localdate(now)).filter(person__email__iexact=email, **same)
    if held.exists():
        raise ValidationError(f"{email} is {role.label.lower()} here already.")
    waiting = Invitation.objects.filter(email=email, accepted_at__isnull=True, withdrawn_at__isnull=True, **same)
    for earlier in waiting:
        if earlier.status(now) is InvitationStatus.WAITING:
            raise ValidationError(
                f"{email} was invited to be {role.label.lower()} here on {nhs_date(earlier.sent_at)}. "
                "Send that invitation again, from the list."
            )
        earlier.withdrawn_at = now
        earlier.save(update_fields=["withdrawn_at"])


def _write(invitation: Invitation, where: Organisation, token: str) -> None:
    """Put the letter with the link into the outbox."""
    inviter, role = invitation.invited_by, Role(invitation.role)
    text = invitation_letter(
        inviter=(inviter.name, inviter.email) if inviter else None,
        role=role,
        organisation=where.title,
        until=timezone.localdate(invitation.expires_at),
        link=link_to("access:invitation", token),
    )
    subject = f"You are invited: {role.label.lower()}, {where.title}"[:200]
    write_letter(to=invitation.email, subject=subject, text=text, about=f"person {invitation.email}")


def _record(event: str, invitation: Invitation, by: Person | None) -> None:
    """Write what happened to an invitation into the audit."""
    detail = {"role": invitation.role, "at": invitation.code or invitation.level}
    record(event, by=by, subject=f"person {invitation.email}", detail=detail, board=board_today(invitation))


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is now, for nobody else to change until this transaction is over."""
    return Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)


@transaction.atomic
def resend(invitation: Invitation, *, by: Person, at: datetime | None = None) -> Invitation:
    """Send an invitation again, with a new link that works from now on instead of the old one.

    Raises NotAllowedNowError where it was accepted or withdrawn; one that has expired comes to life again.
    """
    now = at or timezone.now()
    invitation = _locked(invitation)
    status = invitation.status(now)
    if status in {InvitationStatus.ACCEPTED, InvitationStatus.WITHDRAWN}:
        raise NotAllowedNowError(NO_LONGER[status])
    where = organisation(Level(invitation.level), invitation.code, timezone.localdate(now))
    if where is None:
        raise NotAllowedNowError(f"The register no longer has the {invitation.level} {invitation.code}.")
    invitation.token_digest = digest_of(token := secrets.token_urlsafe())
    invitation.invited_by, invitation.sent_at, invitation.expires_at = by, now, now + INVITATION_LASTS
    invitation.save(update_fields=["token_digest", "invited_by", "sent_at", "expires_at"])
    _write(invitation, where, token)
    _record("access.invited_again", invitation, by)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Person) -> bool:
    """Withdraw an invitation: its link no longer works. Returns whether it could still have been accepted.

    Raises NotAllowedNowError where it has been accepted: then there is a role to end.
    """
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise NotAllowedNowError("This invitation has been accepted. You can end the role instead.")
    if invitation.withdrawn_at:
        return False
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    _record("access.invitation_withdrawn", invitation, by)
    return True


@transaction.atomic
def accept(invitation: Invitation, *, by: Person) -> Appointment:
    """Take on the role of an invitation: one role more for somebody who has an account.

    Raises PermissionDenied for anybody but the person at the address, and NotAllowedNowError where the invitation no
    longer waits.
    """
    now = timezone.now()
    invitation = _locked(invitation)
    if by.email.lower() != invitation.email:
        raise PermissionDenied
    status = invitation.status(now)
    if status is not InvitationStatus.WAITING:
        raise NotAllowedNowError(NO_LONGER[status])
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    _record("access.invitation_accepted", invitation, by)
    role, level, today = Role(invitation.role), Level(invitation.level), timezone.localdate(now)
    return appoint(by, role=role, level=level, code=invitation.code, started=today, by=invitation.invited_by)


@transaction.atomic
def join(invitation: Invitation, *, name: str, password: str) -> Person:
    """Accept an invitation as somebody new: an account with this name and password, and the role.

    Raises NotAllowedNowError where the invitation no longer waits, or the address has an account by now.
    """
    if person_at(invitation.email):
        raise NotAllowedNowError("You have an account by now. Sign in to accept.")
    person, _ = accounts.add_person(email=invitation.email, name=name, password=password)
    record("accounts.person_added", by=person, subject=f"person {person.email}", detail={"administrator": False})
    accept(invitation, by=person)
    return person
