"""Zips of files: opened in memory, one member at a time, never written to disk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trellis.files.containers import Container, Entry, is_zip
from trellis.files.refusals import FILE_LIMIT, UNPACKED_LIMIT, RefusalKind, RefusedError, check_size, in_megabytes

OFFICE_PARTS = frozenset({"[content_types].xml", "content.xml", "mimetype"})
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip. ``path`` is its place inside the zip; where it was refused, ``content`` is empty."""

    path: str
    content: bytes = b""
    refused: RefusedError | None = None

    @property
    def name(self) -> str:
        """The file's name without the folders."""
        return self.path.rpartition("/")[2]


def is_archive(content: bytes, name: str = "") -> bool:
    """Whether the bytes are a zip of files, and not a workbook or document (which are zips underneath)."""
    if not is_zip(content):
        return False
    try:
        container = Container(content, name, unpacked_limit=2**62, damaged=RefusalKind.NOT_AN_ARCHIVE)
    except RefusedError as refused:
        # An encrypted zip of files is still one; of a damaged one only the name can tell.
        return refused.kind is RefusalKind.ENCRYPTED or name.lower().endswith(".zip")
    return not any(member.filename.lower() in OFFICE_PARTS for member in container.members)


def is_clutter(path: str) -> bool:
    """Whether a path is what computers leave behind and no person meant: lock files, hidden files, resource forks."""
    parts = path.replace("\\", "/").split("/")
    return any(
        (part.startswith(("~$", ".")) and part not in {".", ".."}) or part in {"__MACOSX", "Thumbs.db", "desktop.ini"}
        for part in parts
    )


def unpack(
    content: bytes,
    name: str,
    *,
    limit: int = FILE_LIMIT,
    member_limit: int = FILE_LIMIT,
    unpacked_limit: int = UNPACKED_LIMIT,
) -> Iterator[Member]:
    """The files of a zip in order of their paths, each as it is asked for; folders and clutter are left out.

    ``limit`` is the most bytes of the zip itself, ``member_limit`` of one file in it, ``unpacked_limit`` of them all.
    A member that is too large, damaged, or itself a zip of files comes with its refusal; the others still come.
    Raises RefusedError where the zip as a whole is not to be opened.
    """
    check_size(content, name, limit)
    container = Container(content, name, unpacked_limit=unpacked_limit, damaged=RefusalKind.NOT_AN_ARCHIVE)
    wanted = _wanted(container)
    if not wanted:
        raise RefusedError(
            RefusalKind.EMPTY, name, f"{name} is empty: it is a zip without a file. Nothing was kept. Ask for it again."
        )
    return (_member(container, member, member_limit) for member in wanted)


def count_files(content: bytes, name: str) -> int:
    """How many files the bytes are: those in a zip, folders and clutter left out, else the one file itself."""
    if not is_archive(content, name):
        return 1
    try:
        container = Container(content, name, unpacked_limit=UNPACKED_LIMIT, damaged=RefusalKind.NOT_AN_ARCHIVE)
    except RefusedError:
        return 1
    return len(_wanted(container)) or 1


def _wanted(container: Container) -> list[Entry]:
    """The members that a person meant, in order of their paths."""
    members = sorted((m for m in container.members if not m.is_dir()), key=lambda member: member.filename)
    return [member for member in members if not is_clutter(member.filename)]


def _member(container: Container, member: Entry, limit: int) -> Member:
    path = safe_path(member.filename)
    called = f"{path.rpartition('/')[2]} in {container.name}"
    if member.file_size > limit:
        return Member(path, refused=_too_large(called, member.file_size, limit))
    try:
        unpacked = container.read(member, limit=limit)
    except RefusedError as refused:
        if refused.kind is RefusalKind.TOO_LARGE:
            return Member(path, refused=_too_large(called, limit + 1, limit))
        return Member(path, refused=_damaged(called))
    if is_archive(unpacked, path):
        return Member(path, refused=_nested(called))
    return Member(path, unpacked)


def safe_path(path: str) -> str:
    """A member's path as it may be shown: forward slashes, no climbing out, no drive letter, nothing unprintable."""
    parts = UNPRINTABLE.sub("", path).replace("\\", "/").split("/")
    kept = [part for part in parts if part not in {"", ".", ".."} and not re.fullmatch("[A-Za-z]:", part)]
    return "/".join(kept) or "unnamed"


def _too_large(called: str, size: int, limit: int) -> RefusedError:
    return RefusedError(
        RefusalKind.TOO_LARGE,
        called,
        f"{called} is over {in_megabytes(min(size, limit))}, the most that is read. "
        "Nothing of it was kept. Send it in smaller parts.",
    )


def _damaged(called: str) -> RefusedError:
    return RefusedError(
        RefusalKind.NOT_AN_ARCHIVE,
        called,
        f"{called} is damaged and cannot be unpacked. Nothing of it was kept. Ask for it again.",
    )


def _nested(called: str) -> RefusedError:
    return RefusedError(
        RefusalKind.NOT_AN_ARCHIVE,
        called,
        f"{called} is a zip inside a zip, which is not opened. Nothing of it was kept. "
        "Unpack it and send what is in it.",
    )
