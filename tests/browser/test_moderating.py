"""Moderation in a real browser, with and without JavaScript: judged, asked, answered, concluded, and looked back at."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import TRELLIS, told_and_served
from tests.browser.visitor import Visitor
from trellis.demo.people import ANALYST, AREA_TEAM, NETWORK_LEAD

HAZEL = ("ZN013", "Hazel Coppice")
BEACON = ("ZN014", "Beacon & Barrow")
ROUND = "/rounds/autumn-2026"
AT = "leadership-network"
QUESTION = "Who chairs the board?"
ANSWER = "Dr Ash, since May."


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo in which assessments may be moderated without changing what others look at.

    The lead of Harbourside leads two networks more, which the area team has not looked at yet.
    """
    var = tmp_path_factory.mktemp("moderating")
    for address in told_and_served(var):
        for code in (HAZEL[0], BEACON[0]):
            role = ["--role", "network-lead", "--level", "network", "--code", code]
            environment = {**os.environ, "TRELLIS_VAR": str(var), "TRELLIS_DEMO": "true"}
            environment.pop("DATABASE_URL", None)
            appoint = [str(TRELLIS), "people", "appoint", NETWORK_LEAD, *role]
            subprocess.run(appoint, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield address


def somebody(browser: Browser, site: str, email: str, *, scripts: bool) -> Visitor:
    """Somebody at a window of their own."""
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1120, "height": 900})
    return Visitor(context.new_page(), site).signs_in(email)


def looks(visitor: Visitor, *, scripts: bool) -> None:
    """The page is a good one, also on a phone; axe itself needs scripts."""
    if scripts:
        assert visitor.what_axe_says() == []
    assert visitor.overflow_on_a_phone() <= 0
    assert visitor.complaints == []


def block(page: Page, anchor: str = AT) -> Locator:
    """A theme and audience on the page."""
    return page.locator(f"#{anchor}")


@pytest.mark.parametrize(("scripts", "code", "name"), [(True, *HAZEL), (False, *BEACON)])
def test_the_area_team_judges_asks_and_concludes_and_the_network_has_its_say(
    browser: Browser, own_site: str, scripts: bool, code: str, name: str
) -> None:
    """As both sides do it, one after the other."""
    team = somebody(browser, own_site, AREA_TEAM, scripts=scripts)
    team.opens(f"{ROUND}/moderation/")
    looks(team, scripts=scripts)
    team.page.get_by_role("link", name=name).click()
    looks(team, scripts=scripts)
    team.page.get_by_role("button", name="Start moderating").click()
    expect(team.page.get_by_text("cannot recall its assessment any more")).to_be_visible()
    judges_otherwise_than_stated(team, scripts=scripts)
    asks(team.page)

    lead = somebody(browser, own_site, NETWORK_LEAD, scripts=scripts)
    lead.opens(f"{ROUND}/networks/{code}/questions/")
    looks(lead, scripts=scripts)
    answers_and_differs(lead.page)
    looks(lead, scripts=scripts)

    team.opens(f"{ROUND}/networks/{code}/moderation/")
    expect(team.page.get_by_text(ANSWER)).to_be_visible()
    team.page.get_by_role("button", name="Close the question").first.click()
    concludes_and_takes_it_back(team.page)
    looks(team, scripts=scripts)


def judges_otherwise_than_stated(team: Visitor, *, scripts: bool) -> None:
    """First without a reason, which is refused with everything kept; then with one, back at the same block."""
    here = block(team.page)
    here.get_by_label("Step 3", exact=True).check()
    here.get_by_role("button", name="Save").click()
    expect(team.page).to_have_title(re.compile("^Error: "))
    expect(here.get_by_text("Say why: the network says")).to_be_visible()
    expect(here.get_by_label("Step 3", exact=True)).to_be_checked()
    looks(team, scripts=scripts)
    here.get_by_label("Reason").fill("We saw it at work.")
    here.get_by_role("button", name="Save").click()
    expect(team.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert team.page.url.endswith(f"#{AT}")
    if scripts:
        assert team.page.evaluate("document.activeElement.id") == AT


def asks(page: Page) -> None:
    """A question about the whole of a theme."""
    here = block(page)
    here.get_by_text("Ask the network something").click()
    here.get_by_label("Question", exact=True).fill(QUESTION)
    here.get_by_role("button", name="Send the question").click()
    expect(here.get_by_text(QUESTION)).to_be_visible()


def answers_and_differs(page: Page) -> None:
    """The network answers beside the question, and says why it differs."""
    page.get_by_label("Your reply").fill(ANSWER)
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_text("Your answer was sent.")).to_be_visible()
    here = block(page)
    here.get_by_label("We differ, because").check()
    here.get_by_label("In your words").fill("You are too kind.")
    here.get_by_role("button", name="Save").click()
    expect(here.get_by_text("We differ: You are too kind.")).to_be_visible()


def concludes_and_takes_it_back(page: Page) -> None:
    """The rest is left as stated; it ends as the network's view says; the conclusion is taken back with a reason."""
    page.get_by_role("button", name="as stated").click()
    expect(page.get_by_label("Agreed to differ")).to_be_checked()
    page.get_by_role("button", name="Conclude the moderation").click()
    expect(page.get_by_text("Agreed to differ: concluded on")).to_be_visible()
    page.get_by_text("Take the conclusion back", exact=True).click()
    page.get_by_label("Why", exact=True).fill("They called.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("They called.")).to_be_visible()


def test_the_analyst_follows_a_figure_of_calibration_to_the_networks_behind_it(browser: Browser, own_site: str) -> None:
    """From the sentence to the reason."""
    analyst = somebody(browser, own_site, ANALYST, scripts=True)
    analyst.opens("/insight/rounds/october-2019/calibration/")
    looks(analyst, scripts=True)
    expect(analyst.page.get_by_text("positions as they were stated.")).to_be_visible()
    analyst.page.get_by_role("row", name="Every theme").get_by_role("link").first.click()
    looks(analyst, scripts=True)
    analyst.page.get_by_role("table").get_by_role("link").first.click()
    looks(analyst, scripts=True)
    assert analyst.page.locator("main button").count() == 0
