"""Moderation: when a network sees it, whose turn it is, how it ends, and what there is to ask. Pure, like rules.py."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from trellis.assessment.consistency import consistency_queries, first_in_place_above_unsecured
from trellis.assessment.rules import BlockReturn, ProblemKind, Return, highest_marked_step, suggested_position
from trellis.assessment.standing import Conclusion, ModerationSeen, RoundStatus
from trellis.matrix.rules import PRE_FOUNDATION, Block, Edition

T = TypeVar("T")


def sees_moderation(moderation_seen: ModerationSeen, round_status: RoundStatus, concluded: bool) -> bool:
    """Whether a network sees the moderated positions of its own assessment.

    In a published round it always does; before that as the round's terms say.
    """
    if round_status is RoundStatus.PUBLISHED or moderation_seen is ModerationSeen.AT_ONCE:
        return True
    return moderation_seen is ModerationSeen.WHEN_CONCLUDED and concluded


def lay_before(returns: Iterable[tuple[datetime, T]], at: datetime) -> T | None:
    """The return that lay before whoever judged at a moment; None where there is none.

    ``returns`` are a network's in a round with the moment each came, oldest first. It is the last that had come by
    then, else the first of all: a clock that went back does not leave a judgement without what was judged.
    """
    every = list(returns)
    come = [each for moment, each in every if moment <= at]
    return come[-1] if come else next((each for _, each in every), None)


def conclusion_by_default(views: Iterable[bool]) -> Conclusion:
    """How a moderation ends unless told otherwise; ``views`` say of each position whether the network agrees."""
    return Conclusion.AGREED if all(views) else Conclusion.DIFFER


class Turn(StrEnum):
    """What the area team has to do about a signed assessment, the most pressing first."""

    SIGNED_ANEW = "signed-anew"
    ANSWERED = "answered"
    WAITING = "waiting"
    TO_CONCLUDE = "to-conclude"
    GOING_ON = "going-on"
    WITH_NETWORK = "with-network"
    DIFFER = "differ"
    AGREED = "agreed"

    @property
    def label(self) -> str:
        """For a page."""
        return {
            "signed-anew": "Signed anew since",
            "answered": "Questions answered",
            "waiting": "Waiting",
            "to-conclude": "Ready to conclude",
            "going-on": "In moderation",
            "with-network": "With the network",
            "differ": "Agreed to differ",
            "agreed": "Agreed",
        }[self.value]


@dataclass(frozen=True)
class Progress:
    """How far the moderation of a signed assessment is.

    ``to_judge`` counts stated positions without a moderated one, ``unanswered`` the open questions that the network
    has not answered, ``answered`` those to which the network spoke last. ``signed_anew``: it was signed again after
    the last moderated position was given.
    """

    started: bool = False
    to_judge: int = 0
    unanswered: int = 0
    answered: int = 0
    signed_anew: bool = False
    conclusion: Conclusion | None = None


def turn_of(progress: Progress) -> Turn:
    """What there is to do next; the first that applies."""
    if progress.conclusion is not None:
        return Turn.AGREED if progress.conclusion is Conclusion.AGREED else Turn.DIFFER
    if not progress.started:
        return Turn.WAITING
    if progress.signed_anew:
        return Turn.SIGNED_ANEW
    if progress.answered:
        return Turn.ANSWERED
    if progress.unanswered:
        return Turn.WITH_NETWORK
    return Turn.GOING_ON if progress.to_judge else Turn.TO_CONCLUDE


# What to ask ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    """A question that an assessment raises about itself, in words in which to put it to the network."""

    block: Block
    kind: ProblemKind
    text: str


def suggestions(edition: Edition, returned: Return) -> tuple[Suggestion, ...]:
    """The consistency queries of a return as questions to its network, in matrix order."""
    blocks = {(block.theme, block.audience.value): block for block in edition.blocks}
    found = ((blocks[one.theme, one.audience], one.kind) for one in consistency_queries(edition, returned))
    return tuple(
        Suggestion(block, kind, in_friendly_words(edition, returned.blocks.get(block) or BlockReturn(block), kind))
        for block, kind in found
    )


def in_friendly_words(edition: Edition, said: BlockReturn, kind: ProblemKind) -> str:
    """A consistency query as one would ask it. Raises KeyError for a kind of problem that is no such query."""
    return _WORDS[kind](edition, said)


def _blank(edition: Edition, said: BlockReturn) -> str:
    del edition, said
    return "You left this blank: nothing is answered and no position is stated. Did you mean to?"


def _above_unsecured(edition: Edition, said: BlockReturn) -> str:
    lower, higher = first_in_place_above_unsecured(edition, said.block, said.marks) or ("", "")
    return (
        f"You have something of {edition.position_title(higher)} in place, and not yet everything of "
        f"{edition.position_title(lower)}. What is still missing at {edition.position_title(lower)}?"
    )


def _not_stated(edition: Edition, said: BlockReturn) -> str:
    suggested = edition.position_title(suggested_position(edition, said.block, said.marks))
    return f"You answered the components and stated no position. Your answers suggest {suggested}. Where do you stand?"


def _above_marked(edition: Edition, said: BlockReturn) -> str:
    stated = edition.position_title(said.stated or PRE_FOUNDATION)
    marked = edition.position_title(highest_marked_step(edition, said.block, said.marks))
    reached = f"the highest step with an answer that claims a plan is {marked}" if said.marks else "nothing is answered"
    return f"You say that you are at {stated}, and {reached}. What does the position rest on?"


def _differs(edition: Edition, said: BlockReturn) -> str:
    stated = edition.position_title(said.stated or PRE_FOUNDATION)
    suggested = edition.position_title(suggested_position(edition, said.block, said.marks))
    return f"You say that you are at {stated}, and your answers suggest {suggested}. What makes the difference?"


_WORDS: Mapping[ProblemKind, Callable[[Edition, BlockReturn], str]] = {
    ProblemKind.BLANK_BLOCK: _blank,
    ProblemKind.MARK_ABOVE_UNSECURED: _above_unsecured,
    ProblemKind.POSITION_NOT_STATED: _not_stated,
    ProblemKind.STATED_ABOVE_MARKED: _above_marked,
    ProblemKind.STATED_DIFFERS: _differs,
}
