"""``trellis returns summary``, from files to figures, without a database."""

import csv
import json
import os
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.places import PROJECT, SHARED, needs_shared
from trellis.matrix.exports import edition_to_yaml
from trellis.matrix.rules import Audience, Block
from trellis.matrix.shipped import shipped_edition, shipped_text
from trellis.matrix.workbook import national_workbook

EDITION = shipped_edition("pcn-2019-08")
HEADER = "theme,audience,pre_foundation,foundation,step_1,step_2,step_3,not_stated,returns"
LEADERSHIP = Block("leadership", Audience.NETWORK)
RETURNS_2019 = SHARED / "workbooks" / "returns_2019_10"
GOLDEN = SHARED / "golden" / "returns_bnssg_2019_10.csv"
GOLDEN_THEMES = {theme.title: theme.id for theme in EDITION.themes}


def a_return(folder: Path, network: str, position: str, dated: date | None = date(2019, 10, 1), file: str = "") -> None:
    content = national_workbook(EDITION, network_name=network, dated=dated, stated={LEADERSHIP: position})
    (folder / (file or f"{network}.xlsx")).write_bytes(content)


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    out, err = StringIO(), StringIO()
    code: str | int | None = 0
    try:
        call_command("returns", "summary", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as left:
        code = left.code
    return int(code or 0), out.getvalue(), err.getvalue()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


@needs_shared
def test_the_returns_of_october_2019_give_the_published_table_in_every_cell() -> None:
    code, out, err = run(RETURNS_2019, "--format", "csv")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == HEADER
    with GOLDEN.open(encoding="utf-8-sig", newline="") as golden:
        published = list(csv.DictReader(golden))
    assert len(rows_of(out)) == len(published) == 10
    for row, expected in zip(rows_of(out), published, strict=True):
        for position in ("pre_foundation", "foundation", "step_1", "step_2", "step_3"):
            assert row[position] == expected[position]
        assert int(row["not_stated"]) == int(expected["pcns_expected"]) - int(expected["total_marks"])
        assert row["returns"] == expected["pcns_expected"]
        assert row["theme"] == GOLDEN_THEMES[expected["theme"]]
        assert row["audience"] == {"PCN": "network", "System": "system"}[expected["audience"]]


@needs_shared
def test_the_returns_of_october_2019_raise_two_queries(tmp_path: Path) -> None:
    problems = tmp_path / "problems.csv"
    code, out, _ = run(RETURNS_2019, "--problems", problems)
    assert code == 0
    assert "18 networks counted from 18 files, the latest dated 18 October 2019." in out
    assert "2 queries to put to networks, 0 other things to look at." in out
    assert [(row["kind"], row["theme"], row["audience"]) for row in rows_of(problems.read_text())] == [
        ("blank-block", "population-health", "system")
    ] * 2


def test_it_runs_from_the_command_line_where_no_database_answers(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury", "Step 1")
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "TRELLIS_VAR": str(tmp_path / "var"),
    }
    command = [sys.executable, "-c", "from trellis.config.cli import main; main()", "returns", "summary"]
    done = subprocess.run(
        [*command, str(tmp_path / "Westbury.xlsx"), "--format", "csv"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=PROJECT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [HEADER, "leadership,network,0,0,1,0,0,0,1"]


def test_some_rejected_leaves_by_one_with_the_rest_counted_and_the_reason_said(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury", "Foundation")
    (tmp_path / "notes.txt").write_text("Thank you")
    code, out, err = run(tmp_path, "--format", "csv")
    assert code == 1
    assert rows_of(out)[0] == dict(
        zip(HEADER.split(","), ["leadership", "network", "0", "1", "0", "0", "0", "0", "1"], strict=True)
    )
    assert err.startswith("notes.txt is not a workbook")


@pytest.mark.parametrize("what", ["a file", "nothing", "an empty folder"])
def test_none_read_leaves_by_two_with_no_table_and_the_reason_said(what: str, tmp_path: Path) -> None:
    if what == "a file":
        (tmp_path / "notes.txt").write_text("Thank you")
    code, out, err = run(tmp_path / "nowhere" if what == "nothing" else tmp_path, "--format", "csv")
    assert (code, out) == (2, "")
    assert err.strip().endswith(".")


def test_a_path_that_leads_nowhere_beside_good_ones_leaves_by_one(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury", "Foundation")
    code, out, err = run(tmp_path, tmp_path / "nowhere", "--format", "csv")
    assert (code, rows_of(out)[0]["returns"]) == (1, "1")
    assert "nowhere cannot be opened" in err


def test_two_returns_of_one_network_leave_by_nought_with_one_set_aside(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury PCN", "Foundation", date(2019, 10, 1), "old.xlsx")
    a_return(tmp_path, "WESTBURY", "Step 2", date(2019, 11, 1), "new.xlsx")
    problems = tmp_path / "p.csv"
    code, out, err = run(tmp_path, "--format", "csv", "--problems", problems)
    assert (code, out.splitlines()[1]) == (0, "leadership,network,0,0,0,1,0,0,1")
    assert err.startswith("old.xlsx is a return of Westbury PCN")
    first = rows_of(problems.read_text())[0]
    assert (first["file"], first["network"], first["kind"]) == ("old.xlsx", "Westbury PCN", "superseded")


def test_two_of_the_same_date_count_for_nothing_and_are_both_reported(tmp_path: Path) -> None:
    for file in ("1.xlsx", "2.xlsx"):
        a_return(tmp_path, "Westbury", "Foundation", file=file)
    code, out, err = run(tmp_path, "--format", "csv")
    assert (code, out.splitlines()[1]) == (0, "leadership,network,0,0,0,0,0,0,0")
    assert [line.split(" ")[0] for line in err.splitlines()] == ["1.xlsx", "2.xlsx"]


def test_problems_have_the_columns_of_the_contract_even_when_there_is_none(tmp_path: Path) -> None:
    stated = dict.fromkeys(EDITION.blocks, "Pre-foundation")
    content = national_workbook(EDITION, network_name="Westbury", dated=date(2019, 10, 1), stated=stated)
    (tmp_path / "a.xlsx").write_bytes(content)
    problems = tmp_path / "p.csv"
    code, out, _ = run(tmp_path / "a.xlsx", "--problems", problems)
    assert code == 0
    assert problems.read_text() == "file,network,theme,audience,cell,kind,detail\n"
    assert out.rstrip().endswith("There is nothing to ask or to look at.")


def test_a_problems_file_that_cannot_be_written_is_said_before_anything_is_printed(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury", "Foundation")
    with pytest.raises(CommandError, match="cannot be written"):
        run(tmp_path, "--problems", tmp_path / "no folder" / "p.csv")


def test_what_a_network_writes_cannot_run_in_the_problems_file(tmp_path: Path) -> None:
    a_return(tmp_path, "=HYPERLINK(1)", "Foundation")
    problems = tmp_path / "p.csv"
    run(tmp_path, "--problems", problems)
    assert {row["network"] for row in rows_of(problems.read_text())} == {"'=HYPERLINK(1)"}


def test_the_table_fits_a_terminal_of_100_columns_and_names_the_themes(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury", "Foundation")
    for matrix in ("pcn-2019-08", "pcn-2019-07-early", "neighbourhood-2025"):
        edition = shipped_edition(matrix)
        (tmp_path / "Westbury.xlsx").write_bytes(national_workbook(edition, network_name="Westbury"))
        code, out, _ = run(tmp_path, "--matrix", matrix)
        assert code == 0
        table = out.split("\n\n")[0]
        assert max(map(len, table.splitlines())) <= 100
        assert all(theme.title.split()[0] in out for theme in edition.themes)
        assert "1 network counted from 1 file." in out


def test_json_has_counts_and_problems(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury", "Foundation")
    code, out, _ = run(tmp_path, "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert {key: told[key] for key in ("matrix", "as_at", "files", "rejected", "returns")} == {
        "matrix": "pcn-2019-08",
        "as_at": "2019-10-01",
        "files": 1,
        "rejected": 0,
        "returns": 1,
    }
    assert list(told["counts"][0]) == HEADER.split(",")
    assert told["counts"][0]["foundation"] == 1
    assert {problem["kind"] for problem in told["problems"]} == {"blank-block", "stated-above-highest-marked-step"}


def test_a_matrix_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    text = shipped_text("pcn-2019-08").replace("pcn-2019-08", "ours-2026")
    (tmp_path / "ours.yaml").write_text(text)
    content = national_workbook(EDITION, network_name="Westbury", stated={LEADERSHIP: "Step 3"})
    (tmp_path / "a.xlsx").write_bytes(content)
    code, _, err = run(tmp_path / "a.xlsx", "--matrix", tmp_path / "ours.yaml", "--format", "csv")
    assert code == 2
    assert "was made for the matrix pcn-2019-08" in err
    (tmp_path / "same.yaml").write_text(edition_to_yaml(EDITION))
    code, out, _ = run(tmp_path / "a.xlsx", "--matrix", tmp_path / "same.yaml", "--format", "csv")
    assert (code, out.splitlines()[1]) == (0, "leadership,network,0,0,0,0,1,0,1")


def test_a_matrix_that_is_not_there_or_not_valid_is_said_with_its_faults(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="pcn-2019-07-early") as caught:
        run(tmp_path, "--matrix", "nowhere")
    assert caught.value.returncode == 2
    (tmp_path / "bad.yaml").write_text("id: bad\n")
    with pytest.raises(CommandError, match=r"bad\.yaml, line 1: ") as caught:
        run(tmp_path, "--matrix", tmp_path / "bad.yaml")
    assert caught.value.returncode == 2


def test_a_reader_that_stops_early_gets_no_traceback(tmp_path: Path) -> None:
    a_return(tmp_path, "Westbury PCN", "Foundation")
    command = [sys.executable, "-c", "from trellis.config.cli import main; main()", "returns", "summary", str(tmp_path)]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        left = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, cwd=PROJECT, check=False)
    assert (left.returncode, left.stderr) == (141, b"")
