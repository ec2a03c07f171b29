"""What people write into the cells of a returned workbook, and what is read from it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessment.rules import Mark, ProblemKind
from trellis.assessment.wordings import position_words, read_date, read_mark, read_position
from trellis.files.spreadsheets import Cell
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
OCTOBER = date(2019, 10, 1)
WORDS = position_words(EDITION)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "X",
            "x",
            "Х",
            "х",
            "Χ",
            "χ",
            "Ｘ",
            " x ",
            "x.",
            "(x)",
            "'X'",
            "xx",
            "X\n",
            "×",
            "✓",
            "✔",
            "✔️",
            "☑",
            "✅",
            "☒",
            "√",
        ),
        *("Yes", "YES", "yes", "Y", "y", "TRUE", "true", "1", 1, 1.0, True, "done", "Done.", "in place", "In  Place"),
        *("in-place", "achieved", "Completed", "Fully in place"),
    ],
)
def test_what_stands_for_in_place(cell: Cell) -> None:
    assert read_mark(cell).mark is Mark.IN_PLACE
    assert read_mark(cell).problem is None


@pytest.mark.parametrize(
    "cell", ["in progress", "In Progress", "IN PROGRESS ", "in-progress", "underway", "Under way", "ongoing", "started"]
)
def test_what_stands_for_in_progress(cell: str) -> None:
    assert read_mark(cell).mark is Mark.IN_PROGRESS


@pytest.mark.parametrize("cell", ["in plan", "In plan ", "planned", "Planned.", "in the plan"])
def test_what_stands_for_in_plan(cell: str) -> None:
    assert read_mark(cell).mark is Mark.IN_PLAN


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("not started", Mark.NOT_STARTED),
        ("Not started", Mark.NOT_STARTED),
        ("Not sure", Mark.NOT_SURE),
        ("don't know", Mark.NOT_SURE),
        ("N/A", Mark.DOES_NOT_APPLY),
        ("does not apply", Mark.DOES_NOT_APPLY),
    ],
)
def test_what_stands_for_the_answers_that_claim_nothing(cell: str, mark: Mark) -> None:
    assert read_mark(cell).mark is mark
    assert read_mark(cell).problem is None


@pytest.mark.parametrize("cell", ["", " ", "no", "No", "N", "not yet", "-", "–", "—", 0, False, "0", "☐"])
def test_what_stands_for_no_mark_and_asks_nothing(cell: Cell) -> None:
    assert read_mark(cell).mark is None
    assert read_mark(cell).problem is None


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("X - from April", Mark.IN_PLACE),
        ("X – from April", Mark.IN_PLACE),
        ("✓ since June", Mark.IN_PLACE),
        ("Yes, since June", Mark.IN_PLACE),
        ("in progress: waiting for the data", Mark.IN_PROGRESS),
        ("In progress - with the trust", Mark.IN_PROGRESS),
        ("Planned (quarter 3)", Mark.IN_PLAN),
        ("not yet - planned for 2020", None),
        ("We are working on this with the trust", None),
        ("in place by March 2020", None),
        ("done by the commissioner", None),
        ("no-one knows", None),
        ("Yes/No", None),
        ("n/a for us", None),
    ],
)
def test_a_remark_is_kept_and_counts_only_where_it_starts_with_a_clear_mark(cell: str, mark: Mark | None) -> None:
    read = read_mark(cell)
    assert (read.mark, read.remark, read.problem) == (mark, cell, ProblemKind.REMARK_IN_MARK)


@pytest.mark.parametrize(
    "cell",
    ["x in plan", "X - planned", "X (partial)", "X not yet", "Yes, but not everywhere", "yes - no", "✓ (in progress?)"],
)
def test_a_cross_that_the_words_after_it_take_back_counts_as_no_mark_and_is_asked_about(cell: str) -> None:
    read = read_mark(cell)
    assert (read.mark, read.remark, read.problem) == (None, cell, ProblemKind.REMARK_IN_MARK)


@pytest.mark.parametrize("cell", ["\u200bX", "x\ufeff", "\u200eYes\u200f", "✔\ufe0e", "Ticked"])
def test_characters_that_take_no_room_do_not_hide_a_mark(cell: str) -> None:
    assert read_mark(cell).mark is Mark.IN_PLACE
    assert read_mark(cell).problem is None


def test_a_cell_of_nothing_that_can_be_seen_is_blank() -> None:
    assert read_mark("\u200b \ufeff") == read_mark("")


@pytest.mark.parametrize("cell", ["#REF!", "#N/A"])
def test_an_error_is_an_unreadable_mark_and_no_remark_of_the_network(cell: str) -> None:
    assert read_mark(cell).problem is ProblemKind.UNREADABLE_MARK


@pytest.mark.parametrize("cell", ["?", "X?", "^", "V", "+", "\\\\", 7, 0.5, "50%", "P", date(2019, 10, 1), time(9, 0)])
def test_a_mark_that_nobody_can_read_counts_as_none_and_is_asked_about(cell: Cell) -> None:
    read = read_mark(cell)
    assert (read.mark, read.problem) == (None, ProblemKind.UNREADABLE_MARK)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.times(), st.timedeltas()))
def test_any_cell_reads_as_some_mark_position_and_date(cell: Cell) -> None:
    assert read_mark(cell).mark in {None, *Mark}
    assert read_position(cell, WORDS).position in {None, *EDITION.positions}
    dated = read_date(cell)
    assert dated.dated is not None or dated.problem is not None


@pytest.mark.parametrize(
    ("cell", "position"),
    [
        *((text, "pre_foundation") for text in ("pre foundation", "Pre-foundation", "PF", "Pre", "PRE-FOUNDATION ")),
        *((text, "foundation") for text in ("F", "f", "Foundation", "foundation >", "FOUNDATION", "Foundation.")),
        *((cell, "step_1") for cell in ("1", 1, 1.0, "step one", "Step1", "STEP 1", "Step 1 >", "one", "S1", "step_1")),
        *((cell, "step_2") for cell in ("STEP 2", "2", 2.0, "step two", "Step-2")),
        *((cell, "step_3") for cell in ("3", 3, "Step three")),
    ],
)
def test_what_states_a_position(cell: Cell, position: str) -> None:
    assert read_position(cell, WORDS).position == position


@pytest.mark.parametrize(
    "cell",
    [
        *("Foundation/Step 1", "Foundation or Step 1", "1/2", "1-2", "Foundation > Step 1", "Step 1+", "Foundation?"),
        *(
            "Step 4",
            4,
            0,
            1.5,
            -1,
            "-2",
            "F-",
            "Step 2 -",
            "~2",
            "Step 1 ↑",
            "100%",
            "#N/A",
            "X",
            "between foundation and step 1",
            "tbc",
            date(2019, 1, 2),
            True,
            "Step 1 to 2",
        ),
    ],
)
def test_a_position_that_could_be_two_things_or_none_is_asked_about(cell: Cell) -> None:
    read = read_position(cell, WORDS)
    assert (read.position, read.problem) == (None, ProblemKind.UNREADABLE_POSITION)


@pytest.mark.parametrize("cell", ["", "  ", "-", "n/a", "Not stated"])
def test_no_position_is_no_problem_by_itself(cell: str) -> None:
    assert read_position(cell, WORDS) == read_position("", WORDS)


@pytest.mark.parametrize("cell", [OCTOBER, datetime.combine(OCTOBER, time()), datetime.combine(OCTOBER, time(9, 30))])
def test_a_real_date_is_read_without_a_question(cell: Cell) -> None:
    assert (read_date(cell).dated, read_date(cell).problem) == (date(2019, 10, 1), None)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "1 October 2019",
            "01/10/2019",
            "1/10/19",
            "1st October 2019",
            "Tuesday 1 October 2019",
            "1 Oct 19",
            "1-Oct-19",
        ),
        *(
            "01.10.2019",
            "2019-10-01",
            "2019-10-01 00:00:00",
            "1st of October, 2019",
            "October 1, 2019",
            "1oct2019",
            43739,
        ),
        *("Tue, 1 Oct 2019", "01-10-2019", "1 OCTOBER 2019."),
    ],
)
def test_a_date_in_words_is_read_day_first_and_asked_about(cell: Cell) -> None:
    assert (read_date(cell).dated, read_date(cell).problem) == (date(2019, 10, 1), ProblemKind.DATE_IS_TEXT)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "Oct 2019",
            "October",
            "13/13/2019",
            "10/13/2019",
            "31 February 2019",
            "1 Octobre 2019",
            "soon",
            "Q3",
            "2019",
        ),
        *(12, -5, 1e12, float("nan"), True, time(9, 0), timedelta(days=3), date(1900, 1, 1), "1 October 1019"),
    ],
)
def test_what_is_no_whole_date_is_not_guessed_at(cell: Cell) -> None:
    assert (read_date(cell).dated, read_date(cell).problem) == (None, ProblemKind.UNREADABLE_DATE)


def test_a_blank_date_is_told_from_an_unreadable_one() -> None:
    assert read_date("").problem is ProblemKind.NO_DATE


def test_a_date_far_ahead_is_a_slip_and_not_the_latest_return() -> None:
    assert read_date(date(2091, 10, 1), before=date(2020, 10, 1)).problem is ProblemKind.UNREADABLE_DATE
    assert read_date("1 October 2091", before=date(2020, 10, 1)).dated is None
    assert read_date(OCTOBER, before=date(2020, 10, 1)).dated == OCTOBER
