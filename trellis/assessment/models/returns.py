"""What came back: frozen returns. One is never changed: a newer one supersedes it and it stays."""

from django.db import models
from django.db.models import F, Q

from trellis.assessment.models.evidence import Evidence
from trellis.assessment.models.rounds import RoundNetwork
from trellis.assessment.rules import Ended, Mark, ProblemKind, Via
from trellis.matrix.models import Component
from trellis.matrix.rules import Audience


class Assessment(models.Model):
    """One return of one network, frozen as it came in. At most one of each network and round is current.

    ``via`` tells whether it was signed on the page or recorded from a workbook. ``dated`` is the day written in the
    workbook (None where there is none) or the day of the signature. ``sha256`` is of the file's bytes, empty for a
    page. ``received_from`` is the e-mail address of whoever uploaded or signed it. ``version`` is the version of the
    draft that was frozen, 0 for a workbook. ``ended`` says how it stopped being current, and ``ended_why`` why.
    ``digest`` is over everything it says (rules.return_digest) and stands in the audit event too, whose number
    ``event`` is.
    """

    asked = models.ForeignKey(RoundNetwork, on_delete=models.PROTECT, related_name="assessments")
    dated = models.DateField(null=True)
    via = models.CharField(max_length=10, choices=[(via.value, via.label) for via in Via], default=Via.WORKBOOK.value)
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=320)
    evidence = models.ManyToManyField(Evidence, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, blank=True, choices=[(each.value, each.label) for each in Ended])
    ended_why = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    event = models.PositiveBigIntegerField(default=0)

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
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, ended="") | (Q(superseded_at__isnull=False) & ~Q(ended="")),
                name="assessment_ended_in_a_way",
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
    """Where the network says it stands in one theme and audience, what it says beside it, and where it wants to be.

    ``theme``, ``position`` and ``target`` are ids of the edition; ``position`` is empty where none is stated.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="positions")
    theme = models.CharField(max_length=60)
    audience = models.CharField(max_length=10, choices=[(audience.value, audience.label) for audience in Audience])
    position = models.CharField(max_length=60, blank=True)
    comment = models.TextField(blank=True)
    target = models.CharField(max_length=60, blank=True)
    target_by = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "theme", "audience"], name="assessment_position_stated_once_a_block"
            ),
            models.CheckConstraint(
                condition=~Q(position="") | ~Q(comment="") | ~Q(target="") | Q(target_by__isnull=False),
                name="assessment_position_or_comment_is_there",
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
