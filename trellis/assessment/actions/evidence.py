"""Adding evidence to a component, taking it away again, and what a board publishes for all of its networks.

Neither the audit nor an error says what a piece is called: a network shows it to its board by signing, not before.
"""

import hashlib
import json
import secrets
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import locked_for_writing
from trellis.assessment.actions.events import record_about
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import Evidence, Round, RoundNetwork, StandardEvidence
from trellis.assessment.queries.drafts import component_keys
from trellis.assessment.queries.rounds import edition_of_round
from trellis.audit.actions import record
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.files.kinds import checked_kind, safe_name
from trellis.files.scanning import check_for_viruses

TITLE_LONGEST, LINK_LONGEST = 200, 500
"""Characters."""
is_web_address = URLValidator(schemes=["http", "https"], message="Enter a whole web address, starting with https://.")


@transaction.atomic
def add_link(
    asked: RoundNetwork, component: str, *, title: str, link: str, by: Person | None, at: datetime | None = None
) -> Evidence:
    """Show a web page as evidence for a component (id). The same again changes nothing.

    Raises ValidationError for what is no web address or has no title, and NotAllowedNowError where the draft is closed.
    """
    named, address = checked_title(title), checked_link(link)
    key = place_for(asked, component)
    here = Evidence.objects.filter(asked=asked, component_id=key, title=named, link=address, removed_at__isnull=True)
    new = Evidence(asked=asked, component_id=key, title=named, link=address)
    return here.first() or added(new, asked, by=by, at=at)


def add_file(
    asked: RoundNetwork,
    component: str,
    *,
    file: IncomingFile,
    by: Person | None,
    title: str = "",
    at: datetime | None = None,
) -> Evidence:
    """Show a file as evidence for a component (id), under its own name where it has no title.

    Raises RefusedError for a file that is not what its name says, is of a kind that is not taken, or may be infected,
    and NotAllowedNowError where the draft is closed; then nothing is kept. The same file again changes nothing.
    """
    # Before the transaction: a scanner takes its time, and nobody else's answer may wait for it.
    kind = checked_kind(file.content, file.name)
    check_for_viruses(file.content, file.name, settings.VIRUS_SCANNER)
    name = safe_name(file.name, kind)
    new = Evidence(
        title=checked_title(title.strip() or name),
        file_name=name,
        media_type=kind.media_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        stored_as=default_storage.save(f"evidence/{secrets.token_hex(20)}", ContentFile(file.content)),
    )
    kept = None
    try:
        kept = add_stored(asked, component, new, by=by, at=at)
    finally:
        if kept is not new:
            default_storage.delete(new.stored_as)
    return kept


@transaction.atomic
def add_stored(
    asked: RoundNetwork, component: str, new: Evidence, *, by: Person | None, at: datetime | None
) -> Evidence:
    """Add a file that is in the store already; what is returned is another where the network shows it already."""
    new.asked, new.component_id = asked, place_for(asked, component)
    here = Evidence.objects.filter(asked=asked, component=new.component_id, sha256=new.sha256, removed_at__isnull=True)
    return here.first() or added(new, asked, by=by, at=at)


@transaction.atomic
def accept_standard(
    asked: RoundNetwork, standard: StandardEvidence, *, by: Person | None, at: datetime | None = None
) -> Evidence:
    """Take what the board has published into the network's own evidence. Accepting twice changes nothing.

    Raises NotAllowedNowError where the board has taken it back, or the draft is closed.
    """
    key = place_for(asked, standard.component.slug)
    published = StandardEvidence.objects.select_for_update(of=("self",)).get(pk=standard.pk)
    if (published.board_id, published.edition_id) != (asked.round.board_id, asked.round.edition_id):
        raise ValidationError("This evidence was published for another round. Nothing was added.")
    here = Evidence.objects.filter(asked=asked, standard=published, removed_at__isnull=True).first()
    if here:
        return here
    if published.withdrawn_at:
        raise NotAllowedNowError(
            f"Your board withdrew this evidence on {nhs_date(published.withdrawn_at)}, so it was not added. "
            "You can add a link of your own."
        )
    new = Evidence(asked=asked, component_id=key, title=published.title, link=published.link, standard=published)
    return added(new, asked, by=by, at=at)


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Person | None, at: datetime | None = None) -> None:
    """Show it no longer. The row and its file stay, because signed copies refer to them, and it can be put back.

    Raises NotAllowedNowError where the draft is closed.
    """
    locked_for_writing(evidence.asked, {evidence.component.slug})
    row = Evidence.objects.get(pk=evidence.pk)
    if row.removed_at:
        return
    row.removed_at, row.removed_by = at or timezone.now(), by
    row.save(update_fields=["removed_at", "removed_by"])
    tell("assessment.evidence_removed", row, evidence.asked, by=by, at=row.removed_at)


@transaction.atomic
def put_back_evidence(evidence: Evidence, *, by: Person | None, at: datetime | None = None) -> None:
    """Show again what was removed. Raises NotAllowedNowError where the draft is closed or it is shown already."""
    locked_for_writing(evidence.asked, {evidence.component.slug})
    row = Evidence.objects.get(pk=evidence.pk)
    if not row.removed_at:
        return
    twin = Evidence.objects.filter(asked=row.asked_id, standard=row.standard_id, removed_at__isnull=True)
    if row.standard_id and twin.exists():
        raise NotAllowedNowError("It was accepted again meanwhile, so it is shown already. Nothing was changed.")
    row.removed_at = row.removed_by = None
    row.save(update_fields=["removed_at", "removed_by"])
    tell("assessment.evidence_put_back", row, evidence.asked, by=by, at=at or timezone.now())


@transaction.atomic
def publish_standard(
    round_: Round,
    component: str,
    *,
    title: str,
    link: str,
    by: Person | None,
    says: str = "",
    at: datetime | None = None,
) -> StandardEvidence:
    """Publish evidence for a component (id) that every network of the board can accept, in all rounds of the edition.

    The same again changes nothing. Raises ValidationError for what is no web address, has no title, or a component
    that the round does not ask about.
    """
    found = Round.objects.select_for_update(of=("self",)).select_related("board", "edition__parent").get(pk=round_.pk)
    new = StandardEvidence(
        board=found.board,
        edition=found.edition,
        component_id=key_of(found, component),
        title=checked_title(title),
        link=checked_link(link),
        says=says.strip(),
        published_at=at or timezone.now(),
        published_by=by,
    )
    here = StandardEvidence.objects.filter(
        board=new.board, component=new.component_id, link=new.link, title=new.title, withdrawn_at__isnull=True
    ).first()
    if here:
        return here
    new.save()
    detail = {"standard": new.pk, "component": component, "digest": digest(new.title, new.link, new.says)}
    about = f"standard evidence of board {found.board.code}"
    record("assessment.standard_evidence_published", by=by, subject=about, detail=detail, board=found.board.code)
    return new


@transaction.atomic
def withdraw_standard(standard: StandardEvidence, *, by: Person | None, at: datetime | None = None) -> None:
    """Offer it no longer. Networks that have accepted it keep it, marked as withdrawn. Twice changes nothing."""
    row = StandardEvidence.objects.select_for_update(of=("self",)).select_related("board").get(pk=standard.pk)
    if row.withdrawn_at:
        return
    row.withdrawn_at = at or timezone.now()
    row.save(update_fields=["withdrawn_at"])
    about = f"standard evidence of board {row.board.code}"
    detail = {"standard": row.pk}
    record("assessment.standard_evidence_withdrawn", by=by, subject=about, detail=detail, board=row.board.code)


# What they have in common ---------------------------------------------------------------------------------------------


def place_for(asked: RoundNetwork, component: str) -> int:
    """Lock the asked network's row; returns the component's key. Raises as ``locked_for_writing`` and ``key_of``."""
    locked_for_writing(asked, {component})
    return key_of(asked.round, component)


def key_of(round_: Round, component: str) -> int:
    """A component's key. Raises ValidationError where the round does not ask about it."""
    if component not in edition_of_round(round_).by_id:
        raise ValidationError("The round does not ask about this. Nothing was added. Open the page again.")
    return component_keys(round_.edition)[component]


def added(new: Evidence, asked: RoundNetwork, *, by: Person | None, at: datetime | None) -> Evidence:
    """Keep a new piece and tell of it."""
    new.added_at, new.added_by = at or timezone.now(), by
    new.save()
    tell("assessment.evidence_added", new, asked, by=by, at=new.added_at)
    return new


def tell(event: str, piece: Evidence, asked: RoundNetwork, *, by: Person | None, at: datetime) -> None:
    """Note that the draft was changed, and seal in the audit which piece it was without saying what it is called."""
    RoundNetwork.objects.filter(pk=asked.pk).update(changed_at=at)
    asked.changed_at = at
    detail = {
        "evidence": piece.pk,
        "digest": digest(
            *(piece.pk, piece.component_id, piece.title, piece.link, piece.sha256, piece.stored_as),
            piece.added_at.isoformat(),
        ),
    }
    record_about(event, asked, by=by, detail=detail)


def digest(*said: object) -> str:
    """SHA-256 (64 hexadecimal digits) over everything that is said of a piece."""
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def checked_title(title: str) -> str:
    """The title without space around it. Raises ValidationError where there is none, or too much of it."""
    tidy = " ".join(title.split())
    if not tidy:
        raise ValidationError({"title": "Say what it shows, such as Minutes of the board, March 2026."})
    if len(tidy) > TITLE_LONGEST:
        raise ValidationError({"title": f"Use {TITLE_LONGEST} characters or fewer."})
    return tidy


def checked_link(link: str) -> str:
    """The web address. Raises ValidationError where it is none that a browser may open without harm."""
    tidy = link.strip()
    try:
        is_web_address(tidy)
        hides_its_host = "@" in urlsplit(tidy).netloc
    except (ValidationError, ValueError):
        raise ValidationError({"link": is_web_address.message}) from None
    if hides_its_host:
        raise ValidationError({"link": "Enter the address without a name or password in front of an @."})
    if len(tidy) > LINK_LONGEST:
        raise ValidationError({"link": f"The address must be {LINK_LONGEST} characters or fewer."})
    return tidy
