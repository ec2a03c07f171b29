"""Which networks take part in a round that is open, and until when: extend, withdraw, take back in, add."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment import letters
from trellis.assessment.actions.choosing import chosen
from trellis.assessment.actions.events import record_about
from trellis.assessment.actions.locking import locked_round
from trellis.assessment.actions.rounds import names_on_register, reason_in, said
from trellis.assessment.actions.writing import Written, link_of, write_to
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.standings import facts_of
from trellis.assessment.selecting import Doing
from trellis.assessment.standing import ROUND_TRANSITIONS, RoundStatus
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.register.models import Network


@transaction.atomic
def extend(
    round_: Round, *, networks: Collection[str], due: date, why: str, by: Person | None, today: date | None = None
) -> Written:
    """Give chosen networks (codes) a later due date of their own, and tell them.

    Raises ValidationError without a reason, for a day that has passed, is not later than each of theirs, or is after
    the end of moderation; and what ``chosen`` raises.
    """
    day = today or timezone.localdate()
    here = chosen(round_, networks, doing=Doing.EXTEND, today=day)
    reason = reason_in(why)
    if due < day:
        raise ValidationError(f"{nhs_date(due)} has passed. Choose a later day.")
    ends = here.round.moderation_ends
    if ends and due > ends:
        raise ValidationError(f"Moderation ends on {nhs_date(ends)}. Choose a day up to then, or move its end first.")
    latest = max(here.networks, key=lambda each: each.facts.due)
    if due <= latest.facts.due:
        raise ValidationError(
            f"{latest.name} is due on {nhs_date(latest.facts.due)}. Choose a later day. Nothing was changed."
        )
    RoundNetwork.objects.filter(pk__in=here.keys).update(due=due)
    written = write_to(
        here.round,
        here.networks,
        lambda each: letters.due_moved(here.round, each.name, due, each.facts.due, link_of(here.round, each), reason),
        today=day,
    )
    record_about(
        "assessment.networks_extended",
        here.round,
        by=by,
        detail={"networks": here.codes, "due": due.isoformat(), "why": reason, **said(written)},
    )
    return written


@transaction.atomic
def withdraw(
    round_: Round, *, networks: Collection[str], why: str, by: Person | None, today: date | None = None
) -> Written:
    """Ask chosen networks (codes) no longer, and tell them. What they entered and signed is kept.

    Raises ValidationError without a reason, and what ``chosen`` raises.
    """
    day = today or timezone.localdate()
    here = chosen(round_, networks, doing=Doing.WITHDRAW, today=day)
    reason = reason_in(why)
    RoundNetwork.objects.filter(pk__in=here.keys).update(withdrawn_at=timezone.now(), withdrawn_why=reason)
    written = write_to(
        here.round, here.networks, lambda each: letters.withdrawn(here.round, each.name, reason), today=day
    )
    record_about(
        "assessment.networks_withdrawn",
        here.round,
        by=by,
        detail={"networks": here.codes, "why": reason, **said(written)},
    )
    return written


@transaction.atomic
def take_back(
    round_: Round, *, networks: Collection[str], why: str, by: Person | None, today: date | None = None
) -> Written:
    """Ask chosen networks (codes) that were withdrawn again, and tell them.

    Raises ValidationError without a reason, and what ``chosen`` raises.
    """
    day = today or timezone.localdate()
    here = chosen(round_, networks, doing=Doing.TAKE_BACK, today=day)
    reason = reason_in(why)
    RoundNetwork.objects.filter(pk__in=here.keys).update(withdrawn_at=None, withdrawn_why="")
    written = write_to(
        here.round,
        here.networks,
        lambda each: letters.taken_back(here.round, each.name, each.facts.due, link_of(here.round, each), reason),
        today=day,
    )
    record_about(
        "assessment.networks_taken_back",
        here.round,
        by=by,
        detail={"networks": here.codes, "why": reason, **said(written)},
    )
    return written


@transaction.atomic
def add_network(round_: Round, *, network: str, why: str, by: Person | None, today: date | None = None) -> RoundNetwork:
    """Ask one more network (code) in an open round, under its name of today, and write to its leaders.

    Raises NotAllowedNowError where the round is not open, and ValidationError without a reason, for a network that is
    not open on the register or that the round asks already.
    """
    day = today or timezone.localdate()
    found = locked_round(round_)
    status = RoundStatus(found.status)
    if status is not RoundStatus.OPEN:
        label = ROUND_TRANSITIONS[status].label.lower()
        raise NotAllowedNowError(f"{found.title} is {label}: networks are added while it is open. Nothing was changed.")
    there = RoundNetwork.objects.filter(round=found, network__code=network).first()
    if there:
        how = (
            "was withdrawn from the round: take it back in instead" if there.withdrawn_at else "is in the round already"
        )
        raise ValidationError(f"{there.name} {how}. Nothing was changed.")
    reason = reason_in(why)
    name = names_on_register([network], day)[network]
    row = Network.objects.get(code=network)
    made = RoundNetwork.objects.create(round=found, network=row, name=name, added_why=reason)
    written = write_to(
        found,
        facts_of(found, RoundNetwork.objects.filter(pk=made.pk)),
        lambda each: letters.invitation(found, each.name, each.facts.due, link_of(found, each), reason),
        today=day,
    )
    record_about(
        "assessment.network_added", found, by=by, detail={"networks": [network], "why": reason, **said(written)}
    )
    return made
