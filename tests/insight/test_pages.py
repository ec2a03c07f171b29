"""The returns page, the pages behind its figures and its downloads: what each person sees, and that it is true."""

import csv
import io
import re
from datetime import date

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from tests.assessment.rounds import BOARD, NETWORKS, a_round, a_workbook, an_england, record
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.models import Round
from trellis.files.formats import FORMATS
from trellis.insight.queries import round_summary

NAMES = list(NETWORKS.values())


@pytest.fixture
def spring(db: None) -> Round:
    """A round that asks three networks: two have returned, at Foundation and at Step 1; Larkspur has not."""
    an_england()
    round_ = a_round()
    record(
        round_,
        ("teasel.xlsx", a_workbook("ZN101", comment="The <b>plan</b> & more")),
        ("wharf.xlsx", a_workbook("ZN102", position="Step 1", dated=date(2026, 3, 27))),
    )
    return round_


@pytest.fixture
def system_lead(spring: Round, people: Everybody) -> Client:
    """The system lead of the round's board."""
    return signed_in(people.system_lead(BOARD))


def at(name: str, *parts: object, names: str = "") -> str:
    """The address of one of our pages about the round."""
    address = reverse(f"insight:{name}", args=["spring-2026", *parts])
    return f"{address}?names={names}" if names else address


def page(client: Client, address: str, status: int = 200) -> str:
    """The page at an address, with every stretch of white space as one space."""
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def text(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_says_who_returned_what_they_say_and_as_at_when(system_lead: Client, spring: Round) -> None:
    told = text(page(system_lead, at("returns")))
    assert "Where the networks stand, Spring 2026" in told
    assert "2 of 3 networks returned. Larkspur has not returned. Two left nine rows of the matrix empty." in told
    assert "Data as at 27 March 2026." in told
    assert "Half of the networks are at Foundation and half at Step 1 for Leadership (1 of 2 each)." in told
    assert "Neither network says where the system stands for Leadership," in told


def test_every_figure_leads_to_the_networks_behind_it(system_lead: Client, spring: Round) -> None:
    html = page(system_lead, at("returns"))
    links = re.findall(r'class="insight-spread__count" href="([^"]+)">(\d+)', html)
    assert len(links) == 2 + 9
    for address, count in links:
        path, _, anchor = address.partition("#")
        part = page(system_lead, path).partition(f'id="{anchor}"')[2].partition("</table>")[0]
        assert part.count('scope="row"') == int(count)


def test_the_figures_are_dots_as_many_as_they_say_hidden_from_screen_readers(
    system_lead: Client, spring: Round
) -> None:
    html = page(system_lead, at("returns"))
    dots = re.findall(r'<span class="insight-dots [^"]*" aria-hidden="true">((?:<i></i>)+)</span>', html)
    assert sum(found.count("<i>") for found in dots) == 10 * 2


def test_links_say_where_they_lead_each_in_its_own_words(system_lead: Client, spring: Round) -> None:
    html = page(system_lead, at("returns")).partition("<main")[2].partition("</main>")[0]
    found: dict[str, str] = {}
    for address, words in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', html):
        assert found.setdefault(text(words), address) == address


def test_a_theme_shows_who_stands_where_and_what_it_rests_on(system_lead: Client, spring: Round) -> None:
    html = page(system_lead, at("theme", "leadership"))
    told = text(html)
    assert "Foundation: 1 network , for the network Network States Marks suggest In place Comment Teasel" in told
    assert "Teasel Foundation Pre-foundation 1 of 8 The &lt;b&gt;plan&lt;/b&gt; &amp; more" in told
    assert "Wharf &amp; Weir Step 1" in told
    assert "Larkspur" not in told
    assert "No answer: 2 networks , for the system" in told


def test_a_position_where_many_stand_is_cut_and_leads_to_all_of_them_page_by_page(
    system_lead: Client, spring: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(spring, ("larkspur.xlsx", a_workbook("ZN103")))
    monkeypatch.setattr("trellis.insight.presenters.returns.MOST_AT_POSITION", 1)
    monkeypatch.setattr("trellis.insight.presenters.returns.PAGE_SIZE", 1)
    told = page(system_lead, at("theme", "leadership"))
    assert "Foundation: 2 networks" in told
    assert "Teasel" not in told
    assert "These are the first 1." in told
    first = page(system_lead, at("position", "leadership", "network-foundation"))
    assert at("position", "leadership", "network-foundation", 2) in first
    second = page(system_lead, at("position", "leadership", "network-foundation", 2))
    assert [name for name in ("Larkspur", "Teasel") if name in first] == ["Larkspur"]
    assert [name for name in ("Larkspur", "Teasel") if name in second] == ["Teasel"]
    page(system_lead, at("position", "leadership", "network-foundation", 3), status=404)
    page(system_lead, at("position", "leadership", "network-step-3"), status=404)
    page(system_lead, at("position", "leadership", "network-foundation", 0), status=404)


def test_a_component_says_which_networks_lack_it(system_lead: Client, spring: Round) -> None:
    html = page(system_lead, at("returns"))
    assert "Not in place in Teasel, Wharf &amp; Weir." in text(html)
    assert html.count('<details class="insight-why">') == html.count("Which networks?<span")


def test_a_page_to_share_names_no_network_and_links_to_no_page_that_does(system_lead: Client, spring: Round) -> None:
    html = page(system_lead, at("returns", names="no")).partition("<main")[2].partition("</main>")[0]
    assert not [name for name in ("Teasel", "Wharf", "Larkspur") if name in html]
    assert "One has not returned." in html
    assert at("theme", "leadership") not in html
    assert at("questions_csv") not in html
    assert f"{at('report', 'docx')}?names=no" in html
    assert "Teasel" in page(system_lead, at("returns"))


def test_another_return_changes_the_page_at_once(system_lead: Client, spring: Round) -> None:
    assert "2 of 3 networks returned." in page(system_lead, at("returns"))
    record(spring, ("larkspur.xlsx", a_workbook("ZN103")))
    told = text(page(system_lead, at("returns")))
    assert "3 of 3 networks returned." in told
    assert "Most networks are at Foundation for Leadership (2 of 3)." in told
    assert "None: every network that was asked has returned." in told


def test_a_later_return_of_one_network_changes_the_page_at_once(system_lead: Client, spring: Round) -> None:
    page(system_lead, at("theme", "leadership"))
    record(spring, ("teasel again.xlsx", a_workbook("ZN101", position="Step 1", dated=date(2026, 4, 2))))
    assert "Both networks are at Step 1 for Leadership." in text(page(system_lead, at("returns")))
    assert "Step 1: 2 networks" in text(page(system_lead, at("theme", "leadership")))


def test_a_round_without_returns_says_what_to_do_next(people: Everybody, db: None) -> None:
    an_england()
    a_round()
    html = page(signed_in(people.system_lead(BOARD)), at("returns"))
    assert "Nothing has come in yet, so there is nothing to count." in html
    assert reverse("assessment:round", args=["spring-2026"]) in html
    assert "insight-spread" not in html.partition("</head>")[2]


def test_who_is_missing_goes_by_code_because_names_repeat(db: None) -> None:
    an_england()
    round_ = a_round()
    round_.asked.filter(network__code="ZN103").update(name="Teasel")
    record(round_, ("teasel.xlsx", a_workbook("ZN101")))
    assert round_summary(round_).missing == ("Teasel", "Wharf & Weir")


def test_the_csv_has_the_columns_of_the_command_line(system_lead: Client, spring: Round) -> None:
    response = system_lead.get(at("returns_csv"))
    lines = response.content.decode().splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="returns-spring-2026.csv"'
    assert lines[0] == "theme,audience,pre_foundation,foundation,step_1,step_2,step_3,not_stated,returns"
    assert lines[1] == "leadership,network,0,1,1,0,0,0,2"
    assert len(lines) == 11


def test_the_questions_are_a_csv_with_a_row_each(system_lead: Client, spring: Round) -> None:
    rows = list(csv.reader(io.StringIO(system_lead.get(at("questions_csv")).content.decode())))
    assert rows[0] == ["file", "network", "theme", "audience", "cell", "kind", "detail"]
    assert len(rows) - 1 == len(round_summary(spring).problems) > 0


@pytest.mark.parametrize("ending", [suffix.removeprefix(".") for suffix in FORMATS])
def test_the_report_downloads_with_and_without_names(system_lead: Client, spring: Round, ending: str) -> None:
    response = system_lead.get(at("report", ending))
    assert response["Content-Type"] == FORMATS[f".{ending}"].media_type
    assert f'filename="returns-spring-2026.{ending}"' in response["Content-Disposition"]
    named = read(ending, response.content)
    assert "Maturity matrix returns, Spring 2026" in named
    assert "Upland Board" in named
    assert "Larkspur" in named
    shared = read(ending, system_lead.get(at("report", ending, names="no")).content)
    assert not [name for name in NAMES if name in shared]
    assert "One has not returned." in shared


def read(ending: str, content: bytes) -> str:
    """The text of a report."""
    if ending == "docx":
        word = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in word.tables for cell in table._cells]
        return " ".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
    if ending == "pdf":
        return " ".join(" ".join(found.extract_text() for found in PdfReader(io.BytesIO(content)).pages).split())
    return text(content.decode())


def test_an_unknown_format_or_theme_is_not_found(system_lead: Client, spring: Round) -> None:
    page(system_lead, at("report", "odt"), status=404)
    page(system_lead, at("theme", "nothing"), status=404)


@pytest.mark.parametrize(
    ("role", "level", "code", "status"),
    [
        (Role.SYSTEM_LEAD, Level.BOARD, BOARD, 200),
        (Role.COMMITTEE_SECRETARY, Level.BOARD, BOARD, 200),
        (Role.NETWORK_LEAD, Level.NETWORK, "ZN101", 403),
        (Role.SYSTEM_LEAD, Level.BOARD, "ZSB", 404),
    ],
)
def test_returns_are_for_those_of_the_board_and_a_stranger_learns_nothing(
    spring: Round, people: Everybody, role: Role, level: Level, code: str, status: int
) -> None:
    client = signed_in(people.holding(role, level, code))
    for address in (
        at("returns"),
        at("theme", "leadership"),
        at("position", "leadership", "network-foundation"),
        at("returns_csv"),
        at("questions_csv"),
        at("report", "html"),
    ):
        assert client.get(address).status_code == status


def test_a_page_is_remembered_for_all_who_may_see_it_and_never_for_those_who_may_not(
    system_lead: Client, spring: Round, people: Everybody
) -> None:
    page(system_lead, at("returns"))
    page(signed_in(people.network_lead("ZN102")), at("returns"), status=403)


def test_the_pages_only_read(system_lead: Client, spring: Round) -> None:
    for address in (at("returns"), at("theme", "leadership"), at("report", "html")):
        with CaptureQueriesContext(connection) as asked:
            system_lead.get(address)
        assert not [query for query in asked if not query["sql"].lstrip("( ").upper().startswith("SELECT")]
        assert system_lead.post(address).status_code == 405


@pytest.mark.parametrize(
    ("address", "most", "again"),
    [
        ("returns", 12, 6),
        ("theme", 12, 6),
        ("returns_csv", 12, 12),
        ("report", 16, 16),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_returns(
    system_lead: Client, spring: Round, address: str, most: int, again: int
) -> None:
    parts = {"theme": ["leadership"], "report": ["html"]}.get(address, [])
    first = queries(system_lead, at(address, *parts))
    record(spring, ("larkspur.xlsx", a_workbook("ZN103")))
    assert queries(system_lead, at(address, *parts)) <= first <= most
    assert queries(system_lead, at(address, *parts)) <= again


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
