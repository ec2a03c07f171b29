"""Who holds what where, who is invited to what, and whom a person may appoint."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from trellis.access.models import Appointment, Invitation
from trellis.access.rules import MAY_APPOINT, Holding, Level, Place, Role, roles_held_at, roles_to_give
from trellis.accounts.models import Person
from trellis.register import queries as register
from trellis.register.queries import Snapshot
from trellis.register.rules import Level as RegisterLevel

MANAGE = "access.manage_people"
"""The permission to appoint people in an organisation."""

KEEP = "access.keep_accounts"
"""The permission to see everybody who can sign in, and to switch accounts off and on."""

# Roles ---------------------------------------------------------------------------------------------------------------


def appointments(person: Person, as_at: date) -> QuerySet[Appointment]:
    """The roles that ``person`` holds on the day ``as_at``."""
    return Appointment.objects.held_on(as_at).filter(person=person).order_by("level", "code", "role")


def holdings_today(person: Person) -> frozenset[Holding]:
    """The roles that ``person`` holds today, as plain values."""
    held = Appointment.objects.held_on(timezone.localdate()).filter(person=person)
    rows = held.values_list("role", "level", "code")
    return frozenset(Holding(Role(role), Level(level), code) for role, level, code in rows)


def holdings_of(person: Person) -> frozenset[Holding]:
    """``holdings_today``, asked of the database once for each person object, which lives as long as a request.

    Kept as an attribute, so that the request's lazy stand-in for a person and the person share it.
    """
    known: frozenset[Holding] | None = getattr(person, "holdings_this_request", None)
    if known is None:
        known = person.holdings_this_request = holdings_today(person)  # type: ignore[attr-defined]
    return known


def everybody() -> QuerySet[Person]:
    """Everybody who can sign in, by address."""
    return Person.objects.filter(is_active=True).order_by("email")


def people_found(words: str) -> QuerySet[Person]:
    """Everybody, switched off or not, whose name or address holds every word; by name. Everybody for no words."""
    found = Person.objects.order_by("name", "pk")
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found


def roles_today(people: Iterable[Person]) -> dict[int, list[Appointment]]:
    """The roles that these people hold today, by the person's key; one query."""
    found: dict[int, list[Appointment]] = {}
    held = Appointment.objects.held_on(timezone.localdate()).filter(person__in=list(people))
    for appointment in held.order_by("level", "code", "role"):
        found.setdefault(appointment.person_id, []).append(appointment)
    return found


def all_appointments(person: Person) -> QuerySet[Appointment]:
    """Every role that a person holds or held, the newest first."""
    return Appointment.objects.filter(person=person).order_by("-started", "-pk")


# Organisations -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Organisation:
    """An organisation in which roles are held. ``within`` names it and those it belongs to; ``board`` may be empty."""

    level: Level
    code: str
    title: str
    within: frozenset[Place]
    board: str = ""

    def places(self) -> frozenset[Place]:
        """Itself and those it belongs to: a role that may appoint counts in any of them."""
        return self.within


def organisation(level: Level, code: str, as_at: date) -> Organisation | None:
    """The organisation with a code, as the register has it on a date; None where it does not.

    Providers are not on the register: any code is one. England has none.
    """
    return _organisation(register.snapshot(as_at), level, code)


def _organisation(found: Snapshot, level: Level, code: str) -> Organisation | None:
    """An organisation, looked up in what the register is on a date, which is read once for many."""
    if level in {Level.ENGLAND, Level.PROVIDER}:
        return Organisation(level, code, code or "England", frozenset({(level, code)}))
    network, place = found.networks.get(code), found.place(code)
    if level is Level.NETWORK and network:
        above = {(Level.NETWORK, code), (Level.LOCALITY, network.locality), (Level.BOARD, _board(found, level, code))}
        return _placed(level, code, network.title, above)
    if level is not Level.NETWORK and place and place.level.value == level.value:
        return _placed(level, code, place.title, {(level, code), (Level.BOARD, _board(found, level, code))})
    return None


def _placed(level: Level, code: str, title: str, above: set[Place]) -> Organisation:
    """An organisation with those above it, of which some may not be known and have no code."""
    within = frozenset(place for place in above if place[1])
    board = next((code for level, code in within if level is Level.BOARD), "")
    return Organisation(level, code, title, within, board)


def _board(found: Snapshot, level: Level, code: str) -> str:
    if level is Level.BOARD:
        return code
    if level is Level.NETWORK:
        network = found.networks.get(code)
        return found.board_of(network.sub_icb) if network else ""
    above = found.above(code) if level is Level.LOCALITY else ()
    return next((place.code for place in above if place.level is RegisterLevel.BOARD), "")


def board_of(level: Level, code: str, as_at: date) -> str:
    """The code of the board that an organisation is, or belongs to; empty where it has none."""
    return _board(register.snapshot(as_at), level, code)


def organisation_of(held: Appointment | Invitation) -> Organisation:
    """The organisation of an appointment or invitation, by today's name; by its code where the register has it not."""
    return organisations_of([held])[0]


def organisations_of(held: Iterable[Appointment | Invitation]) -> list[Organisation]:
    """``organisation_of`` each, in the order given; the register is read once."""
    found = register.snapshot(timezone.localdate())
    places = [(Level(one.level), one.code) for one in held]
    return [
        _organisation(found, level, code) or Organisation(level, code, code, frozenset({(level, code)}))
        for level, code in places
    ]


def organisations_found(words: str, as_at: date) -> list[Organisation]:
    """The boards, localities and networks whose name or code holds every word; see register.queries.search."""
    hits, found = register.search(words, as_at), register.snapshot(as_at)
    kinds = {RegisterLevel.BOARD: Level.BOARD, RegisterLevel.LOCALITY: Level.LOCALITY}
    places = [(kinds[place.level], place.code) for place in hits.places if place.level in kinds]
    networks = [(Level.NETWORK, network.code) for network in hits.networks]
    return [one for level, code in places + networks if (one := _organisation(found, level, code))]


def organisations_managed_by(person: Person, as_at: date) -> list[Organisation]:
    """The organisations in which a person may appoint people by a role of theirs: boards, localities, networks."""
    found, places = register.snapshot(as_at), dict[Place, None]()
    for held in sorted(holdings_of(person), key=lambda held: (held.level, held.code)):
        if not roles_to_give(frozenset({held}), held.level, frozenset({(held.level, held.code)})):
            continue
        places[held.level, held.code] = None
        if held.level is Level.BOARD:
            localities = found.inside(RegisterLevel.LOCALITY, held.code)
            places |= {(Level.LOCALITY, place.code): None for place in localities}
            places |= {(Level.NETWORK, network.code): None for network in found.networks_within(held.code)}
    return [one for level, code in places if (one := _organisation(found, level, code))]


def manages_several(person: Person) -> bool:
    """Whether a person may appoint in more than one organisation: a board's lead, or a lead of two networks."""
    held = {(one.level, one.code) for one in holdings_of(person) if one.role in MAY_APPOINT}
    return len(held) > 1 or any(level is Level.BOARD for level, _ in held)


def roles_given_by(person: Person, where: Organisation) -> list[Role]:
    """The roles that a person may give and end in an organisation, in the order of the table of roles."""
    here = roles_held_at(where.level)
    given = here if person.is_administrator else here & roles_to_give(holdings_of(person), where.level, where.within)
    return [role for role in Role if role in given]


def may_give(person: Person, held: Appointment | Invitation) -> bool:
    """Whether a person may give, and end, the role of an appointment or invitation where it is held.

    In an organisation that the register no longer has, administrators alone may.
    """
    where = organisation(Level(held.level), held.code, timezone.localdate())
    return Role(held.role) in roles_given_by(person, where) if where else person.is_administrator


# The people of an organisation ---------------------------------------------------------------------------------------


def appointments_in(where: Organisation, as_at: date) -> QuerySet[Appointment]:
    """Who holds a role in an organisation on a date, by name; those switched off too."""
    held = Appointment.objects.held_on(as_at).filter(level=where.level.value, code=where.code)
    return held.select_related("person").order_by("person__name", "person", "role")


def invitations_in(where: Organisation) -> QuerySet[Invitation]:
    """The invitations to an organisation that were neither accepted nor withdrawn, expired or not; the newest first."""
    waiting = Invitation.objects.filter(
        level=where.level.value, code=where.code, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    return waiting.select_related("invited_by").order_by("-sent_at", "-pk")


def people_counted(organisations: Iterable[Organisation], as_at: date) -> dict[Place, tuple[int, int]]:
    """How many people hold a role in each organisation, and how many invitations to it wait; two queries."""
    codes = [where.code for where in organisations]
    held = Appointment.objects.held_on(as_at).filter(code__in=codes).values_list("level", "code")
    waiting = Invitation.objects.filter(
        code__in=codes, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    ).values_list("level", "code")
    people = {(Level(level), code): count for level, code, count in held.annotate(n=Count("person", distinct=True))}
    invited = {(Level(level), code): count for level, code, count in waiting.annotate(n=Count("pk"))}
    return {place: (people.get(place, 0), invited.get(place, 0)) for place in people.keys() | invited.keys()}


# Invitations ---------------------------------------------------------------------------------------------------------


def digest_of(token: str) -> str:
    """What is kept of the token in an invitation's link."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_with(token: str) -> Invitation | None:
    """The invitation that a link opens, whatever has become of it; None for a link that was never sent, or replaced."""
    return Invitation.objects.filter(token_digest=digest_of(token)).select_related("invited_by").first()


def person_at(email: str) -> Person | None:
    """The person with this address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def all_invitations() -> QuerySet[Invitation]:
    """Every invitation, ready for a person's right to it to be asked."""
    return Invitation.objects.select_related("invited_by")


def appointments_with_people() -> QuerySet[Appointment]:
    """Every appointment with its person, ready for somebody's right to end it to be asked."""
    return Appointment.objects.select_related("person")


# Sessions ------------------------------------------------------------------------------------------------------------


def sessions_of(person: Person) -> QuerySet[UserSession]:
    """Where a person is signed in, the newest first. Those whose time is over are left out."""
    lasting = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(user=person, session_key__in=lasting)
    return found.order_by("-created_at", "-pk")
