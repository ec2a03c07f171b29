"""Rounds in words: what a page says, worked out from plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.urls import reverse
from markupsafe import escape

from trellis.assessment.models import Round
from trellis.assessment.queries.rounds import NetworkStanding, RoundCount
from trellis.common.dates import nhs_date

NOT_ASKED = RoundCount(0, 0)


@dataclass(frozen=True)
class RoundLine:
    """A round in the list of rounds."""

    round: Round
    count: RoundCount

    @property
    def so_far(self) -> str:
        """How many have returned."""
        return returned_of(self.count.returned, self.count.asked)


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


@dataclass(frozen=True)
class RoundProgress:
    """Who has returned in a round and who has not, of the networks that a person sees.

    ``workbooks`` are the addresses, by code, of those workbooks that the person may fetch.
    """

    networks: Sequence[NetworkStanding]
    workbooks: Mapping[str, str]

    @cached_property
    def returned(self) -> list[NetworkStanding]:
        """Those that have."""
        return [network for network in self.networks if network.returned]

    @property
    def returned_rows(self) -> list[tuple[str, str, str, int, str]]:
        """Of those that have: name, date in the workbook, day received, places to check, address of the workbook.

        In words, escaped, and as tuples, because a thousand rows of a template cost a tenth of a second otherwise.
        """
        words = cache(lambda day: escape(nhs_date(day, "no date")))
        address = {code: escape(address) for code, address in self.workbooks.items()}
        return [
            (escape(each.name), words(each.dated), words(each.received), each.problems, address.get(each.code, ""))
            for each in self.returned
        ]

    @cached_property
    def missing(self) -> list[NetworkStanding]:
        """Those that have not."""
        return [network for network in self.networks if not network.returned]

    @property
    def sentence(self) -> str:
        """How many have."""
        return f"{returned_of(len(self.returned), len(self.networks))}."

    @property
    def to_check(self) -> int:
        """Places in the returns that the reader asks about."""
        return sum(network.problems for network in self.networks)

    @property
    def own(self) -> NetworkStanding | None:
        """The one network that the person sees, where it has not returned; None where they see several."""
        return self.missing[0] if len(self.networks) == 1 and self.missing else None


def workbook_addresses(round_: Round, codes: Iterable[str]) -> dict[str, str]:
    """The address of each network's workbook. Worked out once and not a thousand times: they differ by the code."""
    pattern = reverse("assessment:workbook", args=[round_.slug, "CODE"])
    return {code: pattern.replace("/CODE/", f"/{code}/") for code in codes}
