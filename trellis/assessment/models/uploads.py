"""Files that came in together, and what became of each."""

from django.db import models
from django.db.models import Q

from trellis.assessment.matching import Outcome
from trellis.assessment.models.rounds import Round


class Upload(models.Model):
    """Files that came in together, so that what was not recorded, and why, can be read again.

    ``waiting`` lists the files that are still to be read (their names, and what they are called in the store) until
    ``finished_at``; ``total`` and ``read`` tell how far that is. ``failed`` is a sentence where reading broke off.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="uploads")
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=320)
    waiting = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    failed = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"Upload to {self.round}"


class UploadedFile(models.Model):
    """What became of one file. ``problems`` are sentences with their cells, as JSON, for a page only."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=255)
    outcome = models.CharField(max_length=20, choices=[(outcome.value, outcome.label) for outcome in Outcome])
    network = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(blank=True)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="assessment_outcome_is_one_of_ours",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
