"""Somebody at a browser: signs in, opens pages, and looks at them with axe's eyes and on a phone."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.places import PROJECT
from trellis.demo.people import PASSWORD

WCAG_22_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AXE = Axe.from_file(PROJECT / "node_modules" / "axe-core" / "axe.min.js")
PICTURES = PROJECT / "docs" / "pictures"


@dataclass
class Visitor:
    """A person with a browser window, at the address ``site``. ``complaints`` are what the browser's console said."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the console from the start."""
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def signs_in(self, email: str) -> "Visitor":
        """With the demo's password."""
        self.opens("/account/sign-in/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{self.site}/")
        return self

    def opens(self, path: str) -> int:
        """Go to an address of the site; returns the status."""
        response = self.page.goto(self.site + path)
        assert response is not None
        return response.status

    def what_axe_says(self) -> list[str]:
        """Every failing of WCAG 2.2 AA on this page; an empty list is a good page."""
        results = AXE.run(self.page, options=WCAG_22_AA | {"resultTypes": ["violations"]})
        return [
            f"{violation['id']}: {violation['help']} ({node['html'][:120]})"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]

    def overflow_on_a_phone(self) -> int:
        """Pixels by which the page is wider than a narrow phone; tables may scroll inside themselves."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": 320, "height": 640})
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if before:
            self.page.set_viewport_size(before)
        return wide

    def links(self) -> list[str]:
        """Paths of this site that the page links to, in order; not those in letters to others, in the outbox."""
        own = "all => all.filter(a => !a.closest('.web-letter')).map(a => a.href)"
        found: list[str] = self.page.eval_on_selector_all("a[href]", own)
        here = urlsplit(self.site).netloc
        return [
            urlsplit(link).path + (f"?{urlsplit(link).query}" if urlsplit(link).query else "")
            for link in found
            if urlsplit(link).netloc == here
        ]

    def takes_a_picture(self, name: str) -> None:
        """Of what the window shows, for the README, when asked for (``make shots``)."""
        if os.environ.get("SHOTS") == "true":
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png")


def named(path: str) -> str:
    """The name of the address pattern of a path; empty where nothing answers there (a static file)."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
