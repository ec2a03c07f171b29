"""The chain of events."""

from django.db import models


class Event(models.Model):
    """One thing that happened. Rows are only ever added; the seal makes an altered one show.

    ``actor`` and ``subject`` are text (an e-mail address, "network ZN001"), not foreign keys, so that the record
    outlives what it speaks of and the room stands below every other. ``seal`` is the SHA-256 of the row's own
    content and the seal of the row before. ``board`` is the code of the board that it concerns, whose auditors may
    read it; empty for what concerns the house as a whole.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=320)
    event = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    board = models.CharField(max_length=10, blank=True)
    detail = models.JSONField(default=dict)
    previous_seal = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["board", "-id"], name="audit_event_of_board")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor}: {self.event} {self.subject}"
