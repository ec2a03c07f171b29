"""A returned workbook, however messy, is read as what its network says."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.assessment.messy import Messy, Value, kinds_of, marks_of, put, saved
from trellis.assessment.reading import RejectedReturnError, ReturnReader, read_return
from trellis.assessment.rules import Problem, ProblemKind
from trellis.matrix.rules import Audience, Block, Edition
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook

EDITION = shipped_edition("pcn-2019-08")
LEADERSHIP = Block("leadership", Audience.NETWORK)
DATA = Block("population-health", Audience.SYSTEM)
FIRST, SECOND = (component.id for component in EDITION.of_block(LEADERSHIP)[:2])
OF_DATA = EDITION.of_block(DATA)[0].id
SOME = {FIRST: "X", SECOND: "in plan", OF_DATA: "✓"}
AS_READ = {FIRST: "in_place", SECOND: "in_plan", OF_DATA: "in_place"}
STATED: dict[Block, Value] = {LEADERSHIP: "F", DATA: "pre foundation"}


def rejection(content: bytes, edition: Edition = EDITION, name: str = "return.xlsx") -> Problem:
    with pytest.raises(RejectedReturnError) as caught:
        read_return(content, name, edition)
    assert caught.value.problem.detail.startswith(name)
    assert str(caught.value) == caught.value.problem.detail
    return caught.value.problem


@pytest.mark.parametrize(
    "messy",
    [
        Messy(EDITION),
        Messy(EDITION, rows_above=7),
        Messy(EDITION, columns_left=3),
        Messy(EDITION, rows_above=2, columns_left=1, blank_rows=True),
        Messy(EDITION, merged=False, repeated_titles=True),
        Messy(EDITION, sheets_before=("Instructions", "Cover")),
        Messy(EDITION, arrows=False),
        Messy(EDITION, labels={Audience.NETWORK: "Network", Audience.SYSTEM: "ICS"}),
        Messy(EDITION, theme_titles={"population-health": "USE OF DATA AND POPULATION HEALTH MANAGEMENT "}),
        Messy(EDITION, ids=True),
    ],
    ids=lambda messy: "",
)
def test_the_layout_is_found_wherever_it_stands(messy: Messy) -> None:
    messy.marks, messy.stated, messy.comments = SOME, STATED, {DATA: "Away day booked"}
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned) == AS_READ
    assert returned.blocks[LEADERSHIP].stated == "foundation"
    assert returned.blocks[DATA].stated == "pre_foundation"
    assert returned.blocks[DATA].comment == "Away day booked"
    assert (returned.network, returned.dated, returned.network_code) == ("Westbury PCN", date(2019, 10, 1), "")
    assert returned.problems == ()
    assert list(returned.blocks) == list(EDITION.blocks)


def test_a_workbook_that_we_write_reads_back_as_it_was_filled_in() -> None:
    marks = dict(zip((one.id for one in EDITION.components), ["in place", "in progress", "in plan"] * 23, strict=True))
    content = national_workbook(
        EDITION,
        network_name="Westbury PCN",
        network_code="U99901",
        dated=date(2026, 11, 22),
        marks=marks,
        stated={block: EDITION.position_title("step_1") for block in EDITION.blocks},
        comments={LEADERSHIP: "= not a formula"},
    )
    returned = read_return(content, "ours.xlsx", EDITION)
    assert marks_of(returned) == {name: mark.replace(" ", "_") for name, mark in marks.items()}
    assert {answers.stated for answers in returned.blocks.values()} == {"step_1"}
    assert returned.blocks[LEADERSHIP].comment == "= not a formula"
    assert (returned.network, returned.network_code) == ("Westbury PCN", "U99901")
    assert (returned.dated, returned.problems) == (date(2026, 11, 22), ())


@pytest.mark.parametrize("edition_id", ["pcn-2019-07-early", "neighbourhood-2025"])
def test_every_shipped_edition_can_be_returned(edition_id: str) -> None:
    edition = shipped_edition(edition_id)
    marks = {one.id: "in place" for one in edition.components}
    content = national_workbook(edition, network_name="Westbury", dated=date(2026, 1, 2), marks=marks)
    returned = read_return(content, "ours.xlsx", edition)
    assert set(marks_of(returned)) == set(marks)
    assert returned.problems == ()


def test_ids_count_where_rows_were_sorted_and_statements_reworded() -> None:
    first, second = EDITION.of_block(LEADERSHIP)[:2]
    messy = Messy(
        EDITION, ids=True, marks={FIRST: "X"}, statements={FIRST: second.statement, SECOND: "Something else entirely"}
    )
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned) == {FIRST: "in_place"}
    assert [problem.theme for problem in returned.problems] == ["leadership", "leadership"]
    assert kinds_of(returned) == ["wording-differs", "wording-differs"]
    assert first.id in returned.problems[0].detail


def test_a_statement_in_other_case_and_punctuation_is_no_difference() -> None:
    shouted = EDITION.by_id[FIRST].statement.upper().replace(" ", "  ").rstrip(".")
    returned = read_return(Messy(EDITION, marks=SOME, statements={FIRST: shouted}).content(), "a.xlsx", EDITION)
    assert (marks_of(returned), returned.problems) == (AS_READ, ())


def test_a_reworded_statement_is_known_by_its_place_and_the_difference_told() -> None:
    messy = Messy(EDITION, marks=SOME, statements={SECOND: "Our leaders get help to lead."})
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned) == AS_READ
    (problem,) = returned.problems
    assert (problem.kind, problem.theme, problem.audience) == (ProblemKind.WORDING_DIFFERS, "leadership", "network")
    assert problem.detail.startswith(f"a.xlsx, cell {problem.cell}: ")
    assert "Our leaders get help to lead." in problem.detail
    assert SECOND in problem.detail


def test_statements_in_another_order_are_known_by_their_wording() -> None:
    first, second = EDITION.of_block(LEADERSHIP)[:2]
    swapped = {first.id: second.statement, second.id: first.statement}
    returned = read_return(Messy(EDITION, marks={FIRST: "X"}, statements=swapped).content(), "a.xlsx", EDITION)
    assert (marks_of(returned), returned.problems) == ({SECOND: "in_place"}, ())


def test_a_statement_under_another_theme_keeps_its_mark_and_is_asked_about() -> None:
    moved = {FIRST: EDITION.by_id[OF_DATA].statement, OF_DATA: None}
    returned = read_return(Messy(EDITION, marks={FIRST: "X"}, statements=moved).content(), "a.xlsx", EDITION)
    assert marks_of(returned) == {OF_DATA: "in_place"}
    assert ProblemKind.WORDING_DIFFERS.value in kinds_of(returned)


def test_a_row_that_was_deleted_is_told_and_counts_as_unmarked() -> None:
    returned = read_return(Messy(EDITION, marks=SOME, dropped=frozenset({SECOND})).content(), "a.xlsx", EDITION)
    assert marks_of(returned) == {FIRST: "in_place", OF_DATA: "in_place"}
    (problem,) = returned.problems
    assert problem.kind is ProblemKind.UNKNOWN_STATEMENT
    assert SECOND in problem.detail


def test_a_statement_of_their_own_is_told_and_its_mark_not_counted() -> None:
    own = "We also run a community choir."
    messy = Messy(EDITION, marks=SOME)

    def add(sheet: Worksheet) -> None:
        put(sheet, 5, 2, own)  # a third statement in the first cell, where the matrix has two
        put(sheet, 5, 3, "X")

    messy.also = add
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned)[FIRST] == "in_place"
    told = [problem for problem in returned.problems if problem.kind is ProblemKind.UNKNOWN_STATEMENT]
    assert own in told[0].detail
    assert told[0].cell == "C6"


def test_a_local_theme_title_is_known_by_its_statements_and_told() -> None:
    messy = Messy(EDITION, marks=SOME, stated=STATED, theme_titles={"leadership": "Leading together"})
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned) == AS_READ
    assert returned.blocks[LEADERSHIP].stated == "foundation"
    assert kinds_of(returned) == ["wording-differs", "wording-differs"]
    assert "Leading together" in returned.problems[0].detail


def test_a_local_title_that_the_edition_lists_is_no_question() -> None:
    title = next(name for theme in EDITION.themes for name in theme.also_called)
    theme = next(theme.id for theme in EDITION.themes if title in theme.also_called)
    returned = read_return(Messy(EDITION, marks=SOME, theme_titles={theme: title}).content(), "a.xlsx", EDITION)
    assert (marks_of(returned), returned.problems) == (AS_READ, ())


def test_an_unknown_theme_is_told_with_a_suggestion_and_not_counted() -> None:
    others = {one.id: f"Another wording altogether, number {n}" for n, one in enumerate(EDITION.components)}
    theirs = {name: text for name, text in others.items() if EDITION.by_id[name].theme == "leadership"}
    messy = Messy(
        EDITION, marks=SOME, stated=STATED, statements=theirs, theme_titles={"leadership": "Leadreship and planing"}
    )
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned) == {OF_DATA: "in_place"}
    assert returned.blocks[LEADERSHIP].stated is None
    unknown = [problem for problem in returned.problems if problem.kind is ProblemKind.UNKNOWN_THEME]
    assert len(unknown) == 2
    assert "Leadreship and planing" in unknown[0].detail
    assert f'Was "{EDITION.theme_by_id["leadership"].title}" meant?' in unknown[0].detail


def test_a_remark_in_the_mark_column_is_kept_and_told() -> None:
    messy = Messy(EDITION, marks={FIRST: "X - from April", SECOND: "waiting for the trust"})
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert marks_of(returned) == {FIRST: "in_place"}
    assert returned.blocks[LEADERSHIP].remarks == {FIRST: "X - from April", SECOND: "waiting for the trust"}
    assert kinds_of(returned) == ["remark-in-mark", "remark-in-mark"]
    assert [problem.cell for problem in returned.problems] == [messy.places[FIRST], messy.places[SECOND]]


def test_a_mark_nobody_can_read_is_told_with_its_cell() -> None:
    messy = Messy(EDITION, marks={FIRST: "?"}, rows_above=3, columns_left=2)
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    (problem,) = returned.problems
    assert (problem.kind, problem.cell) == (ProblemKind.UNREADABLE_MARK, messy.places[FIRST])
    assert problem.detail.startswith(f'a.xlsx, cell {messy.places[FIRST]}: "?" is no mark')
    assert marks_of(returned) == {}


def test_a_position_that_is_two_is_told_and_not_kept() -> None:
    messy = Messy(EDITION, stated={LEADERSHIP: "Foundation/Step 1"})
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    (problem,) = returned.problems
    assert (problem.kind, problem.cell) == (ProblemKind.UNREADABLE_POSITION, messy.position_places[LEADERSHIP])
    assert returned.blocks[LEADERSHIP].stated is None


def test_two_positions_in_one_block_are_told_and_neither_kept() -> None:
    messy = Messy(EDITION, stated={LEADERSHIP: "Foundation"}, also=lambda sheet: put(sheet, 4, 10, "Step 1"))
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert returned.blocks[LEADERSHIP].stated is None
    assert kinds_of(returned) == ["unreadable-position"]


def test_one_position_written_in_every_row_is_one_position() -> None:
    messy = Messy(EDITION, stated={LEADERSHIP: "Foundation"}, also=lambda sheet: put(sheet, 4, 10, "F"))
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert (returned.blocks[LEADERSHIP].stated, returned.problems) == ("foundation", ())


def test_a_statement_printed_twice_with_two_marks_counts_as_none() -> None:
    statement = EDITION.by_id[FIRST].statement

    def add(sheet: Worksheet) -> None:
        put(sheet, 5, 2, statement)
        put(sheet, 5, 3, "in plan")

    returned = read_return(Messy(EDITION, marks={FIRST: "X"}, also=add).content(), "a.xlsx", EDITION)
    assert marks_of(returned) == {}
    assert kinds_of(returned) == ["unreadable-mark"]
    assert "in place in D4" in returned.problems[-1].detail


def with_formula(cell: str, value: str) -> bytes:
    """A return in which one cell holds a formula, with the value that it last came to (none where that is empty)."""
    messy = Messy(EDITION, marks={SECOND: "X"}, stated={DATA: "Foundation"})
    messy.also = lambda sheet: sheet.__setitem__(cell, '=IF(TRUE,"X","")')
    written = BytesIO()
    with ZipFile(BytesIO(messy.content())) as book, ZipFile(written, "w", ZIP_DEFLATED) as out:
        for name in book.namelist():
            xml = book.read(name)
            if value and name.endswith("sheet1.xml"):
                xml = xml.replace(b"</f><v></v>", b"</f><v>" + value.encode() + b"</v>")
                xml = xml.replace(b"</f><v />", b"</f><v>" + value.encode() + b"</v>")
                xml = xml.replace(f'<c r="{cell}">'.encode(), f'<c r="{cell}" t="str">'.encode())
            out.writestr(name, xml)
    return written.getvalue()


def test_a_formula_in_a_mark_is_told_and_its_last_value_kept() -> None:
    returned = read_return(with_formula("D4", "X"), "a.xlsx", EDITION)
    assert marks_of(returned) == {FIRST: "in_place", SECOND: "in_place"}
    (problem,) = returned.problems
    assert (problem.kind, problem.cell) == (ProblemKind.FORMULA, "D4")
    assert '"X", was kept' in problem.detail


def test_a_formula_that_never_came_to_a_value_is_told_too() -> None:
    returned = read_return(with_formula("D4", ""), "a.xlsx", EDITION)
    assert marks_of(returned) == {SECOND: "in_place"}
    (problem,) = returned.problems
    assert (problem.kind, problem.cell) == (ProblemKind.FORMULA, "D4")
    assert "no value" in problem.detail


def test_a_formula_in_a_position_is_told_and_its_last_value_kept() -> None:
    returned = read_return(with_formula("K4", "Step 1"), "a.xlsx", EDITION)
    assert returned.blocks[LEADERSHIP].stated == "step_1"
    assert [(problem.kind, problem.cell) for problem in returned.problems] == [(ProblemKind.FORMULA, "K4")]


@pytest.mark.parametrize(
    ("dated", "read", "kinds"),
    [
        (date(2019, 10, 18), date(2019, 10, 18), []),
        ("18/10/19", date(2019, 10, 18), ["date-is-text"]),
        ("Oct 2019", None, ["unreadable-date"]),
        (None, None, ["no-date"]),
    ],
)
def test_the_date_is_read_or_asked_for(dated: Value, read: date | None, kinds: list[str]) -> None:
    returned = read_return(Messy(EDITION, marks=SOME, dated=dated).content(), "a.xlsx", EDITION)
    assert (returned.dated, kinds_of(returned)) == (read, kinds)
    assert all(problem.cell == "L2" for problem in returned.problems)


def test_answers_without_a_name_are_rejected() -> None:
    for name in (None, "", "Insert name of network", "[Enter network name]"):
        problem = rejection(Messy(EDITION, marks=SOME, network=name).content())
        assert (problem.kind, problem.cell) == (ProblemKind.NO_NETWORK, "B2")


def test_an_unfilled_template_is_told_from_one_without_a_name_even_with_comments_left_in_it() -> None:
    messy = Messy(EDITION, network="Insert name of network", dated=None, comments={LEADERSHIP: "Away day booked"})
    assert rejection(messy.content()).kind is ProblemKind.NOT_FILLED_IN


def test_a_named_network_that_marked_nothing_counts_as_having_returned() -> None:
    returned = read_return(Messy(EDITION).content(), "a.xlsx", EDITION)
    assert not any(answers.answered for answers in returned.blocks.values())
    assert returned.problems == ()


def test_the_name_may_stand_on_the_sheet_in_front() -> None:
    messy = Messy(EDITION, marks=SOME, network=None, dated=None)
    book = load_workbook(BytesIO(messy.content()))
    cover = book.create_sheet("Cover", 0)
    for row in (["PCN Name:", "", "Westbury PCN"], ["Network code", "u99901"], ["Date completed: 1 October 2019"]):
        cover.append(row)
    returned = read_return(saved(book), "a.xlsx", EDITION)
    assert (returned.network, returned.network_code, returned.dated) == ("Westbury PCN", "U99901", date(2019, 10, 1))


def test_the_hidden_sheet_tells_the_code_and_stands_in_for_a_name_that_was_deleted() -> None:
    about = {"edition": EDITION.id, "network_code": "U99901", "network_name": "Westbury PCN"}
    returned = read_return(Messy(EDITION, network=None, marks=SOME, about=about).content(), "a.xlsx", EDITION)
    assert (returned.network, returned.network_code, returned.problems) == ("Westbury PCN", "U99901", ())


def test_a_workbook_made_for_another_network_is_asked_about() -> None:
    about = {"edition": EDITION.id, "network_code": "U99902", "network_name": "Easton PCN"}
    returned = read_return(Messy(EDITION, marks=SOME, about=about).content(), "a.xlsx", EDITION)
    assert returned.network_code == "U99902"
    (problem,) = returned.problems
    assert (problem.kind, problem.cell) == (ProblemKind.WORDING_DIFFERS, "B2")
    assert "Easton PCN" in problem.detail


def test_a_workbook_of_another_edition_is_rejected_by_name() -> None:
    content = Messy(EDITION, marks=SOME, about={"edition": "neighbourhood-2025"}).content()
    problem = rejection(content)
    assert problem.kind is ProblemKind.WRONG_EDITION
    assert "neighbourhood-2025" in problem.detail


def test_a_workbook_in_another_layout_is_rejected() -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["Network", "Westbury"])
    sheet.append(["Practice", "List size"])
    assert rejection(saved(book)).kind is ProblemKind.WRONG_LAYOUT


def test_a_missing_step_is_named() -> None:
    def drop(sheet: Worksheet) -> None:
        put(sheet, 2, 8, "Ambition")

    problem = rejection(Messy(EDITION, marks=SOME, also=drop).content())
    assert problem.kind is ProblemKind.WRONG_LAYOUT
    assert "Step 3" in problem.detail


def test_a_step_named_twice_is_rejected_rather_than_chosen() -> None:
    problem = rejection(Messy(EDITION, marks=SOME, also=lambda sheet: put(sheet, 2, 14, "Step 1")).content())
    assert problem.kind is ProblemKind.WRONG_LAYOUT
    assert "twice" in problem.detail


def test_a_matrix_of_other_statements_and_themes_is_rejected() -> None:
    other = {one.id: f"Something else, number {n}" for n, one in enumerate(EDITION.components)}
    titles = {theme.id: f"Theirs {n}" for n, theme in enumerate(EDITION.themes)}
    messy = Messy(EDITION, marks=SOME, statements=other, theme_titles=titles)
    assert rejection(messy.content()).kind is ProblemKind.WRONG_LAYOUT


def test_a_workbook_without_anything_in_it_is_empty() -> None:
    assert rejection(saved(Workbook())).kind is ProblemKind.EMPTY


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ProblemKind.EMPTY),
        (b"\0" * 100, ProblemKind.EMPTY),
        (b"%PDF-1.7 ...", ProblemKind.NOT_A_WORKBOOK),
        (b"Network,Step\nWestbury,1\n", ProblemKind.NOT_A_WORKBOOK),
        (b"PK\x03\x04 and nothing else", ProblemKind.NOT_A_WORKBOOK),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, ProblemKind.NOT_A_WORKBOOK),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), ProblemKind.ENCRYPTED),
        (b"x" * (20 * 1024 * 1024 + 1), ProblemKind.TOO_LARGE),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value.value,
)
def test_a_file_that_cannot_be_read_is_rejected_with_its_kind(content: bytes, kind: ProblemKind) -> None:
    assert rejection(content).kind is kind


def two_sheets(first: Messy, second: Messy) -> bytes:
    book = load_workbook(BytesIO(first.content()))
    second.write(book.create_sheet("Old version"))
    return saved(book)


def test_of_two_tables_the_one_with_answers_counts() -> None:
    returned = read_return(two_sheets(Messy(EDITION), Messy(EDITION, marks=SOME)), "a.xlsx", EDITION)
    assert (marks_of(returned), returned.problems) == (AS_READ, ())


def test_two_tables_with_answers_are_rejected_rather_than_chosen() -> None:
    problem = rejection(two_sheets(Messy(EDITION, marks={FIRST: "X"}), Messy(EDITION, marks=SOME)))
    assert problem.kind is ProblemKind.WRONG_LAYOUT
    assert "Maturity Matrix" in problem.detail
    assert "Old version" in problem.detail


def test_a_header_printed_again_for_every_page_is_passed_over() -> None:
    messy = Messy(EDITION, marks=SOME, merged=False)

    def again(sheet: Worksheet) -> None:
        sheet.insert_rows(9)
        for column in range(1, 13):
            sheet.cell(9, column, sheet.cell(3, column).value)

    messy.also = again
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert (marks_of(returned), returned.problems) == (AS_READ, ())


def test_what_was_learnt_from_one_copy_is_used_for_its_like_alone() -> None:
    reader = ReturnReader(EDITION)
    second = EDITION.of_block(LEADERSHIP)[1].statement
    plain = Messy(EDITION, marks=SOME)
    moved = Messy(EDITION, marks=SOME, rows_above=1, arrows=False)
    swapped = Messy(EDITION, marks={FIRST: "X"}, statements={FIRST: second, SECOND: EDITION.by_id[FIRST].statement})
    retitled = Messy(EDITION, marks=SOME, theme_titles={"leadership": "Leading together"})
    for messy, marks, problems in (
        (plain, AS_READ, 0),
        (moved, AS_READ, 0),
        (swapped, {SECOND: "in_place"}, 0),
        (retitled, AS_READ, 2),
        (plain, AS_READ, 0),
        (retitled, AS_READ, 2),
    ):
        returned = reader.read(messy.content(), "a.xlsx")
        assert (marks_of(returned), len(returned.problems)) == (marks, problems)


def test_headings_may_say_more_than_the_step() -> None:
    messy = Messy(EDITION, marks=SOME, stated=STATED)

    def head(sheet: Worksheet) -> None:
        for column, text in ((2, "Foundation: getting going"), (3, "Foundation (X)"), (4, "STEP 1 – developing")):
            put(sheet, 2, column, text)

    messy.also = head
    returned = read_return(messy.content(), "a.xlsx", EDITION)
    assert (marks_of(returned), returned.problems) == (AS_READ, ())
