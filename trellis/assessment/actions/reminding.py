"""Reminding networks that have not returned. A reminder never moves the due date."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment import letters
from trellis.assessment.actions.choosing import chosen
from trellis.assessment.actions.events import record_about
from trellis.assessment.actions.locking import locked_round
from trellis.assessment.actions.rounds import said
from trellis.assessment.actions.writing import Written, link_of, write_to
from trellis.assessment.models import Reminder, Round
from trellis.assessment.queries.people import leaders_of
from trellis.assessment.queries.standings import Standing, facts_of
from trellis.assessment.selecting import Doing
from trellis.assessment.standing import RoundStatus, reminder_due


def remind_all(today: date, *, by: Person | None = None) -> int:
    """Send every reminder of every open round that is due ``today``, each once; returns how many networks got one.

    Asked again on the same day it sends nothing more. Each round in a transaction of its own, so that a fault in one
    does not keep the others from theirs.
    """
    rounds = Round.objects.filter(status=RoundStatus.OPEN.value).order_by("pk")
    return sum(remind_where_due(round_, today=today, by=by) for round_ in rounds)


@transaction.atomic
def remind_where_due(round_: Round, *, today: date, by: Person | None = None) -> int:
    """Send the reminders of a round that are due ``today`` and were not sent; returns how many networks got one.

    A reminder whose day had come before the round opened is left out: its people were only just asked. So is a network
    that nobody leads; it is caught up with if somebody is appointed in the next days.
    """
    found = locked_round(round_)
    opened = timezone.localdate(found.opened_at) if found.opened_at else found.opens
    sent = set(Reminder.objects.filter(asked__round=found, days__isnull=False).values_list("asked_id", "due", "days"))
    to_remind: list[tuple[Standing, int]] = []
    for network in facts_of(found):
        days, due = reminder_due(network.facts, today), network.facts.due
        if days is not None and (network.key, due, days) not in sent and due + timedelta(days=days) > opened:
            to_remind.append((network, days))
    led = leaders_of([network.code for network, _ in to_remind], today)
    to_remind = [(network, days) for network, days in to_remind if network.code in led]
    if not to_remind:
        return 0
    now = timezone.now()
    Reminder.objects.bulk_create(
        Reminder(asked_id=network.key, due=network.facts.due, days=days, sent_at=now) for network, days in to_remind
    )
    networks = [network for network, _ in to_remind]
    written = remind_letters(found, networks, today)
    detail = {"networks": [network.code for network in networks], "by_hand": False, **said(written)}
    record_about("assessment.reminded", found, by=by, detail=detail)
    return len(networks)


@transaction.atomic
def remind(
    round_: Round, *, networks: Collection[str], by: Person | None, words: str = "", today: date | None = None
) -> Written:
    """Remind chosen networks (codes) by hand, with a sentence of one's own where ``words`` has one.

    Those that have returned, are withdrawn, or were reminded by hand today are left out, so that a form sent twice
    writes once. Raises what ``chosen`` raises.
    """
    day = today or timezone.localdate()
    here = chosen(round_, networks, doing=Doing.REMIND, today=day)
    led = leaders_of(here.codes, day)
    now = timezone.now()
    Reminder.objects.bulk_create(
        Reminder(asked_id=each.key, due=each.facts.due, days=None, sent_at=now)
        for each in here.networks
        if each.code in led
    )
    written = remind_letters(here.round, here.networks, day, words)
    detail = {"networks": here.codes, "by_hand": True, "words": words, **said(written)}
    record_about("assessment.reminded", here.round, by=by, detail=detail)
    return written


def remind_letters(round_: Round, networks: list[Standing], today: date, words: str = "") -> Written:
    """The letters that say how things stand."""
    return write_to(
        round_,
        networks,
        lambda each: letters.reminder(
            round_, each.name, each.status, each.facts.due, today, link_of(round_, each), words
        ),
        today=today,
    )
