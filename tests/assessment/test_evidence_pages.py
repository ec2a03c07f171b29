"""The pages of evidence: who sees which piece, and what each can do."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.assessment.drafts import FIRST, SECOND, asked_of
from tests.assessment.rounds import BOARD, NEIGHBOUR, a_round, an_england
from tests.assessment.signing import a_director, signed
from tests.files.test_kinds import EXECUTABLE, PDF_FILE
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.actions.evidence import add_file, add_link, publish_standard, remove_evidence, withdraw_standard
from trellis.assessment.actions.signing import recall
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import Evidence, RoundNetwork, StandardEvidence
from trellis.assessment.queries.evidence import evidence_for_component
from trellis.register.actions import join_locality, record_locality

LINK = "https://www.teasel.example/minutes"
MINUTES = IncomingFile("Minutes of March.pdf", PDF_FILE)


@pytest.fixture
def teasel(db: None) -> RoundNetwork:
    """Teasel, of the locality Upland north, asked in an open round; its neighbours are in another locality."""
    an_england()
    for code, name, network in (("north", "Upland north", "ZN101"), ("south", "Upland south", "ZN102")):
        record_locality(code=code, name=name, board=BOARD, by=None)
        join_locality(network=network, locality=code, started=date(2019, 7, 1), by=None)
    return asked_of(a_round())


@pytest.fixture
def ann(teasel: RoundNetwork, people: Everybody) -> Client:
    """Ann leads Teasel."""
    return signed_in(people.network_lead("ZN101"))


@pytest.fixture
def system_lead(teasel: RoundNetwork, people: Everybody) -> Client:
    """The system lead of the board."""
    return signed_in(people.system_lead(BOARD))


def page_of(component: str = FIRST, code: str = "ZN101") -> str:
    """The page of the evidence for a component."""
    return reverse("assessment:evidence", args=["spring-2026", code, component])


def file_of(piece: Evidence, code: str = "ZN101", number: int | None = None) -> str:
    """The address of a file."""
    return reverse("assessment:evidence_file", args=["spring-2026", code, number or piece.pk])


def words(client: Client, address: str) -> str:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def sends(client: Client, **said: object) -> str:
    """The page after a form of the evidence page was sent."""
    response = client.post(page_of(), said, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_ann_adds_a_link_removes_it_and_puts_it_back(ann: Client, teasel: RoundNetwork) -> None:
    assert "You show nothing for this statement yet" in words(ann, page_of())
    assert "Added: Minutes &lt;March&gt;" in sends(ann, title="Minutes <March>", link=LINK)
    number = Evidence.objects.get().pk
    page = words(ann, page_of())
    assert f'href="{LINK}"' in page
    assert "Web page at www.teasel.example. Added" in page
    assert "You can put it back" in sends(ann, do="remove", number=number)
    assert "Removed (1)" in words(ann, page_of())
    assert "Put back: Minutes" in sends(ann, do="put-back", number=number)
    assert len(evidence_for_component(teasel, FIRST).pieces) == 1


def test_ann_adds_a_file_and_fetches_it_as_it_was(ann: Client) -> None:
    sends(ann, title="", file=SimpleUploadedFile("Minutes of March.pdf", PDF_FILE, "text/html"))
    piece = Evidence.objects.get()
    assert "PDF, 1 KB" in words(ann, page_of())
    response = ann.get(file_of(piece))
    assert response.content == PDF_FILE
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Minutes of March.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("said", "words_shown"),
    [
        ({"title": "Minutes"}, "Enter a web address, or choose a file."),
        ({"link": LINK}, "Say what it shows"),
        ({"title": "Minutes", "link": "javascript:alert(1)"}, "starting with https://"),
        ({"title": "x" * 201, "link": LINK}, "Use 200 characters or fewer."),
        ({"title": "Minutes", "file": ("minutes.pdf", EXECUTABLE)}, "its name says that it is a PDF"),
        ({"title": "Minutes", "file": ("page.html", b"<html>")}, "files of its kind are not taken"),
        ({"title": "Minutes", "file": ("minutes.pdf", b"")}, "The file is empty"),
        ({"title": "Minutes", "link": LINK, "file": ("minutes.pdf", PDF_FILE)}, "one at a time"),
    ],
)
def test_what_cannot_be_added_is_said_and_what_was_typed_stays(
    ann: Client, said: dict[str, object], words_shown: str
) -> None:
    sent = {name: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for name, value in said.items()}
    page = sends(ann, **sent)
    assert "<title>Error: " in page
    assert words_shown in page
    assert f'value="{said.get("title", "")}"' in page
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_said_to_be(ann: Client) -> None:
    page = sends(ann, title="Minutes", file=SimpleUploadedFile("minutes.pdf", PDF_FILE + bytes(20 * 1024 * 1024)))
    assert "the most that is taken is 20 MB" in page
    assert not Evidence.objects.exists()


def test_a_file_that_the_store_lost_is_said_to_be_lost(ann: Client, teasel: RoundNetwork) -> None:
    piece = add_file(teasel, FIRST, file=MINUTES, by=None)
    default_storage.delete(piece.stored_as)
    page = ann.get(file_of(piece), follow=True).content.decode()
    assert "the store of files does not have it" in page


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999", "-1"])
@pytest.mark.parametrize("button", ["remove", "put-back", "accept"])
def test_a_button_for_what_is_not_there_finds_nothing(ann: Client, button: str, number: str) -> None:
    assert ann.post(page_of(), {"do": button, "number": number}).status_code == 404


def test_a_signed_assessment_shows_its_evidence_and_takes_no_more(
    ann: Client, teasel: RoundNetwork, people: Everybody
) -> None:
    piece = add_link(teasel, FIRST, title="Minutes", link=LINK, by=None)
    signed(teasel, a_director(people))
    page = words(ann, page_of())
    assert "Minutes" in page
    assert "Add a link or a file" not in page
    assert "so this was not saved" in sends(ann, do="remove", number=piece.pk)
    assert "so this was not saved" in sends(ann, title="More", link=LINK)


# Who sees what --------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(teasel: RoundNetwork) -> Evidence:
    """A file that Teasel shows in its draft."""
    return add_file(teasel, FIRST, file=MINUTES, by=None)


def others(people: Everybody) -> Iterator[tuple[str, Client]]:
    """Those who see nothing of Teasel's, signed or not."""
    for what, holding in {
        "a neighbour": (Role.NETWORK_LEAD, Level.NETWORK, "ZN102"),
        "the director next door": (Role.CLINICAL_DIRECTOR, Level.NETWORK, "ZN103"),
        "a moderator of another locality": (Role.AREA_TEAM, Level.LOCALITY, "south"),
        "the lead of another board": (Role.SYSTEM_LEAD, Level.BOARD, NEIGHBOUR),
        "a panel member": (Role.PANEL_MEMBER, Level.BOARD, BOARD),
    }.items():
        yield what, signed_in(people.holding(*holding))
    yield "nobody in particular", signed_in(people.nobody_in_particular())
    yield "the administrator", signed_in(people.administrator())


def boards_own(people: Everybody) -> Iterator[tuple[str, Client]]:
    """Those who see what Teasel has signed."""
    for what, holding in {
        "the system lead": (Role.SYSTEM_LEAD, Level.BOARD, BOARD),
        "the area team": (Role.AREA_TEAM, Level.BOARD, BOARD),
        "the moderator of its locality": (Role.AREA_TEAM, Level.LOCALITY, "north"),
        "the auditor": (Role.AUDITOR, Level.BOARD, BOARD),
    }.items():
        yield what, signed_in(people.holding(*holding))


def test_before_it_is_signed_nobody_else_finds_list_or_file(
    shown: Evidence, people: Everybody, teasel: RoundNetwork
) -> None:
    for what, client in [*others(people), *boards_own(people)]:
        assert client.get(page_of()).status_code == 404, what
        assert client.post(page_of(), {"title": "x", "link": LINK}).status_code == 404, what
        for code in ("ZN101", "ZN102", "ZN103"):
            assert client.get(file_of(shown, code)).status_code == 404, what


def test_once_it_is_signed_the_board_sees_what_was_signed_and_peers_never_do(
    shown: Evidence, people: Everybody, teasel: RoundNetwork
) -> None:
    gone = add_file(teasel, FIRST, file=IncomingFile("draft.txt", b"Only a draft."), by=None)
    remove_evidence(gone, by=None)
    signed(teasel, a_director(people))
    for what, client in boards_own(people):
        page = words(client, page_of())
        assert "Minutes of March.pdf" in page, what
        assert "draft.txt" not in page, what
        assert "<form method" not in page.split("<main")[1], what
        assert client.get(file_of(shown)).content == PDF_FILE, what
        assert client.get(file_of(gone)).status_code == 404, what
        assert client.get(page_of(SECOND)).status_code == 200, what
        assert client.post(page_of(), {"do": "remove", "number": shown.pk}).status_code == 403, what
    for what, client in others(people):
        assert client.get(page_of()).status_code == 404, what
        assert client.get(file_of(shown)).status_code == 404, what


def test_numbers_cannot_be_guessed_through_another_network_or_round(
    shown: Evidence, people: Everybody, teasel: RoundNetwork
) -> None:
    neighbour = signed_in(people.network_lead("ZN102"))
    for number in range(shown.pk + 5):
        for code in ("ZN101", "ZN102"):
            assert neighbour.get(file_of(shown, code, number + 1)).status_code == 404
    assert neighbour.post(page_of(code="ZN102"), {"do": "remove", "number": shown.pk}).status_code == 404
    shown.refresh_from_db()
    assert shown.removed_at is None


def test_what_was_recalled_stays_with_the_board_as_a_file_of_that_copy_and_what_came_since_does_not(
    shown: Evidence, people: Everybody, teasel: RoundNetwork, system_lead: Client
) -> None:
    director = a_director(people)
    signed(teasel, director)
    recall(teasel, by=director)
    new = add_file(teasel, FIRST, file=IncomingFile("since.txt", b"Since then."), by=None)
    assert system_lead.get(page_of()).status_code == 404
    assert system_lead.get(file_of(shown)).status_code == 200
    assert system_lead.get(file_of(new)).status_code == 404


def test_a_piece_removed_after_signing_is_still_in_the_copy(
    shown: Evidence, people: Everybody, teasel: RoundNetwork, system_lead: Client
) -> None:
    director = a_director(people)
    signed(teasel, director)
    recall(teasel, by=director)
    remove_evidence(shown, by=director)
    signed(asked_of(teasel.round), director)
    assert "Minutes of March.pdf" not in words(system_lead, page_of())
    assert system_lead.get(file_of(shown)).status_code == 200


def test_a_statement_that_is_not_asked_about_has_no_page(ann: Client) -> None:
    assert ann.get(page_of("no.such.statement")).status_code == 404


def test_the_page_takes_as_many_queries_for_thirty_pieces_as_for_one(ann: Client, teasel: RoundNetwork) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            words(ann, page_of())
        return len(captured)

    add_link(teasel, FIRST, title="Minutes", link=LINK, by=None)
    queries()
    few = queries()
    for number in range(30):
        add_link(teasel, FIRST, title=f"Minutes {number}", link=LINK, by=None)
    assert queries() == few


def test_nothing_in_the_store_is_served_by_its_address(shown: Evidence, ann: Client) -> None:
    assert Path(default_storage.path(shown.stored_as)).is_file()
    for prefix in ("/", "/media/", "/files/", "/static/"):
        assert ann.get(f"{prefix}{shown.stored_as}").status_code == 404


# What the board publishes ---------------------------------------------------------------------------------------------

STANDARD = reverse("assessment:standard_evidence", args=["spring-2026"])
POLICY = {
    "component": FIRST,
    "title": "Our policy",
    "link": "https://board.example/policy",
    "says": "It holds for all.",
}


def test_the_system_lead_publishes_and_withdraws(system_lead: Client, ann: Client) -> None:
    assert "Nothing is published yet" in words(system_lead, STANDARD)
    page = system_lead.post(STANDARD, POLICY, follow=True).content.decode()
    assert "Published: Our policy. Your networks can accept it now." in page
    assert "It holds for all." in words(ann, page_of())
    standard = StandardEvidence.objects.get()
    assert "Accepted: Our policy" in sends(ann, do="accept", number=standard.pk)
    page = system_lead.post(STANDARD, {"do": "withdraw", "number": standard.pk}, follow=True).content.decode()
    assert "keep it, marked as withdrawn" in page
    assert "Published by your board, which withdrew it on" in words(ann, page_of())


def test_what_is_withdrawn_meanwhile_is_not_accepted(ann: Client, teasel: RoundNetwork) -> None:
    standard = publish_standard(teasel.round, FIRST, title="Our policy", link=LINK, by=None)
    withdraw_standard(standard, by=None)
    assert "so it was not added" in sends(ann, do="accept", number=standard.pk)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"component": ""}, "Choose a statement of the matrix."),
        ({"component": "no.such"}, "Choose a statement of the matrix."),
        ({"title": ""}, "Say what it shows"),
        ({"link": "ftp://board.example"}, "starting with https://"),
    ],
)
def test_what_cannot_be_published_is_said(system_lead: Client, changed: dict[str, str], said: str) -> None:
    page = system_lead.post(STANDARD, POLICY | changed).content.decode()
    assert "<title>Error: " in page
    assert said in page
    assert not StandardEvidence.objects.exists()


def test_another_boards_lead_withdraws_nothing(system_lead: Client, teasel: RoundNetwork, people: Everybody) -> None:
    standard = publish_standard(teasel.round, FIRST, title="Our policy", link=LINK, by=None)
    a_round("Lowland", NEIGHBOUR, {"ZN201": "Bramble"})
    other = signed_in(people.system_lead(NEIGHBOUR))
    address = reverse("assessment:standard_evidence", args=["lowland"])
    assert other.post(address, {"do": "withdraw", "number": standard.pk}).status_code == 404
    assert other.get(STANDARD).status_code == 404


def test_the_page_of_a_theme_says_what_is_offered(ann: Client, teasel: RoundNetwork) -> None:
    publish_standard(teasel.round, FIRST, title="Our policy", link=LINK, by=None)
    theme = reverse("assessment:theme", args=["spring-2026", "ZN101", "leadership"])
    assert "Evidence, 1 offered by your board" in words(ann, theme)
    add_link(teasel, FIRST, title="Minutes", link=LINK, by=None)
    assert "Evidence (1), 1 offered by your board" in words(ann, theme)
