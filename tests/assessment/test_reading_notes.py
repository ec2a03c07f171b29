"""The sheet for notes and targets, as people give it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook as OpenpyxlWorkbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.assessment.messy import Messy
from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import Mark, ProblemKind, Return
from trellis.matrix.notes_sheet import NOTES_SHEET
from trellis.matrix.rules import Audience, Block
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import MATRIX_SHEET, workbook_of
from trellis.matrix.workbook_parts import Answers

EDITION = shipped_edition("pcn-2019-08")
READER = ReturnReader(EDITION)
LEADERSHIP = Block("leadership", Audience.NETWORK)
FIRST, SECOND = (component.id for component in EDITION.of_block(LEADERSHIP)[:2])
ANSWERS = Answers(
    network_name="Teasel",
    network_code="ZN101",
    dated=date(2026, 10, 1),
    marks={FIRST: "in place", SECOND: "does not apply"},
    remarks={FIRST: "Since April", SECOND: "We are one practice"},
    targets={LEADERSHIP: "Step 2"},
    target_dates={LEADERSHIP: date(2027, 3, 31)},
)


def changed(change: Callable[[OpenpyxlWorkbook, Worksheet], None], answers: Answers = ANSWERS) -> Return:
    """What is read of our workbook after somebody changed its sheet for notes, or another."""
    book = openpyxl.load_workbook(BytesIO(workbook_of(EDITION, answers)))
    change(book, book[NOTES_SHEET])
    written = BytesIO()
    book.save(written)
    return READER.read(written.getvalue(), "teasel.xlsx")


def put(cell: str, value: str | None) -> Callable[[OpenpyxlWorkbook, Worksheet], None]:
    """Somebody writes into a cell of the sheet for notes."""

    def change(book: OpenpyxlWorkbook, sheet: Worksheet) -> None:
        sheet[cell] = value

    return change


def kinds(returned: Return) -> list[ProblemKind]:
    """What is asked about."""
    return [problem.kind for problem in returned.problems]


def test_notes_targets_and_dates_are_read_beside_the_marks() -> None:
    returned = READER.read(workbook_of(EDITION, ANSWERS), "teasel.xlsx")
    said = returned.blocks[LEADERSHIP]
    assert said.marks == {FIRST: Mark.IN_PLACE, SECOND: Mark.DOES_NOT_APPLY}
    assert said.remarks == {FIRST: "Since April", SECOND: "We are one practice"}
    assert (said.target, said.target_by) == ("step_2", date(2027, 3, 31))
    assert returned.problems == ()
    assert (returned.round, returned.version) == ("", None)


def test_rows_and_columns_that_were_inserted_and_a_new_name_of_the_sheet_change_nothing() -> None:
    def change(book: OpenpyxlWorkbook, sheet: Worksheet) -> None:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(1, 25)
        sheet.insert_cols(1)
        sheet.title = "Our notes"

    expected = READER.read(workbook_of(EDITION, ANSWERS), "teasel.xlsx")
    assert changed(change).blocks == expected.blocks


def test_words_in_the_place_of_a_mark_stay_below_the_note() -> None:
    def change(book: OpenpyxlWorkbook, sheet: Worksheet) -> None:
        book[MATRIX_SHEET]["D4"] = "in progress: two to go"

    returned = changed(change)
    assert returned.blocks[LEADERSHIP].marks[FIRST] is Mark.IN_PROGRESS
    assert returned.blocks[LEADERSHIP].remarks[FIRST] == "Since April\nin progress: two to go"
    assert kinds(returned) == [ProblemKind.REMARK_IN_MARK]


def test_what_does_not_apply_without_a_reason_is_kept_and_asked_about() -> None:
    returned = changed(put("G5", None))
    assert returned.blocks[LEADERSHIP].marks[SECOND] is Mark.DOES_NOT_APPLY
    [problem] = returned.problems
    assert problem.kind is ProblemKind.NO_REASON
    assert problem.detail == (
        f"teasel.xlsx, cell D5: statement {SECOND} is said not to apply, and nothing says why. It was kept as not "
        "applying. Ask for the reason."
    )


def test_a_plain_workbook_is_asked_for_its_reason_too_and_may_give_it_in_the_marks_place() -> None:
    plain = Messy(EDITION, marks={FIRST: "n/a", SECOND: "n/a: we are one practice"})
    returned = READER.read(plain.content(), "plain.xlsx")
    assert returned.blocks[LEADERSHIP].marks == {FIRST: Mark.DOES_NOT_APPLY, SECOND: Mark.DOES_NOT_APPLY}
    assert returned.blocks[LEADERSHIP].remarks == {SECOND: "n/a: we are one practice"}
    assert kinds(returned) == [ProblemKind.REMARK_IN_MARK, ProblemKind.NO_REASON]


@pytest.mark.parametrize(
    ("cell", "value", "kind", "kept"),
    [
        ("C4", "somewhere nice", ProblemKind.UNREADABLE_POSITION, (None, date(2027, 3, 31))),
        ("D4", "by spring", ProblemKind.UNREADABLE_DATE, ("step_2", None)),
        ("D4", "31/3/2028", ProblemKind.DATE_IS_TEXT, ("step_2", date(2028, 3, 31))),
        ("D4", "=TODAY()", ProblemKind.FORMULA, ("step_2", None)),
    ],
)
def test_a_target_that_is_not_certain_is_asked_about(
    cell: str, value: str, kind: ProblemKind, kept: tuple[str | None, date | None]
) -> None:
    returned = changed(put(cell, value))
    said = returned.blocks[LEADERSHIP]
    assert kind in kinds(returned)
    assert (said.target, said.target_by) == kept
    assert f'sheet "{NOTES_SHEET}", cell {cell}' in returned.problems[0].detail


def test_a_note_beside_no_statement_is_not_kept_and_asked_about() -> None:
    returned = changed(put("G90", "What about the roof?"))
    assert kinds(returned) == [ProblemKind.UNKNOWN_STATEMENT]
    assert "What about the roof?" in returned.problems[0].detail


def test_a_sheet_that_lost_its_hidden_columns_is_asked_about_and_the_marks_still_count() -> None:
    def change(book: OpenpyxlWorkbook, sheet: Worksheet) -> None:
        sheet.delete_cols(8, 2)

    returned = changed(change)
    assert returned.blocks[LEADERSHIP].marks == {FIRST: Mark.IN_PLACE, SECOND: Mark.DOES_NOT_APPLY}
    assert kinds(returned) == [ProblemKind.UNKNOWN_STATEMENT, ProblemKind.NO_REASON]
    assert "has lost its hidden columns" in returned.problems[0].detail


def test_a_workbook_without_the_sheet_is_read_as_before() -> None:
    def change(book: OpenpyxlWorkbook, sheet: Worksheet) -> None:
        del book[NOTES_SHEET]

    returned = changed(change, replace(ANSWERS, marks={FIRST: "in place"}))
    assert returned.blocks[LEADERSHIP].remarks == {}
    assert returned.problems == ()


def test_labels_and_steps_written_into_notes_are_taken_for_nothing_else() -> None:
    odd = replace(ANSWERS, network_name="", remarks={FIRST: "Network: Larkspur", SECOND: "Step 3"})
    returned = READER.read(workbook_of(EDITION, odd), "teasel.xlsx")
    assert returned.network == "ZN101"
    assert returned.blocks[LEADERSHIP].remarks[SECOND] == "Step 3"


@pytest.mark.parametrize(
    ("written", "version"), [("12", 12), ("", None), ("twelve", None), ("-1", None), ("1.5", None)]
)
def test_the_version_is_read_where_it_is_one(written: str, version: int | None) -> None:
    def change(book: OpenpyxlWorkbook, sheet: Worksheet) -> None:
        about = {row[0].value: row[1] for row in book["trellis"].iter_rows()}
        about["version"].value = written
        about["round"].value = "autumn-2026"

    returned = changed(change)
    assert (returned.round, returned.version) == ("autumn-2026", version)
