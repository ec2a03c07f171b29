"""``trellis register`` as a person runs it."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.register.made import LISTS_CCG, listed, table
from tests.register.test_importing import STORY, tell

pytestmark = pytest.mark.django_db
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the story, in a folder."""
    for name, content in STORY.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def run(*words: object) -> tuple[int, str, str]:
    """Exit status, what was printed, and what was said on the side."""
    out, err = StringIO(), StringIO()
    try:
        call_command("register", *map(str, words), stdout=out, stderr=err)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_an_import_says_in_json_what_the_contract_promises(folder: Path) -> None:
    status, out, _ = run("import", folder / "new.xlsx", "--format", "json")
    report = json.loads(out)
    assert status == 0
    assert report["kind"] == "epcn"
    assert report["as_at"] == "2021-04-01"
    assert {
        key: report[key]
        for key in ("networks_open", "networks_closed", "practices_in_current_network", "memberships_ended")
    } == {
        "networks_open": 2,
        "networks_closed": 1,
        "practices_in_current_network": 3,
        "memberships_ended": 3,
    }
    assert {"new", "changed", "unchanged", "ignored"} <= report.keys()
    assert report["odd"] == []


def test_several_files_give_a_list_of_reports(folder: Path) -> None:
    _, out, _ = run("import", folder / "old.xlsx", folder / "lists.csv", "--format", "json")
    assert [report["kind"] for report in json.loads(out)] == ["epcn", "list-sizes"]


def test_a_folder_is_all_the_files_in_it(folder: Path) -> None:
    status, out, _ = run("import", folder, "--format", "json")
    assert status == 0
    assert len(json.loads(out)) == len(STORY)


def test_the_table_has_the_figures_the_counts_and_what_is_odd(folder: Path) -> None:
    run("import", folder / "old.xlsx")
    _, out, _ = run("import", folder / "new.xlsx")
    assert "as at 1 April 2021" in out
    assert "2 networks open, 1 networks closed" in out
    assert "Odd: new.xlsx, practice A00004" in out


def test_a_second_import_says_that_nothing_changed(folder: Path) -> None:
    run("import", folder / "old.xlsx")
    _, out, _ = run("import", folder / "old.xlsx")
    assert "Taken in before: nothing changed." in out


def test_only_the_first_twenty_oddities_are_printed_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_bytes(table(LISTS_CCG, listed("A00001", 1), *(listed(f"A1{n:04}", "many") for n in range(25))))
    _, out, _ = run("import", path)
    assert out.count("Odd:") == 20
    assert "and 5 more" in out


def test_the_date_can_be_given(folder: Path) -> None:
    _, out, _ = run("import", folder / "old.xlsx", "--as-at", "2020-02-29", "--format", "json")
    assert json.loads(out)["as_at"] == "2020-02-29"


def test_a_refused_file_is_told_and_the_others_are_taken_in(folder: Path) -> None:
    bad = folder / "notes.txt"
    bad.write_text("nothing of use")
    status, out, err = run("import", bad, folder / "old.xlsx")
    assert status == 1
    assert "notes.txt is no file that the register knows" in err
    assert "old.xlsx" in out


def test_where_no_file_can_be_used_the_status_is_two(tmp_path: Path) -> None:
    status, _, err = run("import", tmp_path / "missing.csv")
    assert status == 2
    assert "cannot be opened" in err


def test_networks_are_listed_as_csv_with_empty_cells_for_what_is_not_known(folder: Path) -> None:
    tell("new.xlsx")
    _, out, _ = run("networks", "--format", "csv", "--as-at", "2021-04-01")
    assert next(csv.DictReader(StringIO(out))) == {
        "code": "U00001",
        "name": "NEW NAME PCN",
        "practices": "2",
        "registered_patients": "",
        "adjusted_patients": "",
        "opened": "2019-07-01",
        "closed": "",
    }
    assert out.splitlines()[0] == "code,name,practices,registered_patients,adjusted_patients,opened,closed"


def test_networks_are_listed_as_they_were(folder: Path) -> None:
    tell("old.xlsx", "new.xlsx")
    _, out, _ = run("networks", "--format", "csv", "--as-at", "2020-01-01", "--within", "99Z")
    assert [row["name"] for row in csv.DictReader(StringIO(out))] == ["CLOSING PCN", "OLD NAME PCN"]


def test_a_sum_that_lacks_a_practice_is_told_on_the_side() -> None:
    tell("new-map.csv", "lists.csv")
    _, out, err = run("networks", "--format", "json")
    assert "1 of these networks have a practice without a list size" in err
    lacking = [one for one in json.loads(out)["networks"] if one["practices_without_list_size"]]
    assert [(one["code"], one["registered_patients"]) for one in lacking] == [("U00004", 10_000)]


def test_an_unknown_place_is_told() -> None:
    tell("old.xlsx")
    status, _, err = run("networks", "--within", "XXX")
    assert status == 2
    assert "XXX is no region" in err


def test_an_empty_register_says_how_to_fill_it() -> None:
    status, _, err = run("networks")
    assert status == 0
    assert "trellis register import" in err
