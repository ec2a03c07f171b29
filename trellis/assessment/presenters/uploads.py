"""Uploads in words: what became of every file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.assessment.matching import Outcome
from trellis.assessment.models import Upload, UploadedFile
from trellis.nhsuk.environment import plural


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
    """What was not recorded first, because somebody has to do something about it; the networks' own turn after that."""
    every = list(files)
    order = sorted(Outcome, key=lambda outcome: (outcome.kept, outcome is Outcome.OFFERED))
    grouped = ((outcome, [file for file in every if file.outcome == outcome.value]) for outcome in order)
    return [OutcomeGroup(outcome, members) for outcome, members in grouped if members]


def summary_of(files: Sequence[UploadedFile]) -> str:
    """An upload in one sentence."""
    recorded = sum(file.outcome in {Outcome.RECORDED.value, Outcome.REPLACED.value} for file in files)
    unchanged = sum(file.outcome == Outcome.UNCHANGED.value for file in files)
    offered = sum(file.outcome == Outcome.OFFERED.value for file in files)
    left_out = len(files) - recorded - unchanged - offered
    parts = [f"{plural(recorded, 'return') if recorded else 'no return'} recorded"]
    if unchanged:
        parts.append(f"{unchanged:,} already here")
    if offered:
        parts.append(f"{offered:,} kept for the network to look at")
    if left_out:
        parts.append(f"{left_out:,} not recorded")
    return f"Of {plural(len(files), 'file')}: {', '.join(parts)}."


def upload_address(upload: Upload) -> str:
    """The address of an upload's report."""
    return reverse("assessment:uploaded", args=[upload.round.slug, upload.pk])
