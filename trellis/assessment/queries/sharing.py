"""What networks let each other see. Worked out anew at every request, so that a consent withdrawn ends at once."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.accounts.models import Person
from trellis.assessment.models import Assessment, Consent, Round, RoundNetwork
from trellis.assessment.queries.drafts import drafts_for
from trellis.assessment.queries.scope import (
    asked_networks,
    asked_within,
    holdings_that_may,
    ready_for_pages,
    rounds_for,
)
from trellis.assessment.standing import RoundStatus, Sharing
from trellis.register.models import LocalityMembership, Network


def consent_of(network: Network) -> Consent | None:
    """What a network has decided; None where it never did, which means its board only."""
    return Consent.objects.filter(network=network, is_current=True).first()


def sharing_of(network: Network) -> Sharing:
    """Who may see a network's signed matrices now."""
    consent = consent_of(network)
    return Sharing(consent.sharing) if consent else Sharing.SYSTEM


def consents_of(network: Network) -> QuerySet[Consent]:
    """Everything that a network decided, the newest first, with who decided it."""
    return Consent.objects.filter(network=network).select_related("given_by").order_by("-pk")


def own_in(person: Person, round_: Round) -> QuerySet[RoundNetwork]:
    """The networks of a round to which a person belongs."""
    within = asked_within(holdings_that_may(person, "assessment.view_draft"))
    return RoundNetwork.objects.filter(within, round=round_).exclude(round__status=RoundStatus.DRAFT.value)


def shared_with(person: Person, round_: Round) -> QuerySet[RoundNetwork]:
    """The networks of a round that let this person see what they have signed, as one of another network of the round.

    By name, each with a signature that stands, and not withdrawn. A network shares with all networks of its board
    (those that the round asks), or with those that are in its locality today. Three queries when read.
    """
    own = own_in(person, round_)
    theirs = LocalityMembership.objects.filter(network__in=own.values("network"), ended__isnull=True)
    neighbours = LocalityMembership.objects.filter(
        locality__in=theirs.values("locality"), ended__isnull=True, network=OuterRef("network")
    )
    said = Consent.objects.filter(network=OuterRef("network"), is_current=True)
    signed = Assessment.objects.filter(asked=OuterRef("pk"), superseded_at__isnull=True, sign_off__isnull=False)
    consented = Q(Exists(said.filter(sharing=Sharing.NETWORKS.value)), Exists(own)) | Q(
        Exists(said.filter(sharing=Sharing.LOCALITY.value)), Exists(neighbours)
    )
    others = RoundNetwork.objects.filter(consented, Exists(signed), round=round_, withdrawn_at__isnull=True)
    return ready_for_pages(others.exclude(pk__in=own.values("pk"))).order_by("name", "network__code")


def sharing_with_whom(asked: RoundNetwork) -> dict[Sharing, int]:
    """How many other networks of the round could see a signed matrix under each choice; today's localities."""
    others = RoundNetwork.objects.filter(round=asked.round).exclude(pk=asked.pk)
    locality = LocalityMembership.objects.filter(network=asked.network_id, ended__isnull=True).values("locality")
    near = LocalityMembership.objects.filter(locality__in=locality, ended__isnull=True, network=OuterRef("network"))
    return {
        Sharing.SYSTEM: 0,
        Sharing.LOCALITY: others.filter(Exists(near)).count(),
        Sharing.NETWORKS: others.count(),
    }


class SeenAs(StrEnum):
    """As what somebody sees the signed matrix of a network."""

    OWN = "own"
    BOARD = "board"
    PEER = "peer"


@dataclass(frozen=True)
class Seen:
    """A network asked, as somebody sees it: as one of its own, for its board, or as one of a network it shares with."""

    asked: RoundNetwork
    seen_as: SeenAs

    @property
    def is_own(self) -> bool:
        """Whether the person is one of the network's own."""
        return self.seen_as is SeenAs.OWN

    @property
    def is_peer(self) -> bool:
        """Whether it is seen by consent alone."""
        return self.seen_as is SeenAs.PEER


def seen_by(person: Person, slug: str, code: str) -> Seen | None:
    """The network (by code) asked in a round (by slug), if the person may see what it has signed; else None."""
    own = drafts_for(person).filter(round__slug=slug, network__code=code).first()
    if own:
        return Seen(own, SeenAs.OWN)
    round_ = rounds_for(person).exclude(status=RoundStatus.DRAFT.value).filter(slug=slug).first()
    if round_ is None:
        return None
    within = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, "assessment.view_returns")))
    for_board = asked_networks(round_).filter(pk__in=within.values("pk"), network__code=code).first()
    if for_board:
        return Seen(for_board, SeenAs.BOARD)
    shared = shared_with(person, round_).filter(network__code=code).first()
    return Seen(shared, SeenAs.PEER) if shared else None
