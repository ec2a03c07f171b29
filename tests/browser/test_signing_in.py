"""Coming in and signing in, in a real browser: an invitation, a passkey, an authenticator app."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import Visitor
from trellis.demo.people import ADMINISTRATOR, CONTRIBUTOR, NETWORK_LEAD, PASSWORD

A_PASSWORD = "otter lantern harvest"
PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A computer that knows its owner by fingerprint, as Chromium pretends one."""


@pytest.fixture
def site(site: str) -> str:
    """The same demo by the name that browsers give passkeys to; an address of digits gets none."""
    return site.replace("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Newcomer:
    """Somebody who was invited and has come in, in a window of their own."""

    visitor: Visitor
    email: str

    @property
    def page(self) -> Page:
        """Their window."""
        return self.visitor.page


def link_to(browser: Browser, site: str, email: str) -> str:
    """The link in the letter to an address, read in the demonstration's outbox."""
    with browser.new_context() as context:
        page = Visitor(context.new_page(), site).signs_in(ADMINISTRATOR).page
        page.goto(f"{site}/outbox/")
        letters = page.locator("main").inner_html()
        after = letters[letters.index(email) :]
        found = re.search(r"/invitation/[\w-]+/", after)
        assert found is not None
        return site + found[0]


def invites(browser: Browser, site: str, email: str) -> None:
    """The lead of Harbourside writes to a colleague."""
    with browser.new_context() as context:
        lead = Visitor(context.new_page(), site).signs_in(NETWORK_LEAD)
        lead.page.get_by_role("navigation", name="Menu").get_by_role("link", name="People").click()
        expect(lead.page.get_by_role("heading", level=1)).to_have_text("People of Harbourside")
        lead.page.get_by_label("E-mail address").fill(email)
        lead.page.get_by_label("Contributor").check()
        lead.page.get_by_role("button", name="Send the invitation").click()
        expect(lead.page.get_by_text(f"We are writing to {email}.")).to_be_visible()
        assert lead.what_axe_says() == []
        assert lead.overflow_on_a_phone() <= 0


@pytest.fixture
def newcomer(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Newcomer]:
    """Invited, and come in by the letter."""
    email = f"{request.node.name.replace('_', '.')[:40]}@example.org"
    invites(browser, site, email)
    with browser.new_context() as context:
        visitor = Visitor(context.new_page(), site)
        visitor.page.goto(link_to(browser, site, email))
        assert visitor.what_axe_says() == []
        visitor.page.get_by_label("Your name").fill("Newcomer")
        visitor.page.get_by_label("A password", exact=True).fill(A_PASSWORD)
        visitor.page.get_by_role("button", name="Accept and sign in").click()
        visitor.page.wait_for_url(f"{site}/")
        yield Newcomer(visitor, email)


def goes_out(page: Page) -> None:
    """Sign out, to the page of signing in."""
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def confirms(page: Page) -> None:
    """Enter the password once more."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.get_by_label("Password", exact=True).fill(A_PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_an_invitation_leads_from_the_letter_to_the_first_page(newcomer: Newcomer) -> None:
    expect(newcomer.page.get_by_text("Welcome to Trellis. You are contributor of Harbourside.")).to_be_visible()
    newcomer.page.get_by_role("link", name="Newcomer").click()
    newcomer.page.get_by_role("link", name="Your roles").click()
    expect(newcomer.page.get_by_role("rowheader", name="Contributor")).to_be_visible()
    assert newcomer.visitor.what_axe_says() == []
    assert newcomer.visitor.complaints == []


def test_a_passkey_is_added_and_signs_in_without_a_password(newcomer: Newcomer, site: str) -> None:
    page = newcomer.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    page.goto(f"{site}/account/ways/")
    page.get_by_role("link", name="Add a passkey").click()
    confirms(page)
    page.get_by_label("Name of this passkey").fill("Work laptop")
    assert newcomer.visitor.what_axe_says() == []
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    goes_out(page)
    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/account/")
    page.goto(f"{site}/account/ways/passkeys/")
    expect(page.get_by_role("rowheader", name="Work laptop")).to_be_visible()
    assert newcomer.visitor.what_axe_says() == []
    assert newcomer.visitor.overflow_on_a_phone() <= 0


def test_a_password_needs_the_passkey_as_its_second_step(newcomer: Newcomer, site: str) -> None:
    page = newcomer.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    page.goto(f"{site}/account/ways/passkeys/add/")
    confirms(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.locator("main code").first.inner_text()
    goes_out(page)
    fills_in(page, newcomer.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    assert newcomer.visitor.what_axe_says() == []
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(f"{site}/")
    goes_out(page)
    devtools.send("WebAuthn.removeVirtualAuthenticator", made)  # the laptop is stolen
    fills_in(page, newcomer.email)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")


def test_a_passkey_that_is_not_there_is_said_in_words(page: Page, site: str) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    visitor = Visitor(page, site)
    visitor.opens("/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    assert visitor.complaints == []


def test_an_authenticator_app_is_added_and_asked_for(newcomer: Newcomer, site: str) -> None:
    page = newcomer.page
    page.goto(f"{site}/account/ways/app/")
    confirms(page)
    assert newcomer.visitor.what_axe_says() == []
    assert newcomer.visitor.overflow_on_a_phone() <= 0
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code").fill(shown(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_text("The authenticator app is added.")).to_be_visible()
    goes_out(page)
    fills_in(page, newcomer.email)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    assert page.title().startswith("Error:")
    page.get_by_label("Code").fill(shown(secret))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")


def test_without_javascript_the_password_and_the_app_are_left(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        visitor = Visitor(context.new_page(), site)
        visitor.opens("/account/sign-in/")
        expect(visitor.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        visitor.signs_in(CONTRIBUTOR).opens("/account/ways/passkeys/add/")
        visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
        visitor.page.get_by_role("button", name="Confirm").click()
        expect(visitor.page.get_by_role("link", name="Add an authenticator app instead")).to_be_visible()


def test_what_was_typed_comes_back_after_signing_in_again(browser: Browser, site: str) -> None:
    """The session was ended from another window while the form was open."""
    with browser.new_context() as first, browser.new_context() as second:
        here, there = (Visitor(context.new_page(), site).signs_in(NETWORK_LEAD) for context in (first, second))
        here.opens("/people/network/ZN001/")
        here.page.get_by_label("E-mail address").fill("long.typed.address@example.org")
        here.page.get_by_label("Contributor").check()
        there.opens("/account/sessions/")
        there.page.get_by_role("button", name="Sign out everywhere else").click()
        here.page.get_by_role("button", name="Send the invitation").click()
        expect(here.page.get_by_text("What you typed is kept")).to_be_visible()
        here.page.get_by_label("E-mail address").fill(NETWORK_LEAD)
        here.page.get_by_label("Password", exact=True).fill(PASSWORD)
        here.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(here.page.get_by_role("heading", level=1)).to_have_text("You typed this before you were signed out")
        assert here.what_axe_says() == []
        here.page.get_by_role("button", name="Send it now").click()
        expect(here.page.get_by_text("We are writing to long.typed.address@example.org.")).to_be_visible()


def fills_in(page: Page, email: str) -> None:
    """Address and password on the page of signing in."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(A_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def shown(secret: str) -> str:
    """What the authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
