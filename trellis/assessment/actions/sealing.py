"""Sealing the returns that were recorded before returns were sealed: once, after an update."""

from django.db import transaction

from trellis.accounts.models import Person
from trellis.assessment.actions.events import record_about
from trellis.assessment.models import Assessment
from trellis.assessment.queries.signed import digest_of_copy


@transaction.atomic
def seal_earlier_returns(*, by: Person | None) -> int:
    """Seal every return that bears no seal, as it is now, each with an event. Returns how many there were.

    What was done to one before cannot be told any more; what is done to it from here on can.
    """
    unsealed = Assessment.objects.select_for_update(of=("self",)).filter(digest="", event=0).order_by("pk")
    copies = list(unsealed.select_related("asked__network", "asked__round__board"))
    for copy in copies:
        copy.digest = digest_of_copy(copy)
        copy.event = record_about("assessment.return_sealed", copy.asked, by=by, detail={"digest": copy.digest}).pk
        copy.save(update_fields=["digest", "event"])
    return len(copies)
