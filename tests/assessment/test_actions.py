"""Opening a round, and recording what comes back."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.assessment.drafts import asked_of
from tests.assessment.messy import Messy
from tests.assessment.rounds import (
    BOARD,
    EDITION,
    FIRST,
    FOREIGN,
    LEADERSHIP,
    NEIGHBOUR,
    NETWORKS,
    a_round,
    a_workbook,
    an_england,
    record,
)
from tests.people import Everybody
from trellis.access.rules import Level
from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.rounds import Terms, plan_round
from trellis.assessment.exports import workbook_for
from trellis.assessment.matching import IncomingFile, Outcome
from trellis.assessment.models import Answer, Assessment, ReadingProblem, Round, UploadedFile
from trellis.assessment.queries.returns import last_answers, return_of, returns_of
from trellis.assessment.queries.rounds import expected_networks
from trellis.assessment.queries.signed import digest_of_copy
from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import Mark
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook


@pytest.fixture
def spring(db: None) -> Round:
    """A round of three networks."""
    an_england()
    return a_round()


def outcomes(round_: Round, *files: tuple[str, bytes]) -> list[Outcome]:
    """What becomes of the files."""
    return [each.outcome for each in record(round_, *files).files]


def zipped(*files: tuple[str, bytes]) -> bytes:
    """A zip of files."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return written.getvalue()


# Opening -----------------------------------------------------------------------------------------------------------


def test_a_round_belongs_to_its_board_and_names_its_networks_as_on_the_register(spring: Round) -> None:
    assert spring.slug == "spring-2026"
    assert spring.places() == frozenset({(Level.BOARD, BOARD)})
    assert {asked.code: asked.name for asked in expected_networks(spring)} == NETWORKS
    asked = spring.asked.get(network__code="ZN101")
    assert asked.places() == {(Level.BOARD, BOARD), (Level.NETWORK, "ZN101")}


def test_two_boards_may_use_one_title_and_one_board_may_not_use_it_twice(spring: Round) -> None:
    assert a_round(board=NEIGHBOUR, networks=FOREIGN).slug == f"{spring.slug}-{NEIGHBOUR.lower()}"
    with pytest.raises(ValidationError, match="The board has a round of this title"):
        a_round()
    assert Round.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"networks": ["ZN101", "ZN999"]}, "Not open on the register on 2 March 2026: ZN999"),
        ({"networks": []}, "at least one network"),
        ({"edition": "pcn-2099"}, "There is no published edition pcn-2099"),
        ({"board": "ZSX"}, "No integrated care board on the register has the code ZSX"),
        ({"terms": {"due": date(2026, 3, 1)}}, "A round cannot be due before it opens"),
        ({"terms": {"title": ""}}, "This field cannot be blank"),
    ],
)
def test_a_round_that_could_not_work_is_refused_and_nothing_is_kept(
    spring: Round, wrong: dict[str, Any], why: str
) -> None:
    terms = replace(Terms("Summer 2026", date(2026, 3, 2), date(2026, 4, 30)), **wrong.get("terms", {}))
    wrong = {key: value for key, value in wrong.items() if key != "terms"}
    right = {
        "edition": "pcn-2019-08",
        "board": BOARD,
        "networks": ["ZN101"],
        "by": None,
    }
    events = Event.objects.count()
    with pytest.raises(ValidationError, match=why):
        plan_round(terms, **right | wrong)
    assert list(Round.objects.all()) == [spring]
    assert Event.objects.count() == events


# Recording ---------------------------------------------------------------------------------------------------------


def test_a_return_is_recorded_as_it_was_read(spring: Round, people: Everybody) -> None:
    lead = people.system_lead(BOARD)
    content = a_workbook(comment="We are proud of this.")
    report = record_returns(spring, [IncomingFile("teasel.xlsx", content)], by=lead)
    assert [(each.outcome, each.network, each.problems) for each in report.files] == [(Outcome.RECORDED, "Teasel", ())]
    [returned] = returns_of(spring)
    assert (returned.network, returned.network_code, returned.dated) == ("Teasel", "ZN101", date(2026, 3, 20))
    assert (returned.file, returned.edition) == ("teasel.xlsx", "pcn-2019-08")
    assert list(returned.blocks) == [LEADERSHIP]
    block = returned.blocks[LEADERSHIP]
    assert (block.marks, block.stated, block.comment) == (
        {FIRST: Mark.IN_PLACE},
        "foundation",
        "We are proud of this.",
    )
    kept = Assessment.objects.get()
    assert kept.received_from == lead.email
    assert len(kept.sha256) == 64


def test_every_upload_is_one_event_that_names_the_networks(spring: Round, people: Everybody) -> None:
    lead = people.system_lead(BOARD)
    files = [IncomingFile("a.xlsx", a_workbook()), IncomingFile("b.pdf", b"%PDF-1.7")]
    record_returns(spring, files, by=lead)
    event = Event.objects.get(event="assessment.returns_recorded")
    assert (event.actor, event.subject) == (lead.email, "round spring-2026")
    kept = Assessment.objects.get()
    assert event.detail == {
        "files": 2,
        "recorded": 1,
        "rejected": 1,
        "networks": ["ZN101"],
        "digests": {"ZN101": kept.digest},
    }
    assert (kept.event, kept.digest) == (event.pk, digest_of_copy(kept))
    assert verify() == []


def test_the_same_bytes_again_change_nothing(spring: Round) -> None:
    file = ("teasel.xlsx", a_workbook())
    assert outcomes(spring, file) == [Outcome.RECORDED]
    assert outcomes(spring, file) == [Outcome.UNCHANGED]
    assert outcomes(spring, file, ("copy.xlsx", file[1])) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert Assessment.objects.count() == 1


def test_a_newer_return_replaces_the_older_which_stays_as_history(spring: Round) -> None:
    record(spring, ("first.xlsx", a_workbook()))
    assert outcomes(spring, ("second.xlsx", a_workbook(dated=date(2026, 4, 2), position="Step 1"))) == [
        Outcome.REPLACED
    ]
    [current] = returns_of(spring)
    assert current.blocks[LEADERSHIP].stated == "step_1"
    old, new = Assessment.objects.order_by("pk")
    assert old.superseded_at == new.received_at
    assert new.superseded_at is None
    assert old.answers.count() == 1


def test_an_older_return_is_not_recorded_and_says_so(spring: Round) -> None:
    record(spring, ("first.xlsx", a_workbook()))
    report = record(spring, ("older.xlsx", a_workbook(dated=date(2026, 3, 19), position="Step 1")))
    assert report.files[0].outcome is Outcome.OLDER
    assert "It is dated 19 March 2026" in report.files[0].sentence
    assert returns_of(spring)[0].file == "first.xlsx"


def test_a_return_of_the_same_date_that_differs_leaves_the_first_in_place(spring: Round) -> None:
    record(spring, ("first.xlsx", a_workbook()))
    report = record(spring, ("other.xlsx", a_workbook(position="Step 1")))
    assert report.files[0].outcome is Outcome.CONTRADICTED
    assert "Both are dated 20 March 2026 and they differ." in report.files[0].sentence
    assert returns_of(spring)[0].blocks[LEADERSHIP].stated == "foundation"


def test_of_two_that_came_together_the_later_counts_whatever_their_order(spring: Round) -> None:
    later = ("later.xlsx", a_workbook(dated=date(2026, 4, 2), position="Step 1"))
    assert outcomes(spring, later, ("first.xlsx", a_workbook())) == [Outcome.RECORDED, Outcome.OLDER]
    assert returns_of(spring)[0].blocks[LEADERSHIP].stated == "step_1"
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("dated", [date(2026, 3, 20), None])
def test_of_two_that_came_together_and_contradict_each_other_neither_counts(spring: Round, dated: date | None) -> None:
    rivals = (("a.xlsx", a_workbook(dated=dated)), ("b.xlsx", a_workbook(dated=dated, position="Step 1")))
    report = record(spring, *rivals, ("c.xlsx", a_workbook("ZN102")))
    assert [each.outcome for each in report.files] == [Outcome.CONTRADICTED] * 2 + [Outcome.RECORDED]
    assert "also b.xlsx" in report.files[0].sentence
    assert [returned.network for returned in returns_of(spring)] == ["Wharf & Weir"]


def test_a_network_is_found_by_its_code_or_by_its_exact_name_and_never_by_a_similar_one(spring: Round) -> None:
    report = record(
        spring,
        ("renamed.xlsx", a_workbook("ZN101", name="Our nickname")),
        ("named.xlsx", a_workbook("", name="WHARF AND WEIR PCN")),
        ("misspelt.xlsx", a_workbook("", name="Larksput")),
        ("foreign.xlsx", a_workbook("ZN201", name="Bramble")),
    )
    assert [each.outcome for each in report.files] == [
        *(Outcome.RECORDED, Outcome.RECORDED, Outcome.NOT_MATCHED, Outcome.NOT_MATCHED)
    ]
    assert "Did you mean Larkspur?" in report.files[2].sentence
    assert "ZN201" in report.files[3].sentence
    assert {returned.network_code for returned in returns_of(spring)} == {"ZN101", "ZN102"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("notes.docx", b"Dear all, here is our return", "is not a workbook"),
        ("empty.xlsx", b"", "empty"),
        ("damaged.zip", b"PK\x03\x04 and then nothing", "damaged"),
        ("other.xlsx", a_workbook()[:900], "damaged"),
    ],
)
def test_what_cannot_be_read_is_reported_and_the_rest_is_recorded(
    spring: Round, name: str, content: bytes, why: str
) -> None:
    report = record(spring, (name, content), ("good.xlsx", a_workbook()))
    assert [each.outcome for each in report.files] == [Outcome.REJECTED, Outcome.RECORDED]
    assert report.files[0].file == name
    assert why in report.files[0].sentence


def test_a_workbook_of_another_edition_is_rejected(spring: Round) -> None:
    early = shipped_edition("pcn-2019-07-early")
    first = early.components[0].id
    content = national_workbook(early, network_name="Teasel", network_code="ZN101", marks={first: "in place"})
    report = record(spring, ("early.xlsx", content))
    assert report.files[0].outcome is Outcome.REJECTED
    assert "pcn-2019-07-early" in report.files[0].sentence


def test_a_workbook_that_nobody_filled_in_is_no_return(spring: Round) -> None:
    content = national_workbook(shipped_edition("pcn-2019-08"), network_name="Teasel", network_code="ZN101")
    report = record(spring, ("blank.xlsx", content))
    assert report.files[0].outcome is Outcome.REJECTED
    assert "not filled in" in report.files[0].sentence
    assert returns_of(spring) == ()


def test_a_zip_is_its_files(spring: Round) -> None:
    content = zipped(("ours/teasel.xlsx", a_workbook()), ("ours/readme.txt", b"hello"), ("b.xlsx", a_workbook("ZN102")))
    report = record(spring, ("all.zip", content), ("c.xlsx", a_workbook("ZN103")))
    assert {each.file: each.outcome for each in report.files} == {
        "b.xlsx in all.zip": Outcome.RECORDED,
        "readme.txt in all.zip": Outcome.REJECTED,
        "teasel.xlsx in all.zip": Outcome.RECORDED,
        "c.xlsx": Outcome.RECORDED,
    }
    assert len(returns_of(spring)) == 3


def test_questions_about_places_in_a_return_are_kept_with_it(spring: Round) -> None:
    report = record(spring, ("undated.xlsx", a_workbook(dated=None)))
    assert [problem.kind.value for problem in report.files[0].problems] == ["no-date"]
    assert ReadingProblem.objects.get().kind == "no-date"
    assert returns_of(spring)[0].problems == report.files[0].problems


def test_what_became_of_every_file_can_be_read_again(spring: Round) -> None:
    report = record(spring, ("a.xlsx", a_workbook(dated=None)), ("b.txt", b"no"))
    kept = list(UploadedFile.objects.filter(upload=report.upload))
    assert [(file.file_name, file.outcome) for file in kept] == [("a.xlsx", "recorded"), ("b.txt", "rejected")]
    assert kept[0].problems[0]["detail"] == report.files[0].problems[0].detail


def test_words_where_a_mark_belongs_survive_a_download_and_come_back_the_same(spring: Round) -> None:
    said = "in progress: two practices to go"
    plain = Messy(
        EDITION,
        network="Teasel",
        dated=date(2026, 3, 20),
        marks={FIRST: said},
        stated={LEADERSHIP: "Pre-foundation"},
    )
    record(spring, ("a.xlsx", plain.content()))
    block = returns_of(spring)[0].blocks[LEADERSHIP]
    assert block.marks == {FIRST: Mark.IN_PROGRESS}
    assert block.remarks == {FIRST: said}
    assert Answer.objects.get().remark == said
    down = workbook_for(asked_of(spring))
    assert ReturnReader(EDITION).read(down, "a.xlsx").blocks[LEADERSHIP] == block
    assert outcomes(spring, ("again.xlsx", down)) == [Outcome.UNCHANGED]


# Reading back ------------------------------------------------------------------------------------------------------


def test_the_last_answers_are_those_of_the_newest_round_on_the_same_edition(spring: Round) -> None:
    record(spring, ("a.xlsx", a_workbook()))
    autumn = a_round("Autumn 2026")
    edition = shipped_edition("pcn-2019-08")
    before = last_answers("ZN101", edition)
    assert before is not None
    assert before.blocks[LEADERSHIP].stated == "foundation"
    assert return_of(autumn.asked.get(network__code="ZN101")) is None
    assert last_answers("ZN101", shipped_edition("neighbourhood-2025")) is None
    assert last_answers("ZN103", edition) is None


def test_reading_and_recording_ask_the_database_as_often_for_three_networks_as_for_one(spring: Round) -> None:
    def counted(*codes: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as writing:
            record(spring, *((f"{code}.xlsx", a_workbook(code)) for code in codes))
        with CaptureQueriesContext(connection) as reading:
            assert returns_of(spring)
        return len(writing), len(reading)

    counted("ZN103")  # the edition is read once and remembered
    one, three = counted("ZN101"), counted(*NETWORKS)
    assert one[0] == three[0]
    assert one[1] == three[1] == 4


def test_the_database_itself_holds_one_current_return_a_network(spring: Round) -> None:
    record(spring, ("a.xlsx", a_workbook()))
    kept = Assessment.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            asked=kept.asked, file_name="b.xlsx", sha256="0" * 64, received_at=kept.received_at, received_from="x"
        )
