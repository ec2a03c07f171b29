"""Zips are opened in memory, one file at a time, and no zip can fill the memory or climb out of its place."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.books import declaring, encrypted, workbook, zipped
from trellis.files.archives import is_archive, is_clutter, safe_path, unpack
from trellis.files.refusals import RefusalKind, RefusedError


def refusal(content: bytes, **limits: int) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        list(unpack(content, "all.zip", **limits))
    assert caught.value.sentence.startswith("all.zip")
    return caught.value


def test_files_come_in_order_of_their_paths_without_folders_and_clutter() -> None:
    content = zipped({"b.csv": b"b", "a/": b"", "a/c.csv": b"c", "__MACOSX/b.csv": b"", ".git/x": b"", "~$b.xlsx": b""})
    assert [(member.path, member.name, member.content) for member in unpack(content, "all.zip")] == [
        ("a/c.csv", "c.csv", b"c"),
        ("b.csv", "b.csv", b"b"),
    ]


def test_a_workbook_is_no_archive_though_it_is_a_zip() -> None:
    assert not is_archive(workbook({"A1": 1}))
    assert is_archive(zipped({"a.csv": b"a"}))
    assert is_archive(zipped({"a.xlsx": workbook({"A1": 1})}))
    assert not is_archive(b"a,b\n")
    assert is_archive(b"PK\x03\x04 damaged", "all.zip")


def test_a_zip_in_a_zip_is_not_opened_and_the_others_still_come() -> None:
    first, second = unpack(zipped({"a.zip": zipped({"x.csv": b"x"}), "b.csv": b"b"}), "all.zip")
    assert first.refused is not None
    assert "zip inside a zip" in first.refused.sentence
    assert first.content == b""
    assert second.content == b"b"


def test_one_file_over_its_limit_is_refused_and_the_others_still_come() -> None:
    content = zipped({"big.csv": bytes(range(256)) * 10, "small.csv": b"s"})
    big, small = unpack(content, "all.zip", member_limit=1_000)
    assert big.refused is not None
    assert big.refused.kind is RefusalKind.TOO_LARGE
    assert big.refused.sentence.startswith("big.csv in all.zip")
    assert small.content == b"s"


def test_a_file_that_lies_about_its_size_is_cut_off_at_the_limit() -> None:
    (member,) = unpack(declaring(zipped({"a.csv": b"0" * 100_000}), 10), "all.zip", member_limit=1_000)
    assert member.refused is not None
    assert member.refused.kind is RefusalKind.TOO_LARGE


def test_the_whole_zip_is_refused_when_it_is_too_much() -> None:
    content = zipped({f"{number}.csv": bytes(range(256)) * 4 for number in range(10)})
    assert refusal(content, unpacked_limit=10_000).kind is RefusalKind.TOO_LARGE
    assert refusal(content, limit=100).kind is RefusalKind.TOO_LARGE
    assert refusal(zipped({"a": b"0" * 10_000_000})).kind is RefusalKind.TOO_LARGE
    assert len(list(unpack(content, "all.zip"))) == 10


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", RefusalKind.EMPTY),
        (zipped({}), RefusalKind.EMPTY),
        (zipped({"__MACOSX/x": b"x"}), RefusalKind.EMPTY),
        (b"PK\x03\x04 no more", RefusalKind.NOT_AN_ARCHIVE),
        (encrypted(zipped({"a.csv": b"a"})), RefusalKind.ENCRYPTED),
    ],
)
def test_a_zip_that_cannot_be_opened_is_refused(content: bytes, kind: RefusalKind) -> None:
    assert refusal(content).kind is kind


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x.csv", "Windows/x.csv"),
        ("a/./b//c.csv", "a/b/c.csv"),
        ("a\x1b[31m.csv", "a[31m.csv"),
        ("fdp.\u202excod", "fdp.xcod"),
        ("..", "unnamed"),
    ],
)
def test_a_path_is_shown_without_its_tricks(path: str, safe: str) -> None:
    assert safe_path(path) == safe


def test_clutter_is_what_no_person_meant() -> None:
    clutter = ["~$a.xlsx", "x/~$a.xlsx", ".DS_Store", "__MACOSX/a.xlsx", "a/Thumbs.db", "a\\desktop.ini"]
    assert all(map(is_clutter, clutter))
    assert not any(map(is_clutter, ["a.xlsx", "a/b.c.xlsx", "./a.xlsx", "../a.xlsx"]))


SMALL = zipped({"a.csv": b"a,b\n" * 20, "b/c.csv": b"x"})


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), max_size=20))
def test_a_zip_with_bytes_changed_is_opened_or_refused(changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(SMALL)
    for place, byte in changes:
        mutated[place] = byte
    with suppress(RefusedError):
        assert all(".." not in member.path.split("/") for member in unpack(bytes(mutated), "all.zip"))
