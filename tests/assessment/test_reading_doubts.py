"""Where a returned workbook could be misread in silence: each of these is asked about, or read as a person would."""

import os
import threading
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.assessment.messy import Messy, kinds_of, marks_of, put, saved
from trellis.assessment.reading import RejectedReturnError, read_return, read_returns
from trellis.assessment.rules import Problem, ProblemKind
from trellis.matrix.rules import Audience, Block
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
LEADERSHIP = Block("leadership", Audience.NETWORK)
RESOURCES = Block("resources", Audience.NETWORK)
INTEGRATING = Block("integrating-care", Audience.NETWORK)
FIRST, SECOND = (component.id for component in EDITION.of_block(LEADERSHIP)[:2])
TITLES = {theme.id: theme.title for theme in EDITION.themes}


def rejection(content: bytes) -> Problem:
    with pytest.raises(RejectedReturnError) as caught:
        read_return(content, "a.xlsx", EDITION)
    return caught.value.problem


def with_error(messy: Messy, **cells: str) -> bytes:
    """A return in which cells hold errors, as they do where a formula's error was pasted as a value."""
    book = load_workbook(BytesIO(messy.content()))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for name, error in cells.items():
        sheet[name] = error
        sheet[name].data_type = "e"
    return saved(book)


def test_an_error_in_a_cell_is_not_taken_for_a_blank() -> None:
    messy = Messy(EDITION, marks={SECOND: "X"})
    returned = read_return(with_error(messy, D4="#REF!", K4="#N/A", L2="#VALUE!"), "a.xlsx", EDITION)
    assert marks_of(returned) == {SECOND: "in_place"}
    assert {(problem.cell, problem.kind.value) for problem in returned.problems} == {
        ("D4", "unreadable-mark"),
        ("K4", "unreadable-position"),
        ("L2", "unreadable-date"),
    }


def test_an_error_is_no_network() -> None:
    problem = rejection(with_error(Messy(EDITION, marks={FIRST: "X"}), B2="#NAME?"))
    assert (problem.kind, problem.cell) == (ProblemKind.NO_NETWORK, "B2")


@pytest.mark.parametrize(("cell", "what"), [("B2", "network's name"), ("L2", "the date")])
def test_a_formula_for_the_name_or_the_date_is_told(cell: str, what: str) -> None:
    about = {"network_name": "Westbury PCN"}
    messy = Messy(EDITION, marks={FIRST: "X"}, about=about, also=lambda sheet: sheet.__setitem__(cell, "=TODAY()"))
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    told = [problem for problem in returned.problems if problem.kind is ProblemKind.FORMULA]
    assert [problem.cell for problem in told] == [cell]
    assert what in told[0].detail


def test_a_name_that_is_a_formula_without_a_value_is_told_as_that() -> None:
    problem = rejection(Messy(EDITION, network="=A1", marks={FIRST: "X"}).content())
    assert "cell B2 is a formula without a value" in problem.detail


def test_a_date_years_ahead_is_not_kept() -> None:
    returned = read_return(Messy(EDITION, dated=date(2091, 10, 1)).content(), "a.xlsx", EDITION)
    assert (returned.dated, kinds_of(returned)) == (None, ["unreadable-date"])


@pytest.mark.parametrize("beside", [("Lead: Dr Jones",), ("Clinical director", "Dr Jones"), ("Date", "1 May 2019")])
def test_what_stands_further_right_under_its_own_label_is_nobodys_name(beside: tuple[str, ...]) -> None:
    def write(sheet: Worksheet) -> None:
        for column, text in enumerate(beside, 2):
            put(sheet, 1, column, text)

    problem = rejection(Messy(EDITION, network=None, marks={FIRST: "X"}, also=write).content())
    assert (problem.kind, problem.cell) == (ProblemKind.NO_NETWORK, "B2")


def test_a_name_may_stand_one_cell_further_or_have_a_colon_in_it() -> None:
    further = Messy(EDITION, network=None, also=lambda sheet: put(sheet, 1, 2, "Westbury PCN"))
    assert read_return(further.content(), "a.xlsx", EDITION).network == "Westbury PCN"
    colon = Messy(EDITION, network="Westbury: East and West")
    assert read_return(colon.content(), "a.xlsx", EDITION).network == "Westbury: East and West"


def test_a_workbook_in_which_nothing_is_labelled_as_a_name_says_so() -> None:
    messy = Messy(EDITION, marks={FIRST: "X"}, also=lambda sheet: sheet.__setitem__("A2", None))
    assert 'nothing above its table is labelled "Network" or "PCN"' in rejection(messy.content()).detail


@pytest.mark.parametrize("left_on_it", ["Insert name of network", "Easton PCN"])
def test_the_name_belongs_to_the_sheet_with_the_answers(left_on_it: str) -> None:
    book = load_workbook(BytesIO(Messy(EDITION, network=left_on_it).content()))
    Messy(EDITION, network="Westbury PCN", dated=date(2019, 10, 7), marks={FIRST: "X"}).write(book.create_sheet("Ours"))
    returned = read_return(saved(book), "a.xlsx", EDITION)
    assert (returned.network, returned.dated) == ("Westbury PCN", date(2019, 10, 7))
    assert marks_of(returned) == {FIRST: "in_place"}


def test_two_filled_tables_are_told_with_the_hidden_one_called_hidden() -> None:
    book = load_workbook(BytesIO(Messy(EDITION, marks={FIRST: "X"}).content()))
    old = book.create_sheet("Last year")
    Messy(EDITION, marks={SECOND: "X"}).write(old)
    old.sheet_state = "hidden"
    detail = rejection(saved(book)).detail
    assert 'hidden sheet "Last year"' in detail
    assert "one filled table" in detail


def test_where_titles_were_swapped_marks_and_position_go_with_the_statements_and_it_is_told() -> None:
    swapped = {"resources": TITLES["integrating-care"], "integrating-care": TITLES["resources"]}
    messy = Messy(EDITION, stated={RESOURCES: "Step 3", INTEGRATING: "Foundation"}, theme_titles=swapped)
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert returned.blocks[RESOURCES].stated == "step_3"
    assert returned.blocks[INTEGRATING].stated == "foundation"
    assert kinds_of(returned) == ["wording-differs"] * 4
    assert "the statements are those of Managing resources" in returned.problems[2].detail


def test_a_theme_without_an_audience_is_asked_whom_it_speaks_for() -> None:
    labels = dict.fromkeys(Audience, "")
    messy = Messy(EDITION, marks={FIRST: "X"}, stated={LEADERSHIP: "F"}, labels=labels)
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    unknown = [problem for problem in returned.problems if problem.kind is ProblemKind.UNKNOWN_THEME]
    assert len(unknown) == len(EDITION.themes)
    assert "where the matrix has For the network or For the system" in unknown[0].detail
    assert marks_of(returned) == {FIRST: "in_place"}


def test_a_workbook_renamed_by_hand_that_carries_no_code_keeps_the_name_written_in_it() -> None:
    messy = Messy(EDITION, network="Easton PCN", about={"network_name": "Westbury PCN"})
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert returned.network == "Easton PCN"
    assert "kept for the name that is written here" in returned.problems[0].detail


def test_a_pipe_among_the_files_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes(Messy(EDITION).content())
    found: list[int] = []
    reading = threading.Thread(
        target=lambda: found.append(len(read_returns([tmp_path], EDITION).rejected)), daemon=True
    )
    reading.start()
    reading.join(timeout=20)
    assert found == [1]


def test_one_file_under_two_links_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(Messy(EDITION).content())
    (tmp_path / "hard.xlsx").hardlink_to(tmp_path / "a.xlsx")
    (tmp_path / "soft.xlsx").symlink_to(tmp_path / "a.xlsx")
    assert read_returns([tmp_path, tmp_path / "a.xlsx"], EDITION).files == 1


def test_a_mark_merged_over_several_statements_counts_for_the_first_and_is_asked_about() -> None:
    messy = Messy(EDITION, marks={FIRST: "X"}, also=lambda sheet: sheet.merge_cells("D4:D5"))
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned) == {FIRST: "in_place"}
    (problem,) = returned.problems
    assert (problem.kind, problem.cell) == (ProblemKind.UNREADABLE_MARK, "D4")
    assert "down to D5, beside 2 statements" in problem.detail


def test_a_position_merged_over_two_audiences_counts_for_the_first_and_is_asked_about() -> None:
    messy = Messy(EDITION, stated={LEADERSHIP: "F"}, also=lambda sheet: sheet.merge_cells("K4:K8"))
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert returned.blocks[LEADERSHIP].stated == "foundation"
    (problem,) = returned.problems
    assert (problem.kind, problem.cell) == (ProblemKind.UNREADABLE_POSITION, "K4")
    assert "Leadership, planning and partnerships, for the system too" in problem.detail


def test_a_position_merged_over_the_rows_of_its_own_block_is_no_question() -> None:
    messy = Messy(EDITION, stated={LEADERSHIP: "F"}, also=lambda sheet: sheet.merge_cells("K4:K6"))
    assert read_return(messy.content(), "a.xlsx", EDITION).problems == ()
