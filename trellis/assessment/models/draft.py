"""What a network is working on: one row for everything that anybody entered, in the order in which it came."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from trellis.assessment.drafting import EntryState, Field, Origin
from trellis.assessment.models.rounds import RoundNetwork
from trellis.matrix.models import Component
from trellis.matrix.rules import Audience

FIELDS = [(each.value, each.label) for each in Field]


class Entry(models.Model):
    """Somebody entered something into a network's draft: a mark, a note, a stated position, a target.

    Rows are only ever added; ``state`` tells which one of a place counts. A place is a field of a component, or of a
    theme and audience (then ``component`` is None). ``number`` counts from 1 within the network's draft and gives the
    order, whatever a clock did meanwhile. ``based_on`` is the number of the entry that the person saw there, 0 for
    none. ``value`` is text: a Mark, a position id, an ISO date, or words; empty where something was cleared.
    ``token`` comes from the form, so that a form sent twice is entered once. ``digest`` seals the row (see
    drafting.entry_digest) and ``event`` is the number of the audit event that holds the digest too.
    """

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    component = models.ForeignKey(Component, on_delete=models.PROTECT, null=True, related_name="+")
    theme = models.CharField(max_length=100)
    audience = models.CharField(max_length=10, choices=[(audience.value, audience.label) for audience in Audience])
    field = models.CharField(max_length=10, choices=FIELDS)
    value = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in EntryState])
    based_on = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Origin])
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    event = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["asked", "number"]
        verbose_name_plural = "entries"
        # What a page and a save look for, however long the history grows. Not a partial index: SQLite does not use one
        # where the state is a parameter.
        indexes = [models.Index(fields=["asked", "state", "theme"], name="assessment_entry_standing")]
        constraints = [
            models.UniqueConstraint(fields=["asked", "number"], name="assessment_entry_numbered_once"),
            models.UniqueConstraint(
                fields=["asked", "component", "field"],
                condition=Q(state="current", component__isnull=False),
                name="assessment_one_current_entry_a_component",
            ),
            models.UniqueConstraint(
                fields=["asked", "theme", "audience", "field"],
                condition=Q(state="current", component__isnull=True),
                name="assessment_one_current_entry_a_block",
            ),
            models.CheckConstraint(
                condition=Q(component__isnull=False, field__in=[each.value for each in Field if each.of_component])
                | Q(component__isnull=True, field__in=[each.value for each in Field if not each.of_component]),
                name="assessment_entry_field_fits_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.field}"


class OfferedReturn(models.Model):
    """A workbook that came for a network and waits to be looked at beside its draft: taken, in part, or put aside.

    ``content`` is what it says, by the names of places (see queries.offered.content_of). ``made_at_version`` is the
    version of the draft from which the workbook was downloaded, None where it does not say. ``from_system`` tells that
    the board uploaded it. ``taken`` counts the places that were taken from it.
    """

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="offered")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    dated = models.DateField(null=True)
    made_at_version = models.PositiveIntegerField(null=True)
    content = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    from_system = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} for {self.asked}"
