"""A round, the networks it asks, and what was agreed with each of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trellis.access.rules import Level, Place
from trellis.assessment.standing import (
    ROUND_TRANSITIONS,
    ModerationSeen,
    PeersSee,
    RoundStatus,
    Sharing,
)
from trellis.matrix.models import Component, Edition
from trellis.register.models import IntegratedCareBoard, Network


class Round(models.Model):
    """A board asks networks where they stand, against one edition of the matrix.

    ``audiences`` lists the Audience values that are asked about. ``opens`` is the day planned for the opening,
    ``opened_at`` the moment of it. ``due`` is the last day on which a return is in time; a later one is taken all the
    same. ``as_at`` is the day of the register at which networks are named and counted. ``peers_see`` is what networks
    see of the whole once the round is published, ``moderation_seen`` from when they see their moderated positions.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rounds")
    board = models.ForeignKey(IntegratedCareBoard, on_delete=models.PROTECT, related_name="rounds")
    audiences = models.JSONField(default=list)
    opens = models.DateField()
    due = models.DateField()
    moderation_ends = models.DateField(null=True, blank=True)
    as_at = models.DateField()
    message = models.TextField(blank=True)
    peers_see = models.CharField(
        max_length=20, choices=[(each.value, each.label) for each in PeersSee], default=PeersSee.COUNTS.value
    )
    moderation_seen = models.CharField(
        max_length=20,
        choices=[(each.value, each.label) for each in ModerationSeen],
        default=ModerationSeen.AT_ONCE.value,
    )
    status = models.CharField(
        max_length=10,
        choices=[(status.value, stage.label) for status, stage in ROUND_TRANSITIONS.items()],
        default=RoundStatus.DRAFT.value,
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opens", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due__gte=F("opens")),
                name="assessment_round_due_after_it_opens",
                violation_error_message="A round cannot be due before it opens.",
            ),
            models.CheckConstraint(
                condition=Q(moderation_ends__isnull=True) | Q(moderation_ends__gte=F("due")),
                name="assessment_moderation_ends_after_due",
                violation_error_message="Moderation cannot end before returns are due.",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", opened_at__isnull=True, closed_at__isnull=True, published_at__isnull=True)
                | Q(status="open", opened_at__isnull=False, closed_at__isnull=True, published_at__isnull=True)
                | Q(status="closed", opened_at__isnull=False, closed_at__isnull=False, published_at__isnull=True)
                | Q(status="published", opened_at__isnull=False, closed_at__isnull=False, published_at__isnull=False),
                name="assessment_round_status_and_moments_agree",
            ),
            models.UniqueConstraint(
                fields=["board", "title"],
                name="assessment_round_title_once_a_board",
                violation_error_code="unique",
                violation_error_message="The board has a round of this title. Choose another.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def places(self) -> frozenset[Place]:
        """A round belongs to its board."""
        return frozenset({(Level.BOARD, self.board.code)})


class RoundNetwork(models.Model):
    """A network that a round asks. ``name`` is what it was called then, as every page of the round says it.

    ``version`` counts what was entered into its draft (see Entry.number) and ``changed_at`` is when that was last.
    ``due`` is a later day agreed with this network, None where the round's holds. ``sign_asked_at`` and
    ``sign_asked_by`` say who asked the clinical director to sign. ``withdrawn_why`` is set with ``withdrawn_at``.
    ``reopened_why`` is the reason given when the system reopened it, until it is signed again.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="asked")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="asked")
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    due = models.DateField(null=True, blank=True)
    sign_asked_at = models.DateTimeField(null=True)
    sign_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)
    added_why = models.TextField(blank=True)
    reopened_why = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "network__code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "network"], name="assessment_network_asked_once_a_round"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="assessment_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(sign_asked_at__isnull=True, sign_asked_by__isnull=True)
                | Q(sign_asked_at__isnull=False, sign_asked_by__isnull=False),
                name="assessment_signature_asked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.round}"

    def places(self) -> frozenset[Place]:
        """What a network is asked concerns the network, its locality, and the board that asks."""
        localities = [joined.locality.code for joined in self.network.localities.all() if joined.ended is None]
        return frozenset(
            {
                (Level.NETWORK, self.network.code),
                (Level.BOARD, self.round.board.code),
                *((Level.LOCALITY, code) for code in localities),
            }
        )


class CellRequest(models.Model):
    """The system asks a network for just these components, also after it has signed; ``met_at`` when it signed anew."""

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="cell_requests")
    components = models.ManyToManyField(Component, related_name="+")
    message = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    met_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    WAITING = Q(met_at__isnull=True, withdrawn_at__isnull=True)
    """Those that were neither signed for nor taken back."""

    class Meta:
        ordering = ["requested_at", "pk"]

    def __str__(self) -> str:
        return f"Request to {self.asked}"


class Reminder(models.Model):
    """A reminder that was sent to a network's people, so that none is sent twice. ``days`` counts from the due date.

    ``days`` is negative before the due date and None where somebody sent it by hand.
    """

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="reminders")
    due = models.DateField()
    days = models.SmallIntegerField(null=True)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked", "due", "days"],
                condition=Q(days__isnull=False),
                name="assessment_reminder_once_a_day",
            )
        ]


class Consent(models.Model):
    """Who, beside the system, may see a network's signed matrix. One row a change; the newest counts, at once."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="consents")
    sharing = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Sharing])
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network"], condition=Q(is_current=True), name="assessment_one_current_consent"
            )
        ]
