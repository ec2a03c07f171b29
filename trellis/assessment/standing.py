"""Where a round is, and where a network is in it. Pure, like rules.py.

Assessment, sign-off, moderation and publication are separate facts. The status that pages show is derived from them by
``status_of`` and is kept nowhere; its truth table is docs/reference/statuses.md, made from this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trellis.common.transitions import Move, Stage


class RoundStatus(StrEnum):
    """Where a round is; see ROUND_TRANSITIONS."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


ROUND_TRANSITIONS: Mapping[RoundStatus, Stage[RoundStatus]] = {
    RoundStatus.DRAFT: Stage(
        "Draft",
        "The system lead: plan it, then open it",
        (Move("open", RoundStatus.OPEN, "assessment.round_opened"),),
    ),
    RoundStatus.OPEN: Stage(
        "Open",
        "Networks: assess and sign. The area team: moderate what is signed",
        (Move("close", RoundStatus.CLOSED, "assessment.round_closed"),),
    ),
    RoundStatus.CLOSED: Stage(
        "Closed",
        "The area team: finish moderating. The system lead: publish",
        (
            Move("publish", RoundStatus.PUBLISHED, "assessment.round_published"),
            Move("reopen", RoundStatus.OPEN, "assessment.round_reopened"),
        ),
    ),
    RoundStatus.PUBLISHED: Stage(
        "Published",
        "Nobody: it is on the record",
        (Move("unpublish", RoundStatus.CLOSED, "assessment.round_unpublished"),),
    ),
}
"""What leads from one status of a round to the next, whose turn it is, and the event that each move writes."""


class PeersSee(StrEnum):
    """What the networks of a round see of the whole of it, once it is published. What each consents to is its own."""

    NOTHING = "nothing"
    COUNTS = "counts"

    @property
    def label(self) -> str:
        """For a page."""
        return {"nothing": "Nothing", "counts": "How many networks stand where, without names"}[self.value]


class ModerationSeen(StrEnum):
    """From when a network sees the moderated positions of its own assessment."""

    AT_ONCE = "at-once"
    WHEN_CONCLUDED = "concluded"
    WHEN_PUBLISHED = "published"

    @property
    def label(self) -> str:
        """For a page."""
        return {
            "at-once": "As soon as they are given, so that it can answer",
            "concluded": "When the moderation is concluded",
            "published": "When the round is published",
        }[self.value]


class Sharing(StrEnum):
    """Who, beside its board, may see a network's signed matrix."""

    SYSTEM = "system"
    LOCALITY = "locality"
    NETWORKS = "networks"

    @property
    def label(self) -> str:
        """For a page."""
        return {
            "system": "Our board only",
            "locality": "Our board, and the networks of our locality",
            "networks": "Our board, and all its networks",
        }[self.value]


class Conclusion(StrEnum):
    """How a moderation ended."""

    AGREED = "agreed"
    DIFFER = "differ"

    @property
    def label(self) -> str:
        """For a page."""
        return {"agreed": "Agreed", "differ": "Agreed to differ"}[self.value]


class Status(StrEnum):
    """Where a network is in a round, as shown. Derived, never kept."""

    WITHDRAWN = "withdrawn"
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    NOT_RETURNED = "not-returned"
    SUBMITTED = "submitted"
    IN_MODERATION = "in-moderation"
    AGREED = "agreed"
    DIFFER = "differ"

    @property
    def label(self) -> str:
        """For a page."""
        return {
            "withdrawn": "Withdrawn",
            "not-started": "Not started",
            "in-progress": "In progress",
            "not-returned": "Not returned",
            "submitted": "Submitted",
            "in-moderation": "In moderation",
            "agreed": "Agreed",
            "differ": "Agreed to differ",
        }[self.value]

    @property
    def waits_for_network(self) -> bool:
        """Whether it is the network's turn: overdue counts among these only."""
        return self in {Status.NOT_STARTED, Status.IN_PROGRESS}


@dataclass(frozen=True)
class Facts:
    """What is known of a network in a round, each fact by itself.

    ``submitted``: there is a current frozen return, signed on the page or recorded from a workbook. ``started``:
    something was entered, or there was a return once. ``due`` is the network's own due date where it has one.
    """

    round: RoundStatus
    started: bool = False
    submitted: bool = False
    moderating: bool = False
    conclusion: Conclusion | None = None
    withdrawn: bool = False
    due: date = date.max


def status_of(facts: Facts) -> Status:
    """The one status that follows from the facts; the first that applies, in the order below.

    A network that was withdrawn is withdrawn whatever else it did. Moderation counts only beside a return. What was
    never submitted is not started or in progress while the round takes returns, and not returned after that.
    """
    if facts.withdrawn:
        return Status.WITHDRAWN
    if facts.submitted and facts.conclusion is not None:
        return Status.AGREED if facts.conclusion is Conclusion.AGREED else Status.DIFFER
    if facts.submitted:
        return Status.IN_MODERATION if facts.moderating else Status.SUBMITTED
    if facts.round in {RoundStatus.CLOSED, RoundStatus.PUBLISHED}:
        return Status.NOT_RETURNED
    return Status.IN_PROGRESS if facts.started else Status.NOT_STARTED


def is_overdue(facts: Facts, today: date) -> bool:
    """Whether the network's turn has lasted past its due date. The due date itself never moves by that."""
    return status_of(facts).waits_for_network and facts.round is RoundStatus.OPEN and today > facts.due


REMINDER_DAYS = (-14, -7, -1, 1, 7, 14)
"""Days from the due date on which a network that has not submitted is reminded: before it, and after."""


def reminder_due(facts: Facts, today: date) -> int | None:
    """The reminder that is due today, as days from the due date; None for none.

    A day on which nothing ran (a weekend without the server) is caught up with the next day: the latest of
    REMINDER_DAYS that has come counts, for up to three days.
    """
    if facts.round is not RoundStatus.OPEN or not status_of(facts).waits_for_network:
        return None
    since = (today - facts.due).days
    come = [day for day in REMINDER_DAYS if day <= since < day + 3]
    return max(come, default=None)
