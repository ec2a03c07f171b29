"""The area team's moderation of a signed assessment, and what the network says to it. Every change is kept.

The asked network's row is locked first, so that nothing is recalled, reopened or published between.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.events import record_about
from trellis.assessment.actions.locking import locked_network
from trellis.assessment.actions.telling import link_for_network, tell_leaders
from trellis.assessment.models import (
    Assessment,
    ModeratedPosition,
    Moderation,
    NetworkView,
    RoundNetwork,
    StatedPosition,
    TakenBack,
)
from trellis.assessment.moderating import conclusion_by_default
from trellis.assessment.moderation_letters import concluded
from trellis.assessment.queries.moderation import seen_by_network
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.standing import Conclusion, RoundStatus
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Audience, Block, Edition

UNCHANGED = "Nothing was changed."
LONGEST_WORDS = 10_000
"""Characters in a reason, a question or an answer: some five pages."""


@transaction.atomic
def start_moderation(asked: RoundNetwork, *, by: Person | None, at: datetime | None = None) -> Moderation:
    """Begin to moderate what a network signed; from then on it cannot be recalled. Begun already: that one goes on.

    Raises NotAllowedNowError where nothing is signed, the network was withdrawn, or the round is published.
    """
    return going_on(locked_for_moderating(asked), by=by, at=at or timezone.now())


@transaction.atomic
def moderate(
    asked: RoundNetwork, block: Block, position: str, *, reason: str = "", by: Person | None, at: datetime | None = None
) -> ModeratedPosition:
    """Give the moderated position of a theme and audience. The moderation starts with it, if it has not.

    ``position`` is a position id. The same again about the same return writes nothing. Where the position changes,
    what the network said of the earlier one counts no longer. Raises ValidationError for a block or position that the
    round does not have, or where the position differs from the stated one and no reason says why, and
    NotAllowedNowError where the moderation is concluded or cannot be held now.
    """
    locked, now = locked_for_moderating(asked), at or timezone.now()
    edition = edition_of_round(locked.round)
    check_block(edition, block)
    if position not in edition.positions:
        raise ValidationError(f"Choose one of the positions. {UNCHANGED}")
    words, stated = checked_words(reason), stated_positions(locked).get(block)
    if position != stated and not words:
        where = f"says {edition.position_title(stated)}" if stated else "states no position"
        raise ValidationError(f"Say why: the network {where}. {UNCHANGED}")
    moderation = not_concluded(going_on(locked, by=by, at=now))
    before = moderation.positions.filter(is_current=True, **place(block)).first()
    if before and (before.position, before.reason) == (position, words) and not came_since(locked, before.judged_at):
        return before
    if before:
        moderation.positions.filter(pk=before.pk).update(is_current=False)
    if before and before.position != position:
        moderation.views.filter(is_current=True, **place(block)).update(is_current=False)
    made = new_position(moderation, block, position, words, by=by, at=now)
    made.save()
    detail = {**place(block), "position": position, "was": before.position if before else "", "stated": stated or ""}
    record_about("assessment.position_moderated", locked, by=by, detail=detail)
    return made


@transaction.atomic
def leave_as_stated(asked: RoundNetwork, *, by: Person | None, at: datetime | None = None) -> int:
    """Give every stated position that has no moderated one yet the same moderated position. Returns how many.

    Raises NotAllowedNowError as ``moderate`` does.
    """
    locked, now = locked_for_moderating(asked), at or timezone.now()
    moderation = not_concluded(going_on(locked, by=by, at=now))
    left = not_judged(locked, moderation)
    ModeratedPosition.objects.bulk_create(
        new_position(moderation, block, position, "", by=by, at=now) for block, position in left.items()
    )
    if left:
        detail = {"positions": [f"{block.theme}, {block.audience.value}" for block in left]}
        record_about("assessment.positions_left_as_stated", locked, by=by, detail=detail)
    return len(left)


@transaction.atomic
def say_of_position(
    asked: RoundNetwork, block: Block, *, agrees: bool, words: str = "", by: Person | None, at: datetime | None = None
) -> NetworkView:
    """The network agrees with a moderated position, or differs and says why. The same again writes nothing.

    Raises ValidationError where it differs without a reason, and NotAllowedNowError where there is no moderated
    position that it may see, or the round is published.
    """
    locked = locked_for_moderating(asked)
    moderation = Moderation.objects.filter(asked=locked, ended_at__isnull=True).first()
    seen = moderation is not None and seen_by_network(locked, concluded=moderation.concluded_at is not None)
    if moderation is None or not seen or not moderation.positions.filter(is_current=True, **place(block)).exists():
        raise NotAllowedNowError(f"There is no moderated position here to answer yet. {UNCHANGED}")
    said = checked_words(words)
    if not agrees and not said:
        raise ValidationError(f"Say why you differ. {UNCHANGED}")
    before = moderation.views.filter(is_current=True, **place(block)).first()
    if before and (before.agrees, before.words) == (agrees, said):
        return before
    moderation.views.filter(is_current=True, **place(block)).update(is_current=False)
    made = NetworkView.objects.create(
        moderation=moderation, agrees=agrees, words=said, said_at=at or timezone.now(), said_by=by, **place(block)
    )
    record_about("assessment.position_answered", locked, by=by, detail={**place(block), "agrees": agrees})
    return made


@transaction.atomic
def conclude(
    asked: RoundNetwork,
    *,
    outcome: Conclusion | None = None,
    words: str = "",
    by: Person | None,
    at: datetime | None = None,
) -> Moderation:
    """Conclude a moderation: agreed, or agreed to differ; by default as the network's views say.

    Its leaders are told, if the round lets them see it. Concluded the same already: nothing is written. Raises
    NotAllowedNowError where a stated position has no moderated one yet, it is concluded otherwise, or it cannot be
    held now; and ValidationError where it is said to be agreed while the network differs and no reason says why.
    """
    locked = locked_for_moderating(asked)
    moderation = started(locked)
    differing = moderation.views.filter(is_current=True, agrees=False).count()
    chosen, said = outcome or conclusion_by_default([not differing]), checked_words(words)
    if moderation.outcome == chosen.value and moderation.words == said:
        return moderation
    not_concluded(moderation)
    left = not_judged(locked, moderation)
    if left:
        raise NotAllowedNowError(still_to_judge(edition_of_round(locked.round), left))
    if chosen is Conclusion.AGREED and differing and not said:
        raise ValidationError(f"The network differs. Say why it is agreed all the same. {UNCHANGED}")
    moderation.outcome, moderation.words = chosen.value, said
    moderation.concluded_at, moderation.concluded_by = at or timezone.now(), by
    moderation.save(update_fields=["outcome", "words", "concluded_at", "concluded_by"])
    record_about(
        "assessment.moderation_concluded", locked, by=by, detail={"outcome": chosen.value, "differing": differing}
    )
    if seen_by_network(locked, concluded=True):
        told = concluded(locked.name, locked.round.title, chosen, link_for_network(locked))
        tell_leaders(locked, told, at=moderation.concluded_at)
    return moderation


@transaction.atomic
def take_back(asked: RoundNetwork, *, why: str, by: Person | None, at: datetime | None = None) -> Moderation:
    """Take a conclusion back, with a reason; the moderation goes on, and the conclusion is kept.

    Raises ValidationError without a reason, and NotAllowedNowError where nothing is concluded or the round is
    published.
    """
    locked = locked_for_moderating(asked)
    moderation = started(locked)
    if moderation.concluded_at is None:
        raise NotAllowedNowError(f"The moderation of {locked.name} is not concluded. {UNCHANGED}")
    said = checked_words(why)
    if not said:
        raise ValidationError(f"Say why the conclusion is taken back. {UNCHANGED}")
    TakenBack.objects.create(
        moderation=moderation,
        outcome=moderation.outcome,
        words=moderation.words,
        concluded_at=moderation.concluded_at,
        concluded_by=moderation.concluded_by,
        taken_back_at=at or timezone.now(),
        taken_back_by=by,
        why=said,
    )
    was = moderation.outcome
    moderation.outcome, moderation.words, moderation.concluded_at, moderation.concluded_by = "", "", None, None
    moderation.save(update_fields=["outcome", "words", "concluded_at", "concluded_by"])
    record_about("assessment.conclusion_taken_back", locked, by=by, detail={"was": was})
    return moderation


# What must hold -------------------------------------------------------------------------------------------------------


def locked_for_moderating(asked: RoundNetwork, *, signed: bool = True) -> RoundNetwork:
    """The row of the asked network, locked till the transaction ends, and its round with it.

    Raises NotAllowedNowError where the round is published, the network was withdrawn, or (``signed``) there is no
    current return.
    """
    locked = locked_network(asked)
    round_ = locked.round
    if round_.status == RoundStatus.PUBLISHED.value:
        raise NotAllowedNowError(
            f"{round_.title} was published on {nhs_date(round_.published_at)}, so its moderation stays as it is. "
            f"{UNCHANGED}"
        )
    if locked.withdrawn_at:
        raise NotAllowedNowError(
            f"{locked.name} was withdrawn from the round on {nhs_date(locked.withdrawn_at)}. {UNCHANGED}"
        )
    if signed and not Assessment.objects.filter(asked=locked, superseded_at__isnull=True).exists():
        raise NotAllowedNowError(
            f"{locked.name} has no return in {round_.title} now, so there is nothing to moderate. {UNCHANGED}"
        )
    return locked


def going_on(locked: RoundNetwork, *, by: Person | None, at: datetime) -> Moderation:
    """The moderation of a locked network, begun now if it has not been."""
    found = Moderation.objects.filter(asked=locked, ended_at__isnull=True).first()
    if found is None:
        found = Moderation.objects.create(asked=locked, started_at=at, started_by=by)
        record_about("assessment.moderation_started", locked, by=by)
    return found


def started(locked: RoundNetwork) -> Moderation:
    """The moderation of a locked network. Raises NotAllowedNowError where there is none."""
    found = Moderation.objects.filter(asked=locked, ended_at__isnull=True).first()
    if found is None:
        raise NotAllowedNowError(f"The moderation of {locked.name} has not started. {UNCHANGED}")
    return found


def not_concluded(moderation: Moderation) -> Moderation:
    """The same moderation. Raises NotAllowedNowError where it is concluded."""
    if moderation.concluded_at:
        raise NotAllowedNowError(
            f"The moderation was concluded on {nhs_date(moderation.concluded_at)}. "
            f"Take the conclusion back to go on with it. {UNCHANGED}"
        )
    return moderation


def check_block(edition: Edition, block: Block) -> None:
    """Raise ValidationError for a theme and audience that the round does not ask about."""
    if block not in edition.blocks:
        raise ValidationError(f"The round does not ask about this. {UNCHANGED} Open the page again.")


def checked_words(text: str) -> str:
    """The text without white space around it. Raises ValidationError where it is longer than can be kept."""
    said = text.strip()
    if len(said) > LONGEST_WORDS:
        raise ValidationError(
            f"This is {len(said):,} characters long and at most {LONGEST_WORDS:,} can be kept. {UNCHANGED} Shorten it."
        )
    return said


def stated_positions(asked: RoundNetwork) -> dict[Block, str]:
    """The positions that a network states in its current return."""
    rows = StatedPosition.objects.filter(~Q(position=""), assessment__asked=asked, assessment__superseded_at=None)
    return {
        Block(theme, Audience(audience)): position
        for theme, audience, position in rows.values_list("theme", "audience", "position")
    }


def not_judged(asked: RoundNetwork, moderation: Moderation) -> dict[Block, str]:
    """The stated positions that have no moderated one yet, in matrix order."""
    given = set(moderation.positions.filter(is_current=True).values_list("theme", "audience"))
    stated = stated_positions(asked)
    blocks = edition_of_round(asked.round).blocks
    return {b: stated[b] for b in blocks if b in stated and (b.theme, b.audience.value) not in given}


def came_since(asked: RoundNetwork, moment: datetime) -> bool:
    """Whether the current return came after a moment."""
    return Assessment.objects.filter(asked=asked, superseded_at__isnull=True, received_at__gt=moment).exists()


def still_to_judge(edition: Edition, left: Mapping[Block, str]) -> str:
    """Why a moderation cannot be concluded yet."""
    first = next(iter(left))
    title = edition.theme_by_id[first.theme].title
    where = f"{title}, {first.audience.label.lower()}"
    more = len(left) - 1
    others = f" and {more} other{'s' if more > 1 else ''}" if more else ""
    return f"There is no moderated position yet in {where}{others}. Give it, or leave it as stated. {UNCHANGED}"


def place(block: Block) -> dict[str, str]:
    """A theme and audience as the columns of a row."""
    return {"theme": block.theme, "audience": block.audience.value}


def new_position(  # what a row holds
    moderation: Moderation, block: Block, position: str, reason: str, *, by: Person | None, at: datetime
) -> ModeratedPosition:
    """A moderated position, not saved yet."""
    return ModeratedPosition(
        moderation=moderation, position=position, reason=reason, judged_at=at, judged_by=by, **place(block)
    )
