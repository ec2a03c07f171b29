"""Signing an assessment, and opening it again. What is signed is frozen, and only ever superseded.

The asked network's row is locked, as it is for entering (actions.drafting), so that nobody enters or signs in between,
and of two who sign at once the second is told.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.access.rules import Role
from trellis.accounts.models import Person
from trellis.assessment import letters
from trellis.assessment.actions.events import record_about, subject_of
from trellis.assessment.actions.locking import locked_network
from trellis.assessment.actions.recording import answer_rows, copy_into_draft, position_rows
from trellis.assessment.actions.writing import write_to_people
from trellis.assessment.models import (
    Answer,
    Assessment,
    CellRequest,
    Moderation,
    RoundNetwork,
    SignOff,
    StatedPosition,
)
from trellis.assessment.queries.drafts import changed_since, component_keys
from trellis.assessment.queries.people import leaders_of
from trellis.assessment.queries.signed import (
    ToSign,
    current_copy,
    digest_of,
    is_moderated,
    signatories_of,
    signs_as,
    to_sign,
)
from trellis.assessment.rules import Ended, Via
from trellis.assessment.standing import RoundStatus
from trellis.audit.models import Event
from trellis.common.dates import nhs_date, nhs_time
from trellis.common.transitions import NotAllowedNowError
from trellis.nhsuk.environment import plural
from trellis.post.links import link_to


class ChangedSinceError(NotAllowedNowError):
    """Something else would be signed than was shown."""


@transaction.atomic
def sign(asked: RoundNetwork, *, version: int, by: Person, shown: str = "", at: datetime | None = None) -> Assessment:
    """Sign what stands to be signed (queries.signed.to_sign), which submits it; returns the frozen copy.

    ``version`` is that of the draft, and ``shown`` the token of everything, that the person had before them. Signing
    twice changes nothing. Raises ChangedSinceError where something changed since, and NotAllowedNowError, with a
    sentence, where the person may not sign, somebody else has, or something must be settled first; then nothing is
    signed.
    """
    locked = locked_while_open(asked, "signed")
    now = at or timezone.now()
    role = signs_as(by, locked.network.code, timezone.localdate(now))
    if role is None:
        raise NotAllowedNowError(
            "Only the clinical director, or the deputy whom they named, signs for the network. Nothing was signed."
        )
    standing = to_sign(locked)
    if standing.is_done:
        return signed_already(standing, by)
    refuse_what_changed(locked, standing, version, shown)
    refuse_what_hinders(standing)
    copy = put_name(locked, standing, by, role, now)
    CellRequest.objects.filter(CellRequest.WAITING, asked=locked).update(met_at=now)
    RoundNetwork.objects.filter(pk=locked.pk).update(sign_asked_at=None, sign_asked_by=None, reopened_why="")
    return copy


def put_name(locked: RoundNetwork, standing: ToSign, by: Person, role: Role, now: datetime) -> Assessment:
    """The copy that is signed, with the signature and the event that holds its digest."""
    dated = standing.returned.dated if standing.as_it_came else timezone.localdate(now)
    digest = digest_of(replace(standing.returned, dated=dated), standing.evidence)
    detail = {
        "digest": digest,
        "version": locked.version,
        "as": role.value,
        "replaces": standing.current.digest if standing.current and not standing.as_it_came else "",
        "requests": sorted(standing.again),
    }
    event = record_about("assessment.signed", locked, by=by, detail=detail)
    if standing.as_it_came and standing.current:
        copy = standing.current
        seal_what_came(copy, digest, event)
    else:
        copy = freeze(locked, standing, by, now, digest, event)
    SignOff.objects.create(assessment=copy, signed_by=by, signed_as=role.label, signed_at=max(now, copy.received_at))
    return copy


def freeze(  # what a frozen copy is made of
    locked: RoundNetwork, standing: ToSign, by: Person, now: datetime, digest: str, event: Event
) -> Assessment:
    """The new current copy; the one before it is replaced."""
    if standing.current:
        end(standing.current, Ended.REPLACED, now)
    returned = replace(standing.returned, dated=timezone.localdate(now))
    copy = Assessment.objects.create(
        asked=locked,
        dated=returned.dated,
        via=Via.PAGE.value,
        version=locked.version,
        received_at=now,
        received_from=by.email,
        digest=digest,
        event=event.pk,
    )
    Answer.objects.bulk_create(answer_rows(copy, returned, component_keys(locked.round.edition)))
    StatedPosition.objects.bulk_create(position_rows(copy, returned))
    copy.evidence.set([each.number for each in standing.evidence])
    return copy


def seal_what_came(copy: Assessment, digest: str, event: Event) -> None:
    """Give a workbook's return the seal that it did not get when it was recorded, if it did not."""
    if not copy.digest:
        copy.digest, copy.event = digest, event.pk
        copy.save(update_fields=["digest", "event"])


def signed_already(standing: ToSign, by: Person) -> Assessment:
    """The copy that this person signed before. Raises NotAllowedNowError where it was somebody else."""
    copy, signature = standing.current, standing.signature
    if copy is None or signature is None or signature.signed_by_id != by.pk:
        who = f"by {signature.signed_by.name} at {nhs_time(signature.signed_at)}" if signature else "before"
        on = f" on {nhs_date(signature.signed_at)}" if signature else ""
        raise NotAllowedNowError(f"It was already signed {who}{on}; nothing was changed.")
    return copy


def refuse_what_changed(locked: RoundNetwork, standing: ToSign, version: int, shown: str) -> None:
    """Raise ChangedSinceError where something else would be signed than the person had before them."""
    newer = [each for each in changed_since(locked, version) if each.place.field.leaves_the_network]
    if (newer and not standing.as_it_came) or (shown and shown != standing.token):
        raise ChangedSinceError(
            "The assessment has changed since you opened this page. Nothing was signed. "
            "Read what changed, then sign what you see now."
        )


def refuse_what_hinders(standing: ToSign) -> None:
    """Raise NotAllowedNowError where something must be settled before anybody can sign."""
    if standing.conflicts:
        raise NotAllowedNowError(
            f"{plural(len(standing.conflicts), 'answer')} {'has' if len(standing.conflicts) == 1 else 'have'} two "
            "versions. Nothing was signed. Choose one of each, then sign."
        )
    if not standing.says_something:
        raise NotAllowedNowError("Nothing is answered yet. Nothing was signed. Answer something first.")
    if standing.without_reason:
        raise NotAllowedNowError(
            f"{plural(len(standing.without_reason), 'component')} said not to apply "
            f"{'has' if len(standing.without_reason) == 1 else 'have'} no reason. Nothing was signed. "
            "Say why in the note, then sign."
        )


# Asking the director to sign ------------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_sign(asked: RoundNetwork, *, by: Person, at: datetime | None = None) -> Sequence[Person]:
    """Ask the clinical director and the deputies to sign; returns those who were written to. Asking twice writes once.

    Raises NotAllowedNowError where it is signed, something must be settled first, or there is nobody to ask.
    """
    locked = locked_while_open(asked, "asked for")
    now = at or timezone.now()
    standing = to_sign(locked)
    if standing.is_done:
        raise NotAllowedNowError(f"{locked.name} has signed already. Nobody was written to.")
    refuse_what_hinders(standing)
    if locked.sign_asked_at:
        return []
    people = signatories_of(locked.network.code, timezone.localdate(now))
    if not people:
        raise NotAllowedNowError(
            f"Nobody is appointed as clinical director of {locked.name}, so nobody was asked. "
            "Ask your system lead to appoint one."
        )
    RoundNetwork.objects.filter(pk=locked.pk).update(sign_asked_at=now, sign_asked_by=by)
    due, link = locked.due or locked.round.due, link_to_signing(locked)
    words = letters.asked_to_sign(locked.round, locked.name, by.name, due, link)
    write_to_people(people, words, about=subject_of(locked.round))
    detail = {"version": locked.version, "letters": len(people)}
    record_about("assessment.signature_asked", locked, by=by, detail=detail)
    return people


@transaction.atomic
def take_back_asking(asked: RoundNetwork, *, by: Person) -> None:
    """Ask no longer. Nobody is written to, and where nobody was asked nothing is changed."""
    locked = locked_while_open(asked, "taken back")
    if locked.sign_asked_at is None:
        return
    RoundNetwork.objects.filter(pk=locked.pk).update(sign_asked_at=None, sign_asked_by=None)
    record_about("assessment.signature_no_longer_asked", locked, by=by)


# Opening it again -----------------------------------------------------------------------------------------------------


@transaction.atomic
def recall(asked: RoundNetwork, *, by: Person | None, why: str = "", at: datetime | None = None) -> Assessment:
    """The network takes back what it has returned, to change it; the draft is open again. Returns the former copy.

    Raises NotAllowedNowError where there is nothing to recall, or the area team has begun to moderate it.
    """
    locked = locked_while_open(asked, "recalled")
    copy = current_or_refuse(locked, "recall")
    if is_moderated(locked):
        raise NotAllowedNowError(
            "The area team has begun to moderate it, so it was not recalled. Ask your system lead to reopen it."
        )
    end(copy, Ended.RECALLED, at or timezone.now(), why.strip())
    copy_into_draft(copy, by=by, at=at)
    tell_of_end(locked, "assessment.recalled", by, copy)
    return copy


@transaction.atomic
def reopen(asked: RoundNetwork, *, why: str, by: Person | None, at: datetime | None = None) -> Assessment:
    """The system hands an assessment back, with a reason that the network is told. Returns the former copy.

    A moderation of it, going on or concluded, ends; the next return is moderated anew. Raises ValidationError without
    a reason, and NotAllowedNowError where there is nothing to reopen.
    """
    reason = why.strip()
    if not reason:
        raise ValidationError("Say why it is reopened: the network is told. It was not reopened.")
    locked = locked_while_open(asked, "reopened")
    now = at or timezone.now()
    copy = current_or_refuse(locked, "reopen")
    end(copy, Ended.REOPENED, now, reason)
    copy_into_draft(copy, by=by, at=at)
    for moderation in Moderation.objects.filter(asked=locked, ended_at__isnull=True):
        moderation.ended_at = max(now, moderation.started_at)
        moderation.save(update_fields=["ended_at"])
    RoundNetwork.objects.filter(pk=locked.pk).update(reopened_why=reason)
    leaders = leaders_of([locked.network.code], timezone.localdate(now)).get(locked.network.code, [])
    words = letters.handed_back(locked.round, locked.name, reason, link_to_signing(locked))
    write_to_people(leaders, words, about=subject_of(locked.round))
    tell_of_end(locked, "assessment.reopened", by, copy)
    return copy


def current_or_refuse(locked: RoundNetwork, verb: str) -> Assessment:
    """The copy that stands. Raises NotAllowedNowError where there is none."""
    copy = current_copy(locked)
    if copy is None:
        raise NotAllowedNowError(
            f"There is nothing to {verb}: no signed assessment of {locked.name} stands. Nothing was changed."
        )
    return copy


def end(copy: Assessment, how: Ended, now: datetime, why: str = "") -> None:
    """A copy stands no longer. A clock that went back does not make it end before it came."""
    copy.superseded_at, copy.ended, copy.ended_why = max(now, copy.received_at), how.value, why
    copy.save(update_fields=["superseded_at", "ended", "ended_why"])


def tell_of_end(locked: RoundNetwork, event: str, by: Person | None, copy: Assessment) -> None:
    """The event of a recall or a reopening; the reason stands in it, because it is given to be told."""
    record_about(event, locked, by=by, detail={"digest": copy.digest, "why": copy.ended_why})


# What they have in common ---------------------------------------------------------------------------------------------


def locked_while_open(asked: RoundNetwork, done: str) -> RoundNetwork:
    """The asked network's row, locked till the transaction ends, and its round with it.

    Raises NotAllowedNowError where its round is not open, or it was withdrawn; ``done`` is what did not happen.
    """
    locked = locked_network(asked)
    status = RoundStatus(locked.round.status)
    if status is RoundStatus.DRAFT:
        raise NotAllowedNowError(f"The round is not open yet, so nothing was {done}.")
    if status is not RoundStatus.OPEN:
        raise NotAllowedNowError(
            f"The round was closed on {nhs_date(locked.round.closed_at)}, so nothing was {done}. "
            "Ask your system lead whether to open it again."
        )
    if locked.withdrawn_at:
        raise NotAllowedNowError(
            f"{locked.name} was withdrawn from the round on {nhs_date(locked.withdrawn_at)}, so nothing was {done}."
        )
    return locked


def link_to_signing(locked: RoundNetwork) -> str:
    """Where a letter about signing leads."""
    return link_to("assessment:sign", locked.round.slug, locked.network.code)
