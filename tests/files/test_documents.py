"""The document model and what it works out by itself: numbers, spans, how many things a dot stands for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.files.documents import (
    Document,
    DotChart,
    DotRow,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    plain,
    sentence,
    spans,
)
from trellis.files.formats import UnknownFormatError, format_of, write_document
from trellis.files.whole import write_whole


def chart(*rows: tuple[int, ...], hollow: frozenset[int] = frozenset()) -> DotChart:
    return DotChart(
        caption="Networks per position",
        label_header="Theme",
        group_header="For",
        columns=tuple(f"Column {at}" for at in range(len(rows[0]))),
        rows=tuple(DotRow("Theme", f"Group {at}", row) for at, row in enumerate(rows)),
        hollow=hollow,
    )


def test_tables_and_charts_are_numbered_apart_and_in_order() -> None:
    table = Table("Counts", ("A",), (("1",),))
    document = Document("Title", (Heading("One"), table, chart((1, 2)), PageBreak(), table))
    assert [label for _, label in document.labels()] == ["", "Table 1", "Figure 1", "", "Table 2"]


def test_equal_first_cells_that_follow_each_other_are_one_span() -> None:
    assert spans(["a", "a", "b", "a"]) == (2, 0, 1, 1)
    assert spans([]) == ()


def test_a_table_whose_rows_differ_in_length_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table("Counts", ("A", "B"), (("1",),))
    with pytest.raises(ValueError, match="needs 2 cells"):
        Table("Counts", ("A", "B"), (("1", "2"),), align=("left",))


def test_a_chart_with_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="2 counts of 0 or more"):
        chart((1, -1))


def test_a_script_never_becomes_a_link() -> None:
    with pytest.raises(ValueError, match="starts with https"):
        Run("click", link="javascript:alert(1)")
    assert Run("click", link="HTTPS://example.org").link == "HTTPS://example.org"


def test_the_largest_count_of_a_row_stands_out_and_a_tie_stands_out_twice() -> None:
    made = chart((3, 11, 11, 0), (0, 0, 0, 0))
    assert made.largest(made.rows[0]) == {1, 2}
    assert made.largest(made.rows[1]) == frozenset()


def test_no_answer_is_never_the_largest_group() -> None:
    made = chart((3, 4, 11), hollow=frozenset({2}))
    assert made.largest(made.rows[0]) == {1}


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=8))
def test_every_row_of_dots_can_be_counted_by_eye_and_none_is_lost(counts: list[int]) -> None:
    made = chart(tuple(counts))
    for count in counts:
        dots = made.dots(count)
        assert dots <= 30
        assert (dots - 1) * made.per_dot < count <= dots * made.per_dot or count == dots == 0
    assert (made.per_dot == 1) == (made.key == "")
    assert sum(made.shares) == pytest.approx(1)


def test_words_keep_a_third_of_the_width_however_many_dots_there_are() -> None:
    few, many = chart((3, 1)), chart((30,) * 8)
    assert sum(many.shares[:2]) > 0.3
    assert sum(few.shares[:2]) > sum(many.shares[:2])


def test_a_column_is_wide_enough_for_its_heading() -> None:
    row = DotRow("Theme", "Network", (0, 0))
    made = DotChart("Caption", "Theme", "For", ("Pre-foundation", "Foundations"), (row,))
    assert made.shares[2] < made.shares[3]


def test_a_paragraph_leads_to_the_table_right_after_it() -> None:
    table = Table("Counts", ("A",), (("1",),))
    words = Paragraph(sentence("As follows:"))
    assert Document("Title", (words, words, table, words, Heading("One"), words)).leads() == {1}


@given(st.text())
def test_plain_text_has_no_character_that_a_format_refuses(words: str) -> None:
    made = plain(words)
    assert made == plain(made)
    assert not any(ord(character) < 32 for character in made)
    made.encode("utf-8")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("two\nlines", "two lines"),
        ("a\x00b\x1bc", "abc"),
        ("half \ud83d pair", "half pair"),
        ("not \uffff a character", "not a character"),
        ("pay \u202elecnac", "pay lecnac"),
        ("# $x$ *b* <i> & \\", "# $x$ *b* <i> & \\"),
    ],
)
def test_plain_text_keeps_everything_that_can_be_read(words: str, kept: str) -> None:
    assert plain(words) == kept


@pytest.mark.parametrize("name", ["report.docx", "report.PDF", "report.html"])
def test_a_document_is_written_in_the_format_its_name_ends_in(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    write_document(Document("Title", (Heading("One"),)), out)
    assert out.read_bytes()[:4] in {b"PK\x03\x04", b"%PDF", b"<!do"}
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_unknown_ending_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(UnknownFormatError, match=r"report\.odt should end in one of \.docx, \.pdf, \.html"):
        format_of(Path("report.odt"))


def test_a_file_that_cannot_be_finished_leaves_the_old_one_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    out.write_bytes(b"before")
    with pytest.raises(TypeError):
        write_whole("not bytes", out)  # type: ignore[arg-type]  # the wrong type is what breaks the writing
    assert out.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [out]


def test_a_written_file_can_be_read_by_others_as_any_new_file_can(tmp_path: Path) -> None:
    ours, plain_file = tmp_path / "report.html", tmp_path / "other.html"
    write_whole(b"x", ours)
    plain_file.write_bytes(b"x")
    assert ours.stat().st_mode == plain_file.stat().st_mode


def test_a_sentence_is_one_run_without_emphasis() -> None:
    assert sentence("Most **networks**") == (Run("Most **networks**"),)
