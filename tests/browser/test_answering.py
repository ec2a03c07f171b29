"""Answering the matrix in a real browser: saved as it is typed, by several people, on a phone, without a connection."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.visitor import Visitor
from trellis.demo.people import CONTRIBUTOR, NETWORK_LEAD
from trellis.matrix.shipped import shipped_edition

MATRIX = "/rounds/autumn-2026/networks/ZN001/"
COMMUNITIES, DATA, CARE = (
    f"{MATRIX}themes/{theme}/" for theme in ("communities", "population-health", "integrating-care")
)
SYSTEM = {
    theme: [
        one.id for one in shipped_edition("pcn-2019-08").components if (one.theme, one.audience) == (theme, "system")
    ]
    for theme in ("leadership", "population-health", "integrating-care", "resources", "communities")
}
"""What the story has left unanswered: the statements for the system, by theme."""

SomebodyAt = Callable[..., Visitor]


@pytest.fixture
def somebody_at(browser: Browser, site: str) -> Iterator[SomebodyAt]:
    """Signs somebody in, in a browser of their own, and opens a page."""
    contexts: list[BrowserContext] = []

    def at(email: str, path: str, **options: object) -> Visitor:
        contexts.append(browser.new_context(locale="en-GB", **options))  # type: ignore[arg-type]
        visitor = Visitor(contexts[-1].new_page(), site).signs_in(email)
        visitor.opens(path)
        return visitor

    yield at
    for context in contexts:
        context.close()


def row(page: Page, component: str) -> Locator:
    """The row of a statement."""
    return page.locator(f'[data-row="{component}"]')


def answers(page: Page, component: str, answer: str) -> None:
    """Choose an answer in a row, as with a mouse."""
    row(page, component).get_by_role("radio", name=answer, exact=True).check()


def writes(page: Page, component: str, text: str) -> Locator:
    """Write the note for the board of a row; the field."""
    note = row(page, component).locator("textarea").first
    if not note.is_visible():
        row(page, component).get_by_text("Note for your board").first.click()
    note.fill(text)
    return note


def test_each_sees_the_others_changes_appear(somebody_at: SomebodyAt) -> None:
    """Ann answers; it says so beside the row; at Ben's it appears with her name, and the numbers follow."""
    ann, ben = somebody_at(NETWORK_LEAD, DATA).page, somebody_at(CONTRIBUTOR, DATA).page
    component = SYSTEM["population-health"][0]
    answers(ann, component, "In place")
    expect(row(ann, component).locator("[data-status]")).to_contain_text("Saved ")
    expect(row(ben, component).get_by_role("radio", name="In place")).to_be_checked(timeout=9000)
    expect(row(ben, component).locator("[data-status]")).to_contain_text("Changed by Network lead, Harbourside, ")
    expect(ben.locator('[data-answered="population-health/system"]')).to_have_text("1 of 7 statements answered")
    expect(ben.locator('[data-block="population-health/system"] [data-suggested]')).to_contain_text(
        "The answers suggest Foundation."
    )
    ann.reload()
    expect(row(ann, component).get_by_role("radio", name="In place")).to_be_checked()


def test_two_at_one_note_both_get_both_versions_and_one_settles_it(somebody_at: SomebodyAt) -> None:
    """Neither is overwritten; keeping both writes one below the other, at both."""
    ann, ben = somebody_at(NETWORK_LEAD, CARE), somebody_at(CONTRIBUTOR, CARE)
    component = SYSTEM["integrating-care"][0]
    writes(ben.page, component, "A team for two parishes.")  # typed before Ann's is there, and not sent yet
    ben.page.context.set_offline(True)
    writes(ann.page, component, "A team for every parish.").blur()
    expect(row(ann.page, component).locator("[data-status]")).to_contain_text("Saved ")
    ben.page.context.set_offline(False)
    row(ben.page, component).locator("textarea").first.blur()
    for page in (ann.page, ben.page):
        versions = row(page, component).get_by_role("group", name="Note for your board")
        expect(versions).to_contain_text("A team for every parish.", timeout=12000)
        expect(versions).to_contain_text("A team for two parishes.")
    assert ben.what_axe_says() == []
    assert ben.overflow_on_a_phone() <= 0
    row(ben.page, component).get_by_role("button", name="Keep both").click()
    for page in (ann.page, ben.page):
        expect(row(page, component).get_by_role("group", name="Note for your board")).to_have_count(0, timeout=9000)
        expect(row(page, component).locator("textarea").first).to_have_value(
            "A team for every parish.\nA team for two parishes."
        )


def test_what_is_typed_without_a_connection_survives_a_reload_and_is_saved_when_it_is_back(
    somebody_at: SomebodyAt,
) -> None:
    """It says that it is kept on this device, and nothing else was lost."""
    ann = somebody_at(NETWORK_LEAD, COMMUNITIES).page
    component = SYSTEM["communities"][0]
    ann.context.set_offline(True)
    writes(ann, component, "Typed in the cellar.").blur()
    expect(ann.get_by_role("region", name="What is not saved yet")).to_contain_text("There is no connection.")
    expect(row(ann, component).locator("[data-status]")).to_contain_text("Not saved yet")
    ann.route("**/save/", lambda route: route.abort())  # the server is still down when the page is loaded again
    ann.context.set_offline(False)
    ann.on("dialog", lambda dialog: dialog.accept())
    ann.reload()
    expect(row(ann, component).locator("textarea").first).to_have_value("Typed in the cellar.")
    ann.unroute("**/save/")
    expect(row(ann, component).locator("[data-status]")).to_contain_text("Saved ", timeout=15000)
    ann.reload()
    expect(row(ann, component).locator("textarea").first).to_have_value("Typed in the cellar.")


def test_who_was_signed_out_while_typing_signs_in_in_another_window_and_goes_on(somebody_at: SomebodyAt) -> None:
    """The page keeps what was typed, says where to sign in, and saves it by itself afterwards."""
    ann = somebody_at(NETWORK_LEAD, COMMUNITIES)
    component = SYSTEM["communities"][1]
    session = next(cookie for cookie in ann.page.context.cookies() if cookie["name"] == "sessionid")
    ann.page.context.clear_cookies(name="sessionid")
    writes(ann.page, component, "Typed after the session ended.").blur()
    link = ann.page.get_by_role("link", name="Sign in, in another window")
    expect(link).to_be_visible()
    assert ann.what_axe_says() == []
    with ann.page.context.expect_page() as opened:
        link.click()
    Visitor(opened.value, ann.site).signs_in(NETWORK_LEAD)
    assert session["value"] not in str(ann.page.context.cookies())
    expect(row(ann.page, component).locator("[data-status]")).to_contain_text("Saved ", timeout=40000)


def test_an_answer_that_needs_a_reason_asks_for_it_where_it_is(somebody_at: SomebodyAt) -> None:
    """The note opens with the cursor in it; with the reason both are saved."""
    ann = somebody_at(NETWORK_LEAD, COMMUNITIES).page
    component = SYSTEM["communities"][2]
    answers(ann, component, "Does not apply")
    expect(row(ann, component).locator("[data-status]")).to_contain_text("Say in the note why it does not apply.")
    expect(row(ann, component).locator("textarea").first).to_be_focused()
    ann.keyboard.type("There is no community of that kind.")
    expect(row(ann, component).locator("[data-status]")).to_contain_text("Saved ")
    ann.reload()
    expect(row(ann, component).get_by_role("radio", name="Does not apply")).to_be_checked()


def test_the_keyboard_alone_answers_and_the_focus_stays(somebody_at: SomebodyAt) -> None:
    """Figures choose, S takes the answer of the last round."""
    ann = somebody_at(NETWORK_LEAD, f"{MATRIX}themes/leadership/")
    first, second = SYSTEM["leadership"][:2]
    row(ann.page, first).get_by_role("radio").first.focus()
    ann.page.keyboard.press("3")
    expect(row(ann.page, first).get_by_role("radio", name="In progress")).to_be_checked()
    expect(row(ann.page, first).get_by_role("radio", name="In progress")).to_be_focused()
    expect(row(ann.page, first).locator("[data-status]")).to_contain_text("Saved ")
    before = row(ann.page, second).locator("[data-before] button")
    mark = before.get_attribute("data-mark")
    row(ann.page, second).get_by_role("radio").first.focus()
    ann.page.keyboard.press("s")
    expect(row(ann.page, second).locator("input:checked")).to_have_value(mark or "")
    expect(row(ann.page, second).locator("[data-status]")).to_contain_text("Saved ")
    expect(row(ann.page, second).locator("input:checked")).to_be_focused()
    assert ann.what_axe_says() == []
    assert ann.complaints == []


def test_without_javascript_a_theme_is_a_form_and_two_versions_are_settled_by_buttons(
    somebody_at: SomebodyAt,
) -> None:
    """Both people press Save; the second is shown both versions and keeps one."""
    theme = f"{MATRIX}themes/resources/"
    ann = somebody_at(NETWORK_LEAD, theme, java_script_enabled=False)
    ben = somebody_at(CONTRIBUTOR, theme, java_script_enabled=False)
    component = SYSTEM["resources"][0]
    for visitor, answer in ((ann, "In plan"), (ben, "In place")):
        answers(visitor.page, component, answer)
        visitor.page.get_by_role("button", name="Save", exact=True).last.click()
    expect(ann.page.get_by_text("Saved: 1 change.")).to_be_visible()
    expect(ben.page.get_by_text("Both versions are kept")).to_be_visible()
    row(ben.page, component).get_by_role("button", name="Keep the second").click()
    expect(row(ben.page, component).get_by_role("radio", name="In place")).to_be_checked()
    expect(row(ben.page, component).get_by_role("group", name="Answer")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_ten_minutes_on_a_phone(somebody_at: SomebodyAt, scripts: bool) -> None:
    """One statement after the other, with one thumb; the last answer can be changed."""
    phone = {"width": 320, "height": 640}
    ann = somebody_at(CONTRIBUTOR, f"{MATRIX}quick/", viewport=phone, java_script_enabled=scripts)
    if scripts:
        assert ann.what_axe_says() == []
        assert ann.overflow_on_a_phone() <= 0
    left = ann.page.get_by_role("heading", level=1).inner_text()
    statement = ann.page.locator("#statement").inner_text()
    if scripts:
        ann.page.keyboard.press("3")
    else:
        ann.page.get_by_role("button", name="In progress").click()
    expect(ann.page.locator("#statement")).not_to_have_text(statement)
    assert ann.page.get_by_role("heading", level=1).inner_text() != left
    ann.page.get_by_role("link", name="Change the last answer").click()
    expect(ann.page.locator("#statement")).to_have_text(statement)
    expect(ann.page.get_by_role("button", name="In progress")).to_contain_text("your answer now")
    ann.page.get_by_role("button", name="In place").click()
    expect(ann.page.locator("#statement")).not_to_have_text(statement)
