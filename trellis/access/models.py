"""Who holds which role where."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from trellis.access.rules import Level, Role


class Appointment(models.Model):
    """A person holds a role in an organisation, from a day, perhaps to a day (the last on which it holds).

    The organisation is named by level and code, not by foreign key: a code outlives the row, and one table serves
    boards, localities, networks and providers alike.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    level = models.CharField(max_length=10, choices=[(level.value, level.value) for level in Level])
    code = models.CharField(max_length=20, blank=True, db_index=True)
    started = models.DateField()
    ended = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=models.F("started")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=(Q(level=Level.ENGLAND.value) & Q(code="")) | (~Q(level=Level.ENGLAND.value) & ~Q(code="")),
                name="appointment_names_its_organisation",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "level", "code"],
                condition=Q(ended__isnull=True),
                name="appointment_held_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label}, {self.code or 'England'}"
