"""Rounds, who was asked, and what came back. A return is never changed: a newer one supersedes it and it stays."""

from django.db import models
from django.db.models import F, Q

from trellis.access.rules import Level, Place
from trellis.assessment.matching import Outcome
from trellis.assessment.rules import Mark, ProblemKind
from trellis.matrix.models import Component, Edition
from trellis.matrix.rules import Audience
from trellis.register.models import IntegratedCareBoard, Network


class Round(models.Model):
    """A board asks networks where they stand, against one edition of the matrix.

    ``as_at`` is the day of the register at which networks are named and counted. ``due`` is the last day on which a
    return is in time; a later one is taken all the same.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rounds")
    board = models.ForeignKey(IntegratedCareBoard, on_delete=models.PROTECT, related_name="rounds")
    opened = models.DateField()
    due = models.DateField()
    as_at = models.DateField()

    class Meta:
        ordering = ["-opened", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due__gte=F("opened")),
                name="assessment_round_due_after_it_opens",
                violation_error_message="A round cannot be due before it opens.",
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
    """A network that a round asks. ``name`` is what it was called then, as every page of the round says it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="asked")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="asked")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "network__code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "network"], name="assessment_network_asked_once_a_round")
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


class Assessment(models.Model):
    """One return of one network, as it came in. At most one of each network and round is current.

    ``dated`` is the day written in the workbook, None where there is none. ``sha256`` is of the file's bytes.
    ``received_from`` is the e-mail address of whoever uploaded it.
    """

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="assessments")
    dated = models.DateField(null=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=320)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked"], condition=Q(superseded_at__isnull=True), name="assessment_one_current_return"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("received_at")),
                name="assessment_superseded_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"Return of {self.asked}"


class Answer(models.Model):
    """The mark of one component, and what was written in words where it belongs. No row: not started.

    ``mark`` is empty where there are only words.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=20, blank=True, choices=[(mark.value, mark.label) for mark in Mark])
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "component"], name="assessment_component_answered_once"),
            models.CheckConstraint(
                condition=Q(mark__in=[mark.value for mark in Mark]) | (Q(mark="") & ~Q(remark="")),
                name="assessment_mark_is_one_of_ours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {Mark(self.mark).label if self.mark else self.remark}"


class StatedPosition(models.Model):
    """Where the network says it stands in one theme and audience, and what it says beside it.

    ``theme`` and ``position`` are ids of the edition; ``position`` is empty where the network only commented.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="positions")
    theme = models.CharField(max_length=60)
    audience = models.CharField(max_length=10, choices=[(audience.value, audience.label) for audience in Audience])
    position = models.CharField(max_length=60, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "theme", "audience"], name="assessment_position_stated_once_a_block"
            ),
            models.CheckConstraint(
                condition=~Q(position="") | ~Q(comment=""), name="assessment_position_or_comment_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}, {self.audience}: {self.position or 'no position'}"


class ReadingProblem(models.Model):
    """A place in a return that a person should look at, as the reader found it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="problems")
    kind = models.CharField(max_length=40, choices=[(kind.value, kind.value) for kind in ProblemKind])
    theme = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=10, blank=True)
    cell = models.CharField(max_length=100, blank=True)
    detail = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.detail


class Upload(models.Model):
    """Files that came in together, so that what was not recorded, and why, can be read again."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="uploads")
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=320)

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
