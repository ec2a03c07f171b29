"""What a system lead can do to chosen networks of a round, and with which it makes no sense. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from trellis.assessment.standing import RoundStatus, Status


class Doing(StrEnum):
    """What is done to networks that were ticked in the list of a round."""

    REMIND = "remind"
    ASK = "ask"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    TAKE_BACK = "take-back"

    @property
    def label(self) -> str:
        """For a button."""
        return {
            "remind": "Remind these",
            "ask": "Ask for single statements",
            "extend": "Give a later due date",
            "withdraw": "Withdraw",
            "take-back": "Take back in",
        }[self.value]

    @property
    def done(self) -> str:
        """What then has been done to a network."""
        return {
            "remind": "reminded",
            "ask": "asked",
            "extend": "given a later due date",
            "withdraw": "withdrawn",
            "take-back": "taken back in",
        }[self.value]


WHILE: Mapping[Doing, frozenset[RoundStatus]] = {
    Doing.REMIND: frozenset({RoundStatus.OPEN}),
    Doing.ASK: frozenset({RoundStatus.OPEN}),
    Doing.EXTEND: frozenset({RoundStatus.OPEN}),
    Doing.WITHDRAW: frozenset({RoundStatus.OPEN, RoundStatus.CLOSED}),
    Doing.TAKE_BACK: frozenset({RoundStatus.OPEN, RoundStatus.CLOSED}),
}
"""In which status of the round each is done. In a draft the plan itself is changed instead."""


def offered(status: RoundStatus, *, any_withdrawn: bool = True) -> list[Doing]:
    """What can be done to networks while the round has this status, in the order of its buttons."""
    return [doing for doing in Doing if status in WHILE[doing] and (any_withdrawn or doing is not Doing.TAKE_BACK)]


def why_not(doing: Doing, status: Status, *, reminded_today: bool = False) -> str:
    """Why it makes no sense for a network of this status; empty where it does. Ends "Left out: Teasel ..."."""
    if doing is Doing.TAKE_BACK:
        return "" if status is Status.WITHDRAWN else "is in the round"
    if status is Status.WITHDRAWN:
        return "is withdrawn"
    if doing in {Doing.REMIND, Doing.EXTEND} and not status.waits_for_network:
        return "has returned already"
    if doing is Doing.REMIND and reminded_today:
        return "was reminded by hand today already"
    if doing is Doing.ASK and status in {Status.AGREED, Status.DIFFER}:
        return "is moderated to the end"
    return ""
