"""People, roles, invitations and sessions, as pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.urls import reverse

from trellis.access.models import Appointment, Invitation
from trellis.access.queries import Organisation, organisations_of
from trellis.access.rules import InvitationStatus, Level, Place, Role
from trellis.accounts.browsers import browser_words
from trellis.accounts.models import Person
from trellis.common.dates import nhs_date, nhs_time

KINDS = {
    Level.ENGLAND: "England",
    Level.BOARD: "Board",
    Level.LOCALITY: "Localities",
    Level.NETWORK: "Networks",
    Level.PROVIDER: "Providers",
}
"""Headings over organisations of a kind."""


def role_words(held: Appointment | Invitation) -> str:
    """A role in the middle of a sentence: "clinical director"."""
    label = Role(held.role).label
    return label[0].lower() + label[1:]


def address_of(where: Organisation) -> str:
    """The page of an organisation's people."""
    if where.level is Level.ENGLAND:
        return reverse("access:england")
    return reverse("access:organisation", args=[where.level.value, where.code])


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation in a list, with how many people are there and how many invitations wait."""

    kind: str
    title: str
    code: str
    address: str
    people: int
    invited: int


def organisation_lines(
    organisations: Iterable[Organisation], counted: Mapping[Place, tuple[int, int]]
) -> list[OrganisationLine]:
    """A line for each, in the order given."""
    return [
        OrganisationLine(KINDS[where.level], where.title, where.code, address_of(where), *counts)
        for where in organisations
        for counts in [counted.get((where.level, where.code), (0, 0))]
    ]


@dataclass(frozen=True)
class MemberLine:
    """Somebody with a role in an organisation; ``may_end`` says whether the reader may end it."""

    number: int
    person: Person
    role: str
    since: date
    may_end: bool


def member_lines(held: Iterable[Appointment], given: Sequence[Role]) -> list[MemberLine]:
    """A line for each role held; ``given`` are the roles that the reader may give and end."""
    return [MemberLine(one.pk, one.person, Role(one.role).label, one.started, Role(one.role) in given) for one in held]


@dataclass(frozen=True)
class InvitationLine:
    """An invitation that was neither accepted nor withdrawn."""

    number: int
    email: str
    role: str
    by: str
    sent: datetime
    until: str
    may_change: bool


def invitation_lines(waiting: Iterable[Invitation], given: Sequence[Role], now: datetime) -> list[InvitationLine]:
    """A line for each; ``given`` are the roles that the reader may give, and so invite to again or not."""
    return [
        InvitationLine(
            number=one.pk,
            email=one.email,
            role=Role(one.role).label,
            by=one.invited_by.name if one.invited_by else "the command line",
            sent=one.sent_at,
            until="expired" if one.status(now) is InvitationStatus.EXPIRED else nhs_date(one.expires_at),
            may_change=Role(one.role) in given,
        )
        for one in waiting
    ]


@dataclass(frozen=True)
class RoleLine:
    """A role of one person: what, where, since when, and until when where it has ended."""

    number: int
    role: str
    where: Organisation
    since: date
    ended: date | None
    is_held: bool


def role_lines(held: Iterable[Appointment], today: date) -> list[RoleLine]:
    """A line for each role, held or ended."""
    roles = list(held)
    return [
        RoleLine(one.pk, Role(one.role).label, where, one.started, one.ended, one.is_held_on(today))
        for one, where in zip(roles, organisations_of(roles), strict=True)
    ]


@dataclass(frozen=True)
class PersonLine:
    """A person in the list of everybody, with the roles held today in words."""

    person: Person
    roles: str


def people_lines(people: Iterable[Person], roles: Mapping[int, Sequence[Appointment]]) -> list[PersonLine]:
    """A line for each person."""
    return [PersonLine(one, "; ".join(str(held) for held in roles.get(one.pk, [])) or "none") for one in people]


@dataclass(frozen=True)
class SessionLine:
    """A browser in which somebody is signed in."""

    number: int
    browser: str
    address: str
    since: str
    is_this: bool


def session_lines(sessions: Iterable[UserSession], this: str) -> list[SessionLine]:
    """A line for each session, the one with the key ``this`` first."""
    lines = [
        SessionLine(
            number=one.pk,
            browser=browser_words(one.user_agent),
            address=one.ip,
            since=f"{nhs_date(one.created_at)} at {nhs_time(one.created_at)}",
            is_this=one.session_key == this,
        )
        for one in sessions
    ]
    return sorted(lines, key=lambda line: not line.is_this)
