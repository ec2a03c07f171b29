"""Planning a round, and moving it from draft to open, closed and published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from trellis.accounts.models import Person
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.standing import ROUND_TRANSITIONS, ModerationSeen, PeersSee, RoundStatus
from trellis.audit.actions import record
from trellis.common.dates import nhs_date
from trellis.common.transitions import move_from
from trellis.matrix.models import Edition
from trellis.matrix.queries import published_editions
from trellis.matrix.rules import Audience
from trellis.register.models import IntegratedCareBoard, Network
from trellis.register.queries import networks as networks_open


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
    rows = Network.objects.filter(code__in=names)
    RoundNetwork.objects.bulk_create(RoundNetwork(round=made, network=row, name=names[row.code]) for row in rows)
    detail = {"edition": edition, "board": board, "due": terms.due.isoformat(), "networks": sorted(names)}
    record("assessment.round_planned", by=by, subject=f"round {made.slug}", board=board, detail=detail)
    return made


def set_terms(round_: Round, terms: Terms) -> None:
    """Write terms into a round that is not saved yet. Raises ValidationError for audiences that it cannot ask about."""
    round_.title, round_.opens, round_.due = terms.title, terms.opens, terms.due
    round_.audiences = audiences_asked(round_.edition, terms.audiences)
    round_.moderation_ends, round_.message = terms.moderation_ends, terms.message
    round_.peers_see, round_.moderation_seen = terms.peers_see.value, terms.moderation_seen.value


@transaction.atomic
def open_round(round_: Round, *, by: Person | None, at: datetime | None = None) -> Round:
    """Open a planned round. ``at`` is when, now unless told. Raises NotAllowedNowError where it is not a draft."""
    found = Round.objects.select_for_update(of=("self",)).select_related("board").get(pk=round_.pk)
    move = move_from(ROUND_TRANSITIONS, RoundStatus(found.status), "open")
    found.status, found.opened_at = move.to.value, at or timezone.now()
    found.save(update_fields=["status", "opened_at"])
    record(move.event, by=by, subject=f"round {found.slug}", board=found.board.code)
    return found


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
    """The title as an address; where another board's round has it, with the board's code."""
    plain = slugify(title)[:50] or "round"
    return plain if not Round.objects.filter(slug=plain).exists() else slugify(f"{plain} {board}")
