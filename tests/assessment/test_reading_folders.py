"""A folder, a zip, a file: every return in it is read once, and what is none is told."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bench.returns import openpyxl_values
from tests.assessment.messy import Messy
from tests.places import SHARED, needs_shared
from trellis.assessment.consistency import consistency_queries
from trellis.assessment.reading import Reading, ReturnReader, read_returns
from trellis.assessment.rules import ProblemKind
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
MARKS = {component.id: "X" for component in EDITION.components[:5]}


def a_return(network: str) -> bytes:
    return Messy(EDITION, network=network, marks=MARKS).content()


def zipped(**members: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(*paths: Path) -> Reading:
    return read_returns(paths, EDITION)


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.file, problem.kind.value) for problem in reading.rejected]


def test_a_folder_is_walked_in_order_of_names_with_its_folders(tmp_path: Path) -> None:
    for place, network in (("b.xlsx", "B"), ("a/z.xlsx", "A"), ("c/d/e.xlsm", "E"), ("c.XLSX", "C")):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(a_return(network))
    reading = read(tmp_path)
    assert [returned.network for returned in reading.returns] == ["A", "B", "E", "C"]
    assert [returned.file for returned in reading.returns] == ["z.xlsx", "b.xlsx", "e.xlsm", "c.XLSX"]
    assert (reading.files, reading.rejected) == (4, ())


def test_lock_files_and_hidden_files_are_passed_over_and_the_rest_is_told(tmp_path: Path) -> None:
    for name in ("~$a.xlsx", ".hidden.xlsx", ".DS_Store", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"anything")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "a.xlsx").write_bytes(b"anything")
    (tmp_path / "a.xlsx").write_bytes(a_return("A"))
    (tmp_path / "notes.txt").write_text("Thanks for all the returns")
    (tmp_path / "nothing.xlsx").write_bytes(b"")
    reading = read(tmp_path)
    assert [returned.network for returned in reading.returns] == ["A"]
    assert told(reading) == [("notes.txt", "not-a-workbook"), ("nothing.xlsx", "empty")]
    assert reading.files == 3


def test_a_zip_is_opened_and_its_members_are_named_with_it(tmp_path: Path) -> None:
    nested = zipped(**{"inner.xlsx": a_return("Inner")})
    members = {"b/B.xlsx": a_return("B"), "../../a.xlsx": a_return("A"), "x.txt": b"x", "nested.zip": nested}
    (tmp_path / "all.zip").write_bytes(zipped(**members, **{"__MACOSX/B.xlsx": b"x", "~$B.xlsx": b"x"}))
    reading = read(tmp_path)
    assert [returned.file for returned in reading.returns] == ["a.xlsx in all.zip", "B.xlsx in all.zip"]
    assert told(reading) == [("nested.zip in all.zip", "not-a-workbook"), ("x.txt in all.zip", "not-a-workbook")]
    assert [path.name for path in tmp_path.rglob("*")] == ["all.zip"], "nothing is unpacked onto the disk"


def test_a_zip_that_is_damaged_empty_or_a_bomb_is_told(tmp_path: Path) -> None:
    bomb = zipped(**{f"{n}.xlsx": b"\0" * 19_000_000 for n in range(12)})
    for name, content in (("bad.zip", b"PK\x03\x04 no"), ("bomb.zip", bomb), ("empty.zip", zipped())):
        (tmp_path / name).write_bytes(content)
    assert told(read(tmp_path)) == [("bad.zip", "not-a-workbook"), ("bomb.zip", "too-large"), ("empty.zip", "empty")]


def test_a_file_named_twice_or_also_in_a_named_folder_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(a_return("A"))
    assert read(file, tmp_path, file).files == 1


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for place in ("north", "south"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "return.xlsx").write_bytes(a_return(place))
    assert [returned.file for returned in read(tmp_path).returns] == [
        (tmp_path / place / "return.xlsx").as_posix() for place in ("north", "south")
    ]


def test_openpyxl_gives_the_bench_the_same_values_to_interpret(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(a_return("A"))
    assert ReturnReader(EDITION).read_values(openpyxl_values(file)) == read(file).returns[0]


def test_a_path_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    reading = read(tmp_path / "nowhere")
    assert told(reading) == [("nowhere", ProblemKind.NOT_FOUND.value)]
    assert reading.files == 1


def test_a_file_over_twenty_megabytes_is_told_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "big.xlsx").open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    (problem,) = read(tmp_path).rejected
    assert problem.kind is ProblemKind.TOO_LARGE
    assert "20 MB" in problem.detail


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert read(tmp_path) == Reading(0, (), ())


def test_progress_is_told_after_every_file(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.xlsx").write_bytes(a_return(str(number)))
    steps: list[tuple[int, int]] = []
    read_returns([tmp_path], EDITION, lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


@needs_shared
def test_the_returns_of_october_2019_are_read_without_a_problem() -> None:
    reading = read(SHARED / "workbooks" / "returns_2019_10")
    assert (reading.files, len(reading.returns), reading.rejected) == (18, 18, ())
    assert [problem for returned in reading.returns for problem in returned.problems] == []
    assert {returned.dated.month for returned in reading.returns if returned.dated} == {10}
    assert max(returned.dated or date.min for returned in reading.returns) == date(2019, 10, 18)


@needs_shared
def test_the_only_queries_of_october_2019_are_the_two_blocks_left_blank() -> None:
    reading = read(SHARED / "workbooks" / "returns_2019_10")
    queries = [query for returned in reading.returns for query in consistency_queries(EDITION, returned)]
    assert [(query.kind, query.theme, query.audience) for query in queries] == [
        (ProblemKind.BLANK_BLOCK, "population-health", "system")
    ] * 2


@needs_shared
def test_the_blank_national_workbook_is_not_filled_in_whatever_comments_were_left_in_it() -> None:
    reading = read(SHARED / "workbooks" / "blank_national_layout.xlsx")
    assert told(reading) == [("blank_national_layout.xlsx", "not-filled-in")]


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_a_workbook_is_known_by_its_content_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(a_return("A"))
    assert [returned.network for returned in read(tmp_path).returns] == ["A"]
