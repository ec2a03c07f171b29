"""What a file is by its bytes, and what is taken in."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.files.books import ods, ods_row, workbook, zipped
from trellis.files.kinds import PDF, TAKEN, TAKEN_ENDINGS, WORD, FileKind, checked_kind, ending_of, safe_name
from trellis.files.refusals import RefusalKind, RefusedError

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
PDF_FILE = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
CONTENT_TYPES = '<Types><Override PartName="/{part}" ContentType="application/{said}"/></Types>'
PRESENTATION = "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def word() -> bytes:
    """An empty Word document."""
    out = BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def presentation() -> bytes:
    """As much of a presentation as tells it apart."""
    contents = CONTENT_TYPES.format(part="ppt/presentation.xml", said=PRESENTATION)
    return zipped({"[Content_Types].xml": contents, "ppt/presentation.xml": "<p/>"})


def odt() -> bytes:
    """As much of an OpenDocument text as tells it apart."""
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"})


def with_member(book: bytes, name: str, content: str = "x") -> bytes:
    """An office file with one more part."""
    out = BytesIO(book)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


BOOK = workbook({"A1": "here"})
GOOD = {
    "minutes.pdf": PDF_FILE,
    "minutes.docx": word(),
    "plan.xlsx": BOOK,
    "slides.pptx": presentation(),
    "minutes.odt": odt(),
    "plan.ods": ods(ods_row("here")),
    "board.png": PNG,
    "board.jpg": JPEG,
    "Board.JPEG": JPEG,
    "notes.txt": "The clinical director’s notes\n".encode(),
    "more.txt": b"PK is our chair, and <30 patients came.",
    "list.csv": b"practice,date\nWharf Surgery,1 October 2026\n",
    "excel.csv": "practice;£\n".encode("utf-16"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_as_its_name_says_is_taken(name: str) -> None:
    assert ending_of(name) in checked_kind(GOOD[name], name).endings


def test_every_kind_that_is_taken_is_tried_here() -> None:
    assert {ending_of(name) for name in GOOD} == set(TAKEN_ENDINGS)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("ending", TAKEN_ENDINGS)
def test_under_any_other_name_it_is_refused(name: str, ending: str) -> None:
    said = next(kind for kind in TAKEN if ending in kind.endings)
    text = {".txt", ".csv"}
    if ending_of(name) in said.endings or {ending, ending_of(name)} == text:
        return
    with pytest.raises(RefusedError) as refused:
        checked_kind(GOOD[name], f"renamed{ending}")
    assert refused.value.kind in {RefusalKind.MISNAMED, RefusalKind.DAMAGED}
    assert refused.value.sentence.startswith(f"renamed{ending} ")


@pytest.mark.parametrize(
    "content",
    [EXECUTABLE, HTML, SVG, OLD_WORD, b"#!/bin/sh\nrm -r ~\n", zipped({"a.txt": "x"}), b"\x7fELF" + bytes(60)],
)
@pytest.mark.parametrize("ending", TAKEN_ENDINGS)
def test_a_page_a_program_and_an_archive_are_refused_under_every_name(content: bytes, ending: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checked_kind(content, f"innocent{ending}")
    assert refused.value.kind is RefusalKind.MISNAMED


@pytest.mark.parametrize(
    "name",
    [
        *("page.html", "drawing.svg", "setup.exe", "all.zip", "all.7z", "old.doc", "old.xls", "a.js", "minutes"),
        *("minutes.pdf.exe", ".pdf", "minutes.pdf ."),
    ],
)
def test_an_ending_that_is_not_taken_is_refused_and_told_what_is(name: str) -> None:
    with pytest.raises(RefusedError, match=r"also taken are \.pdf, \.docx") as refused:
        checked_kind(PDF_FILE, name)
    assert refused.value.kind is RefusalKind.NOT_TAKEN


MACRO_TYPES = CONTENT_TYPES.format(part="xl/workbook.xml", said="vnd.ms-excel.sheet.macroEnabled.main+xml")
HIDDEN_TYPES = (
    CONTENT_TYPES.format(part="w.xml", said="vnd.ms-office.vba&#80;roject")
    + "<!-- application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml -->"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.xlsm", BOOK),
        ("plan.xlsx", with_member(BOOK, "xl/vbaProject.bin")),
        ("plan.xlsx", with_member(BOOK, "xl/macrosheets/sheet1.xml")),
        ("plan.xlsx", zipped({"[Content_Types].xml": MACRO_TYPES, "xl/workbook.xml": "<x/>"})),
        ("minutes.docx", zipped({"[Content_Types].xml": HIDDEN_TYPES, "w.xml": "<x/>"})),
        ("minutes.docx", with_member(word(), "word/activeX/activeX1.xml")),
        ("minutes.docx", with_member(word(), "word/payload.exe")),
        ("plan.ods", with_member(ods(ods_row("here")), "Basic/Standard/Module1.xml")),
        ("minutes.odt", with_member(odt(), "Scripts/python/run.py")),
    ],
)
def test_macros_are_refused_whatever_the_name_says(name: str, content: bytes) -> None:
    with pytest.raises(RefusedError, match="macros") as refused:
        checked_kind(content, name)
    assert refused.value.kind is RefusalKind.NOT_TAKEN


def test_a_file_with_two_parts_of_one_name_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = with_member(word(), "[Content_Types].xml", "<Types/>")
    with pytest.raises(RefusedError, match="a Word document, but"):
        checked_kind(twice, "minutes.docx")


def test_an_archive_within_no_archive_is_not_opened_without_end() -> None:
    bomb = zipped({"[Content_Types].xml": "x" * 3_000_000})
    with pytest.raises(RefusedError) as refused:
        checked_kind(bomb, "minutes.docx")
    assert refused.value.kind is RefusalKind.TOO_LARGE


def test_empty_and_too_large_files_are_refused() -> None:
    for content, kind in ((b"", RefusalKind.EMPTY), (PDF_FILE + bytes(100), RefusalKind.TOO_LARGE)):
        with pytest.raises(RefusedError) as refused:
            checked_kind(content, "minutes.pdf", limit=150)
        assert refused.value.kind is kind


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """A good file with a few of its bytes changed, and perhaps cut short."""
    places = st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)

    def spoil(changes: list[tuple[int, int]], length: int) -> bytes:
        spoilt = bytearray(content)
        for place, value in changes:
            spoilt[place] = value
        return bytes(spoilt[:length])

    return st.builds(spoil, places, st.integers(0, len(content)))


ANY_FILE = st.one_of(st.binary(max_size=400), *(damaged(content) for content in GOOD.values()))
ANY_NAME = st.one_of(
    st.text(max_size=30), st.builds("{}{}".format, st.text(max_size=10), st.sampled_from(TAKEN_ENDINGS))
)


@given(ANY_FILE, ANY_NAME)
@example(b"PK\x03\x04", "a.docx")
@example(b"PK\x05\x06" + bytes(18), "a.docx")
def test_whatever_comes_is_taken_or_refused_with_a_sentence(content: bytes, name: str) -> None:
    try:
        said = checked_kind(content, name).endings
    except RefusedError as refused:
        said = (refused.sentence,)
    assert said[0].endswith(".") or ending_of(name) in said


@given(st.text(max_size=300), st.sampled_from([None, *TAKEN]))
def test_a_safe_name_has_no_folder_nothing_invisible_and_the_right_ending(name: str, kind: FileKind | None) -> None:
    made = safe_name(name, kind)
    assert made.strip(". ") == made.rstrip()
    assert not set('/\\<>:"|?*\r\n\0\u202e') & set(made)
    assert len(made) <= 170
    if kind is not None:
        assert ending_of(made) in kind.endings


@pytest.mark.parametrize(
    ("name", "kind", "made"),
    [
        ("../../etc/minutes.pdf", PDF, "minutes.pdf"),
        ("C:\\temp\\minutes.PDF", PDF, "minutes.pdf"),
        ("Sträßen minutes.docx", WORD, "Sträßen minutes.docx"),
        ('a";\r\nSet-Cookie: x.pdf', PDF, "a Set-Cookie x.pdf"),
        ("fdp.exe\u202e.pdf", PDF, "fdp.exe.pdf"),
        ("", PDF, "file.pdf"),
        (".pdf", PDF, "pdf.pdf"),
    ],
)
def test_names_are_made_safe(name: str, kind: FileKind, made: str) -> None:
    assert safe_name(name, kind) == made
