"""Rounds in words: what a page says, worked out from plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.urls import reverse
from markupsafe import escape

from trellis.assessment.actions.recording import RecordReport
from trellis.assessment.matching import Outcome
from trellis.assessment.models import Round, Upload, UploadedFile
from trellis.assessment.queries.rounds import NetworkStanding, RoundCount
from trellis.common.dates import nhs_date
from trellis.nhsuk.environment import plural

Crumb = tuple[str, str]
NOT_ASKED = RoundCount(0, 0)


def crumbs(round_: Round | None = None) -> list[Crumb]:
    """The way back: to all rounds, and to this one."""
    way = [("Rounds", reverse("assessment:rounds"))]
    return [*way, (round_.title, reverse("assessment:round", args=[round_.slug]))] if round_ else way


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


@dataclass(frozen=True)
class OutcomeGroup:
    """The files of an upload that had one outcome."""

    outcome: Outcome
    files: Sequence[UploadedFile]

    @property
    def asks(self) -> bool:
        """Whether places in these files need a look: not where the files were not recorded or are here already."""
        return self.outcome in {Outcome.RECORDED, Outcome.REPLACED}

    @property
    def title(self) -> str:
        """The outcome and how many."""
        return f"{self.outcome.label} ({plural(len(self.files), 'file')})"


def outcome_groups(files: Iterable[UploadedFile]) -> list[OutcomeGroup]:
    """What was not recorded first, because somebody has to do something about it."""
    every = list(files)
    order = sorted(Outcome, key=lambda outcome: outcome.kept)
    grouped = ((outcome, [file for file in every if file.outcome == outcome.value]) for outcome in order)
    return [OutcomeGroup(outcome, members) for outcome, members in grouped if members]


def summary_of(files: Sequence[UploadedFile]) -> str:
    """An upload in one sentence."""
    recorded = sum(file.outcome in {Outcome.RECORDED.value, Outcome.REPLACED.value} for file in files)
    unchanged = sum(file.outcome == Outcome.UNCHANGED.value for file in files)
    left_out = len(files) - recorded - unchanged
    parts = [f"{plural(recorded, 'return') if recorded else 'no return'} recorded"]
    if unchanged:
        parts.append(f"{unchanged:,} already here")
    if left_out:
        parts.append(f"{left_out:,} not recorded")
    return f"Of {plural(len(files), 'file')}: {', '.join(parts)}."


def place_of(report: RecordReport) -> str:
    """Where the report on an upload stands."""
    return upload_address(report.upload)


def upload_address(upload: Upload) -> str:
    """The address of an upload's report."""
    return reverse("assessment:uploaded", args=[upload.round.slug, upload.pk])
