"""Evidence: adding it, taking it away, and what a board publishes for all."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.assessment.drafts import FIRST, SECOND, asked_of, mark, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.files.test_kinds import EXECUTABLE, PDF_FILE
from tests.people import Everybody
from trellis.accounts.models import Person
from trellis.assessment.actions.evidence import (
    accept_standard,
    add_file,
    add_link,
    checked_link,
    publish_standard,
    put_back_evidence,
    remove_evidence,
    withdraw_standard,
)
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import Evidence, RoundNetwork, StandardEvidence
from trellis.assessment.queries.evidence import EvidenceCount, evidence_counts, evidence_for_component, stored_content
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.common.transitions import NotAllowedNowError
from trellis.files.refusals import RefusalKind, RefusedError

LINK = "https://www.teasel.example/minutes-march"
MINUTES = IncomingFile("Minutes of March.pdf", PDF_FILE)


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """A store of files for this test alone."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def teasel(db: None) -> RoundNetwork:
    """Teasel, asked in an open round."""
    an_england()
    return asked_of(a_round())


@pytest.fixture
def ann(people: Everybody) -> Person:
    """Ann leads Teasel."""
    return people.network_lead("ZN101")


def kept_in(store: Path) -> list[Path]:
    """Every file in the store."""
    return [path for path in store.rglob("*") if path.is_file()]


def test_ann_adds_a_link_and_a_file_and_they_are_kept_with_who_and_when(teasel: RoundNetwork, ann: Person) -> None:
    add_link(teasel, FIRST, title="Minutes,  March", link=f" {LINK} ", by=ann)
    add_file(teasel, FIRST, file=MINUTES, by=ann)
    link, file = evidence_for_component(teasel, FIRST).pieces
    assert (link.title, link.link, link.added_by) == ("Minutes, March", LINK, ann.name)
    assert (file.title, file.file_name, file.size) == ("Minutes of March.pdf", "Minutes of March.pdf", len(PDF_FILE))
    assert asked_of(teasel.round).changed_at == file.added_at


def test_the_version_of_the_draft_stays_because_no_answer_changed(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"))
    add_link(teasel, FIRST, title="Minutes", link=LINK, by=ann)
    assert asked_of(teasel.round).version == 1


def test_a_file_is_stored_under_a_name_that_nobody_can_guess(teasel: RoundNetwork, ann: Person, store: Path) -> None:
    piece = add_file(teasel, FIRST, file=MINUTES, by=ann)
    (path,) = kept_in(store)
    assert "Minutes" not in piece.stored_as
    assert len(path.name) == 40
    assert stored_content(piece) == PDF_FILE


def test_the_same_again_changes_nothing(teasel: RoundNetwork, ann: Person, store: Path) -> None:
    for _ in range(2):
        add_link(teasel, FIRST, title="Minutes", link=LINK, by=ann)
        add_file(teasel, FIRST, file=MINUTES, by=ann)
    assert Evidence.objects.count() == 2
    assert len(kept_in(store)) == 1
    assert Event.objects.filter(event="assessment.evidence_added").count() == 2


def test_the_audit_says_that_something_was_added_and_not_what(teasel: RoundNetwork, ann: Person) -> None:
    piece = add_link(teasel, FIRST, title="Minutes about Doctor Grey", link=LINK, by=ann)
    remove_evidence(piece, by=ann)
    put_back_evidence(piece, by=ann)
    events = Event.objects.filter(event__startswith="assessment.evidence")
    assert [event.event for event in events.order_by("pk")] == [
        "assessment.evidence_added",
        "assessment.evidence_removed",
        "assessment.evidence_put_back",
    ]
    assert {event.board for event in events} == {"ZSA"}
    assert not any("Grey" in json.dumps(event.detail) or LINK in json.dumps(event.detail) for event in events)
    assert len({event.detail["digest"] for event in events}) == 1
    assert verify() == []


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "ftp://teasel.example/a", "file:///etc/passwd", "data:text/html,x", "teasel.example"),
        *("//teasel.example", "https://nhs.uk@evil.example/", "http://[", "", "https://", "https://a b.example/"),
        "https://teasel.example/" + "a" * 500,
    ],
)
def test_only_web_addresses_are_taken(teasel: RoundNetwork, ann: Person, link: str) -> None:
    with pytest.raises(ValidationError):
        add_link(teasel, FIRST, title="Minutes", link=link, by=ann)
    assert not Evidence.objects.exists()


@given(st.one_of(st.text(max_size=60), st.builds("https://{}".format, st.text(max_size=60))))
def test_whatever_is_taken_for_an_address_begins_as_one(link: str) -> None:
    try:
        taken = checked_link(link)
    except ValidationError:
        return
    assert taken.lower().startswith(("http://", "https://"))
    assert not set(taken) & set(" \r\n\t\0<>\"'")


def test_a_file_that_lies_about_itself_is_refused_and_not_kept(teasel: RoundNetwork, ann: Person, store: Path) -> None:
    with pytest.raises(RefusedError, match="its name says that it is a PDF") as refused:
        add_file(teasel, FIRST, file=IncomingFile("minutes.pdf", EXECUTABLE), by=ann)
    assert refused.value.kind is RefusalKind.MISNAMED
    assert kept_in(store) == []
    assert not Evidence.objects.exists()


def test_an_infected_file_is_refused_and_not_kept(
    teasel: RoundNetwork, ann: Person, store: Path, tmp_path: Path, settings: Settings
) -> None:
    scanner = tmp_path / "scan.sh"
    scanner.write_text("#!/bin/sh\nif grep -q infected; then exit 1; fi\n")
    scanner.chmod(0o755)
    settings.VIRUS_SCANNER = str(scanner)
    with pytest.raises(RefusedError, match="infected"):
        add_file(teasel, FIRST, file=IncomingFile("minutes.pdf", PDF_FILE + b"infected"), by=ann)
    assert kept_in(store) == []
    add_file(teasel, FIRST, file=MINUTES, by=ann)
    assert len(kept_in(store)) == 1


def test_nothing_is_kept_where_the_draft_is_closed(teasel: RoundNetwork, ann: Person, store: Path) -> None:
    piece = add_link(teasel, FIRST, title="Minutes", link=LINK, by=ann)
    record(teasel.round, ("teasel.xlsx", a_workbook()))
    with pytest.raises(NotAllowedNowError, match="signed"):
        add_file(teasel, FIRST, file=MINUTES, by=ann)
    with pytest.raises(NotAllowedNowError, match="signed"):
        add_link(teasel, SECOND, title="Minutes", link=LINK, by=ann)
    with pytest.raises(NotAllowedNowError, match="signed"):
        remove_evidence(piece, by=ann)
    assert kept_in(store) == []
    assert [each.number for each in evidence_for_component(teasel, FIRST).pieces] == [piece.pk]


def test_a_component_that_the_round_does_not_ask_about_takes_nothing(teasel: RoundNetwork, ann: Person) -> None:
    with pytest.raises(ValidationError, match="does not ask"):
        add_link(teasel, "no.such.component", title="Minutes", link=LINK, by=ann)


def test_a_removed_piece_and_its_file_stay_and_it_can_be_put_back(
    teasel: RoundNetwork, ann: Person, store: Path
) -> None:
    piece = add_file(teasel, FIRST, file=MINUTES, by=ann)
    for _ in range(2):
        remove_evidence(piece, by=ann)
    assert evidence_for_component(teasel, FIRST).pieces == ()
    piece.refresh_from_db()
    assert piece.removed_by == ann
    assert len(kept_in(store)) == 1
    for _ in range(2):
        put_back_evidence(piece, by=ann)
    assert len(evidence_for_component(teasel, FIRST).pieces) == 1
    assert Event.objects.filter(event__startswith="assessment.evidence").count() == 3


def test_a_file_that_was_changed_in_the_store_is_not_given_out(teasel: RoundNetwork, ann: Person, store: Path) -> None:
    piece = add_file(teasel, FIRST, file=MINUTES, by=ann)
    (path,) = kept_in(store)
    path.write_bytes(b"something else")
    assert stored_content(piece) is None
    default_storage.delete(piece.stored_as)
    assert stored_content(piece) is None


# What the board publishes ---------------------------------------------------------------------------------------------


@pytest.fixture
def policy(teasel: RoundNetwork, people: Everybody) -> StandardEvidence:
    """What the board has published for the first component."""
    lead = people.system_lead("ZSA")
    return publish_standard(teasel.round, FIRST, title="Our policy", link="https://board.example/policy", by=lead)


def test_a_network_accepts_what_the_board_publishes_into_its_own(
    teasel: RoundNetwork, ann: Person, policy: StandardEvidence
) -> None:
    offered = evidence_for_component(teasel, FIRST)
    assert ([each.title for each in offered.offered], offered.pieces) == (["Our policy"], ())
    for _ in range(2):
        accept_standard(teasel, policy, by=ann)
    accepted = evidence_for_component(teasel, FIRST)
    assert (accepted.offered, [each.title for each in accepted.pieces]) == ((), ["Our policy"])
    assert accepted.pieces[0].standard == policy.pk
    assert Event.objects.filter(event="assessment.evidence_added").count() == 1


def test_publishing_the_same_twice_publishes_it_once(policy: StandardEvidence, teasel: RoundNetwork) -> None:
    again = publish_standard(teasel.round, FIRST, title="Our policy", link="https://board.example/policy", by=None)
    assert again == policy
    event = Event.objects.get(event="assessment.standard_evidence_published")
    assert event.board == "ZSA"
    assert "policy" not in json.dumps(event.detail)


def test_what_the_board_withdraws_stays_with_those_who_accepted_it_and_is_marked(
    teasel: RoundNetwork, ann: Person, policy: StandardEvidence
) -> None:
    accept_standard(teasel, policy, by=ann)
    for _ in range(2):
        withdraw_standard(policy, by=None)
    (piece,) = evidence_for_component(teasel, FIRST).pieces
    assert piece.withdrawn_at is not None
    wharf = asked_of(teasel.round, "ZN102")
    assert evidence_for_component(wharf, FIRST).offered == ()
    with pytest.raises(NotAllowedNowError, match="withdrew"):
        accept_standard(wharf, policy, by=None)


def test_what_was_removed_is_offered_again_and_not_put_back_beside_itself(
    teasel: RoundNetwork, ann: Person, policy: StandardEvidence
) -> None:
    first = accept_standard(teasel, policy, by=ann)
    remove_evidence(first, by=ann)
    assert len(evidence_for_component(teasel, FIRST).offered) == 1
    accept_standard(teasel, policy, by=ann)
    with pytest.raises(NotAllowedNowError, match="accepted again"):
        put_back_evidence(first, by=ann)


def test_another_boards_evidence_is_neither_offered_nor_accepted(
    teasel: RoundNetwork, policy: StandardEvidence
) -> None:
    bramble = asked_of(a_round("Spring in Lowland", "ZSB", {"ZN201": "Bramble"}), "ZN201")
    assert evidence_for_component(bramble, FIRST).offered == ()
    with pytest.raises(ValidationError, match="another round"):
        accept_standard(bramble, policy, by=None)


def test_a_matrix_tells_how_much_is_shown_and_offered_in_two_queries(
    teasel: RoundNetwork, ann: Person, policy: StandardEvidence
) -> None:
    for component in (FIRST, SECOND):
        for number in range(5):
            add_link(teasel, component, title=f"Minutes {number}", link=LINK, by=ann)
    with CaptureQueriesContext(connection) as queries:
        found = evidence_counts(teasel)
    assert len(queries) == 2
    assert found == {FIRST: EvidenceCount(5, 1), SECOND: EvidenceCount(5, 0)}


def test_a_file_whose_transaction_fails_leaves_nothing_in_the_store(
    teasel: RoundNetwork, ann: Person, store: Path
) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        add_file(teasel, "no.such.component", file=MINUTES, by=ann)
    assert kept_in(store) == []
