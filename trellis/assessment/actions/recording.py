"""Recording the workbooks that come back. Reading them takes no lock; what follows from them is one transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment import offer_letters
from trellis.assessment.actions.drafting import Input, Saved, enter
from trellis.assessment.actions.events import record_about, subject_of
from trellis.assessment.actions.locking import locked_round
from trellis.assessment.actions.writing import write_to_people
from trellis.assessment.drafting import LONGEST_TEXT, Origin, Place
from trellis.assessment.incoming import FileReport, ReadFile, read_files
from trellis.assessment.matching import Asked, IncomingFile, Outcome, Unmatched, contradiction, same, weigh, whose
from trellis.assessment.models import (
    Answer,
    Assessment,
    Moderation,
    OfferedReturn,
    ReadingProblem,
    Round,
    RoundNetwork,
    StatedPosition,
    Upload,
    UploadedFile,
)
from trellis.assessment.queries.drafts import draft_of, values_of
from trellis.assessment.queries.offered import content_of, drafted_values, version_in
from trellis.assessment.queries.people import leaders_of
from trellis.assessment.queries.returns import plain_returns, returns_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import QUERIES, Ended, Return, return_digest
from trellis.assessment.standing import RoundStatus
from trellis.audit.rules import COMMAND_LINE
from trellis.common.dates import nhs_date
from trellis.common.transitions import NotAllowedNowError
from trellis.post.links import link_to


@dataclass(frozen=True)
class RecordReport:
    """What became of every file that came in together; ``upload`` is the row that keeps it."""

    upload: Upload
    files: tuple[FileReport, ...]

    def count(self, *outcomes: Outcome) -> int:
        """How many files had one of these outcomes."""
        return sum(1 for each in self.files if each.outcome in outcomes)


def record_returns(
    round_: Round, files: Iterable[IncomingFile], *, by: Person | None, received_at: datetime | None = None
) -> RecordReport:
    """Read what networks returned, workbooks or zips of them, and record it: ``record_read`` says how.

    ``received_at`` is when they came, now unless told. Raises NotAllowedNowError where the round takes no returns.
    """
    read = tuple(read_files(ReturnReader(edition_of_round(round_)), files))
    return record_read(round_, read, by=by, received_at=received_at)


@transaction.atomic
def record_read(
    round_: Round,
    read: Sequence[ReadFile | FileReport],
    *,
    by: Person | None,
    upload: Upload | None = None,
    received_at: datetime | None = None,
) -> RecordReport:
    """Record files that were read. All that came together, in one transaction; ``upload`` is theirs, else one is made.

    Each is matched to a network that the round asks (assessment.matching) and weighed against what is here: a later
    date replaces and keeps the earlier as history; the same answers again change nothing; whatever is unreadable,
    unmatched, older or contradictory is not recorded, and the report says why. Where the network has anything on its
    own page nothing is overwritten: its leaders are asked to look. Raises NotAllowedNowError where the round takes no
    returns.
    """
    now = received_at or timezone.now()
    # Locking the round makes two uploads at once wait for each other on PostgreSQL; SQLite does so anyway.
    locked = locked_round(round_)
    refuse_where_closed(locked)
    kept = upload or Upload.objects.create(
        round=locked,
        received_at=now,
        received_from=by.email if by else COMMAND_LINE,
        total=len(read),
        read=len(read),
        finished_at=now,
    )
    recording = Recording(locked, kept, by, now)
    reports = tuple(recording.take(read))
    recording.write(reports)
    return RecordReport(kept, reports)


def refuse_where_closed(round_: Round) -> None:
    """Raise NotAllowedNowError where a round takes no returns: before it opens, and once it is published."""
    if round_.status == RoundStatus.DRAFT.value:
        raise NotAllowedNowError(
            "The round is not open yet, so no return was recorded. Open it, then upload the workbooks."
        )
    if round_.status == RoundStatus.PUBLISHED.value:
        raise NotAllowedNowError(
            f"The round was published on {nhs_date(round_.published_at)} and is on the record, so no return was "
            "recorded. Take the publication back first."
        )


@dataclass(frozen=True)
class Candidate:
    """A return that was read and belongs to a network of the round."""

    place: int
    returned: Return
    asked: Asked
    sha256: str


class Recording:
    """One upload on its way into a round."""

    def __init__(self, round_: Round, upload: Upload, by: Person | None, now: datetime) -> None:
        """What is here already, in a constant number of queries."""
        self.round, self.upload, self.by, self.now = round_, upload, by, now
        rows = RoundNetwork.objects.filter(round=round_).select_related("network").order_by("name", "network__code")
        self.rows = {row.network.code: row for row in rows}
        self.asked = [Asked(code, row.name) for code, row in self.rows.items()]
        self.held = {returned.network_code: returned for returned in returns_of(round_)}
        current = Assessment.objects.filter(asked__round=round_, superseded_at__isnull=True)
        signed = current.filter(sign_off__isnull=False)
        self.signed = set(signed.values_list("asked__network__code", flat=True))
        moderated = Moderation.objects.filter(asked__round=round_, ended_at__isnull=True)
        self.moderated = set(moderated.values_list("asked__network__code", flat=True))
        self.own: dict[str, Mapping[Place, str]] = {}
        self.waiting: set[tuple[str, str]] = set()
        self.chosen: list[Candidate] = []
        self.offered: list[Candidate] = []

    # What becomes of each file ----------------------------------------------------------------------------------------

    def take(self, read: Iterable[ReadFile | FileReport]) -> list[FileReport]:
        """What becomes of every file, in the order in which they came; nothing is written yet."""
        reports: dict[int, FileReport] = {}
        candidates: dict[str, list[Candidate]] = {}
        for place, file in enumerate(read):
            found = file if isinstance(file, FileReport) else self.matched(place, file)
            if isinstance(found, FileReport):
                reports[place] = found
            else:
                candidates.setdefault(found.asked.code, []).append(found)
        self.lock(candidates)
        for together in candidates.values():
            reports |= self.settle(together)
        return [reports[place] for place in sorted(reports)]

    def matched(self, place: int, file: ReadFile) -> FileReport | Candidate:
        """A return as one of a network that is asked, or why it is none."""
        returned = file.returned
        if returned.round and returned.round != self.round.slug:
            sentence = (
                f"It was downloaded for another round ({returned.round}). Upload it there, or download the workbook of "
                "this round and copy the answers into it."
            )
            return FileReport(returned.file, Outcome.OTHER_ROUND, returned.network, sentence)
        network = whose(returned, self.asked)
        if isinstance(network, Unmatched):
            return FileReport(returned.file, Outcome.NOT_MATCHED, returned.network, network.sentence)
        withdrawn = self.rows[network.code].withdrawn_at
        if withdrawn:
            sentence = f"{network.name} was withdrawn from this round on {nhs_date(withdrawn)}. Nothing was recorded."
            return FileReport(returned.file, Outcome.NOT_MATCHED, network.name, sentence)
        return Candidate(place, returned, network, file.sha256)

    def lock(self, codes: Collection[str]) -> None:
        """Keep the networks' own people from entering anything meanwhile, and see what they have already."""
        rows = [self.rows[code] for code in codes]
        ours = RoundNetwork.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk")
        versions = dict(ours.values_list("pk", "version"))
        own = [row for row in rows if versions[row.pk] or row.network.code in self.signed]
        for row in own:
            row.version = versions[row.pk]
        drafted = drafted_values([row for row in own if row.network.code not in self.held])
        for row in own:
            held = self.held.get(row.network.code)
            self.own[row.network.code] = values_of(held) if held else drafted.get(row.pk, {})
        waiting = OfferedReturn.objects.filter(asked__in=own, settled_at__isnull=True)
        self.waiting = set(waiting.values_list("asked__network__code", "sha256"))

    def settle(self, together: Sequence[Candidate]) -> dict[int, FileReport]:
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
        weighed = self.beside_own(latest) if latest.asked.code in self.own else self.beside_held(latest)
        return reports | {latest.place: report_on(latest, *weighed)}

    def beside_held(self, one: Candidate) -> tuple[Outcome, str]:
        """What becomes of a return beside the one that the board has recorded, if any."""
        outcome, sentence = weigh(one.returned, self.held.get(one.asked.code))
        if outcome is Outcome.REPLACED and one.asked.code in self.moderated:
            return (
                Outcome.CLOSED,
                f"The area team has begun to moderate the return of {one.asked.name} that is here, which still counts. "
                "Reopen it with a reason, then upload this one again.",
            )
        if outcome in {Outcome.RECORDED, Outcome.REPLACED}:
            self.chosen.append(one)
        return outcome, sentence

    def beside_own(self, one: Candidate) -> tuple[Outcome, str]:
        """What becomes of a return of a network that has something on its page: nothing there is overwritten."""
        code, name = one.asked.code, one.asked.name
        # Of a draft nothing is said, not even that it says the same: a board could guess its way through it.
        if code in self.held and values_of(one.returned) == self.own[code]:
            return Outcome.UNCHANGED, f"It says the same as {name} has already."
        if self.round.status != RoundStatus.OPEN.value:
            return (
                Outcome.CLOSED,
                f"{name} has answers of its own on its page, which are not overwritten. The round was closed on "
                f"{nhs_date(self.round.closed_at)}, so it cannot look at these. Open the round again, then upload it "
                "again.",
            )
        if (code, one.sha256) in self.waiting:
            return Outcome.OFFERED, f"It waits already for {name} to look at."
        self.offered.append(one)
        has = "has signed its assessment" if code in self.signed else "has answers of its own on its page"
        return (
            Outcome.OFFERED,
            f"{name} {has}, so nothing was overwritten. Its leaders are asked to look at what would "
            "change, and decide.",
        )

    @staticmethod
    def contradicting(one: Candidate, together: Sequence[Candidate]) -> FileReport:
        """The report on a return that contradicts others of the same upload."""
        rival = next(each for each in together if each is not one)
        others = ", ".join(each.returned.file for each in together if each is not one)
        why = contradiction(one.returned.dated, rival.returned.dated)
        sentence = f"There is more than one return of {one.asked.name} here: also {others}. {why} None was recorded."
        return report_on(one, Outcome.CONTRADICTED, sentence)

    # Writing it -------------------------------------------------------------------------------------------------------

    def write(self, reports: Sequence[FileReport]) -> None:
        """Everything that was decided, in a constant number of statements but for letters."""
        digests = {each.asked.code: digest_of(each) for each in self.chosen}
        made = self.write_returns(digests)
        UploadedFile.objects.bulk_create(file_row(self.upload, report) for report in reports)
        self.write_offers()
        counts = Counter(report.outcome.value for report in reports)
        detail: dict[str, object] = {"files": len(reports), **counts, "networks": sorted(digests), "digests": digests}
        # The event last: its lock is the one that everybody waits for.
        event = record_about("assessment.returns_recorded", self.round, by=self.by, detail=detail)
        Assessment.objects.filter(pk__in=[each.pk for each in made]).update(event=event.pk)

    def write_returns(self, digests: Mapping[str, str]) -> list[Assessment]:
        """The returns that count from now on; those before them end."""
        rows = [self.rows[each.asked.code] for each in self.chosen]
        Assessment.objects.filter(asked__in=rows, superseded_at__isnull=True).update(
            superseded_at=Greatest(Value(self.now), F("received_at")), ended=Ended.REPLACED.value
        )
        made = Assessment.objects.bulk_create(
            Assessment(
                asked=row,
                dated=each.returned.dated,
                file_name=each.returned.file[:255],
                sha256=each.sha256,
                received_at=self.upload.received_at,
                received_from=self.upload.received_from,
                digest=digests[each.asked.code],
            )
            for row, each in zip(rows, self.chosen, strict=True)
        )
        returns = [(assessment, each.returned) for assessment, each in zip(made, self.chosen, strict=True)]
        components = dict(self.round.edition.components.values_list("slug", "pk"))
        Answer.objects.bulk_create(row for each in returns for row in answer_rows(*each, components))
        StatedPosition.objects.bulk_create(row for each in returns for row in position_rows(*each))
        ReadingProblem.objects.bulk_create(row for each in returns for row in problem_rows(*each))
        return made

    def write_offers(self) -> None:
        """What the networks are asked to look at, with a letter to those who lead each of them."""
        if not self.offered:
            return
        made = OfferedReturn.objects.bulk_create(
            OfferedReturn(
                asked=self.rows[each.asked.code],
                file_name=each.returned.file[:255],
                sha256=each.sha256,
                dated=each.returned.dated,
                made_at_version=version_in(each.returned, self.rows[each.asked.code]),
                content=content_of(each.returned),
                received_at=self.now,
                received_by=self.by,
                from_system=True,
            )
            for each in self.offered
        )
        leaders = leaders_of([each.asked.code for each in self.offered], timezone.localdate(self.now))
        for offered, each in zip(made, self.offered, strict=True):
            link = link_to("assessment:offered", self.round.slug, each.asked.code, offered.pk)
            words = offer_letters.waits(each.asked.name, self.round.title, link)
            write_to_people(leaders.get(each.asked.code, ()), words, about=subject_of(self.round))


# A return back into a draft -------------------------------------------------------------------------------------------


def copy_into_draft(assessment: Assessment, *, by: Person | None, at: datetime | None = None) -> Saved | None:
    """Enter what a return says into its network's draft, so that the page starts from it; None where it says it all.

    For a return that counts no longer, because it was recalled or reopened. Only where nothing was ever entered: what
    is in the draft is newer. Of a text that is longer than a draft takes, the beginning; the whole of it stays with
    the return. Raises NotAllowedNowError where the draft is closed to changes.
    """
    asked = RoundNetwork.objects.select_related("network", "round__board", "round__edition__parent").get(
        pk=assessment.asked_id
    )
    [returned] = plain_returns(Assessment.objects.filter(pk=assessment.pk))
    there = draft_of(asked).current
    inputs = [Input(place, shortened(value)) for place, value in values_of(returned).items() if place not in there]
    if not inputs:
        return None
    return enter(asked, inputs, by=by, token=f"return-{assessment.pk}", origin=Origin.WORKBOOK, at=at)


def shortened(text: str) -> str:
    """As much of a text as a draft takes, with a word about the rest."""
    rest = " … The rest is in the return."
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(rest)] + rest


# Rows -----------------------------------------------------------------------------------------------------------------


def digest_of(candidate: Candidate) -> str:
    """The digest of a return as it is kept: as its network's, whatever code the workbook has."""
    return return_digest(replace(candidate.returned, network_code=candidate.asked.code))


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
