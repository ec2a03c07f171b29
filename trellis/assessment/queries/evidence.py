"""Evidence: who may see which of it, and what pages say of it.

What stands in a draft is the network's own. The board sees a piece once it belongs to a frozen return; peers never do.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from trellis.accounts.models import Person
from trellis.assessment.models import Assessment, Evidence, Round, RoundNetwork, StandardEvidence
from trellis.assessment.queries.scope import asked_within, holdings_that_may, ready_for_pages
from trellis.assessment.queries.signed import evidence_standing
from trellis.assessment.standing import RoundStatus

OWN, SIGNED = "assessment.view_draft", "assessment.view_returns"


@dataclass(frozen=True, slots=True)
class Piece:
    """A link or file that a network shows for a component (id). ``number`` is that of the row.

    ``link`` is empty for a file and ``file_name`` for a link; ``size`` is in bytes. ``standard`` is the number of what
    it was accepted from, of all that the board has published, and ``withdrawn_at`` when the board took that back.
    ``removed_at``: the network shows it no longer. People are named; None for the command line.
    """

    number: int
    component: str
    title: str
    link: str
    file_name: str
    size: int
    standard: int | None
    withdrawn_at: datetime | None
    added_at: datetime
    added_by: str | None
    removed_at: datetime | None
    removed_by: str | None


@dataclass(frozen=True, slots=True)
class Offered:
    """Evidence that the board has published for a component (id) and a network may accept into its own."""

    number: int
    component: str
    title: str
    link: str
    says: str
    published_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class ComponentEvidence:
    """What a network shows for a component, what it showed once, and what its board offers for it beside that."""

    pieces: tuple[Piece, ...] = ()
    removed: tuple[Piece, ...] = ()
    offered: tuple[Offered, ...] = ()


# Who may see what -----------------------------------------------------------------------------------------------------


def asked_shown_to(person: Person) -> QuerySet[RoundNetwork]:
    """The networks asked of whose evidence a person may see some: as one of its own, or once it has signed.

    Ready for ``has_perm``; three queries when read.
    """
    current = Assessment.objects.filter(asked=OuterRef("pk"), superseded_at__isnull=True)
    own = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, OWN)))
    signed = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, SIGNED))).filter(Exists(current))
    either = RoundNetwork.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=signed.values("pk")))
    return ready_for_pages(either.exclude(round__status=RoundStatus.DRAFT.value))


def files_for(person: Person) -> QuerySet[Evidence]:
    """The files that a person may fetch: all of their own network, and of others those that a frozen return shows."""
    own = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, OWN)))
    within = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, SIGNED)))
    frozen = Assessment.evidence.through.objects.filter(evidence=OuterRef("pk"))
    return Evidence.objects.filter(
        Q(asked__in=own.values("pk")) | Q(Exists(frozen), asked__in=within.values("pk")), ~Q(stored_as="")
    ).select_related("asked__network", "asked__round", "component")


def evidence_of(asked: RoundNetwork, component: str) -> QuerySet[Evidence]:
    """Everything that a network has added for a component (id), what it removed since included."""
    return Evidence.objects.filter(asked=asked, component__slug=component).select_related("component")


def standard_of(round_: Round) -> QuerySet[StandardEvidence]:
    """What the round's board has published for its edition, what it took back included, in matrix order."""
    return StandardEvidence.objects.filter(board=round_.board_id, edition=round_.edition_id)


# As plain values ------------------------------------------------------------------------------------------------------

PIECE = (
    *("pk", "component__slug", "title", "link", "file_name", "size", "standard", "standard__withdrawn_at"),
    *("added_at", "added_by__name", "removed_at", "removed_by__name"),
)
OFFERED = ("pk", "component__slug", "title", "link", "says", "published_at", "withdrawn_at")


def pieces(rows: QuerySet[Evidence]) -> list[Piece]:
    """Evidence as plain values, in the order in which it was added; one query."""
    return [Piece(*row) for row in rows.order_by("pk").values_list(*PIECE)]


def signed_pieces(asked: RoundNetwork, component: str) -> list[Piece]:
    """What the return that stands now shows for a component; none without such a return. One query."""
    current = Assessment.objects.filter(asked=asked, superseded_at__isnull=True)
    frozen = Assessment.evidence.through.objects.filter(evidence=OuterRef("pk"), assessment__in=current)
    return pieces(evidence_of(asked, component).filter(Exists(frozen)))


def offers(rows: QuerySet[StandardEvidence]) -> list[Offered]:
    """Published evidence as plain values, in matrix order; one query."""
    return [Offered(*row) for row in rows.order_by("component__place", "pk").values_list(*OFFERED)]


def evidence_for_component(asked: RoundNetwork, component: str) -> ComponentEvidence:
    """All that there is for a component (id); two queries."""
    every = pieces(evidence_of(asked, component))
    return ComponentEvidence(
        tuple(each for each in every if not each.removed_at),
        tuple(each for each in every if each.removed_at),
        tuple(offers(standing_offers(asked).filter(component__slug=component))),
    )


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """How many pieces a network shows for a component, and how many more its board offers."""

    shown: int = 0
    offered: int = 0


def evidence_counts(asked: RoundNetwork) -> dict[str, EvidenceCount]:
    """How much there is, by component (id), of those that have any; two queries."""
    shown = evidence_standing(asked).order_by().values_list("component__slug").annotate(count=Count("pk"))
    offered = standing_offers(asked).order_by().values_list("component__slug").annotate(count=Count("pk"))
    ours, theirs = dict(shown), dict(offered)
    return {
        component: EvidenceCount(ours.get(component, 0), theirs.get(component, 0)) for component in {*ours, *theirs}
    }


def standing_offers(asked: RoundNetwork) -> QuerySet[StandardEvidence]:
    """What the board offers and the network does not show yet; without what the board took back."""
    accepted = Evidence.objects.filter(asked=asked, standard=OuterRef("pk"), removed_at__isnull=True)
    return standard_of(asked.round).filter(~Exists(accepted), withdrawn_at__isnull=True)


# The store ------------------------------------------------------------------------------------------------------------


def stored_content(evidence: Evidence) -> bytes | None:
    """The bytes of a file; None where the store has it no longer, or has something else in its place."""
    try:
        with default_storage.open(evidence.stored_as, "rb") as file:
            content = file.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == evidence.sha256 else None
