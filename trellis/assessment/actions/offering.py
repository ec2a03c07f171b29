"""A network's own workbook beside its page: offered, then taken, taken in part or put aside, and taken back."""

import hashlib
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import Input, Saved, enter, locked_for_writing
from trellis.assessment.actions.events import record_about
from trellis.assessment.drafting import LONGEST_TEXT, Origin, Place
from trellis.assessment.matching import Asked, IncomingFile, Unmatched, whose
from trellis.assessment.models import OfferedReturn, RoundNetwork
from trellis.assessment.queries.drafts import values_of
from trellis.assessment.queries.matrix import Sheet, sheet_of
from trellis.assessment.queries.offered import (
    TakingBack,
    content_of,
    taking_back,
    token_of,
    values_in,
    version_in,
)
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.reading import RejectedReturnError, read_return
from trellis.assessment.rules import Return
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Edition


def offer_workbook(asked: RoundNetwork, file: IncomingFile, *, by: Person | None) -> OfferedReturn | None:
    """Read a network's workbook and keep it beside its page, where its people decide what to take.

    None where it says the same as the page: then nothing is kept. The same file again gives what waits already. Raises
    ValidationError, with a sentence, for a file that cannot be read or is not this network's for this round, and
    NotAllowedNowError where the page is closed to changes; then nothing is kept either.
    """
    returned = read_own(asked, file)
    sheet = sheet_of(asked)
    if values_of(returned) == said_on(sheet):
        return None
    refuse_long_texts(sheet.edition, returned)
    with transaction.atomic():
        locked_for_writing(asked, sheet.again)
        sha256 = hashlib.sha256(file.content).hexdigest()
        waiting = OfferedReturn.objects.filter(asked=asked, sha256=sha256, settled_at__isnull=True).first()
        return waiting or keep(asked, returned, sha256, by)


def keep(asked: RoundNetwork, returned: Return, sha256: str, by: Person | None) -> OfferedReturn:
    """The row of a workbook that was read, and its event."""
    offered = OfferedReturn.objects.create(
        asked=asked,
        file_name=returned.file[:255],
        sha256=sha256,
        dated=returned.dated,
        made_at_version=version_in(returned, asked),
        content=content_of(returned),
        received_at=timezone.now(),
        received_by=by,
    )
    detail = {"workbook": offered.pk, "sha256": sha256, "of_version": offered.made_at_version}
    record_about("assessment.workbook_offered", asked, by=by, detail=detail)
    return offered


def said_on(sheet: Sheet) -> dict[Place, str]:
    """What a page says, but for its private notes, which no workbook has."""
    return {place: value for place, value in sheet.values.items() if place.field.leaves_the_network}


def read_own(asked: RoundNetwork, file: IncomingFile) -> Return:
    """The return in a file. Raises ValidationError where it cannot be read, or is not of this network and round."""
    try:
        returned = read_return(file.content, file.name, edition_of_round(asked.round))
    except RejectedReturnError as rejected:
        raise ValidationError(rejected.problem.detail) from rejected
    if returned.round and returned.round != asked.round.slug:
        raise ValidationError(
            f"{file.name} was downloaded for another round ({returned.round}), and this is {asked.round.title}. "
            "Nothing was changed. Download the workbook again from this page and copy your answers into it."
        )
    network = whose(returned, [Asked(asked.network.code, asked.name)])
    if isinstance(network, Unmatched):
        named = returned.network if not returned.network_code else f"{returned.network} ({returned.network_code})"
        raise ValidationError(
            f"{file.name} is the workbook of {named}, and this is the page of {asked.name}. Nothing was changed. "
            "If it is yours all the same, download the workbook again from this page and copy your answers into it."
        )
    return returned


def refuse_long_texts(edition: Edition, returned: Return) -> None:
    """Raise ValidationError for a text that is longer than a page keeps."""
    for place, value in values_of(returned).items():
        if len(value) > LONGEST_TEXT:
            about = f"statement {place.component}" if place.component else edition.theme_by_id[place.theme].title
            raise ValidationError(
                f"{returned.file}: the {place.field.label.lower()} on {about} is {len(value):,} characters long, and "
                f"at most {LONGEST_TEXT:,} can be kept. Nothing was changed. Shorten it and upload the workbook again."
            )


# Deciding -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def take(offered: OfferedReturn, places: Collection[Place], *, seen: int, by: Person, asked: RoundNetwork) -> Saved:
    """Take what a workbook says in these places into the page; what else it says is put aside.

    ``seen`` is the version of the draft that the person had before them: what came into a place after that is not
    overwritten, and the workbook's value is put beside it. Raises NotAllowedNowError where the workbook was settled
    already, or the page is closed to changes, and ValidationError for a value that the page cannot hold; then nothing
    is taken.
    """
    locked = unsettled(offered)
    said = values_in(locked, edition_of_round(asked.round))
    if not places:
        raise NotAllowedNowError("Nothing was selected, so nothing was taken. Select what to take, or put it aside.")
    inputs = [Input(place, said.get(place, ""), seen) for place in places]
    saved = enter(asked, inputs, by=by, token=token_of(locked), origin=Origin.WORKBOOK)
    settle(locked, asked, by, taken=len(inputs), conflicts=len(saved.conflicts))
    return saved


@transaction.atomic
def put_aside(offered: OfferedReturn, *, by: Person, asked: RoundNetwork) -> None:
    """Take nothing of a workbook. Raises NotAllowedNowError where it was settled already."""
    settle(unsettled(offered), asked, by, taken=0, conflicts=0)


def unsettled(offered: OfferedReturn) -> OfferedReturn:
    """The row, locked. Raises NotAllowedNowError where somebody has decided already."""
    locked = OfferedReturn.objects.select_for_update().get(pk=offered.pk)
    if locked.settled_at:
        raise NotAllowedNowError("Somebody has decided about this workbook already, so nothing was changed now.")
    return locked


def settle(locked: OfferedReturn, asked: RoundNetwork, by: Person, *, taken: int, conflicts: int) -> None:
    """It waits no longer."""
    locked.settled_at, locked.settled_by, locked.taken = timezone.now(), by, taken
    locked.save(update_fields=["settled_at", "settled_by", "taken"])
    detail = {"workbook": locked.pk, "sha256": locked.sha256, "taken": taken, "beside": conflicts}
    record_about("assessment.workbook_settled", asked, by=by, detail=detail)


# Taking it back -------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back(offered: OfferedReturn, *, by: Person, asked: RoundNetwork) -> TakingBack:
    """Put back what the page said before a workbook was taken, in every place that nobody changed since.

    Returns what was put back. Raises NotAllowedNowError where the page is closed to changes, or there is nothing to
    put back; then nothing is changed.
    """
    back = taking_back(offered, asked)
    if not back.places:
        raise NotAllowedNowError("There is nothing to take back: everything was changed since, or taken back already.")
    inputs = [Input(each.place, each.value, each.number) for each in back.places]
    # Whatever stood there may stand there again, so nothing is checked that is checked of something new.
    enter(asked, inputs, by=by, token=f"{token_of(offered)}-back", origin=Origin.WORKBOOK)
    return back
