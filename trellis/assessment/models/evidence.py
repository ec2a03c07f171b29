"""What a network shows for a component, and what its board has published for all."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from trellis.assessment.models.rounds import RoundNetwork
from trellis.matrix.models import Component, Edition
from trellis.register.models import IntegratedCareBoard


class StandardEvidence(models.Model):
    """Evidence that a board publishes once, for its networks to accept into their own. Withdrawn ones stay."""

    board = models.ForeignKey(IntegratedCareBoard, on_delete=models.PROTECT, related_name="standard_evidence")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500)
    says = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["component__place", "pk"]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """A link or a file that a network shows for a component. Removed ones stay, because signed copies refer to them.

    ``size`` is in bytes, ``sha256`` of the file's bytes, ``stored_as`` its name in the evidence store; all empty for a
    link. ``standard`` is what it was accepted from, if it was.
    """

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="evidence")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    standard = models.ForeignKey(StandardEvidence, on_delete=models.PROTECT, null=True, related_name="accepted")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(~Q(link="") & Q(stored_as="")) | (Q(link="") & ~Q(stored_as="") & ~Q(sha256="")),
                name="assessment_evidence_is_a_link_or_a_file",
            ),
            models.UniqueConstraint(
                fields=["asked", "standard"],
                condition=Q(removed_at__isnull=True, standard__isnull=False),
                name="assessment_standard_accepted_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
