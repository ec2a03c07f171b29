"""What a file is, by its bytes and not by its name, and whether it is of a kind that is taken in.

Taken are documents, workbooks, presentations, pictures and plain text that cannot run anything. A file must be what
its name says. Pages, drawings and programs (HTML, SVG, macros, executables) and archives are turned away.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

import puremagic

from trellis.files.containers import Container, is_zip
from trellis.files.csvs import BINARY, decode
from trellis.files.refusals import FILE_LIMIT, MEGABYTE, UNPACKED_LIMIT, RefusalKind, RefusedError, check_size


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken in: what people call it, the endings of its name, its media type."""

    title: str
    endings: tuple[str, ...]
    media_type: str


OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

PDF = FileKind("PDF", (".pdf",), "application/pdf")
WORD = FileKind("Word document", (".docx",), f"{OPEN_XML}.wordprocessingml.document")
EXCEL = FileKind("Excel workbook", (".xlsx",), f"{OPEN_XML}.spreadsheetml.sheet")
POWERPOINT = FileKind("PowerPoint presentation", (".pptx",), f"{OPEN_XML}.presentationml.presentation")
ODT = FileKind("OpenDocument text", (".odt",), f"{OPEN_DOCUMENT}.text")
ODS = FileKind("OpenDocument spreadsheet", (".ods",), f"{OPEN_DOCUMENT}.spreadsheet")
PNG = FileKind("PNG picture", (".png",), "image/png")
JPEG = FileKind("JPEG picture", (".jpg", ".jpeg"), "image/jpeg")
TEXT = FileKind("text file", (".txt",), "text/plain")
CSV = FileKind("CSV file", (".csv",), "text/csv")

TAKEN = (PDF, WORD, EXCEL, POWERPOINT, ODT, ODS, PNG, JPEG, TEXT, CSV)
"""Every kind that is taken in."""

TAKEN_ENDINGS = tuple(ending for kind in TAKEN for ending in kind.endings)

MAIN_PARTS = {
    "wordprocessingml.document.main+xml": WORD,
    "spreadsheetml.sheet.main+xml": EXCEL,
    "presentationml.presentation.main+xml": POWERPOINT,
}
"""What an Office file's list of contents calls its main part. Templates and files with macros call it otherwise."""

CONTENTS = "[content_types].xml"
RUNS = re.compile(r"vbaproject|vbadata|macroenabled|macrosheet|activex")
"""In the list of contents, or the name of a part: something that can run."""
ODF_RUNS = ("basic/", "scripts/", "dialogs/")
PROGRAM_ENDINGS = (
    *(".exe", ".dll", ".scr", ".com", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe"),
    *(".js", ".jse", ".wsf", ".hta", ".jar", ".lnk", ".sh"),
)
MACRO_ENDINGS = (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppsm", ".ppam")
CONTENTS_LIMIT = MEGABYTE

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(r"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml)\b|<\?xml", re.IGNORECASE)
NO_NOTE = re.compile(r"\s*(#!|\{\\rtf|%!ps|%pdf-)", re.IGNORECASE)
"""How a script and those formats begin that are written in letters alone."""
SAMPLE = 4_096

UNSAFE_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069<>:"|?*;%]')
NAME_LONGEST = 150


def checked_kind(content: bytes, name: str, *, limit: int = FILE_LIMIT) -> FileKind:
    """The kind of a file that is taken in and is what its name says. ``limit`` is in bytes.

    Raises RefusedError, with a sentence for the person who sent it, for any other.
    """
    check_size(content, name, limit)
    ending = ending_of(name)
    if ending in MACRO_ENDINGS:
        raise holds_macros(name)
    if ending not in TAKEN_ENDINGS:
        raise RefusedError(
            RefusalKind.NOT_TAKEN,
            name,
            f"{name} was not kept, because files of its kind are not taken. Save it as a PDF and send that; "
            f"also taken are {', '.join(TAKEN_ENDINGS)}.",
        )
    said = next(kind for kind in TAKEN if ending in kind.endings)
    text = is_plain_text(content, name)
    if text and said in {TEXT, CSV}:
        return said  # before anything else: a note may well begin with the letters of a zip
    found = kind_of(content, name) or (TEXT if text else None)
    if found is not said:
        raise misnamed(name, said, content, found)
    return said


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, with its dot; empty where there is none."""
    stem, dot, ending = name.strip().rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def kind_of(content: bytes, name: str) -> FileKind | None:
    """What a picture, a PDF or an office file is by its bytes; None for everything else.

    Raises RefusedError for one that is damaged, has a password, holds something that can run, or is a bomb.
    """
    if is_zip(content):
        return office_kind(content, name)
    looks_like = {match.mime_type for match in signatures(content)}
    return next((kind for kind in (PDF, PNG, JPEG) if kind.media_type in looks_like), None)


def signatures(content: bytes) -> list[puremagic.PureMagicWithConfidence]:
    """The known beginnings that a file has, the longest first. Its end says nothing: anybody can add one."""
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return []
    begins = [match for match in found if match.offset == 0 and content.startswith(match.byte_match)]
    return sorted(begins, key=lambda match: len(match.byte_match), reverse=True)


def office_kind(content: bytes, name: str) -> FileKind | None:
    """What a zip underneath an office file makes it; None for a zip of anything else."""
    container = Container(content, name, unpacked_limit=UNPACKED_LIMIT, damaged=RefusalKind.DAMAGED)
    members = {member.filename.replace("\\", "/").lower(): member for member in container.members}
    if len(members) != len(container.members):
        return None  # two parts of one name: readers differ in which they take, so neither can be vouched for
    if any(part.endswith(PROGRAM_ENDINGS) for part in members):
        raise holds_macros(name)
    if CONTENTS in members:
        return open_xml_kind(container.read(members[CONTENTS], limit=CONTENTS_LIMIT), list(members), name)
    if "mimetype" in members and "content.xml" in members:
        if any(part.startswith(ODF_RUNS) for part in members):
            raise holds_macros(name)
        said = container.read(members["mimetype"], limit=CONTENTS_LIMIT).strip()
        return next((kind for kind in (ODT, ODS) if kind.media_type.encode() == said), None)
    return None


def open_xml_kind(contents: bytes, parts: list[str], name: str) -> FileKind | None:
    """What an Office file is by its list of contents, read as text: it is short, and nothing in it may be hidden."""
    text = html.unescape(contents.decode("utf-8", "replace"))
    if "<!doctype" in text.lower():
        return None
    if RUNS.search(text.lower()) or any(RUNS.search(part) for part in parts):
        raise holds_macros(name)
    return next((kind for main, kind in MAIN_PARTS.items() if main in text), None)


def is_plain_text(content: bytes, name: str) -> bool:
    """Whether the bytes are text throughout, and neither a page nor a drawing nor a script."""
    try:
        text = decode(content, name)
    except RefusedError:
        return False
    return not (BINARY.search(text) or MARKUP.search(text, 0, SAMPLE) or NO_NOTE.match(text))


def misnamed(name: str, said: FileKind, content: bytes, found: FileKind | None) -> RefusedError:
    """The refusal of a file that is not what its name says."""
    return RefusedError(
        RefusalKind.MISNAMED,
        name,
        f"{name} was not kept: its name says that it is a {said.title}, but {looks(content, found)}. "
        "Open it, save it as what it should be, and send it again.",
    )


def looks(content: bytes, found: FileKind | None) -> str:
    """What a file that is not as its name says looks like, as the end of a sentence."""
    if found:
        return f"by its content it is a {found.title}"
    if content.startswith(OLD_OFFICE):
        return "by its content it is an older Office file, or one with a password"
    if MARKUP.search(content[:SAMPLE].decode("utf-8", "replace")):
        return "by its content it is a web page or a drawing"
    known = next((match.name for match in signatures(content) if match.name and len(match.byte_match) > 1), "")
    return f"by its content it looks like something else ({known})" if known else "its content is something else"


def holds_macros(name: str) -> RefusedError:
    """The refusal of a file that can run something."""
    return RefusedError(
        RefusalKind.NOT_TAKEN,
        name,
        f"{name} was not kept, because it holds macros or something else that can run. "
        "Save it without them (as .docx, .xlsx or .pptx) or as a PDF, and send that.",
    )


def safe_name(name: str, kind: FileKind | None = None) -> str:
    """A file's name that is safe to offer on any machine: no folders, nothing invisible, one of the kind's endings."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    plain = " ".join(UNSAFE_IN_A_NAME.sub(" ", last).split()).strip(". ")
    ending = ending_of(plain)
    stem = plain.removesuffix(plain[len(plain) - len(ending) :]) if ending else plain
    if kind and ending not in kind.endings:
        stem, ending = plain, kind.endings[0]
    return (stem[:NAME_LONGEST].strip(". ") or "file") + ending
