"""The quick reading of a zip's directory says what Python's own says, or leaves it to that."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.books import workbook, zipped
from trellis.files.containers import Container, directory, plain_directory
from trellis.files.refusals import UNPACKED_LIMIT, RefusalKind

BOOK = workbook({"A1": "here", "B7": 3})


def with_comment() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "here")
        archive.comment = b"sent by post"
    return out.getvalue()


def test_a_workbook_has_the_same_members_either_way() -> None:
    members = plain_directory(BOOK)
    assert members == directory(BOOK)
    assert "xl/workbook.xml" in {member.filename for member in members}


def test_folders_are_known_as_folders() -> None:
    members = plain_directory(zipped({"returns/": "", "returns/a.xlsx": "here"}))
    assert [member.is_dir() for member in members] == [True, False]


@pytest.mark.parametrize(
    "content",
    [with_comment(), b"before" + BOOK, zipped({"réturn.xlsx": "here"}), zipped({}), b"PK", b"PK\x05\x06" + b"\0" * 18],
)
def test_a_zip_that_is_not_plain_is_left_to_pythons_own_reader(content: bytes) -> None:
    assert plain_directory(content) == []


@pytest.mark.parametrize("content", [with_comment(), zipped({"réturn.xlsx": "here"})])
def test_members_of_a_zip_that_is_not_plain_are_read_all_the_same(content: bytes) -> None:
    container = Container(content, "a.zip", unpacked_limit=UNPACKED_LIMIT, damaged=RefusalKind.NOT_A_WORKBOOK)
    assert [container.read(member) for member in container.members] == [b"here"]


@given(st.lists(st.tuples(st.integers(0, 399), st.integers(0, 255)), max_size=6))
def test_a_damaged_directory_never_says_something_else_than_pythons_own(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(BOOK)
    for place, value in changes:
        damaged[-1 - place] = value
    quick = plain_directory(bytes(damaged))
    try:
        own = directory(bytes(damaged))
    except (BadZipFile, NotImplementedError, UnicodeDecodeError):
        return
    assert quick in ([], own)
