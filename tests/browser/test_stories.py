"""What people come to do, done in a real browser."""

import io
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.visitor import Visitor
from trellis.demo.people import AREA_TEAM, COMMITTEE_SECRETARY, NETWORK_LEAD, SYSTEM_LEAD


def test_the_system_lead_sees_where_the_networks_stand_two_clicks_after_signing_in(page: Page, site: str) -> None:
    """The sentence first, then the table, then who is behind a figure."""
    lead = Visitor(page, site).signs_in(SYSTEM_LEAD)
    page.get_by_role("link", name="October 2019").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where the networks stand, October 2019")
    expect(page.get_by_text("Most networks are at Foundation for Resources (13 of 18)")).to_be_visible()
    page.set_viewport_size({"width": 1120, "height": 1300})
    lead.takes_a_picture("returns")
    page.get_by_role("table").first.get_by_role("link", name="13").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Managing resources")


def test_the_first_page_says_what_waits_and_its_green_button_leads_there(page: Page, site: str) -> None:
    """Eleven of eighteen have submitted, and six of those wait for the area team."""
    Visitor(page, site).signs_in(AREA_TEAM)
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")
    expect(page.get_by_text("11 of 18 networks have submitted, 4 are at it, 3 have not started.")).to_be_visible()
    page.get_by_role("link", name="Moderate Autumn 2026").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Moderation")


def test_the_secretary_takes_the_report_home_as_word_and_as_pdf(page: Page, site: str) -> None:
    """Both open, and both say what the page says."""
    Visitor(page, site).signs_in(COMMITTEE_SECRETARY).opens("/insight/rounds/october-2019/returns/")
    said = "Most networks are at Foundation for Resources (13 of 18), Leadership (11) and Integrating care (10)."
    expect(page.get_by_text(said)).to_be_visible()
    paper = Document(io.BytesIO(downloaded(page, "Download the report in Word")))
    tables = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert said in [paragraph.text for paragraph in paper.paragraphs] + tables
    printed = PdfReader(io.BytesIO(downloaded(page, "Report in PDF")))
    assert said in " ".join(" ".join(each.extract_text() for each in printed.pages).split())


def test_the_network_lead_downloads_the_workbook_two_clicks_from_the_first_page(page: Page, site: str) -> None:
    """With the name of the network in it, ready to be filled in."""
    lead = Visitor(page, site).signs_in(NETWORK_LEAD)
    page.get_by_role("link", name="Continue the assessment of Harbourside").first.click()
    page.set_viewport_size({"width": 1120, "height": 1300})
    lead.takes_a_picture("matrix")
    page.get_by_role("navigation", name="Assessment of Harbourside").get_by_role("link", name="Workbook").click()
    content = downloaded(page, "Download the workbook")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert "Harbourside" in [cell.value for row in sheet.iter_rows(max_row=3) for cell in row]


def test_somebody_finds_a_network_by_a_piece_of_its_name(page: Page, site: str) -> None:
    """From any page, by the keyboard."""
    Visitor(page, site).signs_in(NETWORK_LEAD)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first.fill("harbour")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Harbourside").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harbourside")


def downloaded(page: Page, link: str) -> bytes:
    """The file that a link sends."""
    with page.expect_download() as started:
        page.get_by_role("link", name=link).first.click()
    return Path(started.value.path()).read_bytes()
