"""Saving answers in England's open round, through the served site: one client, then eight at once.

The site runs as ``trellis serve`` runs it, in processes of its own, and so do the clients, on the same machine. What
is measured is from the request to the acknowledgement: sign-in, scope, history and audit included. Afterwards every
acknowledged answer is looked up in the database.
"""

import json
import re
import socket
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http import HTTPStatus
from importlib import import_module
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.test import Client

from bench.figures import Figure
from bench.processes import on_its_own, served, told_by
from bench.register import NETWORKS, invented, p95
from trellis.access.actions import add_person, appoint
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import Input, enter
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.drafting import Field
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import component_place
from trellis.assessment.queries.drafts import draft_of
from trellis.assessment.queries.scope import asked_networks
from trellis.matrix.actions import ship_editions
from trellis.matrix.shipped import shipped_edition
from trellis.register.actions import import_file
from trellis.register.queries import networks as open_networks
from trellis.register.queries import snapshot

EDITION = "pcn-2019-08"
FEW = 18
CLIENTS, EACH = 8, 150
ALONE = 300
PAGES = 60
HERE = "bench.saving"
"""This module, as a process runs it."""


def measure() -> list[Figure]:
    """Milliseconds and saves a second, at England's size; and the same for 18 networks."""
    england, few = measured(NETWORKS), measured(FEW)
    note = f"{NETWORKS:,} networks asked; with {FEW} networks "
    refused = england["refused"] + england["lost"]
    return [
        Figure("Saving one answer, one client, p50", england["one"], "ms", 8, note=f"{note}{few['one']:.1f} ms"),
        Figure("Saving with eight clients, in all", england["rate"], "/s", 200, "at least", f"{note}{few['rate']:.0f}"),
        Figure("  p95 of a save", england["p95"], "ms", 80, note=f"{note}{few['p95']:.1f} ms"),
        Figure("  refused or lost", refused, "saves", 0, note=f"of {CLIENTS * EACH:,}, looked up afterwards"),
        Figure("The matrix page of one theme, p95", england["theme"], "ms", 40, note=f"{note}{few['theme']:.1f} ms"),
        Figure(
            "The whole matrix at a glance, p95", england["network"], "ms", 40, note=f"{note}{few['network']:.1f} ms"
        ),
        Figure("The page of the round, p95", england["round"], "ms", 60, note=f"{note}{few['round']:.1f} ms"),
    ]


def measured(networks: int) -> dict[str, Any]:
    """What one database of so many networks gives."""
    with tempfile.TemporaryDirectory() as folder:
        environment = on_its_own(folder)
        plan = told_by(HERE, ["build", str(networks)], environment)
        with served(environment) as port:
            found = told_by(HERE, ["clients", str(port), json.dumps(plan)], environment)
        return found | told_by(HERE, ["look", json.dumps(found["acknowledged"])], environment)


def main() -> None:
    """A child: ``build`` makes the round, ``clients`` saves and asks for pages, ``look`` looks what was kept."""
    what, *words = sys.argv[1:]
    if what == "clients":
        told: object = clients(int(words[0]), json.loads(words[1]))
    else:
        import_module("trellis.config.wsgi")  # as it is served
        told = build(int(words[0])) if what == "build" else look(json.loads(words[0]))
    print(json.dumps(told))


# The round ------------------------------------------------------------------------------------------------------------


def build(networks: int) -> dict[str, object]:
    """A round that asks so many networks, everybody's draft begun, and the cookies of one lead for each client."""
    call_command("migrate", verbosity=0)
    files = invented()
    for name in ("epcn", "map"):
        import_file(files[name], name, by=None)
    ship_editions(by=None)
    today = date.today()  # noqa: DTZ011  the date, wherever this runs
    asked, board = open_networks(today)[:networks], min(snapshot(today).boards)
    planned = plan_round(
        Terms("England", today, date(today.year + 1, 12, 1)),
        edition=EDITION,
        board=board,
        networks=[network.code for network in asked],
        by=None,
    )
    round_ = open_round(planned, by=None)

    def cookies(person: Person) -> dict[str, str]:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get("/")
        return {name: morsel.value for name, morsel in client.cookies.items()} | {"person": str(person.pk)}

    def somebody(name: str, role: Role, level: Level, code: str) -> Person:
        person = add_person(email=f"{name.lower()}@example.org", name=name, by=None)
        appoint(person, role=role, level=level, code=code, started=date(2019, 7, 1), by=None)
        return person

    every = shipped_edition(EDITION).components
    for row in asked_networks(round_):  # England half-way through: every network has answered something everywhere
        enter(row, [Input(component_place(Field.MARK, one), "in_plan") for one in every], by=None)
    leads = [somebody(one.code, Role.NETWORK_LEAD, Level.NETWORK, one.code) for one in asked[:CLIENTS]]
    return {
        "slug": round_.slug,
        "codes": [one.code for one in asked[:CLIENTS]],
        "leads": [cookies(lead) for lead in leads],
        "board": cookies(somebody("system.lead", Role.SYSTEM_LEAD, Level.BOARD, board)),
        "components": [component.id for component in every],
    }


# The clients ----------------------------------------------------------------------------------------------------------


class Browser:
    """One person at the site, over one connection; spoken plainly, because the clients share its two cores."""

    def __init__(self, port: int, cookies: Mapping[str, str]) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items() if name != "person")
        self.person = cookies["person"]
        self.head = (
            f"Host: 127.0.0.1:{port}\r\nCookie: {jar}\r\nX-CSRFToken: {cookies['csrftoken']}\r\n"
            "X-Requested-With: fetch\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )

    def get(self, path: str) -> tuple[int, bytes, float]:
        """Status, body, and seconds it took."""
        return self.asks("GET", path, "")

    def post(self, path: str, sent: Mapping[str, object]) -> tuple[int, bytes, float]:
        """Status, body, and seconds it took."""
        return self.asks("POST", path, urlencode(sent))

    def asks(self, method: str, path: str, body: str) -> tuple[int, bytes, float]:
        """One request. Raises ConnectionError where the server goes away before it has answered whole."""
        request = f"{method} {path} HTTP/1.1\r\n{self.head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        start = perf_counter()
        self.connection.sendall(request)
        head, _, content = self.read_until(b"\r\n\r\n").partition(b"\r\n\r\n")
        length = int(LENGTH.search(head)[1])  # type: ignore[index]  # the site always says how long an answer is
        while len(content) < length:
            content += self.read()
        return int(head[9:12]), content, perf_counter() - start

    def read_until(self, mark: bytes) -> bytes:
        """What comes, up to a mark and perhaps further."""
        found = b""
        while mark not in found:
            found += self.read()
        return found

    def read(self) -> bytes:
        """Some more of the answer."""
        more = self.connection.recv(65536)
        if not more:
            raise ConnectionError("The server closed the connection.")
        return more


LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
MARKS = ("in_place", "in_progress", "in_plan", "not_started")


def saves(browser: Browser, plan: Mapping[str, Any], code: str, count: int) -> list[tuple[int, str, str, float]]:
    """Save so many answers of one network, another component each time: status, component, mark, seconds."""
    path = f"/rounds/{plan['slug']}/networks/{code}/save/"
    components, version, found = plan["components"], 0, []
    for number in range(count):
        component = components[number % len(components)]
        mark = MARKS[(number // len(components)) % 2]
        sent = {f"mark:{component}": mark, f"seen:mark:{component}": version or 10_000, "version": version or 10_000}
        status, body, took = browser.post(path, sent | {"token": f"{code}-{number}", "person": browser.person})
        version = json.loads(body)["version"] if status == HTTPStatus.OK else version
        found.append((status, component, mark, took))
    return found


def clients(port: int, plan: Mapping[str, Any]) -> dict[str, Any]:
    """One client, then eight at once, then the pages; with what was acknowledged last for every answer."""
    slug, codes = plan["slug"], plan["codes"]
    first = Browser(port, plan["leads"][0])
    saves(first, plan, codes[0], 20)
    alone = saves(first, plan, codes[0], ALONE)
    # Connected just now: the server closes a connection that is idle for two seconds.
    browsers = [Browser(port, cookies) for cookies in plan["leads"]]
    start = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        together = list(
            pool.map(lambda each: saves(*each), [(b, plan, c, EACH) for b, c in zip(browsers, codes, strict=True)])
        )
    elapsed = perf_counter() - start
    took = [each[3] for one in together for each in one]
    acknowledged = {
        code: {c: m for status, c, m, _ in one if status == HTTPStatus.OK}
        for code, one in zip(codes, together, strict=True)
    }
    of_network = f"/rounds/{slug}/networks/{codes[1]}/"
    return {
        "one": median(each[3] for each in alone) * 1000,
        "rate": len(took) / elapsed,
        "p95": p95(took),
        "refused": sum(each[0] != HTTPStatus.OK for one in together for each in one),
        "acknowledged": acknowledged,
        "theme": page(Browser(port, plan["leads"][1]), f"{of_network}themes/leadership/"),
        "network": page(Browser(port, plan["leads"][1]), of_network),
        "round": page(Browser(port, plan["board"]), f"/rounds/{slug}/"),
    }


def page(browser: Browser, path: str) -> float:
    """Milliseconds at the 95th percentile, warm."""
    asked = [browser.get(path) for _ in range(PAGES + 5)][5:]
    assert {status for status, _, _ in asked} == {HTTPStatus.OK}, path
    return p95([took for _, _, took in asked])


def look(acknowledged: Mapping[str, Mapping[str, str]]) -> dict[str, float]:
    """How many acknowledged answers are not what the draft says now."""
    lost = 0
    for code, marks in acknowledged.items():
        draft = draft_of(RoundNetwork.objects.get(network__code=code))
        kept = {place.component: value for place, value in draft.values.items() if place.field is Field.MARK}
        lost += sum(kept.get(component) != mark for component, mark in marks.items())
    return {"lost": lost}


if __name__ == "__main__":
    main()
