"""A network decides who, beside its board, may see what it has signed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.events import record_about
from trellis.assessment.models import Consent, RoundNetwork
from trellis.assessment.queries.sharing import consent_of
from trellis.assessment.standing import Sharing
from trellis.register.models import Network


@transaction.atomic
def share(asked: RoundNetwork, sharing: Sharing, *, by: Person | None, at: datetime | None = None) -> Consent | None:
    """Let a network's signed matrices be seen by others, or no longer: in every round, from this moment on.

    Returns the consent that counts now; None where there never was one and none was given. Saying again what counts
    already changes nothing.
    """
    network = Network.objects.select_for_update().get(pk=asked.network_id)
    before = consent_of(network)
    if sharing.value == (before.sharing if before else Sharing.SYSTEM.value):
        return before
    Consent.objects.filter(network=network, is_current=True).update(is_current=False)
    given = Consent.objects.create(network=network, sharing=sharing.value, given_at=at or timezone.now(), given_by=by)
    detail = {"from": before.sharing if before else Sharing.SYSTEM.value, "to": sharing.value}
    record_about("assessment.sharing_changed", asked, by=by, detail=detail)
    return given
