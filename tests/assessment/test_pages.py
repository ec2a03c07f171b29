"""The pages of rounds: what each person sees and can do."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.assessment.rounds import BOARD, EDITION, FOREIGN, NEIGHBOUR, a_round, a_workbook, an_england, record
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.models import Assessment, Round, Upload
from trellis.assessment.queries.returns import returns_of
from trellis.assessment.reading import read_return
from trellis.register.actions import join_locality, record_locality


@pytest.fixture
def spring(db: None) -> Round:
    """A round that asks three networks, of which one has returned."""
    an_england()
    round_ = a_round()
    record(round_, ("teasel.xlsx", a_workbook()))
    return round_


@pytest.fixture
def system_lead(spring: Round, people: Everybody) -> Client:
    """The system lead of the round's board."""
    return signed_in(people.system_lead(BOARD))


@pytest.fixture
def network_lead(spring: Round, people: Everybody) -> Client:
    """The lead of Larkspur, which has not returned."""
    return signed_in(people.network_lead("ZN103"))


def words(client: Client, address: str, status: int = 200) -> str:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def at(name: str, *parts: object) -> str:
    """The address of one of our pages."""
    return reverse(f"assessment:{name}", args=parts)


def upload(client: Client, *files: tuple[str, bytes]) -> str:
    """The page after uploading files to the round."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    response = client.post(at("upload", "spring-2026"), {"workbooks": sent}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


# The list ----------------------------------------------------------------------------------------------------------


def test_the_system_lead_sees_the_rounds_of_the_board_and_how_far_each_is(system_lead: Client) -> None:
    page = words(system_lead, at("rounds"))
    assert "Spring 2026" in page
    assert "1 of 3 networks has returned. Asked 2 March 2026, due 30 April 2026." in page


def test_a_network_lead_sees_the_rounds_that_ask_that_network_and_only_its_own_progress(network_lead: Client) -> None:
    assert "The network has not returned yet." in words(network_lead, at("rounds"))


def test_the_board_next_door_sees_nothing_of_it(spring: Round, people: Everybody) -> None:
    a_round("Their round", board=NEIGHBOUR, networks=FOREIGN)
    client = signed_in(people.system_lead(NEIGHBOUR))
    page = words(client, at("rounds"))
    assert "Their round" in page
    assert spring.title not in page
    assert client.get(at("round", spring.slug)).status_code == 404
    assert client.get(at("upload", spring.slug)).status_code == 404
    assert client.get(at("workbook", spring.slug, "ZN101")).status_code == 404


def test_somebody_without_a_round_reads_what_a_round_is_and_whom_to_ask(spring: Round, people: Everybody) -> None:
    client = signed_in(people.nobody_in_particular())
    page = words(client, at("rounds"))
    assert "There is no round for you to see." in page
    assert "ask your system lead" in page


def test_an_auditor_of_england_sees_every_round(spring: Round, people: Everybody) -> None:
    client = signed_in(people.holding(Role.AUDITOR, Level.ENGLAND, ""))
    assert spring.title in words(client, at("rounds"))
    assert "Of 3 networks, 2 have not started and 1 has submitted." in words(client, at("round", spring.slug))


# One round ---------------------------------------------------------------------------------------------------------


def test_the_round_says_who_has_returned_and_leads_to_where_the_networks_stand(
    system_lead: Client, spring: Round
) -> None:
    page = words(system_lead, at("round", spring.slug))
    teasel = page[page.index(">Teasel<") : page.index(">Wharf &amp; Weir<")]
    assert "Workbook dated 20 March 2026" in teasel
    assert at("workbook", spring.slug, "ZN101") in teasel
    assert reverse("insight:returns", args=[spring.slug]) in page


def test_a_network_lead_sees_no_other_network_and_no_upload(network_lead: Client, spring: Round) -> None:
    page = network_lead.get(at("round", spring.slug), follow=True).content.decode()
    assert "Larkspur" in page
    assert "Teasel" not in page
    assert "Wharf" not in page
    assert 'type="file"' not in page
    assert reverse("insight:returns", args=[spring.slug]) not in page


def test_the_area_team_of_a_locality_sees_its_networks_and_may_fetch_their_workbooks(
    spring: Round, people: Everybody
) -> None:
    record_locality(code="hills", name="Hills", board=BOARD, by=None)
    join_locality(network="ZN102", locality="hills", started=date(2019, 7, 1), by=None)
    client = signed_in(people.holding(Role.AREA_TEAM, Level.LOCALITY, "hills"))
    page = words(client, at("round", spring.slug))
    assert "Wharf &amp; Weir" in page
    assert "Teasel" not in page
    assert client.get(at("workbook", spring.slug, "ZN102")).status_code == 200
    assert client.get(at("workbook", spring.slug, "ZN101")).status_code == 404


# Uploading ---------------------------------------------------------------------------------------------------------


def test_uploading_says_what_was_recorded_and_what_was_not_and_why(system_lead: Client, spring: Round) -> None:
    page = upload(
        system_lead,
        ("wharf.xlsx", a_workbook("ZN102", dated=None)),
        ("misspelt.xlsx", a_workbook("", name="Larksput")),
        ("letter.pdf", b"%PDF-1.7 dear all"),
    )
    assert "Of 3 files: 1 return recorded, 2 not recorded." in page
    assert "Did you mean Larkspur?" in page
    assert "letter.pdf is not a workbook: it looks like a PDF." in page
    assert "1 place to check in wharf.xlsx" in page
    assert "L2" in page
    assert page.index("Did you mean") < page.index("wharf.xlsx")
    assert {returned.network for returned in returns_of(spring)} == {"Teasel", "Wharf & Weir"}


def test_uploading_twice_says_that_nothing_changed(system_lead: Client) -> None:
    assert "Of 1 file: no return recorded, 1 already here." in upload(system_lead, ("again.xlsx", a_workbook()))
    assert Assessment.objects.count() == 1


def test_an_upload_can_be_read_again_from_the_round(system_lead: Client, spring: Round) -> None:
    upload(system_lead, ("wharf.xlsx", a_workbook("ZN102")))
    latest = Upload.objects.first()
    assert latest is not None
    address = at("uploaded", spring.slug, latest.pk)
    assert address in words(system_lead, at("round", spring.slug))
    assert "What was recorded" in words(system_lead, address)


def test_uploading_nothing_is_an_error_that_says_what_to_choose(system_lead: Client, spring: Round) -> None:
    response = system_lead.post(at("upload", spring.slug), {})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: Upload returned workbooks" in page
    assert "Choose the workbooks that networks returned, or a zip of them." in page
    assert 'href="#id_workbooks"' in page


def test_a_file_over_the_limit_is_named_and_nothing_is_kept(
    system_lead: Client, spring: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trellis.assessment.forms.uploads.FILE_LIMIT", 1000)
    before = Upload.objects.count()
    response = system_lead.post(
        at("upload", spring.slug), {"workbooks": [SimpleUploadedFile("huge.xlsx", b"x" * 1001)]}
    )
    assert response.status_code == 200
    assert "huge.xlsx: over" in response.content.decode()
    assert Upload.objects.count() == before


def test_only_the_system_lead_and_the_area_team_may_upload(spring: Round, people: Everybody) -> None:
    for role, level, code, status in (
        (Role.SYSTEM_LEAD, Level.BOARD, BOARD, 200),
        (Role.AREA_TEAM, Level.BOARD, BOARD, 200),
        (Role.ANALYST, Level.BOARD, BOARD, 403),
        (Role.AUDITOR, Level.BOARD, BOARD, 403),
        (Role.NETWORK_LEAD, Level.NETWORK, "ZN101", 403),
        (Role.PANEL_MEMBER, Level.BOARD, BOARD, 404),
    ):
        client = signed_in(people.holding(role, level, code))
        assert client.get(at("upload", spring.slug)).status_code == status, role
        posted = client.post(at("upload", spring.slug), {"workbooks": [SimpleUploadedFile("a.xlsx", a_workbook())]})
        assert posted.status_code == (302 if status == 200 else status), role
        first = Upload.objects.order_by("pk").first()
        assert first is not None
        assert client.get(at("uploaded", spring.slug, first.pk)).status_code == status, role


def test_an_upload_of_another_round_is_not_found_under_this_one(system_lead: Client, spring: Round) -> None:
    other = record(a_round("Other"), ("a.xlsx", a_workbook()))
    assert system_lead.get(at("uploaded", spring.slug, other.upload.pk)).status_code == 404


# Workbooks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def harvest(spring: Round) -> Round:
    """A later round, to which nobody has returned."""
    return a_round("Harvest 2026")


def test_a_network_lead_downloads_the_own_workbook_and_no_other(network_lead: Client, spring: Round) -> None:
    response = network_lead.get(at("workbook", spring.slug, "ZN103"))
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="larkspur-spring-2026.xlsx"'
    assert network_lead.get(at("workbook", spring.slug, "ZN101")).status_code == 404


def test_a_contributor_sees_the_network_and_may_not_fetch_its_workbook(spring: Round, people: Everybody) -> None:
    client = signed_in(people.holding(Role.CONTRIBUTOR, Level.NETWORK, "ZN103"))
    assert client.get(at("workbook", spring.slug, "ZN103")).status_code == 403
    own = client.get(at("round", spring.slug), follow=True).content.decode()
    assert "Larkspur" in own
    assert at("workbook", spring.slug, "ZN103") not in own


def test_a_new_rounds_workbook_has_the_last_rounds_answers_and_no_date(system_lead: Client, harvest: Round) -> None:
    content = system_lead.get(at("workbook", harvest.slug, "ZN101")).content
    filled = read_return(content, "a.xlsx", EDITION)
    [last] = returns_of(Round.objects.get(slug="spring-2026"))
    assert {block: said for block, said in filled.blocks.items() if said.answered} == last.blocks
    assert (filled.network, filled.network_code, filled.dated) == ("Teasel", "ZN101", None)


def test_what_was_returned_comes_down_and_goes_up_again_without_a_difference(
    system_lead: Client, spring: Round
) -> None:
    content = system_lead.get(at("workbook", spring.slug, "ZN101")).content
    assert "1 already here" in upload(system_lead, ("downloaded.xlsx", content))
    assert BytesIO(content).read(2) == b"PK"
    assert Assessment.objects.count() == 1
