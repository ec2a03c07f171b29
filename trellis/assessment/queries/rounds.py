"""What a round holds: the networks it asks, how many have returned, what was uploaded."""

from dataclasses import dataclass, replace

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from trellis.accounts.models import Person
from trellis.assessment.matching import Asked
from trellis.assessment.models import Assessment, Round, RoundNetwork, Upload
from trellis.assessment.queries.scope import asked_within, holdings_that_may
from trellis.matrix.queries import edition_of
from trellis.matrix.rules import Edition


def edition_of_round(round_: Round) -> Edition:
    """The edition that a round asks about, with the audiences that it asks about and no others."""
    edition = edition_of(round_.edition)
    asked = tuple(audience for audience in edition.audiences if audience.value in round_.audiences)
    if asked == edition.audiences or not asked:
        return edition
    components = tuple(component for component in edition.components if component.audience in asked)
    return replace(edition, audiences=asked, components=components)


def uploads_to(round_: Round) -> QuerySet[Upload]:
    """The uploads to a round, newest first, with how many files each brought."""
    # While it waits to be read, none of its files has a row.
    brought = Greatest(Count("files"), "total", output_field=IntegerField())
    return Upload.objects.filter(round=round_).annotate(brought=brought).order_by("-received_at", "-pk")


def expected_networks(round_: Round) -> tuple[Asked, ...]:
    """The code and name of every network a round asks, by name; without those that were withdrawn."""
    rows = RoundNetwork.objects.filter(round=round_, withdrawn_at__isnull=True).order_by("name", "network__code")
    return tuple(Asked(code, name) for code, name in rows.values_list("network__code", "name"))


@dataclass(frozen=True)
class RoundCount:
    """How many of the networks that a person sees in a round have returned."""

    asked: int
    returned: int


def counts_for(person: Person) -> dict[int, RoundCount]:
    """By round (key), how many networks within the person's reach take part and have returned; one query."""
    current = Assessment.objects.filter(asked=OuterRef("pk"), superseded_at__isnull=True)
    within = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, "assessment.view_round"))).values("pk")
    rows = (
        RoundNetwork.objects.filter(pk__in=within, withdrawn_at__isnull=True)
        .order_by()
        .annotate(has_returned=Exists(current))
        .values_list("round")
        .annotate(asked_there=Count("pk"), returned_there=Count("pk", filter=Q(has_returned=True)))
    )
    return {key: RoundCount(asked, returned) for key, asked, returned in rows}
