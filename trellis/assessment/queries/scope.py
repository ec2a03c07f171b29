"""What a person may see of rounds. Loading is authorising: whatever is not in here gives 404."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from trellis.access.queries import holdings_of
from trellis.access.rules import ROLES_ALLOWED, Holding, Level
from trellis.accounts.models import Person
from trellis.assessment.models import Round, RoundNetwork, Upload
from trellis.assessment.standing import RoundStatus


def holdings_that_may(person: Person, permission: str) -> frozenset[Holding]:
    """The roles of a person that have a permission, where they hold them."""
    return frozenset(held for held in holdings_of(person) if held.role in ROLES_ALLOWED[permission])


def asked_within(holdings: frozenset[Holding]) -> Q:
    """The networks asked by rounds that are in the reach of ``holdings``: of the board, the locality, the network."""
    if any(held.level is Level.ENGLAND for held in holdings):
        return Q(pk__isnull=False)
    codes = {level: {held.code for held in holdings if held.level is level} for level in Level}
    within = Q(network__code__in=codes[Level.NETWORK])
    if codes[Level.BOARD]:
        within |= Q(round__board__code__in=codes[Level.BOARD])
    if codes[Level.LOCALITY]:
        within |= Q(
            network__localities__locality__code__in=codes[Level.LOCALITY], network__localities__ended__isnull=True
        )
    return within


def planned_for(person: Person) -> Q:
    """Rounds that may be seen before they open: those that the person may manage."""
    codes = {held.code for held in holdings_that_may(person, "assessment.manage_round")}
    return ~Q(status=RoundStatus.DRAFT.value) | Q(board__code__in=codes)


def rounds_for(person: Person) -> QuerySet[Round]:
    """The rounds a person may see, newest first: those of their board, or those that ask their network.

    A round that is not open yet is seen by those who plan it alone.
    """
    seen = RoundNetwork.objects.filter(
        asked_within(holdings_that_may(person, "assessment.view_round")), round=OuterRef("pk")
    )
    return Round.objects.filter(Exists(seen), planned_for(person)).select_related("board", "edition")


def asked_for(person: Person, round_: Round) -> QuerySet[RoundNetwork]:
    """The networks of a round that a person may see, by name: all for the board, else their own."""
    within = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, "assessment.view_round"))).values("pk")
    return asked_networks(round_).filter(pk__in=within)


def asked_networks(round_: Round) -> QuerySet[RoundNetwork]:
    """The networks a round asks, by name, ready to be asked for permissions; three queries when read."""
    return ready_for_pages(RoundNetwork.objects.filter(round=round_))


def ready_for_pages(asked: QuerySet[RoundNetwork]) -> QuerySet[RoundNetwork]:
    """These, with what every page and ``has_perm`` ask of them; three queries when read."""
    rows = asked.select_related("network", "round__board", "round__edition__parent")
    return rows.prefetch_related("network__localities__locality")


def uploads_for(person: Person) -> QuerySet[Upload]:
    """The uploads to rounds that a person may see; asking for ``record_returns`` on the round is the view's part."""
    return Upload.objects.filter(round__in=rounds_for(person)).select_related("round__board")
