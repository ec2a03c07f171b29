"""Asking networks for just some components, also after they have signed."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment import letters
from trellis.assessment.actions.choosing import chosen
from trellis.assessment.actions.events import record_about
from trellis.assessment.actions.rounds import said
from trellis.assessment.actions.writing import Written, link_of, write_to
from trellis.assessment.models import CellRequest, Round
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.selecting import Doing
from trellis.matrix.models import Component


@transaction.atomic
def ask_for_components(
    round_: Round, *, networks: Collection[str], components: Collection[str], by: Person | None, words: str = ""
) -> Written:
    """Ask chosen networks (codes) for just these components (ids of the round's edition), and write to their leaders.

    A network that waits with the very same request is not asked twice. Raises ValidationError for no component or one
    that the round does not ask about, and what ``chosen`` raises.
    """
    now = timezone.now()
    here = chosen(round_, networks, doing=Doing.ASK, today=timezone.localdate())
    edition = edition_of_round(here.round)
    wanted = [component for component in edition.components if component.id in set(components)]
    if not wanted or len(wanted) != len(set(components)):
        raise ValidationError("Choose at least one statement, of those that the round asks about.")
    rows = list(Component.objects.filter(edition=here.round.edition, slug__in=[each.id for each in wanted]))
    waiting = waiting_with(here.keys, {row.pk for row in rows})
    asked = [each for each in here.networks if each.key not in waiting]
    if not asked:
        raise ValidationError("They are asked for these statements already. Nothing was changed.")
    made = CellRequest.objects.bulk_create(
        CellRequest(asked_id=each.key, message=words, requested_at=now, requested_by=by) for each in asked
    )
    through = CellRequest.components.through
    through.objects.bulk_create(through(cellrequest=request, component=row) for request in made for row in rows)
    statements = [f"{edition.theme_by_id[each.theme].title}: {each.statement}" for each in wanted]
    written = write_to(
        here.round,
        asked,
        lambda each: letters.request(here.round, each.name, statements, words, link_of(here.round, each)),
    )
    detail = {"networks": [each.code for each in asked], "components": [each.id for each in wanted], "words": words}
    record_about("assessment.components_asked_for", here.round, by=by, detail=detail | said(written))
    return written


def waiting_with(keys: Collection[int], components: set[int]) -> set[int]:
    """Those of these networks (keys) that wait with a request for exactly these components; one query."""
    rows = CellRequest.objects.filter(CellRequest.WAITING, asked__in=keys, components__isnull=False).order_by()
    found: dict[tuple[int, int], set[int]] = {}
    for asked, request, component in rows.values_list("asked", "pk", "components"):
        found.setdefault((asked, request), set()).add(component)
    return {asked for (asked, _), wanted in found.items() if wanted == components}
