"""The list of rounds in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trellis.assessment.models import Round
from trellis.assessment.queries.rounds import RoundCount
from trellis.assessment.standing import RoundStatus
from trellis.common.dates import nhs_date
from trellis.nhsuk.environment import plural

NOT_ASKED = RoundCount(0, 0)


@dataclass(frozen=True)
class RoundLine:
    """A round in the list of rounds."""

    round: Round
    count: RoundCount

    @property
    def sentence(self) -> str:
        """How far it is, and its dates."""
        round_, status = self.round, RoundStatus(self.round.status)
        if status is RoundStatus.DRAFT:
            asked = plural(self.count.asked, "network")
            return f"A plan to ask {asked}, from {nhs_date(round_.opens)} to {nhs_date(round_.due)}. Not open yet."
        so_far = f"{returned_of(self.count.returned, self.count.asked)}. Asked {nhs_date(round_.opens)}"
        if status is RoundStatus.OPEN:
            return f"{so_far}, due {nhs_date(round_.due)}."
        if status is RoundStatus.CLOSED:
            return f"{so_far}, closed {nhs_date(round_.closed_at)}."
        return f"{so_far}, published {nhs_date(round_.published_at)}."


def round_lines(rounds: Iterable[Round], counts: Mapping[int, RoundCount]) -> list[RoundLine]:
    """Rounds with how far each is."""
    return [RoundLine(each, counts.get(each.pk, NOT_ASKED)) for each in rounds]


def returned_of(returned: int, asked: int) -> str:
    """How many have returned, as a sentence: "11 of 18 networks have returned"."""
    if asked == 1:
        return "The network has returned" if returned else "The network has not returned yet"
    if returned == asked:
        return f"All {asked:,} networks have returned"
    return f"{returned:,} of {asked:,} networks {'has' if returned == 1 else 'have'} returned"
