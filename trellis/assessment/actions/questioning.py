"""Questions of the area team to a network, and what both sides say to them. Questions are kept; none is changed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.events import record_about
from trellis.assessment.actions.moderating import (
    UNCHANGED,
    check_block,
    checked_words,
    going_on,
    locked_for_moderating,
    not_concluded,
    place,
)
from trellis.assessment.actions.telling import link_for_area_team, link_for_network, tell, tell_leaders
from trellis.assessment.models import Query, Reply, RoundNetwork
from trellis.assessment.moderation_letters import answered, asks
from trellis.assessment.queries.drafts import component_keys
from trellis.assessment.queries.rounds import edition_of_round
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Block


@transaction.atomic
def ask(
    asked: RoundNetwork,
    block: Block,
    text: str,
    *,
    component: str = "",
    by: Person | None,
    at: datetime | None = None,
) -> Query:
    """Ask a network about a component (its id), or about a theme and audience as a whole. Its leaders get a letter.

    The moderation starts with it, if it has not. The same open question again is asked once. Raises ValidationError
    for a place that the round does not have or a question without words, and NotAllowedNowError where nothing is
    signed, the moderation is concluded, or the round is published.
    """
    locked, now = locked_for_moderating(asked), at or timezone.now()
    edition = edition_of_round(locked.round)
    check_block(edition, block)
    if component and component not in {one.id for one in edition.of_block(block)}:
        raise ValidationError(f"The round does not ask about this. {UNCHANGED} Open the page again.")
    words = checked_words(text)
    if not words:
        raise ValidationError(f"Write the question. {UNCHANGED}")
    not_concluded(going_on(locked, by=by, at=now))
    key = component_keys(locked.round.edition)[component] if component else None
    same = Query.objects.filter(asked=locked, component=key, text=words, closed_at__isnull=True, **place(block)).first()
    if same:
        return same
    made = Query.objects.create(asked=locked, component_id=key, text=words, sent_at=now, sent_by=by, **place(block))
    record_about(
        "assessment.question_asked", locked, by=by, detail={"question": made.pk, **place(block), "component": component}
    )
    tell_leaders(locked, asks(locked.name, locked.round.title, link_for_network(locked)), at=now)
    return made


@transaction.atomic
def reply(query: Query, text: str, *, by_network: bool, by: Person | None, at: datetime | None = None) -> Reply:
    """Answer a question, as the network or again as the area team; the other side gets a letter.

    The same words again, by the side that spoke last, are said once. Raises ValidationError without words, and
    NotAllowedNowError where the question is closed or the round is published.
    """
    locked, now = locked_for_moderating(query.asked, signed=False), at or timezone.now()
    question = Query.objects.select_related("sent_by").get(pk=query.pk, asked=locked)
    words = checked_words(text)
    if not words:
        raise ValidationError(f"Write the answer. {UNCHANGED}")
    last = question.replies.order_by("-pk").first()
    if last and (last.text, last.by_network) == (words, by_network):
        return last
    if question.closed_at:
        raise NotAllowedNowError(
            f"The question was closed on {nhs_date(question.closed_at)}, so this was not sent. "
            f"{'Ask the area team to open it again.' if by_network else 'Open it again to go on.'}"
        )
    made = Reply.objects.create(query=question, text=words, by_network=by_network, said_at=now, said_by=by)
    record_about(
        "assessment.question_replied", locked, by=by, detail={"question": question.pk, "by_network": by_network}
    )
    if by_network:
        said = answered(locked.name, locked.round.title, link_for_area_team(locked))
        tell(locked, said, question.sent_by, at=now)
    else:
        tell_leaders(locked, asks(locked.name, locked.round.title, link_for_network(locked)), at=now)
    return made


@transaction.atomic
def close(query: Query, *, by: Person | None, at: datetime | None = None) -> Query:
    """Close a question that is answered. Closed already: nothing is written.

    Raises NotAllowedNowError once the round is published.
    """
    locked = locked_for_moderating(query.asked, signed=False)
    question = Query.objects.get(pk=query.pk, asked=locked)
    if question.closed_at is None:
        question.closed_at, question.closed_by = at or timezone.now(), by
        question.save(update_fields=["closed_at", "closed_by"])
        record_about("assessment.question_closed", locked, by=by, detail={"question": question.pk})
    return question


@transaction.atomic
def reopen(query: Query, *, by: Person | None) -> Query:
    """Open a question again. Open already: nothing is written.

    Raises NotAllowedNowError once the round is published.
    """
    locked = locked_for_moderating(query.asked, signed=False)
    question = Query.objects.get(pk=query.pk, asked=locked)
    if question.closed_at is not None:
        question.closed_at, question.closed_by = None, None
        question.save(update_fields=["closed_at", "closed_by"])
        record_about("assessment.question_reopened", locked, by=by, detail={"question": question.pk})
    return question
