"""The moderation of one network in one round: positions, what the network says of them, questions and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from trellis.accounts.models import Person
from trellis.assessment.models import (
    Assessment,
    ModeratedPosition,
    Moderation,
    NetworkView,
    Query,
    Reply,
    RoundNetwork,
    TakenBack,
)
from trellis.assessment.moderating import lay_before, sees_moderation
from trellis.assessment.queries.returns import plain_returns
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.scope import asked_within, holdings_that_may, ready_for_pages
from trellis.assessment.queries.signed import Shown, current_copy, shown
from trellis.assessment.rules import BlockReturn, Return
from trellis.assessment.standing import ModerationSeen, RoundStatus
from trellis.matrix.rules import Audience, Block, Edition

AREA_TEAM = "the area team"
"""Who spoke for the area team, where that is not known."""
THE_NETWORK = "the network"
"""Who spoke for the network, where that is not known."""


def asked_to_look_at(person: Person) -> QuerySet[RoundNetwork]:
    """The networks asked in rounds past their draft that a person may know of; what they may do there is asked after.

    Ready for ``has_perm``: three queries when read.
    """
    within = RoundNetwork.objects.filter(asked_within(holdings_that_may(person, "assessment.view_round"))).values("pk")
    return ready_for_pages(RoundNetwork.objects.filter(pk__in=within).exclude(round__status=RoundStatus.DRAFT.value))


# Positions ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """Where the area team judges a network to stand, why, by whom (a name) and when."""

    position: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class View:
    """What a network says of its moderated position: that it agrees, or why it differs."""

    agrees: bool
    words: str
    by: str
    at: datetime


def moderation_of(asked: RoundNetwork) -> Moderation | None:
    """The moderation that goes on or was concluded; None before it has started."""
    return (
        Moderation.objects.filter(asked=asked, ended_at__isnull=True)
        .select_related("started_by", "concluded_by")
        .first()
    )


def moderated_positions(asked: RoundNetwork) -> dict[Block, Judged]:
    """The moderated position of every theme and audience that has one; one query. Who may see it is asked elsewhere."""
    rows = ModeratedPosition.objects.filter(
        moderation__asked=asked, moderation__ended_at__isnull=True, is_current=True
    ).select_related("judged_by")
    return {block_of(row): judged(row) for row in rows}


def moderated_seen_by_network(asked: RoundNetwork) -> bool:
    """Whether the network's own people may see its moderated positions now; False where there is no moderation."""
    found = Moderation.objects.filter(asked=asked, ended_at__isnull=True).values_list("outcome", flat=True).first()
    return found is not None and seen_by_network(asked, concluded=bool(found))


def seen_by_network(asked: RoundNetwork, *, concluded: bool) -> bool:
    """Whether the terms of the round let a network see what its moderation says, concluded or not."""
    round_ = asked.round
    return sees_moderation(ModerationSeen(round_.moderation_seen), RoundStatus(round_.status), concluded)


def judgements_of(moderation: Moderation) -> dict[Block, tuple[Judged, ...]]:
    """Every position that was ever given in a moderation, by theme and audience, the newest first."""
    found: dict[Block, list[Judged]] = {}
    for row in moderation.positions.select_related("judged_by").order_by("-pk"):
        found.setdefault(block_of(row), []).append(judged(row))
    return {block: tuple(rows) for block, rows in found.items()}


def views_of(moderation: Moderation) -> dict[Block, View]:
    """What the network says of its moderated positions now."""
    rows = moderation.views.filter(is_current=True).select_related("said_by")
    return {block_of(row): View(row.agrees, row.words, name_of(row.said_by, THE_NETWORK), row.said_at) for row in rows}


def conclusions_taken_back(moderation: Moderation) -> QuerySet[TakenBack]:
    """The conclusions that were taken back, oldest first."""
    return moderation.taken_back.select_related("concluded_by", "taken_back_by")


def block_of(row: ModeratedPosition | NetworkView | Query) -> Block:
    """The theme and audience that a row is about."""
    return Block(row.theme, Audience(row.audience))


def judged(row: ModeratedPosition) -> Judged:
    """A row as a plain value."""
    return Judged(row.position, row.reason, name_of(row.judged_by, AREA_TEAM), row.judged_at)


def name_of(person: Person | None, otherwise: str) -> str:
    """A person's name, as pages say it."""
    return person.name if person else otherwise


# What was signed, and the round before --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Copy:
    """A frozen return: when it came, what it says, and whether it is the current one."""

    received_at: datetime
    is_current: bool
    returned: Return


def copies_signed(asked: RoundNetwork) -> tuple[Copy, ...]:
    """Every return of a network in a round, in the order in which they came."""
    rows = list(Assessment.objects.filter(asked=asked).order_by("received_at", "pk"))
    returns = [plain_returns(Assessment.objects.filter(pk=row.pk))[0] for row in rows]
    return tuple(
        Copy(row.received_at, row.superseded_at is None, said) for row, said in zip(rows, returns, strict=True)
    )


@dataclass(frozen=True)
class Before:
    """The same network in the round before: its title, what it returned, and its moderated positions.

    ``seen_by_network`` tells whether the network may see these positions.
    """

    title: str
    returned: Return
    moderated: Mapping[Block, Judged]
    seen_by_network: bool


def before(asked: RoundNetwork) -> Before | None:
    """What a network returned in the last round of the same board before this one; None for none.

    It is against that round's edition. What was returned to another board is that board's alone.
    """
    round_ = asked.round
    found = (
        Assessment.objects.filter(
            asked__network_id=asked.network_id,
            asked__round__board=round_.board_id,
            asked__round__opens__lt=round_.opens,
            superseded_at__isnull=True,
        )
        .select_related("asked__round")
        .order_by("-asked__round__opens", "-pk")
        .first()
    )
    if found is None:
        return None
    said = plain_returns(Assessment.objects.filter(pk=found.pk))[0]
    seen = moderated_seen_by_network(found.asked)
    return Before(found.asked.round.title, said, moderated_positions(found.asked), seen)


# Questions ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """A reply to a question, of the network or of the area team."""

    text: str
    by_network: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class Question:
    """A question to a network, about a component (its id) or, where that is empty, a theme and audience."""

    number: int
    block: Block
    component: str
    text: str
    by: str
    at: datetime
    closed_at: datetime | None
    closed_by: str
    replies: tuple[Said, ...]

    @property
    def is_open(self) -> bool:
        """Whether the area team still waits for something."""
        return self.closed_at is None

    @property
    def is_answered(self) -> bool:
        """Whether it is open and the network spoke last."""
        return self.is_open and bool(self.replies) and self.replies[-1].by_network

    @property
    def waits_for_network(self) -> bool:
        """Whether it is open and the network has not answered what was said last."""
        return self.is_open and not self.is_answered

    @property
    def place(self) -> str | tuple[str, str]:
        """What it is about: the component's id, or the theme and audience."""
        return self.component or (self.block.theme, self.block.audience.value)


def questions_of(asked: RoundNetwork) -> tuple[Question, ...]:
    """Every question to a network in a round with all that was said to it, oldest first; two queries."""
    rows = Query.objects.filter(asked=asked).select_related("component", "sent_by", "closed_by")
    replies = Prefetch("replies", Reply.objects.select_related("said_by"))
    return tuple(question(row) for row in rows.prefetch_related(replies))


def queries_to(asked: RoundNetwork) -> QuerySet[Query]:
    """The questions to a network, to be found by their number."""
    return Query.objects.filter(asked=asked)


def question(row: Query) -> Question:
    """A question as a plain value."""
    return Question(
        number=row.pk,
        block=block_of(row),
        component=row.component.slug if row.component else "",
        text=row.text,
        by=name_of(row.sent_by, AREA_TEAM),
        at=row.sent_at,
        closed_at=row.closed_at,
        closed_by=name_of(row.closed_by, AREA_TEAM),
        replies=tuple(
            Said(each.text, each.by_network, name_of(each.said_by, by(each.by_network)), each.said_at)
            for each in row.replies.all()
        ),
    )


def by(network: bool) -> str:
    """Who spoke, where no name is known."""
    return THE_NETWORK if network else AREA_TEAM


def open_questions(asked: RoundNetwork) -> dict[str | tuple[str, str], list[Question]]:
    """The questions that are not closed, by component (its id), or by (theme, audience); oldest first."""
    found: dict[str | tuple[str, str], list[Question]] = {}
    for each in questions_of(asked):
        if each.is_open:
            found.setdefault(each.place, []).append(each)
    return found


# All of it, side by side ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sides:
    """What a network and the area team say, beside each other.

    ``signed`` is the current return, None where there is none now; ``copies`` are all of them. ``given`` are the
    moderated positions of every theme and audience, the newest first.
    """

    asked: RoundNetwork
    edition: Edition
    copies: tuple[Copy, ...]
    moderation: Moderation | None
    given: Mapping[Block, tuple[Judged, ...]]
    views: Mapping[Block, View]
    questions: tuple[Question, ...]
    evidence: tuple[Shown, ...]
    before: Before | None

    @property
    def signed(self) -> Copy | None:
        """The current return."""
        return next((copy for copy in self.copies if copy.is_current), None)

    def judged(self, block: Block) -> Judged | None:
        """The moderated position that counts now."""
        return next(iter(self.given.get(block, ())), None)

    def said(self, block: Block) -> BlockReturn:
        """What the current return says in a theme and audience."""
        return (self.signed and self.signed.returned.blocks.get(block)) or BlockReturn(block)

    def signed_anew(self, block: Block) -> bool:
        """Whether the network has signed something else here since the moderated position was given."""
        judged = self.judged(block)
        seen = lay_before(((each.received_at, each) for each in self.copies), judged.at) if judged else None
        return seen is not None and (seen.returned.blocks.get(block) or BlockReturn(block)) != self.said(block)

    def without_position(self) -> tuple[Block, ...]:
        """The stated positions that have no moderated one yet, in matrix order."""
        return tuple(b for b in self.edition.blocks if self.said(b).stated and not self.judged(b))


def sides_of(asked: RoundNetwork) -> Sides:
    """Everything that a moderator looks at, or a network in answer; more queries only where it signed more often."""
    moderation, copy = moderation_of(asked), current_copy(asked)
    return Sides(
        asked=asked,
        edition=edition_of_round(asked.round),
        copies=copies_signed(asked),
        moderation=moderation,
        given=judgements_of(moderation) if moderation else {},
        views=views_of(moderation) if moderation else {},
        questions=questions_of(asked),
        evidence=shown(copy.evidence.all()) if copy else (),
        before=before(asked),
    )
