"""The pages of rounds, returns and the matrix, in a round that asks every network of England.

No board asks so many; a page that is quick there is quick everywhere. In a process of its own, on an empty database.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from random import Random

from django.core.management import call_command
from django.test import Client

from bench.figures import Figure
from bench.processes import on_its_own, told_by
from bench.register import NETWORKS, answers, invented, p95, seconds
from trellis.access.actions import add_person, appoint
from trellis.access.rules import Level, Role
from trellis.assessment.actions.recording import record_returns
from trellis.assessment.actions.rounds import Terms, open_round, plan_round
from trellis.assessment.matching import IncomingFile
from trellis.assessment.models import Round
from trellis.matrix.actions import ship_editions
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook
from trellis.register.actions import import_file
from trellis.register.queries import networks, snapshot

ASKED = 40
"""Requests of each page, after five that warm it."""
EDITION = "pcn-2019-08"


def measure() -> list[Figure]:
    """Milliseconds a page at the 95th percentile, from a child process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = on_its_own(folder)
        recorded = told_by("bench.rounds", ["build"], environment)
        pages_took = told_by("bench.rounds", ["pages"], environment)
    note = f"a round of {NETWORKS:,} networks, one client, warm"
    return [
        Figure(f"{NETWORKS:,} workbooks read, matched and recorded", recorded["recorded"], "s"),
        Figure("Pages of rounds and the matrix, slowest p95", max(pages_took.values()), "ms", 50, note=note),
        *(Figure(f"  {page}, p95", took, "ms", 50) for page, took in pages_took.items()),
    ]


def main() -> None:
    """A child: ``build`` makes the round, ``pages`` asks for its pages, in a process that has done nothing else."""
    import_module("trellis.config.wsgi")  # as it is served
    if sys.argv[1] == "build":
        call_command("migrate", verbosity=0)
        print(json.dumps({"recorded": build()}))
    else:
        print(json.dumps({page: p95(asked) for page, asked in pages()}))


def build() -> float:
    """England, its round and a return of every network; returns the seconds that recording took."""
    files = invented()
    for name in ("epcn", "map"):
        import_file(files[name], name, by=None)
    ship_editions(by=None)
    edition, today, chance = shipped_edition(EDITION), date(2026, 11, 22), Random(1)  # noqa: S311 - invented answers
    everybody = networks(today)
    planned = plan_round(
        Terms("England", date(2026, 9, 1), date(2026, 12, 1)),
        edition=EDITION,
        board=min(snapshot(today).boards),
        networks=[network.code for network in everybody],
        by=None,
    )
    round_ = open_round(planned, by=None)
    titles = [edition.position_title(position) for position in edition.positions]
    returned = [
        IncomingFile(
            f"{network.code}.xlsx",
            national_workbook(
                edition,
                network_name=network.name,
                network_code=network.code,
                dated=date(2026, 10, 1),
                marks={component.id: "in place" for component in edition.components if chance.random() < 0.6},
                stated={block: chance.choice(titles) for block in edition.blocks},
            ),
        )
        for network in everybody
    ]
    return seconds(lambda: record_returns(round_, returned, by=None))


def pages() -> Iterator[tuple[str, list[float]]]:
    """Each page, asked many times by an auditor of England."""
    person = add_person(email="bench@example.org", name="Bench", by=None, password="as long as it needs to be")  # noqa: S106
    appoint(person, role=Role.AUDITOR, level=Level.ENGLAND, code="", started=date(2019, 7, 1), by=None)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    slug = Round.objects.get().slug
    for title, address in (
        ("home", "/"),
        ("rounds", "/rounds/"),
        ("the round", f"/rounds/{slug}/"),
        ("where the networks stand", f"/insight/rounds/{slug}/returns/"),
        ("one theme", f"/insight/rounds/{slug}/returns/leadership/"),
        ("editions", "/matrix/"),
        ("an edition", f"/matrix/editions/{EDITION}/"),
        ("a statement", f"/matrix/editions/{EDITION}/components/leadership.network.foundation.1/"),
    ):
        asked = [seconds(lambda: answers(client, address)) for _ in range(ASKED + 5)]  # noqa: B023 - called at once
        yield title, asked[5:]


if __name__ == "__main__":
    main()
