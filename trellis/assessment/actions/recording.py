"""Recording the workbooks that come back."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.matching import Asked, IncomingFile, Outcome, Unmatched, contradiction, same, weigh, whose
from trellis.assessment.models import (
    Answer,
    Assessment,
    ReadingProblem,
    Round,
    StatedPosition,
    Upload,
    UploadedFile,
)
from trellis.assessment.queries.returns import returns_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.scope import asked_networks
from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import QUERIES, Ended, Problem, Return
from trellis.audit.actions import record
from trellis.audit.rules import COMMAND_LINE
from trellis.files.archives import is_archive, unpack
from trellis.files.refusals import RefusedError


@dataclass(frozen=True)
class FileReport:
    """What became of one file, and what in it needs a person's eye."""

    file: str
    outcome: Outcome
    network: str = ""
    sentence: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class RecordReport:
    """What became of every file that came in together; ``upload`` is the row that keeps it."""

    upload: Upload
    files: tuple[FileReport, ...]

    def count(self, *outcomes: Outcome) -> int:
        """How many files had one of these outcomes."""
        return sum(1 for each in self.files if each.outcome in outcomes)


@transaction.atomic
def record_returns(
    round_: Round, files: Iterable[IncomingFile], *, by: Person | None, received_at: datetime | None = None
) -> RecordReport:
    """Record what networks returned: workbooks, or zips of them. All that came together, in one transaction.

    Each file is read, matched to a network that the round asks (assessment.matching) and weighed against what is here:
    a later date replaces and keeps the earlier as history; the same answers again change nothing; whatever is
    unreadable, unmatched, older or contradictory is not recorded, and the report says why.
    """
    now = received_at or timezone.now()
    # Locking the round makes two uploads at once wait for each other on PostgreSQL; SQLite does so anyway.
    round_ = Round.objects.select_for_update(of=("self",)).select_related("board", "edition").get(pk=round_.pk)
    upload = Upload.objects.create(round=round_, received_at=now, received_from=by.email if by else COMMAND_LINE)
    recording = Recording(round_, upload)
    reports = tuple(recording.take(unzipped(files)))
    recording.write(reports)
    counts = Counter(report.outcome.value for report in reports)
    detail = {"files": len(reports), **counts, "networks": sorted(each.asked.code for each in recording.chosen)}
    record("assessment.returns_recorded", by=by, subject=f"round {round_.slug}", detail=detail, board=round_.board.code)
    return RecordReport(upload, reports)


def unzipped(files: Iterable[IncomingFile]) -> Iterator[IncomingFile | FileReport]:
    """The files, with each zip replaced by what is in it; a zip that cannot be opened by its report."""
    for file in files:
        if not is_archive(file.content, file.name):
            yield file
            continue
        try:
            for member in unpack(file.content, file.name):
                called = f"{member.name} in {file.name}"
                if member.refused:
                    yield FileReport(called, Outcome.REJECTED, sentence=member.refused.sentence)
                else:
                    yield IncomingFile(called, member.content)
        except RefusedError as refused:
            yield FileReport(file.name, Outcome.REJECTED, sentence=refused.sentence)


@dataclass(frozen=True)
class Candidate:
    """A return that was read and belongs to a network of the round."""

    place: int
    returned: Return
    asked: Asked
    sha256: str


@dataclass
class Recording:
    """One upload on its way into a round."""

    round: Round
    upload: Upload
    chosen: list[Candidate] = field(default_factory=list)

    def __post_init__(self) -> None:
        """What is here already, in a constant number of queries."""
        self.reader = ReturnReader(edition_of_round(self.round))
        self.rows = {row.network.code: row for row in asked_networks(self.round)}
        self.asked = [Asked(code, row.name) for code, row in self.rows.items()]
        self.held = {returned.network_code: returned for returned in returns_of(self.round)}

    def take(self, files: Iterable[IncomingFile | FileReport]) -> list[FileReport]:
        """What becomes of every file, in the order in which they came; nothing is written yet."""
        reports: dict[int, FileReport] = {}
        candidates: dict[str, list[Candidate]] = {}
        for place, file in enumerate(files):
            found = file if isinstance(file, FileReport) else self.read(place, file)
            if isinstance(found, FileReport):
                reports[place] = found
            else:
                candidates.setdefault(found.asked.code, []).append(found)
        for code, together in candidates.items():
            reports |= self.settle(together, self.held.get(code))
        return [reports[place] for place in sorted(reports)]

    def read(self, place: int, file: IncomingFile) -> FileReport | Candidate:
        """A file as a return of one of the networks asked, or why it is none."""
        returned = self.reader.try_read(file.content, file.name)
        if isinstance(returned, Problem):
            return FileReport(file.name, Outcome.REJECTED, sentence=returned.detail, problems=(returned,))
        if not any(block.answered or block.comment or block.remarks for block in returned.blocks.values()):
            sentence = "It is not filled in: there is no mark, no position and no comment. Nothing of it was kept."
            return FileReport(file.name, Outcome.REJECTED, returned.network, sentence)
        network = whose(returned, self.asked)
        if isinstance(network, Unmatched):
            return FileReport(file.name, Outcome.NOT_MATCHED, returned.network, network.sentence)
        return Candidate(place, returned, network, hashlib.sha256(file.content).hexdigest())

    def settle(self, together: Sequence[Candidate], held: Return | None) -> dict[int, FileReport]:
        """What becomes of one network's returns in this upload, by place: the one with the latest date is weighed.

        The others are older, say the same, or contradict it; where they contradict, none of them counts.
        """
        latest = max(together, key=lambda each: each.returned.dated or date.min)
        others = [each for each in together if each is not latest]
        against = [each for each in others if not same(each.returned, latest.returned)]
        rivals = [each for each in against if not each.returned.dated or each.returned.dated == latest.returned.dated]
        if rivals:
            return {each.place: self.contradicting(each, together) for each in together}
        reports = {each.place: report_on(each, *weigh(each.returned, latest.returned)) for each in others}
        outcome, sentence = weigh(latest.returned, held)
        if outcome in {Outcome.RECORDED, Outcome.REPLACED}:
            self.chosen.append(latest)
        return reports | {latest.place: report_on(latest, outcome, sentence)}

    @staticmethod
    def contradicting(one: Candidate, together: Sequence[Candidate]) -> FileReport:
        """The report on a return that contradicts others of the same upload."""
        rival = next(each for each in together if each is not one)
        others = ", ".join(each.returned.file for each in together if each is not one)
        why = contradiction(one.returned.dated, rival.returned.dated)
        sentence = f"There is more than one return of {one.asked.name} here: also {others}. {why} None was recorded."
        return report_on(one, Outcome.CONTRADICTED, sentence)

    def write(self, reports: Sequence[FileReport]) -> None:
        """Everything that was decided, in a constant number of statements."""
        now = self.upload.received_at
        rows = [self.rows[each.asked.code] for each in self.chosen]
        Assessment.objects.filter(asked__in=rows, superseded_at__isnull=True).update(
            superseded_at=now, ended=Ended.REPLACED.value
        )
        made = Assessment.objects.bulk_create(
            Assessment(
                asked=row,
                dated=each.returned.dated,
                file_name=each.returned.file[:255],
                sha256=each.sha256,
                received_at=now,
                received_from=self.upload.received_from,
            )
            for row, each in zip(rows, self.chosen, strict=True)
        )
        returns = [(assessment, each.returned) for assessment, each in zip(made, self.chosen, strict=True)]
        components = dict(self.round.edition.components.values_list("slug", "pk"))
        Answer.objects.bulk_create(row for each in returns for row in answer_rows(*each, components))
        StatedPosition.objects.bulk_create(row for each in returns for row in position_rows(*each))
        ReadingProblem.objects.bulk_create(row for each in returns for row in problem_rows(*each))
        UploadedFile.objects.bulk_create(file_row(self.upload, report) for report in reports)


def report_on(candidate: Candidate, outcome: Outcome, sentence: str) -> FileReport:
    """The report on a return whose network is known."""
    returned = candidate.returned
    return FileReport(returned.file, outcome, candidate.asked.name, sentence, returned.problems)


def answer_rows(assessment: Assessment, returned: Return, components: Mapping[str, int]) -> Iterator[Answer]:
    """A row for each component that has a mark or words where one belongs; ``components`` are keys by id."""
    for block in returned.blocks.values():
        for name in {**block.marks, **block.remarks}:
            yield Answer(
                assessment=assessment,
                component_id=components[name],
                mark=block.marks.get(name, ""),
                remark=block.remarks.get(name, ""),
            )


def position_rows(assessment: Assessment, returned: Return) -> Iterator[StatedPosition]:
    """A row for each block with a position, a comment or a target."""
    for block, said in returned.blocks.items():
        if said.stated or said.comment or said.target or said.target_by:
            yield StatedPosition(
                assessment=assessment,
                theme=block.theme,
                audience=block.audience.value,
                position=said.stated or "",
                comment=said.comment,
                target=said.target or "",
                target_by=said.target_by,
            )


def problem_rows(assessment: Assessment, returned: Return) -> Iterator[ReadingProblem]:
    """What the reader asked about. Consistency queries are not kept: they follow from the answers."""
    for problem in returned.problems:
        if problem.kind not in QUERIES:
            yield ReadingProblem(
                assessment=assessment,
                kind=problem.kind.value,
                theme=problem.theme,
                audience=problem.audience,
                cell=problem.cell[:100],
                detail=problem.detail,
            )


def file_row(upload: Upload, report: FileReport) -> UploadedFile:
    """The report on one file, to be read again."""
    return UploadedFile(
        upload=upload,
        file_name=report.file[:255],
        outcome=report.outcome.value,
        network=report.network[:200],
        sentence=report.sentence,
        problems=[{"cell": problem.cell, "detail": problem.detail} for problem in report.problems],
    )
