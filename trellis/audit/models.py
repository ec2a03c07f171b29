"""The chain of events."""

from django.db import models


class Event(models.Model):
    """One thing that happened. Rows are only ever added; the seal makes an altered one show.

    ``actor`` and ``subject`` are text (an e-mail address, "network ZN001"), not foreign keys, so that the record
    outlives what it speaks of and the room stands below every other. ``seal`` is the SHA-256 of the row's own
    content and the seal of the row before.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=320)
    event = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    detail = models.JSONField(default=dict)
    previous_seal = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.event} {self.subject}"
