"""Whatever is done to a workbook, reading it gives a return or one rejection with a sentence: never anything else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.assessment.messy import Messy, Value, marks_of
from trellis.assessment.consistency import consistency_queries
from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import REJECTIONS, Mark, Problem, ProblemKind, Return
from trellis.assessment.wordings import MARKS
from trellis.files.spreadsheets import Row, Sheet, Workbook, read_workbook
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
READER = ReturnReader(EDITION)
COMPONENTS = [component.id for component in EDITION.components]
CONTENT = Messy(EDITION, marks=dict.fromkeys(COMPONENTS[::2], "X"), sheets_before=("Read me",)).content()
VALUES = read_workbook(CONTENT, "fuzzed.xlsx")
SHEET = VALUES.sheets[-1]
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

cells: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.sampled_from([*MARKS, "X?", "Step 1", "F", "Foundation", "For the PCN", "Network", "id:step_1", "Themes"]),
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(min_value=date(1990, 1, 1)),
)
messes = st.builds(
    Messy,
    st.just(EDITION),
    marks=st.dictionaries(st.sampled_from(COMPONENTS), cells, max_size=12),
    stated=st.dictionaries(st.sampled_from(EDITION.blocks), cells, max_size=5),
    rows_above=st.integers(0, 5),
    columns_left=st.integers(0, 4),
    blank_rows=st.booleans(),
    merged=st.booleans(),
    repeated_titles=st.booleans(),
    ids=st.booleans(),
    sheets_before=st.sampled_from([(), ("Instructions",), ("Cover", "How to")]),
)


def check(outcome: Return | Problem) -> None:
    """A return whose every part is what it says, or a rejection with a sentence that names the file."""
    if isinstance(outcome, Problem):
        assert outcome.kind in REJECTIONS
        problems: tuple[Problem, ...] = (outcome,)
    else:
        assert list(outcome.blocks) == list(EDITION.blocks)
        for block, answers in outcome.blocks.items():
            assert answers.stated in {None, *EDITION.positions}
            assert all(EDITION.by_id[name].theme == block.theme for name in answers.marks)
        problems = (*outcome.problems, *consistency_queries(EDITION, outcome))
    for problem in problems:
        assert problem.detail.startswith(problem.file)
        assert problem.detail.endswith((".", "?"))


@quick
@given(st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), max_size=20))
def test_a_workbook_with_bytes_changed(changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(CONTENT)
    for place, byte in changes:
        mutated[place] = byte
    check(READER.try_read(bytes(mutated), "fuzzed.xlsx"))


@quick
@given(st.integers(0, len(CONTENT)), st.binary(max_size=50), st.integers(0, 200))
def test_a_workbook_cut_off_or_with_bytes_put_in(place: int, added: bytes, removed: int) -> None:
    check(READER.try_read(CONTENT[:place] + added + CONTENT[place + removed :], "fuzzed.xlsx"))
    check(READER.try_read(CONTENT[:place], "fuzzed.xlsx"))


@quick
@given(st.data())
def test_a_workbook_with_its_xml_changed(data: st.DataObject) -> None:
    """Damage that a checksum would catch is made good, so that it reaches the reader."""
    written = BytesIO()
    with ZipFile(BytesIO(CONTENT)) as book, ZipFile(written, "w", ZIP_DEFLATED) as out:
        damaged = data.draw(st.sampled_from(book.namelist()))
        for name in book.namelist():
            xml = book.read(name)
            if name == damaged:
                place = data.draw(st.integers(0, len(xml)))
                removed = data.draw(st.integers(0, 30))
                xml = xml[:place] + data.draw(scraps) + xml[place + removed :]
            out.writestr(name, xml)
    check(READER.try_read(written.getvalue(), "fuzzed.xlsx"))


SCRAPS = (
    *(b'<c r="ZZZ1048576"><v>1</v></c>', b"<c><v>1</v></c>" * 9, b'<row r="99999999999">', b"</row>", b"<f>1</f>"),
    *(b'<c r="A0"><v>1</v></c>', b'<c r=""><v>1</v></c>', b'<c r="1A"><v>1</v></c>', b'<c t="s"><v>999</v></c>'),
    *(b'<c r="A1" t="d"><v>2019-13-45</v></c>', b'<c r="B2" s="99"><v>1e400</v></c>', b"&#0;", b"<![CDATA["),
    *(b'<x:c r = "XFD1048576"><x:v>1</x:v></x:c>', b'<mergeCell ref="A1:XFD1048576"/>', b"../../etc/passwd"),
)
scraps = st.one_of(st.binary(max_size=20), st.sampled_from(SCRAPS))


@quick
@given(st.binary(max_size=300))
def test_bytes_that_were_never_a_workbook(content: bytes) -> None:
    check(READER.try_read(content, "fuzzed.xlsx"))
    check(READER.try_read(bytes.fromhex("D0CF11E0A1B11AE1") + content, "fuzzed.xls"))
    check(READER.try_read(b"PK\x03\x04" + content, "fuzzed.xlsx"))


@quick
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 15), cells), max_size=15))
def test_cells_overwritten_with_anything(changes: list[tuple[int, int, Value]]) -> None:
    rows = [list(row) for row in SHEET.rows]
    for row, column, value in changes:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = "" if value is None else value
    changed = Sheet(SHEET.name, tuple(map(tuple, rows)), formulas=frozenset({(changes[0][0], 3)} if changes else ()))
    check(READER.try_read_values(Workbook("fuzzed.xlsx", (*VALUES.sheets[:-1], changed))))


@quick
@given(
    st.integers(0, len(SHEET.rows)),
    st.integers(0, len(SHEET.rows)),
    st.sampled_from(["drop rows", "repeat rows", "drop columns", "reverse rows", "transpose"]),
)
def test_rows_and_columns_lost_repeated_or_turned(first: int, last: int, what: str) -> None:
    rows = SHEET.rows
    turned: dict[str, Callable[[], tuple[Row, ...]]] = {
        "drop rows": lambda: rows[:first] + rows[last:],
        "repeat rows": lambda: rows[:last] + rows[first:],
        "drop columns": lambda: tuple(row[: first % 12] + row[last % 12 :] for row in rows),
        "reverse rows": lambda: rows[:first] + rows[first:][::-1],
        "transpose": lambda: tuple(zip(*rows, strict=True)),
    }
    changed = replace(SHEET, rows=turned[what]())
    check(READER.try_read_values(Workbook("fuzzed.xlsx", (changed,))))


@settings(quick, max_examples=40)
@given(messes)
def test_marks_are_the_same_wherever_the_table_stands_and_whatever_stands_around_it(messy: Messy) -> None:
    try:
        content = messy.content()
    except IllegalCharacterError:
        return  # openpyxl cannot write it, so nobody can send it
    outcome = READER.try_read(content, "fuzzed.xlsx")
    check(outcome)
    if isinstance(outcome, Return):
        plain = Messy(EDITION, marks=messy.marks, stated=messy.stated)
        as_is = READER.try_read(plain.content(), "fuzzed.xlsx")
        assert isinstance(as_is, Return)
        assert marks_of(outcome) == marks_of(as_is)
        assert [one.stated for one in outcome.blocks.values()] == [one.stated for one in as_is.blocks.values()]


@settings(quick, max_examples=25)
@given(st.dictionaries(st.sampled_from(COMPONENTS), st.sampled_from(sorted(MARKS)), max_size=69))
def test_every_mark_in_every_wording_is_read_at_its_component(marks: dict[str, str]) -> None:
    # A lone "=" or "-" is written as text by openpyxl as well; nothing here starts a formula.
    outcome = READER.try_read(Messy(EDITION, marks=marks).content(), "fuzzed.xlsx")
    assert isinstance(outcome, Return)
    assert {problem.kind for problem in outcome.problems} <= {ProblemKind.NO_REASON}
    expected = {name: mark for name, words in marks.items() if (mark := MARKS[words])}
    assert {name: Mark(mark) for name, mark in marks_of(outcome).items()} == expected
