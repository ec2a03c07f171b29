"""A board uploads workbooks: kept first, read afterwards, recorded once, and nothing overwritten without consent."""

import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.assessment.drafts import FIRST, asked_of, mark, note, says
from tests.assessment.rounds import BOARD, EDITION, LEADERSHIP, a_round, a_workbook, an_england, record
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.actions import uploading
from trellis.assessment.actions.moderating import start_moderation
from trellis.assessment.actions.recording import copy_into_draft
from trellis.assessment.actions.rounds import Terms, plan_round
from trellis.assessment.actions.signing import recall, sign
from trellis.assessment.actions.uploading import read_upload, read_waiting_uploads, receive
from trellis.assessment.exports import own_workbook_for, workbook_for
from trellis.assessment.incoming import ReadFile
from trellis.assessment.matching import IncomingFile, Outcome
from trellis.assessment.models import Assessment, OfferedReturn, Round, RoundNetwork, Upload
from trellis.assessment.queries.drafts import draft_of
from trellis.assessment.queries.matrix import sheet_of
from trellis.assessment.queries.returns import returns_of
from trellis.audit.models import Event
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.workbook import workbook_of
from trellis.matrix.workbook_parts import Answers
from trellis.post.models import Letter


@pytest.fixture
def spring(db: None) -> Round:
    """An open round of three networks."""
    an_england()
    return a_round()


@pytest.fixture
def system_lead(spring: Round, people: Everybody) -> Client:
    """The system lead of the round's board."""
    return signed_in(people.system_lead(BOARD))


def zipped(*files: tuple[str, bytes]) -> bytes:
    """A zip of files."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return written.getvalue()


def received(round_: Round, *files: tuple[str, bytes]) -> Upload:
    """Files that the board has uploaded and nobody has read."""
    return receive(round_, [IncomingFile(*file) for file in files], by=None)


def uploaded(client: Client, *files: tuple[str, bytes]) -> str:
    """The page after uploading files."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post(reverse("assessment:upload", args=["spring-2026"]), {"workbooks": sent}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def outcomes(upload: Upload) -> list[tuple[str, str]]:
    """What became of each file."""
    return list(upload.files.values_list("file_name", "outcome"))


def stored() -> list[str]:
    """What lies in the store."""
    return default_storage.listdir("uploads")[1] if default_storage.exists("uploads") else []


# Kept, then read ------------------------------------------------------------------------------------------------------


def test_an_upload_is_kept_and_counted_before_anything_of_it_is_read(spring: Round) -> None:
    several = zipped(("a.xlsx", a_workbook()), ("b.xlsx", a_workbook("ZN102")), ("__MACOSX/x", b"clutter"))
    upload = received(spring, ("all.zip", several), ("c.xlsx", a_workbook("ZN103")))
    assert (upload.total, upload.read, upload.finished_at) == (3, 0, None)
    assert len(upload.waiting) == 2
    assert returns_of(spring) == ()
    assert Event.objects.filter(event="assessment.upload_received").count() == 1


def test_the_worker_reads_what_waits_records_it_and_deletes_the_files(spring: Round) -> None:
    before = stored()
    upload = received(spring, ("a.xlsx", a_workbook()), ("b.pdf", b"%PDF-1.7"))
    assert read_waiting_uploads() == 1
    upload.refresh_from_db()
    assert (upload.read, upload.total, upload.waiting, upload.failed) == (2, 2, [], "")
    assert upload.finished_at is not None
    assert outcomes(upload) == [("a.xlsx", "recorded"), ("b.pdf", "rejected")]
    assert stored() == before
    assert read_waiting_uploads() == 0


def test_reading_that_is_killed_at_any_moment_starts_again_and_records_once(
    spring: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = received(spring, *((f"{code}.xlsx", a_workbook(code)) for code in ("ZN101", "ZN102", "ZN103")))
    finish, clear = uploading.finish, uploading.clear

    def killed(*told: object) -> None:
        raise KeyboardInterrupt

    def killed_after_finish(upload: Upload, read: list[ReadFile]) -> None:
        finish(upload, read)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    for moment, how in (("finish", killed), ("finish", killed_after_finish), ("clear", killed)):
        monkeypatch.setattr(uploading, "finish", finish)
        monkeypatch.setattr(uploading, "clear", clear)
        monkeypatch.setattr(uploading, moment, how)
        with pytest.raises(KeyboardInterrupt):
            read_waiting_uploads() if moment == "finish" else read_upload(upload)
    monkeypatch.setattr(uploading, "clear", clear)
    read_waiting_uploads()
    assert Assessment.objects.count() == 3
    assert Event.objects.filter(event="assessment.returns_recorded").count() == 1
    upload.refresh_from_db()
    assert upload.waiting == []
    assert len(outcomes(upload)) == 3


def test_two_workers_at_one_upload_record_it_once(spring: Round) -> None:
    upload = received(spring, ("a.xlsx", a_workbook()))
    twice = Upload.objects.get(pk=upload.pk)
    read_upload(upload)
    read_upload(twice)
    assert Assessment.objects.count() == 1
    assert outcomes(upload) == [("a.xlsx", "recorded")]


def test_a_file_that_is_no_longer_in_the_store_is_said_and_the_others_are_recorded(spring: Round) -> None:
    upload = received(spring, ("a.xlsx", a_workbook()), ("b.xlsx", a_workbook("ZN102")))
    default_storage.delete(upload.waiting[0]["stored"])
    read_waiting_uploads()
    assert outcomes(upload) == [("a.xlsx", "rejected"), ("b.xlsx", "recorded")]


def test_a_fault_in_one_upload_does_not_hold_up_the_others_and_it_is_tried_again(
    spring: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = received(spring, ("a.xlsx", a_workbook())), received(spring, ("b.xlsx", a_workbook("ZN102")))
    read = uploading.read_upload

    def fails_once(upload: Upload) -> None:
        if upload.pk == first.pk:
            raise OSError("the disk is full")
        read(upload)

    monkeypatch.setattr(uploading, "read_upload", fails_once)
    assert read_waiting_uploads() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.finished_at, second.finished_at is not None) == (None, True)
    assert "it is tried again soon" in first.failed
    monkeypatch.setattr(uploading, "read_upload", read)
    assert read_waiting_uploads() == 1
    first.refresh_from_db()
    assert first.failed == ""


def test_files_of_an_upload_that_never_came_to_be_are_swept_away_after_a_day(spring: Round) -> None:
    lost = default_storage.save("uploads/lost", ContentFile(b"half an upload"))
    upload = received(spring, ("a.xlsx", a_workbook()))
    uploading.sweep()
    assert default_storage.exists(lost)
    with time_machine.travel(date.today() + timedelta(days=3)):  # noqa: DTZ011
        uploading.sweep()
    assert not default_storage.exists(lost)
    assert default_storage.exists(upload.waiting[0]["stored"])


def test_a_round_that_is_planned_or_published_takes_none_and_keeps_nothing(spring: Round) -> None:
    terms = Terms("Summer", date(2026, 6, 1), date(2026, 6, 30))
    planned = plan_round(terms, edition="pcn-2019-08", board=BOARD, networks=["ZN101"], by=None)
    before = stored()
    with pytest.raises(NotAllowedNowError, match="The round is not open yet"):
        received(planned, ("a.xlsx", a_workbook()))
    assert stored() == before
    assert Upload.objects.count() == 0


def test_a_round_that_was_published_while_files_waited_records_none_and_says_so(
    spring: Round, system_lead: Client
) -> None:
    upload = received(spring, ("a.xlsx", a_workbook()))
    Round.objects.filter(pk=spring.pk).update(
        status="published", closed_at=upload.received_at, published_at=upload.received_at
    )
    read_waiting_uploads()
    upload.refresh_from_db()
    assert "is on the record" in upload.failed
    page = system_lead.get(reverse("assessment:uploaded", args=[spring.slug, upload.pk])).content.decode()
    assert "Nothing was recorded. The round was published" in page
    assert returns_of(spring) == ()


# The page -------------------------------------------------------------------------------------------------------------


def test_a_small_upload_is_read_at_once(system_lead: Client) -> None:
    page = uploaded(system_lead, ("a.xlsx", a_workbook()))
    assert "Of 1 file: 1 return recorded." in page


def test_a_large_upload_waits_its_page_shows_how_far_it_is_and_loads_itself_anew(
    system_lead: Client, spring: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trellis.assessment.views.upload.AT_ONCE", 2)
    page = uploaded(system_lead, *((f"{code}.xlsx", a_workbook(code)) for code in ("ZN101", "ZN102", "ZN103")))
    assert "0 of 3 files read." in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "you can leave this page" in page
    upload = Upload.objects.get()
    Upload.objects.filter(pk=upload.pk).update(read=2)
    address = reverse("assessment:uploaded", args=[spring.slug, upload.pk])
    assert "2 of 3 files read." in system_lead.get(address).content.decode()
    assert "3 files" in system_lead.get(reverse("assessment:round", args=[spring.slug])).content.decode()
    read_waiting_uploads()
    page = system_lead.get(address).content.decode()
    assert "Of 3 files: 3 returns recorded." in page
    assert "refresh" not in page


def test_reading_notes_how_far_it_is(spring: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "BETWEEN_NOTES", 0)
    upload = received(spring, *((f"{code}.xlsx", a_workbook(code)) for code in ("ZN101", "ZN102", "ZN103")))
    seen: list[int] = []
    files = uploading.stored_files

    def watched(upload: Upload) -> Iterator[object]:
        for file in files(upload):
            seen.append(Upload.objects.get(pk=upload.pk).read)
            yield file

    monkeypatch.setattr(uploading, "stored_files", watched)
    read_upload(upload)
    assert seen == [0, 1, 2]


# Nothing overwritten without consent ----------------------------------------------------------------------------------


@pytest.fixture
def lead(spring: Round, people: Everybody) -> Client:
    """Teasel's lead, who has entered one answer on the page."""
    person = people.network_lead("ZN101")
    says(asked_of(spring), person, (mark(), "in_plan"))
    return signed_in(person)


def test_a_network_with_answers_on_its_page_is_asked_instead_of_overwritten(
    spring: Round, lead: Client, system_lead: Client
) -> None:
    page = uploaded(system_lead, ("teasel.xlsx", a_workbook()), ("wharf.xlsx", a_workbook("ZN102")))
    assert "Of 2 files: 1 return recorded, 1 kept for the network to look at." in page
    assert "Teasel has answers of its own on its page, so nothing was overwritten." in page
    assert [returned.network for returned in returns_of(spring)] == ["Wharf & Weir"]
    assert draft_of(asked_of(spring)).values == {mark(): "in_plan"}
    offered = OfferedReturn.objects.get()
    assert (offered.asked.name, offered.from_system, offered.settled_at) == ("Teasel", True, None)
    [letter] = Letter.objects.filter(subject__startswith="Teasel: a workbook waits")
    assert letter.to == "network-lead.zn101@example.org"
    assert reverse("assessment:offered", args=[spring.slug, "ZN101", offered.pk]) in letter.text
    assert "in plan" not in letter.text.lower()
    detail = Event.objects.get(event="assessment.returns_recorded").detail
    assert (detail["offered"], detail["networks"]) == (1, ["ZN102"])


def test_the_same_file_again_waits_once(spring: Round, lead: Client, system_lead: Client) -> None:
    for _ in range(2):
        page = uploaded(system_lead, ("teasel.xlsx", a_workbook()))
    assert "It waits already for Teasel to look at." in page
    assert OfferedReturn.objects.count() == 1


def test_a_workbook_that_says_the_same_as_the_page_is_offered_too_so_that_the_board_learns_nothing_of_the_page(
    spring: Round, lead: Client, system_lead: Client
) -> None:
    page = uploaded(system_lead, ("teasel.xlsx", own_workbook_for(asked_of(spring))))
    assert "already here" not in page
    assert (OfferedReturn.objects.count(), Assessment.objects.count()) == (1, 0)
    offered = reverse("assessment:offered", args=["spring-2026", "ZN101", OfferedReturn.objects.get().pk])
    assert "Nothing in it differs from the page now." in lead.get(offered).content.decode()


def test_what_a_network_has_signed_is_not_replaced_by_a_later_workbook(
    spring: Round, people: Everybody, system_lead: Client
) -> None:
    director = people.holding(Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN101")
    record(spring, ("first.xlsx", a_workbook()))
    sign(asked_of(spring), version=0, by=director)
    later = a_workbook(dated=date(2026, 4, 2), position="Step 1")
    page = uploaded(system_lead, ("later.xlsx", later))
    assert "Teasel has signed its assessment, so nothing was overwritten." in page
    assert returns_of(spring)[0].blocks[LEADERSHIP].stated == "foundation"
    assert "1 already here" in uploaded(system_lead, ("again.xlsx", workbook_for(asked_of(spring))))


def test_a_closed_round_takes_returns_but_offers_none(spring: Round, lead: Client, system_lead: Client) -> None:
    Round.objects.filter(pk=spring.pk).update(status="closed", closed_at=asked_of(spring).changed_at)
    page = uploaded(system_lead, ("teasel.xlsx", a_workbook()), ("wharf.xlsx", a_workbook("ZN102")))
    assert "Of 2 files: 1 return recorded, 1 not recorded." in page
    assert "The round was closed on" in page
    assert OfferedReturn.objects.count() == 0


def test_a_withdrawn_network_is_not_matched_and_the_report_says_so(spring: Round, system_lead: Client) -> None:
    RoundNetwork.objects.filter(pk=asked_of(spring).pk).update(
        withdrawn_at=asked_of(spring).round.opened_at, withdrawn_why="Merged"
    )
    page = uploaded(system_lead, ("teasel.xlsx", a_workbook()))
    assert "Teasel was withdrawn from this round on" in page
    assert returns_of(spring) == ()


def test_another_rounds_workbook_is_not_recorded_and_the_report_says_which_it_was_made_for(
    spring: Round, system_lead: Client
) -> None:
    answers = Answers("Teasel", "ZN101", marks={FIRST: "in place"}, round="winter-2025")
    page = uploaded(system_lead, ("teasel.xlsx", workbook_of(EDITION, answers)))
    assert "It was downloaded for another round (winter-2025)." in page
    assert returns_of(spring) == ()


def test_a_return_that_is_moderated_is_not_replaced(spring: Round, people: Everybody, system_lead: Client) -> None:
    record(spring, ("first.xlsx", a_workbook()))
    start_moderation(asked_of(spring), by=people.holding(Role.AREA_TEAM, Level.BOARD, BOARD))
    page = uploaded(system_lead, ("later.xlsx", a_workbook(dated=date(2026, 4, 2), position="Step 1")))
    assert "The area team has begun to moderate the return of Teasel that is here" in page
    assert returns_of(spring)[0].blocks[LEADERSHIP].stated == "foundation"


def test_an_upload_that_was_read_later_than_a_newer_one_still_ends_what_it_replaces(spring: Round) -> None:
    waited = received(spring, ("later.xlsx", a_workbook(dated=date(2026, 4, 2), position="Step 1")))
    record(spring, ("first.xlsx", a_workbook()))
    read_upload(waited)
    assert outcomes(waited) == [("later.xlsx", Outcome.REPLACED.value)]
    old = Assessment.objects.get(superseded_at__isnull=False)
    assert old.superseded_at is not None
    assert old.superseded_at >= old.received_at


# Back into a draft ----------------------------------------------------------------------------------------------------


def test_what_came_as_a_workbook_and_is_recalled_is_what_the_page_starts_from(spring: Round, people: Everybody) -> None:
    lead = people.network_lead("ZN101")
    record(spring, ("teasel.xlsx", a_workbook(comment="We are proud of this.")))
    shown = sheet_of(asked_of(spring)).values
    copy = recall(asked_of(spring), by=lead)
    draft = draft_of(asked_of(spring))
    assert draft.values == shown
    assert draft.current[mark()].origin.value == "workbook"
    assert copy_into_draft(copy, by=lead) is None
    assert draft_of(asked_of(spring)).version == draft.version


def test_a_remark_too_long_for_the_page_is_cut_and_the_return_keeps_it_whole(spring: Round, people: Everybody) -> None:
    lead = people.network_lead("ZN101")
    long = "word " * 3_000
    content = workbook_of(EDITION, Answers("Teasel", "ZN101", marks={FIRST: "in plan"}, remarks={FIRST: long}))
    record(spring, ("teasel.xlsx", content))
    recall(asked_of(spring), by=lead)
    kept = draft_of(asked_of(spring)).values[note()]
    assert len(kept) == 10_000
    assert kept.endswith("The rest is in the return.")
    assert Assessment.objects.get().answers.get().remark == long.strip()


def test_what_does_not_apply_without_a_reason_comes_into_the_draft_all_the_same(
    spring: Round, people: Everybody
) -> None:
    lead = people.network_lead("ZN101")
    record(spring, ("teasel.xlsx", a_workbook(mark="does not apply")))
    recall(asked_of(spring), by=lead)
    assert draft_of(asked_of(spring)).values[mark()] == "does_not_apply"
