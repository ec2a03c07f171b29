"""The workbook a network fills in, opened with another program's reader."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from itertools import chain

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from trellis.matrix.layout import ABOUT_SHEET
from trellis.matrix.notes_sheet import NOTES_SHEET
from trellis.matrix.rules import Audience, Block, Component, Edition, Step, Theme
from trellis.matrix.workbook import HELP_SHEET, MARK_LABELS, MATRIX_SHEET, national_workbook, workbook_of
from trellis.matrix.workbook_parts import Answers

STEPS = (
    Step("foundation", "Foundation"),
    Step("step_1", "Step 1"),
    Step("step_2", "Step 2"),
    Step("step_3", "Step 3"),
)
THEMES = (Theme("orchards", "Orchards and hedges"), Theme("boats", "Boats"))


def component(theme: str, audience: Audience, step: str, order: int) -> Component:
    """A component whose statement names its place."""
    return Component(
        id=f"{theme}-{audience.value}-{step}-{order}",
        theme=theme,
        audience=audience,
        step=step,
        order=order,
        statement=f"Statement {order} of {step} on {theme}, for the {audience.value}, can be checked by anybody.",
    )


@pytest.fixture
def edition() -> Edition:
    """Two themes. Orchards have two statements at Foundation and none at Step 3; boats are for networks only."""
    places = [
        ("orchards", Audience.NETWORK, "foundation", 1),
        ("orchards", Audience.NETWORK, "foundation", 2),
        ("orchards", Audience.NETWORK, "step_1", 1),
        ("orchards", Audience.NETWORK, "step_2", 1),
        ("orchards", Audience.SYSTEM, "foundation", 1),
        ("boats", Audience.NETWORK, "foundation", 1),
        ("boats", Audience.NETWORK, "step_3", 1),
    ]
    return Edition(
        id="orchard-2026",
        title="Orchard matrix",
        source="Made for tests",
        themes=THEMES,
        steps=STEPS,
        audiences=(Audience.NETWORK, Audience.SYSTEM),
        components=tuple(component(*place) for place in places),
    )


ORCHARDS = Block("orchards", Audience.NETWORK)
ORCHARDS_SYSTEM = Block("orchards", Audience.SYSTEM)


def opened(content: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl sees it."""
    return openpyxl.load_workbook(BytesIO(content))


def matrix_of(content: bytes) -> Worksheet:
    """The sheet people fill in."""
    sheet = opened(content)[MATRIX_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def validations(sheet: Worksheet) -> Mapping[str, str]:
    """The list that each cell with a drop-down offers."""
    return {
        str(cells): validation.formula1
        for validation in sheet.data_validations.dataValidation
        if validation.type == "list"
        for cells in validation.sqref.ranges
    }


def test_the_layout_is_the_national_one(edition: Edition) -> None:
    sheet = matrix_of(national_workbook(edition, network_name="Cider Orchard", dated=date(2026, 10, 3)))
    assert sheet["A1"].value == "Orchard matrix"
    assert (sheet["A2"].value, sheet["B2"].value) == ("Network", "Cider Orchard")
    assert (sheet["K2"].value, str(sheet["L2"].value)) == ("Date", "2026-10-03 00:00:00")
    assert [cell.value for cell in sheet[3]][:12] == [
        *("Themes", "For whom", "Foundation", "X", "Step 1", "X", "Step 2", "X", "Step 3", "X"),
        *("Overall position", "Comments"),
    ]
    assert [sheet[f"A{row}"].value for row in range(4, 8)] == ["Orchards and hedges", None, None, "Boats"]
    assert [sheet[f"B{row}"].value for row in range(4, 8)] == [
        *("For the network", None, "For the system", "For the network")
    ]
    assert sheet["C5"].value == edition.components[1].statement
    assert sheet["I7"].value == edition.components[6].statement
    assert {str(cells) for cells in sheet.merged_cells.ranges} == {"A4:A6", "B2:J2", "B4:B5", "K4:K5", "L4:L5"}


def test_every_statement_has_a_mark_to_choose_and_its_id_in_a_hidden_column(edition: Edition) -> None:
    content = national_workbook(edition)
    sheet = matrix_of(content)
    assert [cell.value for cell in sheet[3]][12:] == ["id:foundation", "id:step_1", "id:step_2", "id:step_3"]
    ids = [cell.value for cell in chain.from_iterable(sheet["M4:P7"]) if cell.value]
    assert sorted(ids) == sorted(edition.by_id)
    assert sheet["N4"].value == "orchards-network-step_1-1"
    assert sheet.column_dimensions["M"].hidden
    offered = validations(sheet)
    marks = {cell for cell, source in offered.items() if "$A$" in source}
    assert marks == {"D4", "F4", "H4", "D5", "D6", "D7", "J7"}
    assert {cell for cell, source in offered.items() if "$B$" in source} == {"K4", "K6", "K7"}
    lists = opened(content)["lists"]
    assert tuple(row[0].value for row in lists["A1:A6"]) == MARK_LABELS
    assert [row[0].value for row in lists["B1:B5"]] == ["Pre-foundation", "Foundation", "Step 1", "Step 2", "Step 3"]


def test_an_x_typed_as_in_the_national_workbook_is_allowed_after_a_word_of_warning(edition: Edition) -> None:
    sheet = matrix_of(national_workbook(edition))
    styles = {
        validation.formula1.split("$")[1]: validation.errorStyle or "stop"
        for validation in sheet.data_validations.dataValidation
        if validation.type == "list"
    }
    assert styles == {"A": "warning", "B": "stop"}


def test_only_what_the_network_says_is_unlocked(edition: Edition) -> None:
    sheet = matrix_of(national_workbook(edition))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    unlocked = {cell.coordinate for row in sheet.iter_rows(max_col=16) for cell in row if not cell.protection.locked}
    marks = {"D4", "F4", "H4", "D5", "D6", "D7", "J7"}
    entry = {*(f"{column}{row}" for column in "KL" for row in range(4, 8)), *(f"{column}2" for column in "BCDEFGHIJL")}
    assert unlocked == marks | entry


def test_a_cell_that_asks_for_nothing_is_grey_and_locked(edition: Edition) -> None:
    sheet = matrix_of(national_workbook(edition))
    assert sheet["I4"].fill.start_color.rgb == sheet["J5"].fill.start_color.rgb == "FFD8DDE0"
    assert sheet["J4"].protection.locked


def test_the_last_answers_are_filled_in(edition: Edition) -> None:
    sheet = matrix_of(
        national_workbook(
            edition,
            marks={"orchards-network-step_1-1": "in progress", "boats-network-step_3-1": "in place"},
            stated={ORCHARDS: "Foundation"},
            comments={ORCHARDS_SYSTEM: "Waiting for the agreement"},
        )
    )
    assert (sheet["F4"].value, sheet["J7"].value, sheet["K4"].value) == ("in progress", "in place", "Foundation")
    assert sheet["L6"].value == "Waiting for the agreement"
    assert sheet["D4"].value in (None, "")


def test_text_that_looks_like_a_formula_a_number_or_a_link_stays_text(edition: Edition) -> None:
    sheet = matrix_of(
        national_workbook(
            edition,
            network_name='=HYPERLINK("http://example.org")',
            comments={ORCHARDS: "=1+1", ORCHARDS_SYSTEM: "https://example.org/a"},
        )
    )
    # openpyxl reads a cell of text that begins with "=" as type "s" only where the file stores it as text.
    assert [(sheet[cell].value, sheet[cell].data_type) for cell in ("B2", "L4", "L6")] == [
        ('=HYPERLINK("http://example.org")', "s"),
        ("=1+1", "s"),
        ("https://example.org/a", "s"),
    ]
    assert sheet["L6"].hyperlink is None


def test_hidden_lines_say_which_edition_whose_workbook_for_which_round_and_of_which_draft(edition: Edition) -> None:
    answers = Answers("Cider Orchard", "ZN002", round="autumn-2026", version=12)
    book = opened(workbook_of(edition, answers))
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible"] * 3 + ["hidden"] * 2
    assert book.sheetnames[1:3] == [NOTES_SHEET, HELP_SHEET]
    assert {row[0].value: row[1].value or "" for row in book[ABOUT_SHEET].iter_rows()} == {
        "edition": "orchard-2026",
        "network_code": "ZN002",
        "network_name": "Cider Orchard",
        "round": "autumn-2026",
        "version": "12",
    }
    blank = opened(national_workbook(edition))[ABOUT_SHEET]
    assert [row[1].value or "" for row in blank.iter_rows()] == ["orchard-2026", "", "", "", ""]


def test_notes_and_targets_have_a_sheet_of_their_own_with_the_ids_hidden(edition: Edition) -> None:
    first = edition.of_block(ORCHARDS)[0].id
    answers = Answers(
        remarks={first: "=Not here: we have no orchard"},
        targets={ORCHARDS: "Step 2"},
        target_dates={ORCHARDS: date(2027, 3, 31)},
    )
    sheet = opened(workbook_of(edition, answers))[NOTES_SHEET]
    heads = [cell.value for cell in sheet[3]]
    assert heads[:7] == ["Theme", "For whom", "Target step", "Target date", "Step", "Statement", "Note for the system"]
    ids = sheet.column_dimensions["H"]
    assert (ids.hidden, ids.min, ids.max, sheet.column_dimensions["G"].hidden) == (True, 8, 9, False)
    assert (sheet["C4"].value, sheet["D4"].value) == ("Step 2", datetime(2027, 3, 31))  # noqa: DTZ001
    assert (sheet["G4"].value, sheet["G4"].data_type) == ("=Not here: we have no orchard", "s")
    assert (sheet["H4"].value, sheet["I4"].value) == (first, "orchards/network")
    assert {row[7].value for row in sheet.iter_rows(min_row=4)} == set(edition.by_id)
    assert sheet.protection.sheet
    assert not sheet["G4"].protection.locked
    assert sheet["F4"].protection.locked


def test_the_national_layout_has_no_word_of_a_note(edition: Edition) -> None:
    first = edition.of_block(ORCHARDS)[0].id
    plain, noted = (matrix_of(workbook_of(edition, Answers(remarks=said))) for said in ({}, {first: "A note"}))
    assert [[cell.value for cell in row] for row in plain] == [[cell.value for cell in row] for row in noted]


def test_it_prints_on_wide_paper_with_its_headings_on_every_page(edition: Edition) -> None:
    sheet = matrix_of(national_workbook(edition))
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"
    assert str(sheet.print_area).endswith("$A$1:$L$7")


def test_rows_are_tall_enough_for_the_longest_statement_in_them(edition: Edition) -> None:
    long = replace(edition.components[0], statement="A statement of some length. " * 20)
    sheet = matrix_of(national_workbook(replace(edition, components=(long, *edition.components[1:]))))
    heights = [sheet.row_dimensions[row].height for row in (4, 5)]
    assert heights[0] is not None
    assert heights[1] is not None
    # 560 characters in a column of about 34 a line: 17 lines of 12 points.
    assert 17 * 12 <= heights[0] <= 409
    assert heights[1] < 100


def test_a_long_comment_makes_its_rows_taller(edition: Edition) -> None:
    short = matrix_of(national_workbook(edition, comments={ORCHARDS: "Yes."}))
    tall = matrix_of(national_workbook(edition, comments={ORCHARDS: "We talked about this for long. " * 40}))
    heights = [sum(sheet.row_dimensions[row].height or 0 for row in (4, 5)) for sheet in (short, tall)]
    assert heights[1] > 2 * heights[0]


def test_an_edition_of_one_theme_one_audience_and_two_steps_moves_the_columns_along(edition: Edition) -> None:
    small = replace(
        edition,
        themes=THEMES[:1],
        steps=(Step("seed", "Seed, or before"), Step("tree", "Tree")),
        audiences=(Audience.NETWORK,),
        components=(
            component("orchards", Audience.NETWORK, "seed", 1),
            component("orchards", Audience.NETWORK, "tree", 1),
        ),
    )
    content = national_workbook(small, stated={ORCHARDS: "Seed, or before"})
    sheet = matrix_of(content)
    assert [cell.value for cell in sheet[3]] == [
        *("Themes", "For whom", "Seed, or before", "X", "Tree", "X", "Overall position", "Comments"),
        *("id:seed", "id:tree"),
    ]
    assert sheet["G4"].value == "Seed, or before"
    assert sheet["I4"].value == "orchards-network-seed-1"
    # A title with a comma is one choice, not two.
    assert opened(content)["lists"]["B2"].value == "Seed, or before"


def test_the_same_content_is_the_same_file(edition: Edition) -> None:
    assert national_workbook(edition, network_name="A") == national_workbook(edition, network_name="A")
    assert national_workbook(edition, network_name="A") != national_workbook(edition, network_name="B")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"marks": {"no-such-component": "in place"}}, "no-such-component"),
        ({"marks": {"orchards-network-step_1-1": "done"}}, "done"),
        ({"stated": {ORCHARDS: "Step 9"}}, "Step 9"),
        ({"comments": {Block("boats", Audience.SYSTEM): "hm"}}, "boats"),
        ({"comments": {ORCHARDS: "x" * 40_000}}, "32,767"),
    ],
)
def test_an_answer_that_could_not_be_read_back_is_refused(
    edition: Edition, given: dict[str, Mapping[object, str]], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        national_workbook(edition, **given)  # type: ignore[arg-type]  # wrong on purpose
