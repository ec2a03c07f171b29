"""Letters, sent and to be sent."""

from django.db import models
from django.db.models import Q

from trellis.post.rules import LetterState, state_of


class Letter(models.Model):
    """A letter to one person. Written in the transaction of the change that it tells of, and sent after that.

    ``about`` names what it concerns as the audit record does ("round autumn-2026"). ``text`` is emptied once the
    letter is sent, because it may hold a link that opens a door; a demonstration keeps it. ``failed`` is what the mail
    server said the last time, ``tries`` how often it was tried. Nobody tries it before ``next_try``: a worker has taken
    it up until then (and ``failed`` is empty), or it failed and pauses.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    about = models.CharField(max_length=200, blank=True, db_index=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["written_at"], condition=Q(sent_at__isnull=True), name="post_letter_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.to}"

    @property
    def state(self) -> LetterState:
        """What has become of it."""
        return state_of(is_sent=self.sent_at is not None, failed=self.failed, tries=self.tries)
