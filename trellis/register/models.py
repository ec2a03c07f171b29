"""What the sources say of England's primary care: organisations by code, and dated observations about them.

An observation is never overwritten: what holds at a date is worked out when it is asked for (see ``rules``), from the
newest observation up to that date, and of two with one date from the more authoritative kind of source. So no order
of imports can lose or change a fact.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from trellis.register.rules import CODES, Basis, Kind, Level

KINDS = [(kind.value, kind.label) for kind in Kind]
CODE_LENGTH = 6


def code_has_shape(level: Level) -> models.CheckConstraint:
    """The constraint that a code has the shape of its kind of organisation."""
    name = f"register_{level.name.lower()}_code_has_shape"
    return models.CheckConstraint(condition=Q(code__regex=f"^({CODES[level]})$"), name=name)


def not_before(last: str, first: str, name: str) -> models.CheckConstraint:
    """The constraint that a thing does not end before it starts; either may be unknown."""
    open_ended = Q(**{f"{last}__isnull": True}) | Q(**{f"{first}__isnull": True})
    return models.CheckConstraint(condition=open_ended | Q(**{f"{last}__gte": F(first)}), name=name)


class Import(models.Model):
    """A source that was taken in. ``report`` is what it changed, as JSON; ``odd`` what it said that does not fit."""

    kind = models.PositiveSmallIntegerField(choices=KINDS)
    as_at = models.DateField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    odd = models.JSONField(default=list)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-as_at", "kind", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "kind", "as_at"], name="register_import_taken_in_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} as at {self.as_at}"


class Version(models.Model):
    """One row, whose token changes whenever the register does: what was worked out from it can be kept till then."""

    token = models.UUIDField(default=uuid.uuid4)


class Organisation(models.Model):
    """An organisation is its code; everything else about it is an observation with a date."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class Observation(models.Model):
    """What one source says of an organisation (``subject``) at its date. A blank field: this source does not say."""

    subject_id: int
    as_at = models.DateField()
    kind = models.PositiveSmallIntegerField(choices=KINDS)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["-as_at", "kind"]


class Region(Organisation):
    """A commissioning region of NHS England."""

    class Meta:
        constraints = [code_has_shape(Level.REGION)]


class RegionRecord(Observation):
    """A region's name."""

    subject = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="records")

    class Meta(Observation.Meta):
        constraints = [models.UniqueConstraint(fields=["subject", "as_at", "kind"], name="register_region_record")]


class IntegratedCareBoard(Organisation):
    """An integrated care board (ICB); before July 2022 a sustainability and transformation partnership."""

    class Meta:
        constraints = [code_has_shape(Level.BOARD)]


class BoardRecord(Observation):
    """An ICB's name and region."""

    subject = models.ForeignKey(IntegratedCareBoard, on_delete=models.PROTECT, related_name="records")
    parent = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Observation.Meta):
        constraints = [models.UniqueConstraint(fields=["subject", "as_at", "kind"], name="register_board_record")]


class SubIcbLocation(Organisation):
    """A sub-ICB location; before July 2022 a clinical commissioning group (CCG). The code outlived the change."""

    class Meta:
        constraints = [code_has_shape(Level.SUB_ICB)]


class SubIcbRecord(Observation):
    """A sub-ICB location's name and ICB."""

    subject = models.ForeignKey(SubIcbLocation, on_delete=models.PROTECT, related_name="records")
    parent = models.ForeignKey(IntegratedCareBoard, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Observation.Meta):
        constraints = [models.UniqueConstraint(fields=["subject", "as_at", "kind"], name="register_sub_icb_record")]


class Network(Organisation):
    """A primary care network (PCN). Names repeat and change; the code is the network.

    ``members_as_at``: the date of the newest source that states all memberships of this network. A membership that it
    no longer states is withdrawn (see Membership.objects.standing).
    """

    members_as_at = models.DateField(null=True)

    class Meta:
        constraints = [code_has_shape(Level.NETWORK)]


class NetworkRecord(Observation):
    """A network's name, lead commissioner and postcode; where ``states_dates``, its opening and closing too."""

    subject = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="records")
    parent = models.ForeignKey(SubIcbLocation, on_delete=models.PROTECT, null=True, related_name="+")
    postcode = models.CharField(max_length=10, blank=True)
    states_dates = models.BooleanField(default=False)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)

    class Meta(Observation.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subject", "as_at", "kind"], name="register_network_record"),
            not_before("closed", "opened", "register_network_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(states_dates=True) | Q(opened__isnull=True, closed__isnull=True),
                name="register_network_dates_are_stated",
            ),
        ]


class Practice(Organisation):
    """A general practice."""

    class Meta:
        constraints = [code_has_shape(Level.PRACTICE)]


class PracticeRecord(Observation):
    """A practice's name, commissioner and postcode; where ``states_dates``, its opening and closing too."""

    subject = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="records")
    parent = models.ForeignKey(SubIcbLocation, on_delete=models.PROTECT, null=True, related_name="+")
    postcode = models.CharField(max_length=10, blank=True)
    states_dates = models.BooleanField(default=False)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)

    class Meta(Observation.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subject", "as_at", "kind"], name="register_practice_record"),
            not_before("closed", "opened", "register_practice_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(states_dates=True) | Q(opened__isnull=True, closed__isnull=True),
                name="register_practice_dates_are_stated",
            ),
        ]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Ways to narrow memberships."""

    def standing(self) -> "MembershipQuerySet":
        """Those that the newest source on their network still states."""
        return self.filter(Q(network__members_as_at__isnull=True) | Q(as_at__gte=F("network__members_as_at")))


class Membership(models.Model):
    """A source states that a practice belongs to a network, from a day, perhaps to a day (the last).

    One row for each start that was ever stated; ``ended`` is the word of the newest source (``as_at``, ``kind``).
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="memberships")
    started = models.DateField()
    ended = models.DateField(null=True)
    as_at = models.DateField()
    kind = models.PositiveSmallIntegerField(choices=KINDS)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["started", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "network", "started"], name="register_membership_starts_once"),
            not_before("ended", "started", "register_membership_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} in {self.network_id} from {self.started}"


class Sighting(models.Model):
    """A list of all practices shows a practice in a network on a day, or in none."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="sightings")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, null=True, related_name="sightings")
    as_at = models.DateField()
    kind = models.PositiveSmallIntegerField(choices=KINDS)

    class Meta:
        ordering = ["-as_at", "kind"]
        indexes = [models.Index(fields=["as_at", "kind"], name="register_sighting_list")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "as_at", "kind"], name="register_sighting_once_a_list"),
        ]


class ListSize(models.Model):
    """A practice's patients on a day, on one basis, as one kind of source says."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="list_sizes")
    basis = models.CharField(max_length=10, choices=[(basis.value, basis.value) for basis in Basis])
    as_at = models.DateField()
    kind = models.PositiveSmallIntegerField(choices=KINDS)
    patients = models.PositiveIntegerField()

    class Meta:
        ordering = ["-as_at", "kind"]
        indexes = [models.Index(fields=["as_at", "kind"], name="register_list_size_list")]
        constraints = [
            models.UniqueConstraint(fields=["practice", "basis", "as_at", "kind"], name="register_list_size_once"),
            models.CheckConstraint(condition=Q(patients__gte=0), name="register_list_size_not_negative"),
        ]


class Locality(models.Model):
    """A local grouping of networks (place, neighbourhood) within an ICB or a sub-ICB location. ODS knows none."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    board = models.ForeignKey(IntegratedCareBoard, on_delete=models.PROTECT, related_name="localities")
    sub_icb = models.ForeignKey(SubIcbLocation, on_delete=models.PROTECT, null=True, related_name="localities")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "localities"
        constraints = [code_has_shape(Level.LOCALITY)]

    def __str__(self) -> str:
        return self.name


class LocalityMembership(models.Model):
    """A network belongs to a locality, from a day, perhaps to a day (the last)."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="localities")
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="networks")
    started = models.DateField()
    ended = models.DateField(null=True)

    class Meta:
        ordering = ["started"]
        constraints = [
            models.UniqueConstraint(fields=["network", "locality", "started"], name="register_locality_joined_once"),
            models.UniqueConstraint(
                fields=["network"], condition=Q(ended__isnull=True), name="register_network_in_one_locality"
            ),
            not_before("ended", "started", "register_locality_left_after_joining"),
        ]
