"""The published files themselves, and the figures that must come out."""

import csv
import zipfile
from datetime import date
from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.places import SHARED, needs_shared
from tests.register.dump import dump
from tests.register.test_importing import clear
from trellis.register import queries
from trellis.register.actions import import_file, record_facts
from trellis.register.history import network_history
from trellis.register.imports.facts import Facts
from trellis.register.imports.reading import read_source
from trellis.register.imports.tables import FileRefusedError
from trellis.register.reports import ImportReport
from trellis.register.rules import Basis, Kind, Size, Succession

pytestmark = [needs_shared, pytest.mark.django_db]
D = date.fromisoformat
DATA = SHARED / "data"
EPCN = {year: DATA / "ods" / f"ePCN_{year}.xlsx" for year in ("2019-12", "2023-01", "2024-10")}
MAP, BY_AGE = (DATA / "lists" / f"gp-reg-pat-prac-{what}_2026-07.zip" for what in ("map", "quin-age"))
TODAY = D("2026-11-22")


def take(path: Path) -> ImportReport:
    return import_file(path.read_bytes(), path.name, by=None)


def read(path: Path) -> Facts:
    return read_source(path.read_bytes(), path.name, today=TODAY)


@pytest.mark.parametrize(
    ("year", "as_at", "networks", "practices", "ended"),
    [
        ("2019-12", "2019-12-01", 1250, 6757, 0),
        ("2023-01", "2023-01-09", 1264, 6391, 1064),
        ("2024-10", "2024-10-01", 1285, 6224, 1481),
    ],
)
def test_each_vintage_of_the_register_has_its_published_figures(
    year: str, as_at: str, networks: int, practices: int, ended: int
) -> None:
    report = take(EPCN[year])
    assert report.as_at == D(as_at)
    assert report.figures.networks_open == networks
    assert report.figures.practices_in_current_network == practices
    assert report.figures.memberships_ended == ended
    found = queries.snapshot(D(as_at))
    assert len(found.open_networks) == networks


def test_eighteen_networks_and_eighty_three_practices_under_15c_in_december_2019() -> None:
    take(EPCN["2019-12"])
    out = StringIO()
    call_command("register", "networks", "--within", "15C", "--format", "csv", stdout=out)
    rows = list(csv.DictReader(StringIO(out.getvalue())))
    assert len(rows) == 18
    assert sum(int(row["practices"]) for row in rows) == 83


def test_the_three_vintages_give_the_same_register_in_all_six_orders() -> None:
    vintages = {year: read(path) for year, path in EPCN.items()}
    first = None
    for order in permutations(vintages):
        clear()
        for year in order:
            record_facts(vintages[year], by=None, name=year, sha256=year)
        told = dump()
        first = first or told
        assert told == first


@pytest.mark.parametrize("before", [(), tuple(EPCN)], ids=["on an empty register", "after three vintages"])
def test_the_lists_of_july_2026_have_their_published_figures(before: tuple[str, ...]) -> None:
    for year in before:
        take(EPCN[year])
    take(MAP)
    report = take(BY_AGE)
    assert (report.figures.practices, report.figures.patients) == (6139, 63_436_508)
    assert report.odd == ()
    england = queries.snapshot(TODAY).england
    assert (england.networks, england.practices, england.without_network) == (1298, 6139, 52)
    assert england.registered.known == 63_436_508
    assert england.registered.missing == 0
    assert (england.sizes[Size.BELOW], england.sizes[Size.USUAL], england.sizes[Size.ABOVE]) == (119, 691, 457 + 31)
    found = queries.snapshot(TODAY)
    loose = [one for one in found.current_practices if not one.network]
    assert queries.summed(tuple(loose), Basis.REGISTERED).known == 220_330
    in_use = {one.sub_icb for one in found.current_practices}
    boards = {found.board_of(code) for code in in_use}
    assert (len(in_use), len(boards), len({found.region_of(code) for code in boards})) == (106, 36, 7)
    assert min(one.registered.known or 0 for one in found.open_networks) == 7_894
    assert max(one.registered.known or 0 for one in found.open_networks) == 270_256


def test_real_restructures_are_worked_out_as_they_happened() -> None:
    take(EPCN["2019-12"])
    take(EPCN["2024-10"])
    networks = queries.snapshot(TODAY).networks
    split = next(step for step in network_history("U90977", networks).before if step.move.on == D("2021-04-01"))
    assert (split.kind, split.move.practices) == (Succession.SPLIT, ("L81086",))
    assert networks["U52827"].closed == D("2021-03-31")
    went = network_history("U52827", networks).after
    assert went
    assert {step.kind for step in went} == {Succession.MERGER}


def test_the_adjusted_population_adds_up_to_its_unlabelled_total() -> None:
    facts = read(DATA / "lists" / "pcn-adjusted-population_2025-01.csv")
    assert facts.as_at == D("2025-01-01")
    assert facts.odd == ()
    sums = {basis: sum(size.patients for size in facts.list_sizes if size.basis is basis) for basis in Basis}
    assert sums == {Basis.REGISTERED: 63_724_163, Basis.ADJUSTED: 63_724_141}
    assert sum(bool(one.network) for one in facts.sightings) == 6168
    assert sum(not one.network for one in facts.sightings) == 81


def test_the_practices_file_has_its_published_number_of_active_practices() -> None:
    path = DATA / "ods" / "epraccur_2023-12.csv"
    facts = read(path)
    with path.open(encoding="utf-8", newline="") as file:
        welsh = sum(row[25] == "4" and row[12] == "A" and row[2] == "W00" for row in csv.reader(file))
    assert sum(one.closed is None for one in facts.practices) + welsh == 6750


def test_a_record_of_the_ord_interface_says_what_is_in_it() -> None:
    facts = read(DATA / "ods" / "ods_ord_organisation_F81749_sample.json")
    assert (facts.kind, facts.as_at) == (Kind.ORGANISATION, D("2019-12-03"))
    assert [(one.practice, one.network, one.started) for one in facts.memberships] == [
        ("F81749", "U56676", D("2019-10-01"))
    ]
    assert facts.practices[0].parent == "07H"


def test_older_lists_have_their_dates_and_figures() -> None:
    sizes = read(DATA / "lists" / "gp-reg-pat-prac-all_2021-01.csv")
    assert (sizes.as_at, len(sizes.list_sizes)) == (D("2021-01-01"), 6658)
    seen = read(DATA / "lists" / "gp-reg-pat-prac-map_2022-01.csv")
    assert (seen.as_at, len(seen.sightings)) == (D("2022-01-01"), 6527)


def test_the_landscape_of_castle_point_and_southend_has_its_printed_totals_and_warnings() -> None:
    golden = SHARED / "golden"
    facts = read(golden / "landscape_castle_point_rochford_southend_2019.csv")
    with (golden / "landscape_expected_totals.csv").open(encoding="utf-8", newline="") as file:
        printed = {(row["ccg"], row["pcn"]): row for row in csv.DictReader(file)}
    assert {(group.within, group.name): group.patients for group in facts.groups} == {
        key: int(row["printed_total"]) for key, row in printed.items()
    }
    warned = {(group.within, group.name): group.size for group in facts.groups if group.size.is_warning}
    assert warned == {
        key: Size.ABOVE if "above" in row["note"] else Size.BELOW
        for key, row in printed.items()
        if "above" in row["note"] or "below" in row["note"]
    }
    assert sum(odd.kind == "missing-practice-code" for odd in facts.odd) == 8


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("workforce/PCNWFIndividualCSV.062026.zip", "PCN workforce"),
        ("reference/fingertips-imd-2025-gp-practice.csv", "deprivation"),
        ("reference/bank-holidays_2024-2027.json", "bank holidays"),
    ],
)
def test_files_for_other_rooms_are_turned_away_by_name(path: str, says: str) -> None:
    with pytest.raises(FileRefusedError, match=says):
        read(DATA / path)


def test_a_list_is_the_same_zipped_or_not() -> None:
    with zipfile.ZipFile(MAP) as archive:
        plain = archive.read(archive.namelist()[0])
    zipped, unzipped = read(MAP), read_source(plain, "plain.csv", today=TODAY)
    assert (zipped.sightings, zipped.networks) == (unzipped.sightings, unzipped.networks)
