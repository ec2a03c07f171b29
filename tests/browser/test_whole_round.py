"""A whole round, from its plan to its publication, played by the people of Severn Vale in a real browser.

With scripts and without, and on both databases (scripts/test.py runs this file on each): on the page, by workbook, two
people in conflict, on a phone, signed, asked about, moderated, published. Every page on the way is a good page.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import Visitor
from trellis.demo.people import AREA_TEAM, CLINICAL_DIRECTOR, NETWORK_LEAD, SYSTEM_LEAD
from trellis.matrix.rules import Audience
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
LEADERSHIP = [one for one in EDITION.components if (one.theme, one.audience) == ("leadership", Audience.NETWORK)]
FIRST, SECOND, THIRD = LEADERSHIP[:3]
pytestmark = pytest.mark.on_each_database
PASSWORD = "an invented password of a colleague"


@dataclass
class Play:
    """The people at their browsers, with scripts or without; ``faults`` are what axe found on the way."""

    browser: Browser
    site: str
    scripts: bool
    faults: list[str] = field(default_factory=list)
    people: dict[str, Page] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the round is called."""
        return f"Spring 2027 {'with' if self.scripts else 'without'} scripts"

    @property
    def slug(self) -> str:
        """Where it is."""
        return self.title.lower().replace(" ", "-")

    def somebody(self) -> Page:
        """A browser in which nobody has signed in."""
        return self.browser.new_context(java_script_enabled=self.scripts, accept_downloads=True).new_page()

    def person(self, email: str) -> Page:
        """The page that somebody has open, signed in."""
        if email not in self.people:
            self.people[email] = Visitor(self.somebody(), self.site).signs_in(email).page
        return self.people[email]

    def goes(self, email: str, path: str) -> Page:
        """Somebody opens an address."""
        page = self.person(email)
        response = page.goto(self.site + path)
        assert response is not None
        assert response.status == 200, path
        return page

    def looks(self, page: Page) -> None:
        """Everybody can read this page."""
        if self.scripts:
            found = Visitor(page, self.site).what_axe_says()
            self.faults += [f"{page.title()}: {each}" for each in found]

    def network(self, ending: str = "") -> str:
        """A page of Harbourside in the round."""
        return f"/rounds/{self.slug}/networks/ZN001/{ending}"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def play(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Play]:
    """The stage."""
    made = Play(browser, site, request.param)
    yield made
    for page in made.people.values():
        page.context.close()


def test_a_whole_round_is_played_from_plan_to_publication(play: Play) -> None:
    the_system_lead_plans_a_round_of_two_networks_and_opens_it(play)
    the_networks_lead_invites_a_colleague_who_accepts_by_the_letter(play)
    the_lead_answers_on_the_page(play)
    the_lead_answers_offline_and_takes_the_workbook_in(play)
    lead_and_colleague_write_one_note_at_once_and_lose_neither(play)
    the_colleague_answers_on_a_phone(play)
    the_other_network_returns_by_workbook(play)
    the_clinical_director_signs_what_the_lead_prepared(play)
    the_area_team_asks_and_the_lead_answers(play)
    the_area_team_moderates_and_concludes(play)
    the_system_lead_closes_and_publishes(play)
    assert play.faults == []


def the_system_lead_plans_a_round_of_two_networks_and_opens_it(play: Play) -> None:
    page = play.goes(SYSTEM_LEAD, "/rounds/")
    page.get_by_role("link", name="Plan a round").click()
    play.looks(page)
    page.get_by_label("Title").fill(play.title)
    page.get_by_label("Those that I tick below").check()
    page.get_by_text("Tick networks one by one").click()
    page.get_by_label("Harbourside").check()
    page.get_by_label("Cider Orchard").check()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(play.title)
    play.looks(page)
    page.get_by_role("link", name="Open the round").click()
    play.looks(page)
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("2 have not started")).to_be_visible()
    outbox = play.goes(NETWORK_LEAD, "/outbox/")
    expect(outbox.get_by_text(play.title).first).to_be_visible()


def the_networks_lead_invites_a_colleague_who_accepts_by_the_letter(play: Play) -> None:
    address = f"colleague.{'with' if play.scripts else 'without'}@severnvale.example"
    page = play.goes(NETWORK_LEAD, "/people/network/ZN001/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Contributor").check()
    page.get_by_role("button", name="Send the invitation").click()
    play.looks(page)
    letters = play.goes(NETWORK_LEAD, "/outbox/")
    link = (
        letters.locator("article, li, tr, section, details").filter(has_text=address).locator("a[href*='/invitation']")
    )
    path = re.sub(r"^https?://[^/]+", "", str(link.first.get_attribute("href")))
    colleague = play.somebody()
    colleague.goto(play.site + path)
    play.looks(colleague)
    colleague.get_by_label("Your name").fill("Colleague, Harbourside")
    for box in colleague.locator("input[type=password]").all():
        box.fill(PASSWORD)
    colleague.get_by_role("button", name="Accept and sign in").click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text("What waits for you")
    play.looks(colleague)
    play.people["colleague"] = colleague


def answers(page: Page, play: Play, component: str, answer: str) -> None:
    """An answer is chosen in its row; with scripts it is saved as it is chosen."""
    row = page.locator(f"[data-row='{component}']")
    row.get_by_role("radio", name=answer, exact=True).check()
    if play.scripts:
        expect(row.locator("[data-status]")).to_contain_text("Saved")
    else:
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.locator(f"[data-row='{component}'] input:checked")).to_have_count(1)


def the_lead_answers_on_the_page(play: Play) -> None:
    page = play.goes(NETWORK_LEAD, "/")
    page.get_by_role("link", name="Begin the assessment of Harbourside").first.click()
    play.looks(page)
    page.goto(play.site + play.network("themes/leadership/"))
    play.looks(page)
    answers(page, play, FIRST.id, "In place")
    answers(page, play, SECOND.id, "In progress")
    card = page.locator(".assessment-position").first
    card.get_by_role("radio", name="Foundation", exact=True).first.check()
    if not play.scripts:
        page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("2 of 8 statements answered")).to_be_visible()


def the_lead_answers_offline_and_takes_the_workbook_in(play: Play) -> None:
    page = play.goes(NETWORK_LEAD, play.network("workbook/"))
    play.looks(page)
    content = marked(downloaded(page, "Download the workbook"), THIRD.id, "in plan")
    page.get_by_label("Workbook", exact=False).set_input_files(
        {"name": "harbourside.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Upload and compare").click()
    expect(page.get_by_text("in plan", exact=False).first).to_be_visible()
    play.looks(page)
    page.get_by_role("button", name="Take the selected").click()
    play.looks(page)
    page = play.goes(NETWORK_LEAD, play.network("themes/leadership/"))
    expect(page.locator(f"[data-row='{THIRD.id}'] input:checked")).to_have_value("in_plan")


def lead_and_colleague_write_one_note_at_once_and_lose_neither(play: Play) -> None:
    lead, colleague = play.person(NETWORK_LEAD), play.person("colleague")
    for page in (lead, colleague):
        page.goto(play.site + play.network("themes/leadership/"))
    first, second = "The plan was agreed in March.", "The plan is agreed since 3 March."
    writes_a_note(lead, FIRST.id, first)
    writes_a_note(colleague, FIRST.id, second)
    saves(lead, play, FIRST.id)
    saves(colleague, play, FIRST.id)
    versions = colleague.locator(f"[data-row='{FIRST.id}'] [data-conflicts]")
    expect(versions).to_contain_text(first)
    expect(versions).to_contain_text(second)
    play.looks(colleague)
    lead.goto(play.site + play.network("themes/leadership/"))
    expect(lead.locator(f"[data-row='{FIRST.id}'] [data-conflicts]")).to_contain_text(second)
    colleague.get_by_role("button", name="Keep both, one below the other").click()
    expect(versions.locator("button")).to_have_count(0)
    lead.goto(play.site + play.network("themes/leadership/"))
    expect(lead.locator(f"[data-row='{FIRST.id}'] textarea").first).to_have_value(f"{first}\n{second}")


def writes_a_note(page: Page, component: str, words: str) -> None:
    """Somebody opens the note for the board and types."""
    row = page.locator(f"[data-row='{component}']")
    row.locator("summary").filter(has_text="Note for your board").click()
    row.locator("textarea").first.fill(words)


def saves(page: Page, play: Play, component: str) -> None:
    """What is typed is saved: by leaving the field, or by the button."""
    if play.scripts:
        page.locator(f"[data-row='{component}'] textarea").first.blur()
        expect(page.locator(f"[data-row='{component}'] [data-status]")).not_to_contain_text("Not saved")
        page.wait_for_timeout(400)
    else:
        page.get_by_role("button", name="Save", exact=True).last.click()


def the_colleague_answers_on_a_phone(play: Play) -> None:
    phone = play.person("colleague")
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(play.site + play.network("quick/"))
    play.looks(phone)
    before = left(phone)
    phone.get_by_role("button", name="In plan", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(f"{before - 1} of 69 left")
    wide = 0 if not play.scripts else Visitor(phone, play.site).overflow_on_a_phone()
    assert wide <= 0
    phone.set_viewport_size({"width": 1280, "height": 900})


def left(page: Page) -> int:
    """How many the ten-minute mode says are left."""
    found = re.search(r"(\d+) of 69 left", page.get_by_role("heading", level=1).inner_text())
    assert found is not None
    return int(found[1])


def the_other_network_returns_by_workbook(play: Play) -> None:
    page = play.goes(SYSTEM_LEAD, f"/rounds/{play.slug}/")
    row = page.get_by_role("row").filter(has_text="Cider Orchard")
    content = marked(downloaded(row, "Download"), FIRST.id, "in place")
    page.get_by_label("Returned workbooks").set_input_files(
        {"name": "cider-orchard.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Upload and record").click()
    expect(page.get_by_text("Of 1 file: 1 return recorded.")).to_be_visible()
    play.looks(page)


def the_clinical_director_signs_what_the_lead_prepared(play: Play) -> None:
    lead = play.goes(NETWORK_LEAD, play.network("sign/"))
    play.looks(lead)
    lead.get_by_role("button", name="Ask the clinical director to sign").click()
    director = play.goes(CLINICAL_DIRECTOR, "/")
    director.get_by_role("region").or_(director.locator("section")).filter(has_text=play.title).get_by_role(
        "link", name="Read and sign the assessment of Harbourside"
    ).click()
    play.looks(director)
    director.get_by_role("checkbox").check()
    director.get_by_role("button", name="Sign for Harbourside").click()
    expect(director.get_by_text("signed", exact=False).first).to_be_visible()
    play.looks(director)
    page = play.goes(SYSTEM_LEAD, f"/rounds/{play.slug}/networks/ZN001/submitted/")
    expect(page.get_by_text(FIRST.statement).first).to_be_visible()
    play.looks(page)


def the_area_team_asks_and_the_lead_answers(play: Play) -> None:
    team = play.goes(AREA_TEAM, f"/rounds/{play.slug}/moderation/")
    play.looks(team)
    team.goto(play.site + play.network("moderation/"))
    question = "Was the plan shared with the practices?"
    asking = (
        team.locator("form").filter(has=team.locator("button[value='ask']")).filter(has=team.locator("textarea")).first
    )
    folded = team.locator("details:not([open])").filter(has=asking)
    if folded.count():
        folded.locator("summary").first.click()
    asking.locator("textarea").fill(question)
    asking.locator("button[value='ask']").click()
    expect(team.get_by_text(question).first).to_be_visible()
    play.looks(team)
    lead = play.goes(NETWORK_LEAD, play.network("questions/"))
    play.looks(lead)
    expect(lead.get_by_text(question).first).to_be_visible()
    reply = lead.locator("form").filter(has=lead.locator("button[value='reply']")).first
    reply.locator("textarea").fill("With all five, in March.")
    reply.locator("button[value='reply']").click()
    expect(lead.get_by_text("With all five, in March.").first).to_be_visible()


def the_area_team_moderates_and_concludes(play: Play) -> None:
    for code in ("ZN001", "ZN002"):
        team = play.goes(AREA_TEAM, f"/rounds/{play.slug}/networks/{code}/moderation/")
        leave = team.locator("button[value='leave']")
        if leave.count():
            leave.click()
        start = team.locator("button[value='start']")
        if start.count():
            start.click()
        team.locator("button[value='conclude']").click()
        expect(team.get_by_text("Agreed").first).to_be_visible()
        play.looks(team)


def the_system_lead_closes_and_publishes(play: Play) -> None:
    page = play.goes(SYSTEM_LEAD, f"/rounds/{play.slug}/")
    page.get_by_role("link", name="Close the round").click()
    play.looks(page)
    page.get_by_role("button", name="Close the round").click()
    page.get_by_role("link", name="Publish the round").click()
    play.looks(page)
    page.get_by_role("button", name="Publish the round").click()
    expect(page.get_by_text("Published").first).to_be_visible()
    play.looks(page)
    page.get_by_role("link", name="See where the networks stand").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(play.title)
    play.looks(page)


def downloaded(within: object, link: str) -> bytes:
    """The file that a link sends."""
    page = within if isinstance(within, Page) else within.page  # type: ignore[attr-defined]
    with page.expect_download() as started:
        within.get_by_role("link", name=link).first.click()  # type: ignore[attr-defined]
    return Path(started.value.path()).read_bytes()


def marked(content: bytes, component: str, mark: str) -> bytes:
    """The workbook with a mark beside a component, as somebody would fill it in."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    [(row, column)] = [
        (cell.row, cell.column) for line in sheet.iter_rows() for cell in line if cell.value == component
    ]
    headings = [cell.value for cell in sheet[3]]
    first_id = next(number for number, heading in enumerate(headings, 1) if str(heading).startswith("id:"))
    sheet.cell(row=row, column=4 + 2 * (column - first_id)).value = mark
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
