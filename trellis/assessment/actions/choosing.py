"""What every action on chosen networks starts with: the round, locked, and those for which the action makes sense."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from trellis.assessment.actions.locking import locked_round
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.standings import Standing, facts_of, reminded_on
from trellis.assessment.selecting import WHILE, Doing, why_not
from trellis.assessment.standing import ROUND_TRANSITIONS, RoundStatus
from trellis.common.transitions import NotAllowedNowError


@dataclass(frozen=True)
class Chosen:
    """The round as it is now, and the networks to which something is done; the others were left out."""

    round: Round
    networks: list[Standing]

    @property
    def codes(self) -> list[str]:
        """Their codes, for the record."""
        return [each.code for each in self.networks]

    @property
    def keys(self) -> list[int]:
        """Their keys."""
        return [each.key for each in self.networks]


def chosen(round_: Round, networks: Collection[str], *, doing: Doing, today: date) -> Chosen:
    """The networks (of these codes) for which ``doing`` makes sense now, in the locked round.

    Raises NotAllowedNowError where the round's status does not allow it, and ValidationError for no network, one that
    the round does not ask, or where it makes sense for none of them.
    """
    found = locked_round(round_)
    status = RoundStatus(found.status)
    if status not in WHILE[doing]:
        label = ROUND_TRANSITIONS[status].label.lower()
        raise NotAllowedNowError(f"{found.title} is {label}: no network can be {doing.done} now. Nothing was changed.")
    if not networks:
        raise ValidationError("Choose at least one network.")
    asked = facts_of(found, RoundNetwork.objects.filter(network__code__in=networks))
    strange = sorted(set(networks) - {each.code for each in asked})
    if strange:
        raise ValidationError(f"The round does not ask {', '.join(strange)}. Nothing was changed.")
    reminded = reminded_on([each.key for each in asked], today) if doing is Doing.REMIND else frozenset()
    reasons = {each.code: why_not(doing, each.status, reminded_today=each.key in reminded) for each in asked}
    kept = [each for each in asked if not reasons[each.code]]
    if not kept:
        told = "; ".join(f"{each.name} {reasons[each.code]}" for each in asked[:5])
        raise ValidationError(f"Nothing was changed, because none of them can be {doing.done}: {told}.")
    return Chosen(found, kept)
