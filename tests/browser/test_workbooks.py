"""Workbooks in a real browser: a network's own beside its page, and a board's upload that is read meanwhile."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.assessment.workbooks import EDITION, edited, marks, notes
from tests.browser.conftest import told_and_served
from tests.browser.test_signing_off import looks, presses, somebody
from trellis.demo.people import NETWORK_LEAD, SYSTEM_LEAD

ROUND = "/rounds/autumn-2026"
HERE = f"{ROUND}/networks/ZN001/workbook/"
FIRST, SECOND = EDITION.components[0].id, EDITION.components[1].id


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo whose drafts may change without changing what other tests look at."""
    yield from told_and_served(tmp_path_factory.mktemp("workbooks"))


def downloads(page: Page) -> bytes:
    """Harbourside's workbook as its page is now."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook").click()
    return Path(download.value.path()).read_bytes()


def uploads(page: Page, content: bytes) -> None:
    """A workbook is given back."""
    sent = {"name": "harbourside.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Your filled-in workbook").set_input_files(sent)  # type: ignore[arg-type]  # a TypedDict
    presses(page, "Upload and compare")


@pytest.mark.parametrize("scripts", [True, False])
def test_harbourside_works_offline_sees_what_would_change_takes_it_and_takes_it_back(
    browser: Browser, own_site: str, scripts: bool
) -> None:
    lead = somebody(browser, own_site, NETWORK_LEAD, scripts=scripts)
    page = lead.page
    lead.opens(HERE)
    content = downloads(page)
    uploads(page, content)
    expect(page.get_by_text("Nothing in it differs from the page")).to_be_visible()
    note = f"Agreed in October, {'with' if scripts else 'without'} scripts"
    uploads(page, edited(content, notes(FIRST, note), marks(SECOND, "not sure")))
    expect(page.get_by_role("heading", name="Changed in the workbook (2)")).to_be_visible()
    if scripts:
        looks(lead)
    presses(page, "Take the selected")
    expect(page.get_by_text("2 changes taken from the workbook.")).to_be_visible()

    lead.opens(HERE)
    uploads(page, edited(content, notes(FIRST, "Something else")))
    conflict = page.get_by_role("region", name="Changed on the page and in the workbook (1)")
    expect(conflict.get_by_text(note)).to_be_visible()
    expect(conflict.get_by_role("checkbox")).not_to_be_checked()
    if scripts:
        looks(lead)
    lead.opens(HERE)
    expect(page.get_by_role("heading", name="A workbook waits for you to look at")).to_be_visible()
    if scripts:
        looks(lead)
    page.get_by_role("link", name="See what would change").click()
    presses(page, "Put it aside")
    lead.opens(HERE)
    page.get_by_role("main").get_by_role("link", name="harbourside.xlsx").nth(1).click()
    presses(page, "Take it back")
    expect(page.get_by_text("2 changes put back to what the page said before.")).to_be_visible()
    lead.opens(HERE)
    uploads(page, content)
    expect(page.get_by_text("Nothing in it differs from the page")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_large_upload_is_read_while_its_page_shows_how_far_it_is(
    browser: Browser, own_site: str, scripts: bool
) -> None:
    board = somebody(browser, own_site, SYSTEM_LEAD, scripts=scripts)
    page = board.page
    board.opens(f"{ROUND}/upload/")
    several = BytesIO()
    with zipfile.ZipFile(several, "w") as archive:
        for number in range(30):
            archive.writestr(f"letter {number}.txt", "Dear all, here is our return.")
    sent = {"name": "returns.zip", "mimeType": "application/zip", "buffer": several.getvalue()}
    page.get_by_label("Returned workbooks").set_input_files(sent)  # type: ignore[arg-type]  # a TypedDict
    presses(page, "Upload and record")
    expect(page.get_by_role("heading", name="What was recorded")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Of 30 files: no return recorded, 30 not recorded.")).to_be_visible()
    if scripts:
        looks(board)
