"""Signing, recalling and sharing in a real browser, on a demo of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import told_and_served
from tests.browser.visitor import Visitor
from trellis.demo.people import CLINICAL_DIRECTOR, NETWORK_LEAD, SYSTEM_LEAD

HERE = "/rounds/autumn-2026/networks/ZN001"


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo in which Harbourside may sign without changing what other tests look at."""
    yield from told_and_served(tmp_path_factory.mktemp("signing"))


def somebody(browser: Browser, site: str, email: str, *, scripts: bool = True) -> Visitor:
    """Somebody at a window of their own."""
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1120, "height": 900})
    return Visitor(context.new_page(), site).signs_in(email)


def looks(visitor: Visitor) -> None:
    """The page is a good one, also on a phone."""
    assert visitor.what_axe_says() == []
    assert visitor.overflow_on_a_phone() <= 0
    assert visitor.complaints == []


def presses(page: Page, button: str) -> None:
    """A button of the page is pressed."""
    page.get_by_role("main").get_by_role("button", name=button).first.click()


def test_harbourside_settles_what_is_left_asks_signs_recalls_and_shares(browser: Browser, own_site: str) -> None:
    """As the lead and the clinical director do it, with the system lead looking on."""
    lead = somebody(browser, own_site, NETWORK_LEAD)
    lead.opens(f"{HERE}/sign/")
    looks(lead)
    lead.page.get_by_role("link", name="Settle what holds it up").click()
    presses(lead.page, "Keep the first")
    expect(lead.page.get_by_role("button", name="Keep the first")).to_have_count(0)
    lead.opens(f"{HERE}/sign/")
    presses(lead.page, "Ask the clinical director to sign")
    expect(lead.page.get_by_text("A letter goes to")).to_be_visible()

    board = somebody(browser, own_site, SYSTEM_LEAD)
    board.opens(f"{HERE}/submitted/")
    expect(board.page.get_by_text("Nothing has been signed yet. Status: in progress.")).to_be_visible()
    looks(board)

    director = somebody(browser, own_site, CLINICAL_DIRECTOR)
    director.opens(f"{HERE}/sign/")
    looks(director)
    shown = director.page.locator("#returned").inner_text()
    presses(director.page, "Sign for Harbourside")
    expect(director.page.get_by_role("alert")).to_contain_text("Tick that you have read it")
    assert director.page.title().startswith("Error:")
    looks(director)
    director.page.get_by_role("checkbox").check()
    presses(director.page, "Sign for Harbourside")
    expect(director.page.get_by_text("Your board can see it now.")).to_be_visible()
    looks(director)

    board.page.reload()
    assert board.page.locator("#returned").inner_text() == shown
    looks(board)

    lead.opens(f"{HERE}/submitted/")
    lead.page.get_by_role("link", name="Recall it, to change something").click()
    lead.page.get_by_label("Reason (if you want to give one)").fill("One answer was a slip.")
    looks(lead)
    presses(lead.page, "Recall it")
    board.page.reload()
    expect(board.page.get_by_text("One answer was a slip.")).to_be_visible()
    looks(board)

    lead.opens(f"{HERE}/sharing/")
    looks(lead)
    lead.page.get_by_label("Our board, and all its networks").check()
    presses(lead.page, "Save")
    expect(lead.page.get_by_text("From now on all networks of your board can see")).to_be_visible()
    lead.page.get_by_role("link", name="See what other networks share with you").click()
    looks(lead)
    lead.page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    expect(lead.page.get_by_text("Signed by its clinical director")).to_be_visible()
    looks(lead)


def test_it_is_signed_and_reopened_without_javascript_too(browser: Browser, own_site: str) -> None:
    """On a locked-down desktop; after the story above, in which Harbourside recalled what it had signed."""
    director = somebody(browser, own_site, CLINICAL_DIRECTOR, scripts=False)
    director.opens(f"{HERE}/sign/")
    director.page.get_by_role("checkbox").check()
    presses(director.page, "Sign for Harbourside")
    expect(director.page.get_by_text("Your board can see it now.")).to_be_visible()
    board = somebody(browser, own_site, SYSTEM_LEAD, scripts=False)
    board.opens(f"{HERE}/submitted/")
    board.page.get_by_role("link", name="Reopen it").click()
    board.page.get_by_label("Reason").fill("Two answers contradict each other.")
    presses(board.page, "Reopen it")
    expect(board.page.get_by_text("is reopened")).to_be_visible()
    director.opens(f"{HERE}/sign/")
    expect(director.page.get_by_text("Two answers contradict each other.")).to_be_visible()
