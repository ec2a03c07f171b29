"""Editions out of workbooks in the national layout: ours, the national one, and those that people have changed."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.matrix.editions import TWO_THEMES, editions
from tests.places import SHARED, needs_shared
from trellis.files.refusals import RefusedError
from trellis.matrix.derivation import comparable
from trellis.matrix.exports import CSV_HEADER, edition_to_csv, edition_to_workbook
from trellis.matrix.imports import EditionFault, EditionInvalidError, edition_from_yaml
from trellis.matrix.rules import Audience, Edition
from trellis.matrix.shipped import SHIPPED_IDS, find_shipped, shipped_edition
from trellis.matrix.workbook_import import edition_from_workbook

STEPS = ["Foundation >", "X", "Step 1", "x", "Step 2", "X", "Step 3", "X", "Overall position", "Comments"]
HEADER: list[object] = ["Themes", "PCN/Systems", *STEPS]
ROWS: list[list[object]] = [
    [
        "Caring together",
        "For the PCN",
        "Teams know each other.",
        "X",
        "Teams meet.",
        "",
        "Teams share a list.",
        "",
        "One team.",
    ],
    ["", "", "Teams have a name.", "", "", "", "", "", "", "", "Foundation", "Hard going"],
    ["", "For Systems", "Somebody pays.", "", "Rooms are free.", "", "Leaders come.", "", "It lasts."],
    ["People, asked & heard", "For the PCN", "People were asked.", "yes"],
]


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def table(*rows: Sequence[object]) -> list[list[object]]:
    """A sheet in the national layout."""
    return [["Primary Care Network Maturity Matrix"], ["Network", "Willow"], HEADER, *map(list, rows)]


def read(content: bytes) -> Edition:
    return edition_from_workbook(content, "ours.xlsx", "ours", "Our  matrix")


def sentences(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(EditionInvalidError) as caught:
        read(content)
    return [(fault.line, fault.sentence) for fault in caught.value.faults]


def test_a_local_workbook_becomes_an_edition_of_its_own() -> None:
    edition = read(workbook(table(*ROWS)))
    assert (edition.id, edition.title, edition.parent) == ("ours", "Our matrix", "")
    assert edition.source == "Read from the workbook ours.xlsx"
    assert [(theme.id, theme.title) for theme in edition.themes] == [
        ("caring-together", "Caring together"),
        ("people-asked-heard", "People, asked & heard"),
    ]
    assert edition.audiences == (Audience.NETWORK, Audience.SYSTEM)
    cell = edition.cells["caring-together", Audience.NETWORK, "foundation"]
    assert [component.statement for component in cell] == ["Teams know each other.", "Teams have a name."]
    assert len(edition.components) == 10


def test_marks_positions_and_comments_do_not_become_statements() -> None:
    said = {component.statement for component in read(workbook(table(*ROWS))).components}
    assert not said & {"X", "yes", "Foundation", "Hard going"}


@needs_shared
def test_the_national_workbook_brings_its_wording_in_and_is_mapped_to_the_shipped_edition() -> None:
    content = (SHARED / "workbooks" / "blank_national_layout.xlsx").read_bytes()
    edition = edition_from_workbook(content, "blank.xlsx", "national-wording", "National wording")
    national = shipped_edition("pcn-2019-08")
    assert edition.parent == "pcn-2019-08"
    assert [component.parents for component in edition.components] == [
        (component.id,) for component in national.components
    ]
    assert not {component.statement for component in edition.components} & {
        component.statement for component in national.components
    }
    assert len(comparable(edition, national, find_shipped).pairs) == 69
    assert [theme.support_domains for theme in edition.themes] == [theme.support_domains for theme in national.themes]


@needs_shared
def test_filled_in_returns_hold_the_same_edition_as_the_blank_workbook() -> None:
    folder = SHARED / "workbooks"
    blank = edition_from_workbook((folder / "blank_national_layout.xlsx").read_bytes(), "a.xlsx", "a", "A")
    returns = sorted((folder / "returns_2019_10").glob("*.xlsx"))
    assert len(returns) == 18
    for path in returns[::6]:
        assert edition_from_workbook(path.read_bytes(), "a.xlsx", "a", "A") == blank


@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
def test_an_edition_written_as_a_workbook_is_recognised_when_read(edition_id: str) -> None:
    shipped = shipped_edition(edition_id)
    again = read(edition_to_workbook(shipped))
    assert again.parent == edition_id
    assert [(c.id, c.statement, c.parents) for c in again.components] == [
        (c.id, c.statement, (c.id,)) for c in shipped.components
    ]


def test_a_local_edition_is_recognised_where_it_is_known() -> None:
    local = edition_from_yaml(TWO_THEMES.replace("step_1", "step_1"), "local.yaml")
    rows = [["Caring", "For the PCN", "Teams know each other", "", "a b c", "", "d", "", "e"]]
    edition = edition_from_workbook(
        workbook(table(*rows)), "w.xlsx", "mine", "Mine", known=[shipped_edition("pcn-2019-08"), local]
    )
    assert edition.parent == "ours"
    assert edition.by_id["care.network.foundation.1"].parents == ("care.1",)
    assert edition.by_id["care.network.step_1.1"].parents == ()


def test_a_workbook_that_speaks_to_nobody_in_particular_speaks_to_networks() -> None:
    rows = [["Theme", *STEPS[:8]], ["Care", "One.", "", "Two.", "", "Three.", "", "Four.", ""]]
    edition = read(workbook(rows))
    assert edition.audiences == (Audience.NETWORK,)
    assert [component.statement for component in edition.components] == ["One.", "Two.", "Three.", "Four."]


def test_the_same_table_on_two_sheets_is_one_edition() -> None:
    filled = [[*ROWS[0][:3], "in plan", *ROWS[0][4:]], *ROWS[1:]]
    assert len(read(workbook(table(*ROWS), table(*filled))).components) == 10


def test_two_different_tables_are_not_chosen_between() -> None:
    other = [[*ROWS[0][:2], "Something else.", *ROWS[0][3:]], *ROWS[1:]]
    ((_, sentence),) = sentences(workbook(table(*ROWS), table(*other)))
    assert (
        sentence
        == 'The sheets "Sheet 1" and "Sheet 2" hold different tables. Keep the one that is meant and send it again.'
    )


def test_a_row_that_does_not_say_whom_it_is_for_is_named() -> None:
    rows: list[list[object]] = [*ROWS, ["", "For the council", "People were told."]]
    ((row, sentence),) = sentences(workbook(table(*rows)))
    assert (row, sentence) == (
        8,
        "“For the council” does not say whom this row is for. "
        "Write “For the PCN” or “For Systems” in the column before the steps.",
    )


def test_a_workbook_without_the_layout_says_what_was_looked_for() -> None:
    ((_, sentence),) = sentences(workbook([["Name", "Age"], ["Ann", 3]]))
    assert sentence.startswith("No sheet holds a table in the national layout: a row that names Foundation")


def test_a_layout_that_lacks_a_step_is_said_so() -> None:
    header = [head for head in HEADER if head != "Step 2"]
    ((_, sentence),) = sentences(workbook([header, *ROWS]))
    assert "Step 2" in sentence


def test_a_step_without_any_statement_is_a_fault() -> None:
    ((row, sentence),) = sentences(workbook(table(["Care", "For the PCN", "One.", "", "Two.", "", "Three."])))
    assert (row, sentence) == (3, "The step “step_3” has no component.")


def test_a_statement_too_long_for_any_page_is_named() -> None:
    rows = [[*ROWS[0][:2], "long " * 500, *ROWS[0][3:]], *ROWS[1:]]
    ((row, sentence),) = sentences(workbook(table(*rows)))
    assert row == 4
    assert "2,000 characters" in sentence


@pytest.mark.parametrize(
    ("edition_id", "title"), [("Not An Id", "Title"), ("", "Title"), ("fine", " "), ("fine", "a\0b")]
)
def test_an_id_or_title_that_no_edition_can_have_is_refused_first(edition_id: str, title: str) -> None:
    with pytest.raises(EditionInvalidError):
        edition_from_workbook(b"", "ours.xlsx", edition_id, title)


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"ours\.xlsx is not a workbook"):
        read(b"just words")


CELLS = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.booleans(),
    st.sampled_from(["Foundation", "Step 1", "For the PCN", "=A1", "X"]),
)


@given(places=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 11), CELLS), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_table_is_read_or_refused_in_sentences(places: list[tuple[int, int, object]]) -> None:
    rows = [[*row, *[""] * (12 - len(row))] for row in table(*ROWS)]
    for row, column, value in places:
        rows[min(row, len(rows) - 1)][column] = value
    try:
        content = workbook(rows)
    except IllegalCharacterError:
        return  # a control character, which no .xlsx can hold
    faults: tuple[EditionFault, ...] = ()
    try:
        assert read(content).components
    except EditionInvalidError as error:
        faults = error.faults
    assert all(fault.sentence.endswith(".") for fault in faults)


@given(edition=editions())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_edition_as_csv_has_a_row_for_each_component(edition: Edition) -> None:
    text = edition_to_csv(edition)
    assert text.startswith(",".join(CSV_HEADER) + "\n")
    assert text.count("made-up") == 0
    for component in edition.components:
        assert component.id in text


def test_a_statement_that_looks_like_a_formula_is_not_run_by_a_spreadsheet() -> None:
    text = TWO_THEMES.replace("Teams know each other.", "'=1+1'")
    assert ",'=1+1," in edition_to_csv(edition_from_yaml(text, "ours.yaml"))
