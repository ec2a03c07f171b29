"""Planning a round, changing it, and moving it from draft to open, closed and published."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from trellis.accounts.models import Person
from trellis.assessment import letters
from trellis.assessment.actions.events import record_about
from trellis.assessment.actions.locking import locked_round
from trellis.assessment.actions.writing import Written, link_of, write_to
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.standings import facts_of
from trellis.assessment.standing import ROUND_TRANSITIONS, ModerationSeen, PeersSee, RoundStatus, Status
from trellis.common.dates import nhs_date
from trellis.common.transitions import Move, NotAllowedNowError, move_from
from trellis.matrix.models import Edition
from trellis.matrix.queries import published_editions
from trellis.matrix.rules import Audience
from trellis.register.models import IntegratedCareBoard, Network
from trellis.register.queries import networks as networks_open

OUR_PAGES = frozenset({"plan"})
"""Words that are pages beside the rounds and therefore no round's address."""


@dataclass(frozen=True)
class Terms:
    """What a system lead decides about a round, and may change later.

    ``audiences`` are those asked about, None for all of the edition. Days are in London; ``opens`` is planned only.
    """

    title: str
    opens: date
    due: date
    audiences: Collection[Audience] | None = None
    moderation_ends: date | None = None
    message: str = ""
    peers_see: PeersSee = PeersSee.COUNTS
    moderation_seen: ModerationSeen = ModerationSeen.AT_ONCE


@transaction.atomic
def plan_round(
    terms: Terms,
    *,
    edition: str,
    board: str,
    networks: Collection[str],
    by: Person | None,
    as_at: date | None = None,
) -> Round:
    """Plan to ask networks where they stand, against a published edition of the matrix. Nobody is told yet.

    ``edition`` is its id; ``board`` and ``networks`` are codes on the register; the networks are named as they were
    called on ``as_at``, else on the day the round opens. Raises ValidationError, with nothing kept, for an edition
    that is unknown or not published, a board or network that is not on the register then, a title that the board has
    used, or days in the wrong order.
    """
    day = as_at or terms.opens
    names = names_on_register(networks, day)
    its_edition = published_edition(edition)
    made = Round(slug=free_slug(terms.title, board), edition=its_edition, board=board_on_register(board), as_at=day)
    set_terms(made, terms)
    made.full_clean()
    made.save()
    ask(made, names)
    detail = {"edition": edition, "board": board, "due": terms.due.isoformat(), "networks": sorted(names)}
    record_about("assessment.round_planned", made, by=by, detail=detail)
    return made


def set_terms(round_: Round, terms: Terms) -> None:
    """Write terms into a round that is not saved yet. Raises ValidationError for audiences that it cannot ask about."""
    round_.title, round_.opens, round_.due = terms.title, terms.opens, terms.due
    round_.audiences = audiences_asked(round_.edition, terms.audiences)
    round_.moderation_ends, round_.message = terms.moderation_ends, terms.message
    round_.peers_see, round_.moderation_seen = terms.peers_see.value, terms.moderation_seen.value


def ask(round_: Round, names: Mapping[str, str]) -> None:
    """Make the networks of a draft exactly these, by code and name."""
    RoundNetwork.objects.filter(round=round_).exclude(network__code__in=names).delete()
    there = {row.network.code: row for row in RoundNetwork.objects.filter(round=round_).select_related("network")}
    for code, row in there.items():
        row.name = names[code]
    RoundNetwork.objects.bulk_update(there.values(), ["name"], batch_size=500)
    rows = Network.objects.filter(code__in=[code for code in names if code not in there])
    RoundNetwork.objects.bulk_create(RoundNetwork(round=round_, network=row, name=names[row.code]) for row in rows)


# Changing ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def change_round(
    round_: Round,
    terms: Terms,
    *,
    by: Person | None,
    edition: str | None = None,
    networks: Collection[str] | None = None,
    seen: str = "",
) -> Round:
    """Change what was decided about a round; of a draft also its edition and networks (None leaves them).

    Once it is open, what is asked and of whom stays: title, due date (while it is open), end of moderation and who
    sees what can still change; a new due date is written to everybody. ``seen`` is the ``mark_of`` the round that the
    person changed, empty for none. Raises NotAllowedNowError where somebody else changed it meanwhile, or for a change
    that its status does not allow; and what ``plan_round`` raises.
    """
    found = locked_round(round_)
    refuse_unseen(found, seen)
    before, due = decided(found), found.due
    if found.status == RoundStatus.DRAFT.value:
        found.edition = published_edition(edition) if edition is not None else found.edition
        codes = networks if networks is not None else codes_of(found)
        found.as_at = terms.opens
        ask(found, names_on_register(codes, terms.opens))
    elif edition is not None or networks is not None:
        raise NotAllowedNowError(
            "What a round asks, and whom, stays once it is open. Add or withdraw networks instead."
        )
    set_terms(found, terms)
    after = decided(found)
    changed = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    refuse_late(found, changed)
    found.full_clean()
    found.save()
    if changed:
        record_about("assessment.round_changed", found, by=by, detail=changed)
    if found.status == RoundStatus.OPEN.value and found.due != due:
        RoundNetwork.objects.filter(round=found, due__lte=found.due).update(due=None)
        told = [each for each in facts_of(found) if each.status is not Status.WITHDRAWN and not each.own_due]
        write_to(found, told, lambda each: letters.due_moved(found, each.name, found.due, due, link_of(found, each)))
    return found


def terms_of(round_: Round) -> Terms:
    """What is decided about a round now."""
    return Terms(
        title=round_.title,
        opens=round_.opens,
        due=round_.due,
        audiences=[Audience(each) for each in round_.audiences],
        moderation_ends=round_.moderation_ends,
        message=round_.message,
        peers_see=PeersSee(round_.peers_see),
        moderation_seen=ModerationSeen(round_.moderation_seen),
    )


def refuse_unseen(round_: Round, seen: str) -> None:
    """Raise NotAllowedNowError where the round is not what somebody saw when they began to change it."""
    if seen and seen != mark_of(round_):
        raise NotAllowedNowError(
            f"Somebody else changed this round while you did. It is now called {round_.title}, is "
            f"{ROUND_TRANSITIONS[RoundStatus(round_.status)].label.lower()} and due on {nhs_date(round_.due)}. "
            "Nothing of yours was saved. Look at what you entered, then save it again."
        )


def refuse_late(round_: Round, changed: Collection[str]) -> None:
    """Raise NotAllowedNowError for a change that comes too late for the status of the round."""
    status = RoundStatus(round_.status)
    if status is not RoundStatus.DRAFT and {"audiences", "opens"} & set(changed):
        raise NotAllowedNowError("Whom a round asks about and when it opens stay once it is open.")
    if status not in {RoundStatus.DRAFT, RoundStatus.OPEN} and "due" in changed:
        raise NotAllowedNowError(f"The round is {status.value}: its due date stays. Open it again to move it.")


def decided(round_: Round) -> dict[str, object]:
    """What can be changed about a round, as JSON values."""
    ends = round_.moderation_ends
    return {
        "title": round_.title,
        "edition": round_.edition.slug,
        "networks": sorted(codes_of(round_)) if round_.status == RoundStatus.DRAFT.value else [],
        "audiences": list(round_.audiences),
        "opens": round_.opens.isoformat(),
        "due": round_.due.isoformat(),
        "moderation_ends": ends.isoformat() if ends else None,
        "message": round_.message,
        "peers_see": round_.peers_see,
        "moderation_seen": round_.moderation_seen,
    }


def mark_of(round_: Round) -> str:
    """A short text that is another as soon as anything about the round was changed."""
    said = json.dumps([round_.status, decided(round_)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def delete_round(round_: Round, *, by: Person | None) -> None:
    """Delete a draft. Raises NotAllowedNowError for a round that was opened: what was asked stays on the record."""
    found = locked_round(round_)
    if found.status != RoundStatus.DRAFT.value:
        raise NotAllowedNowError(f"{found.title} is {found.status}: what was asked stays on the record.")
    detail = {"title": found.title, "networks": sorted(codes_of(found))}
    record_about("assessment.round_deleted", found, by=by, detail=detail)
    RoundNetwork.objects.filter(round=found).delete()
    found.delete()


# Moving --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_round(round_: Round, *, by: Person | None, at: datetime | None = None) -> Round:
    """Open a planned round, and write to those who lead its networks. ``at`` is when, now unless told.

    Raises NotAllowedNowError where it is not a draft.
    """
    found, move = moved(round_, "open")
    found.opened_at = at or timezone.now()
    found.save(update_fields=["status", "opened_at"])
    asked = facts_of(found)
    written = write_to(
        found,
        asked,
        lambda each: letters.invitation(found, each.name, each.facts.due, link_of(found, each)),
        at=at,
    )
    record_about(move.event, found, by=by, detail={"networks": len(asked), **said(written)})
    return found


@transaction.atomic
def close_round(round_: Round, *, by: Person | None, leaving_drafts: bool = False, at: datetime | None = None) -> Round:
    """Close an open round: nothing more is entered or signed. Networks that have not returned are told.

    Raises NotAllowedNowError where it is not open, and ValidationError where drafts are not signed yet and
    ``leaving_drafts`` does not say that this is known. Drafts are kept.
    """
    waiting = [each for each in facts_of(locked_round(round_)) if each.status.waits_for_network]
    found, move = moved(round_, "close")
    drafts = [each for each in waiting if each.status is Status.IN_PROGRESS]
    if drafts and not leaving_drafts:
        raise ValidationError(
            f"Not signed yet: {', '.join(each.name for each in drafts)}. "
            "Tick that you know of it, or wait until they have signed. The round is still open."
        )
    found.closed_at = at or timezone.now()
    found.save(update_fields=["status", "closed_at"])
    written = write_to(
        found,
        waiting,
        lambda each: letters.closed(found, each.name, each.facts.started, link_of(found, each)),
        at=at,
    )
    record_about(
        move.event,
        found,
        by=by,
        detail={"drafts": [each.code for each in drafts], "not_returned": len(waiting), **said(written)},
    )
    return found


@transaction.atomic
def publish_round(round_: Round, *, by: Person | None, at: datetime | None = None) -> Round:
    """Publish a closed round, and tell its networks. Raises NotAllowedNowError where it is not closed."""
    found, move = moved(round_, "publish")
    found.published_at = at or timezone.now()
    found.save(update_fields=["status", "published_at"])
    asked = [each for each in facts_of(found) if each.status is not Status.WITHDRAWN]
    written = write_to(found, asked, lambda each: letters.published(found, each.name, link_of(found, each)), at=at)
    record_about(
        move.event,
        found,
        by=by,
        detail={"peers_see": found.peers_see, "moderation_seen": found.moderation_seen, **said(written)},
    )
    return found


@transaction.atomic
def reopen_round(round_: Round, *, why: str, by: Person | None, at: datetime | None = None) -> Round:
    """Open a closed round again, and tell the networks that have not returned. Its due date stays.

    Raises NotAllowedNowError where it is not closed, ValidationError without a reason.
    """
    found, move = moved(round_, "reopen")
    reason = reason_in(why)
    found.closed_at = None
    found.save(update_fields=["status", "closed_at"])
    waiting = [each for each in facts_of(found) if each.status.waits_for_network]
    written = write_to(
        found,
        waiting,
        lambda each: letters.reopened(found, each.name, each.facts.due, link_of(found, each), reason),
        at=at,
    )
    record_about(move.event, found, by=by, detail={"why": reason, **said(written)})
    return found


@transaction.atomic
def unpublish_round(round_: Round, *, why: str, by: Person | None) -> Round:
    """Take a published round back to closed. Raises NotAllowedNowError, and ValidationError without a reason."""
    found, move = moved(round_, "unpublish")
    found.published_at = None
    found.save(update_fields=["status", "published_at"])
    record_about(move.event, found, by=by, detail={"why": reason_in(why)})
    return found


def moved(round_: Round, verb: str) -> tuple[Round, Move[RoundStatus]]:
    """The round, locked and in its next status but not saved, and the move. Raises NotAllowedNowError."""
    found = locked_round(round_)
    here = RoundStatus(found.status)
    if any(move.verb == verb and move.to is here for stage in ROUND_TRANSITIONS.values() for move in stage.moves):
        raise NotAllowedNowError(
            f"{found.title} is {ROUND_TRANSITIONS[here].label.lower()} already. Nothing was changed."
        )
    move = move_from(ROUND_TRANSITIONS, here, verb)
    found.status = move.to.value
    return found, move


def said(written: Written) -> dict[str, object]:
    """What an event says of letters."""
    return {"letters": written.letters, "nobody_to_write_to": list(written.nobody)}


def codes_of(round_: Round) -> list[str]:
    """The codes of the networks that a round asks."""
    return list(RoundNetwork.objects.filter(round=round_).values_list("network__code", flat=True))


def reason_in(why: str) -> str:
    """The reason, without space around it. Raises ValidationError where there is none."""
    if not why.strip():
        raise ValidationError("Give a reason: it goes on the record.")
    return why.strip()


# What a plan rests on ------------------------------------------------------------------------------------------------


def audiences_asked(edition: Edition, wanted: Collection[Audience] | None) -> list[str]:
    """The audiences a round asks about, in the edition's order. Raises ValidationError for none, or a strange one."""
    if wanted is None:
        return list(edition.audiences)
    chosen = {audience.value for audience in wanted}
    if not chosen or not chosen <= set(edition.audiences):
        raise ValidationError("Choose whom the round asks about, of those that the edition has statements for.")
    return [audience for audience in edition.audiences if audience in chosen]


def published_edition(slug: str) -> Edition:
    """The published edition with this id. Raises ValidationError where there is none."""
    found = published_editions().filter(slug=slug).first()
    if found is None:
        raise ValidationError(f"There is no published edition {slug}. An answer needs a question that stays as it is.")
    return found


def board_on_register(code: str) -> IntegratedCareBoard:
    """The board with this code. Raises ValidationError where there is none."""
    found = IntegratedCareBoard.objects.filter(code=code).first()
    if found is None:
        raise ValidationError(f"No integrated care board on the register has the code {code}.")
    return found


def names_on_register(codes: Collection[str], as_at: date) -> dict[str, str]:
    """What these networks were called on a day, by code. Raises ValidationError for one that was not open then."""
    if not codes:
        raise ValidationError("A round asks at least one network.")
    on_register = {entry.code: entry.name for entry in networks_open(as_at)}
    strange = sorted(set(codes) - set(on_register))
    if strange:
        raise ValidationError(f"Not open on the register on {nhs_date(as_at)}: {', '.join(strange)}.")
    return {code: on_register[code] for code in codes}


def free_slug(title: str, board: str) -> str:
    """The title as an address; where that is taken, with the board's code, and a number if need be."""
    plain = slugify(title)[:45] or "round"
    own = f"{plain}-{board.lower()}"
    wished = [plain, own, *(f"{own}-{number}" for number in range(2, 100))]
    taken = OUR_PAGES | set(Round.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    return next((slug for slug in wished if slug not in taken), own)
