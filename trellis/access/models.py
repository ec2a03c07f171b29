"""Who holds which role where, and who is invited to."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from trellis.access.rules import InvitationStatus, Level, Role, invitation_status

NAMES_ITS_ORGANISATION = (Q(level=Level.ENGLAND.value) & Q(code="")) | (~Q(level=Level.ENGLAND.value) & ~Q(code=""))
"""England has no code; every other organisation has one."""


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments, asked by day."""

    def held_on(self, day: date) -> "AppointmentQuerySet":
        """Those that hold on ``day``. One that was taken away that day does not: it ended at once."""
        still = Q(ended__isnull=True) | Q(ended__gt=day) | Q(ended=day, removed_at__isnull=True)
        return self.filter(still, started__lte=day)


class Appointment(models.Model):
    """A person holds a role in an organisation, from a day, perhaps to a day (the last on which it holds).

    ``removed_at`` is the moment at which it was taken away or laid down, where it was: from then on it does not hold,
    though the day is not over. Ask ``objects.held_on(day)``, which knows of it.

    The organisation is named by level and code, not by foreign key: a code outlives the row, and one table serves
    boards, localities, networks and providers alike.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    level = models.CharField(max_length=10, choices=[(level.value, level.value) for level in Level])
    code = models.CharField(max_length=20, blank=True, db_index=True)
    started = models.DateField()
    ended = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=models.F("started")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=NAMES_ITS_ORGANISATION, name="appointment_names_its_organisation"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(ended__isnull=False), name="appointment_removed_has_ended"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "level", "code"],
                condition=Q(ended__isnull=True),
                name="appointment_held_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label}, {self.code or 'England'}"

    def is_held_on(self, day: date) -> bool:
        """Whether it holds on ``day``, as ``objects.held_on`` has it."""
        still = self.ended is None or self.ended > day or (self.ended == day and self.removed_at is None)
        return still and self.started <= day


class Invitation(models.Model):
    """Somebody at an address is invited to a role in an organisation, by a link that works once and for a time.

    ``token_digest`` is the SHA-256 (64 hexadecimal digits) of what stands in the link: who reads this table can open
    no door. ``invited_by`` is empty where it came from the command line.
    """

    email = models.EmailField()
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    level = models.CharField(max_length=10, choices=[(level.value, level.value) for level in Level])
    code = models.CharField(max_length=20, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=NAMES_ITS_ORGANISATION, name="invitation_names_its_organisation"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("sent_at")), name="invitation_expires_after_it_is_sent"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "level", "code"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waits_once",
            ),
        ]
        indexes = [models.Index(fields=["level", "code"], name="invitation_of_organisation")]

    def __str__(self) -> str:
        return f"{self.email}: {Role(self.role).label}, {self.code or 'England'}"

    def status(self, now: datetime) -> InvitationStatus:
        """What has become of it by ``now``."""
        return invitation_status(
            accepted=self.accepted_at is not None,
            withdrawn=self.withdrawn_at is not None,
            expires=self.expires_at,
            now=now,
        )
