"""The formats in which a document leaves the house, by the ending of a file's name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trellis.files.documents import Document
from trellis.files.docx import to_docx
from trellis.files.html import to_html
from trellis.files.pdf import to_pdf
from trellis.files.whole import write_whole


@dataclass(frozen=True)
class Format:
    """A way to render a document: the ending of its file's name, its name for people, its media type."""

    suffix: str
    title: str
    media_type: str
    render: Callable[[Document], bytes]


FORMATS = {
    made.suffix: made
    for made in (
        Format(".docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
        Format(".pdf", "PDF", "application/pdf", to_pdf),
        Format(".html", "HTML", "text/html; charset=utf-8", lambda document: to_html(document).encode()),
    )
}


class UnknownFormatError(ValueError):
    """A file name whose ending names no format. The message is a sentence for the person who typed it."""


def format_of(out: Path) -> Format:
    """The format that a file's name asks for, whatever its case. Raises UnknownFormatError."""
    found = FORMATS.get(out.suffix.lower())
    if found is None:
        endings = ", ".join(FORMATS)
        raise UnknownFormatError(
            f"{out.name} should end in one of {endings}, so that the format is known. Nothing was written."
        )
    return found


def write_document(document: Document, out: Path) -> None:
    """Write the document in the format that ``out`` ends in, whole or not at all.

    An existing file stays as it was until the new one is complete. Raises UnknownFormatError, and OSError where the
    folder cannot be written to.
    """
    write_whole(format_of(out).render(document), out)
