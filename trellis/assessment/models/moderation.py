"""The area team's side: its positions beside the network's, its questions, and how it ended. Everything is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from trellis.assessment.models.rounds import RoundNetwork
from trellis.assessment.standing import Conclusion
from trellis.matrix.models import Component
from trellis.matrix.rules import Audience

AUDIENCES = [(audience.value, audience.label) for audience in Audience]


class Moderation(models.Model):
    """The area team looks at a network's return: from a moment, to its conclusion. One goes on at a time.

    ``ended_at`` is set where the system reopened the assessment; the next return is moderated anew.
    """

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="moderations")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, blank=True, choices=[(each.value, each.label) for each in Conclusion])
    words = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked"], condition=Q(ended_at__isnull=True), name="assessment_one_moderation_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(concluded_at__isnull=True, outcome="") | (Q(concluded_at__isnull=False) & ~Q(outcome="")),
                name="assessment_moderation_ends_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Moderation of {self.asked}"


class TakenBack(models.Model):
    """A conclusion that the area team took back, as it was, and why. The moderation went on after it."""

    moderation = models.ForeignKey(Moderation, on_delete=models.PROTECT, related_name="taken_back")
    outcome = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Conclusion])
    words = models.TextField(blank=True)
    concluded_at = models.DateTimeField()
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.outcome}, taken back"


class ModeratedPosition(models.Model):
    """Where the area team judges a network to stand in a theme and audience, and why. One row a change."""

    moderation = models.ForeignKey(Moderation, on_delete=models.PROTECT, related_name="positions")
    theme = models.CharField(max_length=100)
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    position = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["moderation", "theme", "audience"],
                condition=Q(is_current=True),
                name="assessment_one_moderated_position_a_block",
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme}, {self.audience}: {self.position}"


class NetworkView(models.Model):
    """What the network says to a moderated position: it agrees, or it differs and says why. One row a change."""

    moderation = models.ForeignKey(Moderation, on_delete=models.PROTECT, related_name="views")
    theme = models.CharField(max_length=100)
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    agrees = models.BooleanField()
    words = models.TextField(blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["moderation", "theme", "audience"],
                condition=Q(is_current=True),
                name="assessment_one_network_view_a_block",
            ),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(words=""), name="assessment_network_that_differs_says_why"
            ),
        ]


class Query(models.Model):
    """A question of the area team to a network, about a component or (without one) a theme and audience."""

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="queries")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, null=True, related_name="+")
    theme = models.CharField(max_length=100)
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    text = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name_plural = "queries"

    def __str__(self) -> str:
        return self.text


class Reply(models.Model):
    """What was said to a query, by the network or by the area team again (``by_network`` tells which)."""

    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    by_network = models.BooleanField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["said_at", "pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return self.text
