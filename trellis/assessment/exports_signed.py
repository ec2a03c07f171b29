"""A frozen return as CSV: a row for each position, then a row for each statement of its theme and audience."""

from collections.abc import Iterator

from trellis.assessment.exports import file_stem
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.signed import BlockSaid, Returned
from trellis.files.csvs import write_csv

HEADINGS = (
    *("Row", "Theme", "For whom", "Step", "Statement", "Answer or stated position", "Suggested position"),
    *("Target", "Note or comment", "Evidence"),
)


def returned_csv(returned: Returned) -> str:
    """Everything the page says, as a table."""
    return write_csv(HEADINGS, (row for block in returned.blocks for row in rows_of(block)))


def rows_of(block: BlockSaid) -> Iterator[tuple[str, ...]]:
    """The rows of one theme and audience."""
    where = (block.theme, block.audience)
    yield ("Position", *where, "", "", block.stated, block.suggested, block.target, block.comment, "")
    for each in block.statements:
        evidence = "\n".join(f"{shown.title} ({'file' if shown.is_file else shown.address})" for shown in each.evidence)
        yield ("Statement", *where, each.step, each.text, each.answer, "", "", each.note, evidence)


def returned_name(asked: RoundNetwork) -> str:
    """A file name that says whose return it is and of which round."""
    return f"signed-{file_stem(asked)}.csv"
