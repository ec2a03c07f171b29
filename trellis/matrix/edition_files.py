"""An edition from a file of either kind: YAML, or a workbook in the national layout. Told apart by content."""

from dataclasses import replace

from trellis.matrix.imports import EditionFault, EditionInvalidError, edition_from_yaml
from trellis.matrix.rules import Edition, FindEdition, tidied
from trellis.matrix.workbook_import import edition_from_workbook

WORKBOOK_STARTS = (b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"))
"""How workbooks begin (.xlsx, .ods, .xls); anything else is taken for YAML."""


def edition_in_file(content: bytes, name: str, edition_id: str, title: str, *, find: FindEdition) -> Edition:
    """The edition in a file; ``edition_id`` and ``title``, where not empty, go before what a YAML file says itself.

    ``find`` is asked for the parent edition. Raises EditionInvalidError, also for a workbook without id and title, and
    files.RefusedError for a workbook that cannot be opened.
    """
    if content.startswith(WORKBOOK_STARTS):
        if not edition_id or not tidied(title):
            sentence = "A workbook says neither id nor title: give it both."
            raise EditionInvalidError(name, [EditionFault(1, sentence)])
        return edition_from_workbook(content, name, edition_id, title)
    edition = edition_from_yaml(text_of(content, name), name, find=find)
    return replace(edition, id=edition_id or edition.id, title=tidied(title) or edition.title)


def text_of(content: bytes, name: str) -> str:
    """The text of a file in UTF-8. Raises EditionInvalidError with the line that is not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = "This is neither a workbook nor text in UTF-8. Save it as UTF-8 and try again."
        raise EditionInvalidError(name, [EditionFault(line, sentence)]) from None
