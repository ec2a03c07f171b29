"""One document in three formats: its structure, its accessibility, and every word of it, whatever the words are."""

import io
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from trellis.files.documents import (
    Bullets,
    Document,
    DotChart,
    DotRow,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Run,
    Table,
    plain,
    sentence,
)
from trellis.files.docx import to_docx
from trellis.files.html import to_html
from trellis.files.pdf import to_pdf

VOID = {"meta", "br", "link", "col"}


class Tree(HTMLParser):
    """Every tag opened with its attributes, all the text outside <style>, and whether tags close in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def paper(words: str = "Severn Vale") -> Document:
    """A document with a block of every kind, and ``words`` in every place that takes words."""
    runs = (Run(words), Run(words, bold=True), Run("a link", link="https://example.org/?a=1&b=2"))
    return Document(
        title=f"Title {words}",
        subtitle=words,
        organisation=words,
        as_at=date(2019, 10, 31),
        blocks=(
            Heading(f"Heading {words}"),
            Heading("Second", 2),
            Heading("Third", 3),
            Paragraph(runs),
            Notice(runs),
            Bullets((runs, sentence(words))),
            Table(
                f"Caption {words}",
                ("Theme", "For", words),
                (("Care", "Networks", words), ("Care", "System", "2")),
                align=("left", "left", "right"),
                row_headers=2,
                strong=frozenset({(0, 2)}),
                grouped=True,
                note=words,
            ),
            DotChart(
                f"Dots {words}",
                "Theme",
                "For",
                ("Foundation", "No answer"),
                (DotRow(words, "Networks", (3, 1)), DotRow(words, "System", (0, 4))),
                hollow=frozenset({1}),
            ),
            PageBreak(),
            Paragraph(sentence("The end.")),
        ),
    )


def tight(words: str) -> str:
    """Text without spaces, which a page may break anywhere, and without the signs that only steer its breaking."""
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]", "", words)


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def word_text(content: bytes) -> str:
    return "".join(node.text or "" for node in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:t")))


anything = st.text(max_size=40) | st.text(st.sampled_from("#$*_<>&'\"\\`@=-+/[]{}()~^|%; \n\t\x00\x1f"), max_size=20)
hostile = [
    "#let x = 1; $a^2$ *bold* _it_ `raw` \\ <label> @ref // not a comment /* nor this */ = Heading",
    "<script>alert('x')</script> {{ 7*7 }} {% raw %} &amp; ]]> <!--",
    "שלום עולם",
    "مرحبا بالعالم",
    "😀👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 中文 ไทย",
    "\x00\x08\x1b\ud83d\ufffe\uffff\u202e\u2066",
    "e\u0301\u0323\u0301 \u0e31 \u0951",
    "",
]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
@example(hostile[0])
@example(hostile[1])
@example(hostile[2])
@example(hostile[3])
@example(hostile[4])
@example(hostile[5])
@example(hostile[6])
@example(hostile[7])
def test_any_words_come_back_out_of_word_and_html(words: str) -> None:
    document = paper(words)
    kept = tight(plain(words))
    assert tight(word_text(to_docx(document))).count(kept) >= 12
    tree = Tree(to_html(document))
    assert tight(tree.words).count(kept) >= 12
    assert tree.count("script") == 0
    assert tree.count("table") == 2


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
@example(hostile[2])
@example(hostile[3])
@example(hostile[4])
@example(hostile[5])
@example(hostile[6])
@example(hostile[7])
def test_any_words_make_a_pdf(words: str) -> None:
    reader = PdfReader(io.BytesIO(to_pdf(paper(words))))
    assert len(reader.pages) == 2


european = st.text(st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=["Cc", "Cf", "Lm", "Sk"]))


@settings(deadline=None, max_examples=25)
@given(european.filter(lambda words: len(words) < 60))
@example("#let x = 1; $a^2$ *bold* `raw` \\ <label> @ref //not-a-comment")
def test_european_words_come_back_out_of_a_pdf(words: str) -> None:
    document = Document("Title", (Paragraph(sentence(f"start {words} end")),))
    assert tight(f"start {words} end") in tight(pdf_text(to_pdf(document)))


def test_a_character_no_font_has_is_written_by_its_name_in_a_pdf() -> None:
    found = pdf_text(to_pdf(Document("Title", (Paragraph(sentence("Well done 😀 at 中 and χ")),))))
    assert "Well done [grinning face] at [U+4E2D] and χ" in found


def test_a_word_too_long_for_its_cell_breaks_and_is_whole_when_read_in_a_pdf() -> None:
    word = "Averylongnameofafile" * 20
    document = Document("Title", (Table("Files", ("File", "Why"), ((word, "Empty"),)),))
    found = pdf_text(to_pdf(document))
    assert word in tight(found)
    assert max(len(line) for line in found.splitlines()) < 100


def test_a_pdf_says_that_it_is_tagged_accessible_titled_and_in_uk_english() -> None:
    reader = PdfReader(io.BytesIO(to_pdf(paper())))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Title Severn Vale"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert reader.pages[0].mediabox.width == pytest.approx(595.3, abs=0.5)


def test_a_pdf_names_its_headings_lists_tables_header_cells_and_links() -> None:
    reader = PdfReader(io.BytesIO(to_pdf(paper())))
    root: Any = reader.trailer["/Root"]
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Link", "/Caption", "/Table"} <= set(found)
    assert found.count("/Table") == 2
    assert found.count("/THead") == 2
    assert found.count("/TH") == 3 + 4


def test_dots_are_drawn_and_not_spoken_in_a_pdf() -> None:
    assert not set("●■○") & set(pdf_text(to_pdf(paper())))


def test_a_word_file_has_real_headings_captions_header_rows_and_properties() -> None:
    word: Any = docx.Document(io.BytesIO(to_docx(paper())))
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert styles[:5] == ["Organisation", "Title", "Subtitle", "Heading 1", "Heading 2"]
    assert styles.count("Caption") == 2
    assert styles.count("List Bullet") == 2
    assert word.core_properties.title == "Title Severn Vale"
    assert word.core_properties.language == "en-GB"
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_a_word_file_is_a4_in_arial_and_uk_english_with_page_numbers() -> None:
    word: Any = docx.Document(io.BytesIO(to_docx(paper())))
    section = word.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert {tag.get(qn("w:val")) for tag in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    fields = [node.text.strip() for node in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    for name in ("Normal", "Title", "Heading 1", "Caption", "Table Text"):
        assert word.styles[name].font.name == "Arial"


def test_what_follows_a_page_break_starts_the_new_page_in_word() -> None:
    word: Any = docx.Document(io.BytesIO(to_docx(paper())))
    breaking = [paragraph.text for paragraph in word.paragraphs if paragraph.paragraph_format.page_break_before]
    assert breaking == ["The end."]


def test_a_paragraph_that_leads_to_a_table_stays_on_its_page_in_word() -> None:
    table = Table("Caption", ("A",), (("1",),))
    document = Document("Title", (Paragraph(sentence("Alone.")), Paragraph(sentence("As follows:")), table))
    word: Any = docx.Document(io.BytesIO(to_docx(document)))
    staying = [paragraph.text for paragraph in word.paragraphs if paragraph.paragraph_format.keep_with_next]
    assert staying == ["As follows:"]


def test_a_html_page_stands_alone() -> None:
    tree = Tree(to_html(paper()))
    assert tree.tags[0] == ("html", {"lang": "en-GB"})
    fetched = [attributes for _, attributes in tree.tags if attributes.get("src") or attributes.get("rel")]
    assert fetched == []
    style = to_html(paper()).partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_a_html_page_has_one_title_headings_in_order_and_tables_that_name_their_headers() -> None:
    tree = Tree(to_html(paper()))
    assert [tag for tag, _ in tree.tags if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h3", "h4"]
    scopes = [attributes.get("scope") for tag, attributes in tree.tags if tag == "th"]
    assert scopes.count("col") == 3 + 4
    assert scopes.count("rowgroup") == 2
    assert scopes.count("row") == 4
    ids = [attributes["id"] for _, attributes in tree.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_dots_are_drawn_one_a_thing_and_hidden_from_screen_readers_in_html() -> None:
    tree = Tree(to_html(paper()))
    assert tree.count("i") == 3 + 1 + 4
    hidden = [attributes for tag, attributes in tree.tags if attributes.get("aria-hidden") == "true"]
    assert len(hidden) == 3


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_docx(paper()) == to_docx(paper())
    assert to_pdf(paper()) == to_pdf(paper())
    assert to_html(paper()) == to_html(paper())


def test_a_document_with_nothing_but_a_title_renders() -> None:
    bare = Document("Only a title")
    assert "Only a title" in pdf_text(to_pdf(bare))
    assert "Only a title" in word_text(to_docx(bare))
    assert "Only a title" in Tree(to_html(bare)).words


def test_a_long_table_repeats_its_header_on_every_page_of_a_pdf() -> None:
    table = Table("Long", ("Network", "Question"), tuple((f"Network {at}", "Why?") for at in range(150)))
    reader = PdfReader(io.BytesIO(to_pdf(Document("Title", (table,)))))
    assert len(reader.pages) >= 3
    assert all("Question" in page.extract_text() for page in reader.pages)
