"""``trellis matrix``: what it prints, and by which code it leaves."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.matrix.editions import TWO_THEMES
from tests.places import PROJECT
from trellis.audit.models import Event
from trellis.files.spreadsheets import read_workbook
from trellis.matrix.actions import import_edition, publish
from trellis.matrix.exports import edition_to_workbook
from trellis.matrix.imports import edition_from_yaml
from trellis.matrix.models import Edition
from trellis.matrix.queries import edition_by_id
from trellis.matrix.shipped import SHIPPED_IDS, shipped_edition, shipped_text


def run(*arguments: object) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("matrix", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(TWO_THEMES, encoding="utf-8")
    return path


def without_database(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, where no database answers."""
    environment = os.environ | {
        "TRELLIS_VAR": str(tmp_path / "var"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
    }
    return subprocess.run(
        [sys.executable, "-m", "django", "matrix", *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_list_and_export_know_the_shipped_editions_where_no_database_answers(tmp_path: Path) -> None:
    listed = without_database(tmp_path, "list")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(SHIPPED_IDS)
    exported = without_database(tmp_path, "export", "pcn-2019-08")
    assert exported.returncode == 0
    assert exported.stdout == shipped_text("pcn-2019-08")


def test_a_check_asks_no_database_and_says_that_a_file_is_sound(ours: Path) -> None:
    assert run("check", ours) == f"{ours} is sound: ours, with 2 themes, 2 steps, 4 components.\n"


def test_a_check_names_every_fault_with_its_line_and_leaves_by_1(ours: Path) -> None:
    ours.write_text(TWO_THEMES.replace("order: 2", "order: two").replace("theme: people", "theme: money"))
    out = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("matrix", "check", str(ours), stdout=out)
    assert caught.value.code == 1
    lines = ours.read_text().splitlines()
    assert out.getvalue().splitlines() == [
        f"{ours}:{lines.index('    order: two') + 1}: "
        "Component care.2: “order” should be a whole number from 1, and is “two”.",
        f"{ours}:{lines.index('    theme: money') + 1}: "
        "Component people.1 names the theme “money”, which this edition does not have. It has: care, people.",
    ]


def test_a_check_of_what_cannot_be_read_leaves_by_2(tmp_path: Path) -> None:
    missing = without_database(tmp_path, "check", str(tmp_path / "missing.yaml"))
    assert missing.returncode == 2
    assert "missing.yaml cannot be read: No such file or directory." in missing.stderr
    assert "Traceback" not in missing.stderr


def test_a_file_in_another_encoding_is_said_to_be_so(ours: Path) -> None:
    ours.write_bytes(b"id: ours\ntitle: caf\xe9\n")
    with pytest.raises(CommandError, match="line 2: This is neither a workbook nor text in UTF-8") as caught:
        run("check", ours)
    assert caught.value.returncode == 2


@pytest.mark.django_db
def test_the_list_shows_what_is_in_the_database_and_what_could_be(ours: Path) -> None:
    run("import", ours)
    lines = run("list").splitlines()
    assert lines[0].split()[:3] == ["ours", "Draft", "4"]
    assert [line.split()[1] for line in lines[1:]] == ["Shipped"] * 3


@pytest.mark.django_db
def test_shipping_says_what_it_did() -> None:
    assert run("ship").splitlines() == [f"{edition_id} is published." for edition_id in SHIPPED_IDS]
    assert run("ship").splitlines() == [f"{edition_id} was there already." for edition_id in SHIPPED_IDS]


@pytest.mark.django_db
def test_a_yaml_file_is_taken_in_as_a_draft_by_the_command_line(ours: Path) -> None:
    assert run("import", ours, "--id", "theirs", "--title", "Theirs") == "theirs is a draft now: Theirs.\n"
    assert Edition.objects.get().status == "draft"
    assert Event.objects.get().actor == "command line"
    with pytest.raises(CommandError, match="There is an edition theirs already"):
        run("import", ours, "--id", "theirs")


@pytest.mark.django_db
def test_an_id_that_cannot_stand_in_an_address_is_refused(ours: Path) -> None:
    with pytest.raises(CommandError, match="“Their Id” cannot be the id of an edition"):
        run("import", ours, "--id", "Their Id")
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_a_workbook_is_taken_in_once_it_has_id_and_title(tmp_path: Path) -> None:
    run("ship")
    workbook = tmp_path / "returned.xlsx"
    workbook.write_bytes(edition_to_workbook(shipped_edition("pcn-2019-07-early")))
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing was taken in"):
        call_command("matrix", "import", str(workbook), stderr=out)
    assert "A workbook says neither id nor title: give it both." in out.getvalue()
    run("import", workbook, "--id", "mine", "--title", "Mine")
    assert edition_by_id("mine").parent == "pcn-2019-07-early"


@pytest.mark.django_db
def test_a_faulty_file_is_not_taken_in(ours: Path) -> None:
    ours.write_text(TWO_THEMES.replace("theme: people", "theme: money"))
    with pytest.raises(CommandError, match="Nothing was taken in"):
        run("import", ours)
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_an_edition_of_the_database_is_exported_as_yaml_and_as_workbook(tmp_path: Path) -> None:
    edition = edition_from_yaml(TWO_THEMES, "ours.yaml")
    publish(import_edition(edition, by=None), by=None)
    assert edition_from_yaml(run("export", "ours"), "out.yaml") == edition
    written = tmp_path / "written.yaml"
    assert run("export", "ours", "--out", written) == f"Written to {written}.\n"
    assert edition_from_yaml(written.read_text(encoding="utf-8"), "out.yaml") == edition
    book = tmp_path / "written.xlsx"
    run("export", "ours", "--format", "workbook", "--out", book)
    cells = {cell for row in read_workbook(book.read_bytes(), "written.xlsx").sheets[0].rows for cell in row}
    assert {component.statement for component in edition.components} <= cells


@pytest.mark.django_db
def test_an_unknown_edition_is_answered_with_the_ids_there_are() -> None:
    with pytest.raises(
        CommandError, match=r"There is no edition “nothing”\. There are: pcn-2019-08, pcn-2019-07-early"
    ):
        run("export", "nothing")


@pytest.mark.django_db
def test_an_export_to_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run("export", "pcn-2019-08", "--out", tmp_path / "no" / "where.yaml")
