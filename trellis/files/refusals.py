"""Why a file was turned away. One exception for every reader of this room, so that callers catch one thing."""

from enum import StrEnum

MEGABYTE = 1024 * 1024
FILE_LIMIT = 20 * MEGABYTE
"""The largest file taken in, in bytes."""
UNPACKED_LIMIT = 200 * MEGABYTE
"""The most that one compressed file (a workbook, a zip) may hold once unpacked, in bytes."""


class RefusalKind(StrEnum):
    """What is wrong with a file as a whole. The values are those of a problems CSV."""

    NOT_A_WORKBOOK = "not-a-workbook"
    NOT_A_TABLE = "not-a-table"
    NOT_AN_ARCHIVE = "not-an-archive"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    # Of files that are kept as they are and not read.
    DAMAGED = "damaged"
    NOT_TAKEN = "not-taken"
    MISNAMED = "misnamed"
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"


class RefusedError(Exception):
    """A file was not read and nothing of it was kept.

    ``kind`` is for programs, ``sentence`` for people: it names the file, says what is wrong and what to do next.
    """

    def __init__(self, kind: RefusalKind, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.name = name
        self.sentence = sentence


def in_megabytes(size: int) -> str:
    """A size in bytes as a person reads it: "20 MB", "0.5 MB"."""
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"


def check_size(content: bytes, name: str, limit: int) -> None:
    """Raise RefusedError where ``content`` is empty or longer than ``limit`` bytes."""
    if not content:
        raise RefusedError(
            RefusalKind.EMPTY, name, f"{name} is empty: it has no content at all. Nothing was kept. Ask for it again."
        )
    if len(content) > limit:
        raise too_large(name, len(content), limit)


def too_large(name: str, size: int, limit: int) -> RefusedError:
    """The refusal of a file of ``size`` bytes where ``limit`` is the most."""
    return RefusedError(
        RefusalKind.TOO_LARGE,
        name,
        f"{name} is {in_megabytes(size)}, and the most that is read is {in_megabytes(limit)}. "
        "Nothing of it was kept. Remove pictures and sheets that are not needed, and send it again.",
    )
