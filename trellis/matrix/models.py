"""Editions of the matrix as rows. Published rows never change: all writing is in actions.py, which sees to that.

``slug`` is what files, addresses and rules call the id. ``place`` counts from 0 in the order of the edition.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trellis.matrix.rules import EDITION_TRANSITIONS, ID_LONGEST, TITLE_LONGEST, Audience, EditionStatus

STATUSES = [(status.value, stage.label) for status, stage in EDITION_TRANSITIONS.items()]
AUDIENCES = [(audience.value, audience.label) for audience in Audience]


class Edition(models.Model):
    """A matrix. ``audiences`` lists Audience values in order; ``parent`` is the edition it was derived from."""

    slug = models.CharField(max_length=ID_LONGEST, unique=True)
    title = models.CharField(max_length=TITLE_LONGEST)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    audiences = models.JSONField(default=list)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    status = models.CharField(max_length=10, choices=STATUSES, default=EditionStatus.DRAFT.value)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True, retired_at__isnull=True)
                | Q(status="published", published_at__isnull=False, retired_at__isnull=True)
                | Q(status="retired", published_at__isnull=False, retired_at__gte=F("published_at")),
                name="matrix_edition_status_and_dates_agree",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="matrix_edition_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """A development step of an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="steps")
    slug = models.CharField(max_length=ID_LONGEST)
    title = models.CharField(max_length=TITLE_LONGEST)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["edition", "place"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="matrix_step_once_in_edition"),
            models.UniqueConstraint(fields=["edition", "place"], name="matrix_step_place_once_in_edition"),
        ]

    def __str__(self) -> str:
        return self.title


class Theme(models.Model):
    """A development theme of an edition; ``support_domains`` lists SupportDomain values."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="themes")
    slug = models.CharField(max_length=ID_LONGEST)
    title = models.CharField(max_length=TITLE_LONGEST)
    short_title = models.CharField(max_length=TITLE_LONGEST, blank=True)
    also_called = models.JSONField(default=list)
    support_domains = models.JSONField(default=list)
    note = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["edition", "place"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="matrix_theme_once_in_edition"),
            models.UniqueConstraint(fields=["edition", "place"], name="matrix_theme_place_once_in_edition"),
        ]

    def __str__(self) -> str:
        return self.title


class Component(models.Model):
    """A statement in a cell. ``order`` counts from 1 in its cell, ``place`` from 0 in the edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="components")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="components")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="components")
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    slug = models.CharField(max_length=ID_LONGEST)
    order = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    statement = models.TextField()
    looks_like = models.TextField(blank=True)
    source = models.TextField(blank=True)
    fingerprints = models.JSONField(default=list)
    parents = models.ManyToManyField("self", through="ComponentParent", symmetrical=False, related_name="children")

    class Meta:
        ordering = ["edition", "place"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="matrix_component_once_in_edition"),
            models.UniqueConstraint(
                fields=["theme", "audience", "step", "order"], name="matrix_component_order_once_in_cell"
            ),
            models.CheckConstraint(condition=Q(order__gte=1), name="matrix_component_order_from_1"),
            models.CheckConstraint(condition=~Q(statement=""), name="matrix_component_has_a_statement"),
            models.CheckConstraint(
                condition=Q(audience__in=[each.value for each in Audience]), name="matrix_component_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ComponentParent(models.Model):
    """A component of a derived edition comes from one of its parent edition, so their answers can be compared."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="child_links")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["component", "place"]
        constraints = [
            models.UniqueConstraint(fields=["component", "parent"], name="matrix_component_parent_once"),
            models.CheckConstraint(condition=~Q(component=F("parent")), name="matrix_component_not_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.component_id} from {self.parent_id}"
