"""Every page, as somebody who follows links: it opens, axe finds nothing, a phone shows it whole."""

from collections import deque

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visitor import Visitor, named
from trellis.demo.people import ADMINISTRATOR, NETWORK_LEAD, SYSTEM_LEAD

DOWNLOADS = {"csv", "report", "workbook", "yaml", "export", "evidence_file"}
"""Words in the names of addresses that send a file and not a page."""


def is_download(name: str) -> bool:
    """Whether the address of this name sends a file."""
    return any(word in name for word in DOWNLOADS)


@pytest.mark.parametrize("email", [SYSTEM_LEAD, NETWORK_LEAD, ADMINISTRATOR])
def test_every_page_that_links_lead_to_is_a_good_page(page: Page, site: str, email: str) -> None:
    """No failing of WCAG 2.2 AA, no complaint in the console, nothing wider than a phone; one page of each kind."""
    visitor = Visitor(page, site).signs_in(email)
    waiting, opened, faults = deque(["/"]), set[str](), list[str]()
    while waiting:
        path = waiting.popleft()
        kind = named(path)
        if not kind or kind in opened or is_download(kind):
            continue
        opened.add(kind)
        status = visitor.opens(path)
        faults += [f"{path}: status {status}"] if status != 200 else []
        faults += [f"{path}: {complaint}" for complaint in visitor.what_axe_says()]
        if (wide := visitor.overflow_on_a_phone()) > 0:
            faults.append(f"{path}: {wide} px wider than a phone")
        waiting.extend(visitor.links())
    assert not faults, "\n".join(faults)
    assert visitor.complaints == []
    assert len(opened) > 5


def test_every_page_works_without_javascript(browser: Browser, site: str) -> None:
    """A locked-down desktop signs in, follows links and reads."""
    context = browser.new_context(java_script_enabled=False)
    visitor = Visitor(context.new_page(), site).signs_in(SYSTEM_LEAD)
    for link in ("Rounds", "Register", "Matrix", "Search"):
        visitor.page.get_by_role("navigation", name="Menu").get_by_role("link", name=link).click()
        assert visitor.page.locator("h1").count() == 1
    context.close()


def test_an_error_takes_the_focus_and_says_so_in_the_title(page: Page, site: str) -> None:
    """So that somebody who hears the page hears the error first."""
    visitor = Visitor(page, site)
    visitor.opens("/account/sign-in/")
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    assert visitor.page.title().startswith("Error:")
    assert visitor.page.evaluate("document.activeElement.className") == "nhsuk-error-summary"
    assert visitor.what_axe_says() == []
