"""England's register: importing it, the memory that takes, and its pages at England's size.

Everything runs in a process of its own on an empty database, so that its memory is its own and nothing else's.
"""

import io
import json
import resource
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from bench.figures import Figure
from bench.processes import on_its_own, told_by
from trellis.access.actions import add_person
from trellis.register.actions import import_file
from trellis.register.imports.reading import read_source
from trellis.register.queries import snapshot
from trellis.register.snapshot import Place, Snapshot

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
REAL = {
    "epcn": SHARED / "ods" / "ePCN_2024-10.xlsx",
    "by age": SHARED / "lists" / "gp-reg-pat-prac-quin-age_2026-07.zip",
    "map": SHARED / "lists" / "gp-reg-pat-prac-map_2026-07.zip",
}
NETWORKS, PRACTICES, AGES = 1_298, 6_139, 43
"""England in July 2026, and the rows of a practice by age and sex: together 326,241 with the totals of all levels."""
ASKED = 40
"""Requests of each page; the first ones warm it."""


def measure() -> list[Figure]:
    """Seconds, megabytes and milliseconds, from a child process."""
    with tempfile.TemporaryDirectory() as folder:
        found = told_by("bench.register", [], on_its_own(folder))
    pages = [Figure(f"  {page}, p95", found["pages"][page], "ms", 50) for page in found["pages"]]
    return [
        Figure(f"An ePCN and {PRACTICES:,} list sizes imported", found["seconds"], "s", 5, note=found["what"]),
        Figure("  of that, the ePCN", found["epcn"], "s"),
        Figure("  memory at its peak", found["megabytes"], "MB", 500, note="326,241 rows by age read and recorded"),
        Figure("Reading the networks, times as fast as openpyxl", found["openpyxl"], "times", note=found["plain"]),
        Figure("England worked out anew for a date", found["cold"], "s", note="once for each date after an import"),
        Figure("Pages of the register, slowest p95", max(found["pages"].values()), "ms", 50, note="one client, warm"),
        *pages,
    ]


def main() -> None:
    """The child: import, ask, and print what was found as one line of JSON."""
    import_module("trellis.config.wsgi")  # as it is served
    call_command("migrate", verbosity=0)
    real = all(path.is_file() for path in REAL.values())
    files = {name: path.read_bytes() for name, path in REAL.items()} if real else invented()
    times = {}
    for name in ("epcn", "by age"):
        times[name] = seconds(lambda: import_file(files[name], name, by=None))  # noqa: B023 - called at once
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    import_file(files["map"], "map", by=None)
    cold = seconds(lambda: snapshot(date.today()))  # noqa: DTZ011 - the date, wherever this runs
    ours, plain = reading(files["epcn"]) if real else (1.0, 0.0)
    found = {
        "seconds": sum(times.values()),
        "epcn": times["epcn"],
        "megabytes": peak,
        "cold": cold,
        "openpyxl": plain / ours,
        "plain": f"{ours:.2f} s against {plain:.2f} s" if real else "not measured: the published files are not here",
        "what": "the published files" if real else "invented files of the same size",
        "pages": {page: p95(asked) for page, asked in pages()},
    }
    print(json.dumps(found))


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    start = perf_counter()
    work()
    return perf_counter() - start


def p95(asked: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return quantiles([one * 1000 for one in asked], n=20)[-1]


def reading(workbook: bytes) -> tuple[float, float]:
    """Seconds to read an ePCN into facts, and to read only its values with openpyxl."""
    ours = seconds(lambda: read_source(workbook, "epcn", today=date(2026, 11, 22)))
    plain = seconds(lambda: [list(sheet.values) for sheet in load_workbook(io.BytesIO(workbook), read_only=True)])
    return ours, plain


def pages() -> Iterator[tuple[str, list[float]]]:
    """Each page, asked many times, the places and networks among the largest."""
    person = add_person(email="bench@example.org", name="Bench", by=None, password="as long as it needs to be")  # noqa: S106
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = snapshot(date.today())  # noqa: DTZ011 - the date, wherever this runs
    network = max(found.open_networks, key=lambda one: len(one.practices))
    for title, address in (
        ("England", "/register/"),
        ("a region", f"/register/places/{largest(found.regions, found)}/"),
        ("the largest board", f"/register/places/{largest(found.boards, found)}/"),
        ("the largest sub-ICB location", f"/register/places/{largest(found.sub_icbs, found)}/"),
        ("the network of most practices", f"/register/networks/{network.code}/"),
        ("a practice", f"/register/practices/{network.practices[0].code}/"),
        ("search", "/register/search/?q=medical+centre"),
        ("sources", "/register/sources/"),
        ("networks as CSV", "/register/networks.csv"),
    ):
        asked = [seconds(lambda: answers(client, address)) for _ in range(ASKED + 5)]  # noqa: B023 - called at once
        yield title, asked[5:]


def largest(places: Mapping[str, Place], found: Snapshot) -> str:
    """The code of the place with most networks."""
    return max(places, key=lambda code: found.figures_of(code).networks)


def answers(client: Client, address: str) -> None:
    """Ask for a page, which must answer."""
    assert client.get(address).status_code == 200, address


# Where the published files are not beside the project -----------------------------------------------------------------


def invented() -> dict[str, bytes]:
    """Files of England's size in the layouts of the published ones."""
    practices = [f"A{number:05}" for number in range(PRACTICES)]
    network_of = {practice: f"U{number % NETWORKS:05}" for number, practice in enumerate(practices)}
    codes = sorted(set(network_of.values()))
    networks = [f"{code},NET {code} PCN,{place(code)},COMMISSIONER,20190701,,,,,,,ZZ1 1AA" for code in codes]
    members = [
        f"{practice},SURGERY {practice},{place(code)},COMMISSIONER,{code},,,,20190701,,TRUE"
        for practice, code in network_of.items()
    ]
    head = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS"
    rows = [f"P,2026-07-01,GP,{practice},,ZZ1 1AA,ALL,ALL,{AGES * 240}" for practice in practices]
    rows += [f"P,2026-07-01,GP,{practice},,ZZ1 1AA,MALE,{age},240" for practice in practices for age in range(AGES)]
    shown = "PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME"
    above = "SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ICB_CODE,ICB_NAME,COMM_REGION_CODE,COMM_REGION_NAME"
    mapped = [
        f"2026-07-01,{practice},SURGERY {practice},ZZ1 1AA,{code},NET {code} PCN,"
        f"{place(code)},LOCATION,Q{place(code)[1:]},BOARD,Y{int(place(code)[1:]) % 7:02},REGION"
        for practice, code in network_of.items()
    ]
    return {
        "epcn": zipped({"epcn.csv": networks, "partners.csv": members}),
        "by age": zipped({"by-age.csv": [head, *rows]}),
        "map": zipped({"map.csv": [f"EXTRACT_DATE,{shown},{above}", *mapped]}),
    }


def place(network: str) -> str:
    """One of 36 invented commissioners."""
    return f"Z{int(network[1:]) % 36:02}"


def zipped(files: dict[str, list[str]]) -> bytes:
    """Lines as files in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            archive.writestr(name, "\n".join(lines) + "\n")
    return out.getvalue()


if __name__ == "__main__":
    main()
