"""Workbooks to fill in, with the network's last answers in them."""

from django.utils.text import slugify

from trellis.assessment.models import RoundNetwork
from trellis.assessment.queries.returns import last_answers, return_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.rules import Return
from trellis.matrix.rules import Edition
from trellis.matrix.workbook import national_workbook


def workbook_for(asked: RoundNetwork) -> bytes:
    """The workbook of a network for a round, as .xlsx, filled in with its last answers against the same edition.

    Where the network has returned in this round, with that return as it is, its date included, so that uploading it
    again unchanged changes nothing; else with its answers in an earlier round and without a date, because these are
    not yet agreed for this one.
    """
    edition = edition_of_round(asked.round)
    here = return_of(asked)
    said = here or last_answers(asked.network.code, edition)
    return filled_in(edition, asked.name, asked.network.code, said, dated=here is not None)


def filled_in(edition: Edition, name: str, code: str, said: Return | None, *, dated: bool) -> bytes:
    """The workbook of a network with what ``said`` says, if anything; with its date only where ``dated``."""
    blocks = list(said.blocks.values()) if said else []
    return national_workbook(
        edition,
        network_name=name,
        network_code=code,
        dated=said.dated if said and dated else None,
        marks={component: mark.label for block in blocks for component, mark in block.marks.items()},
        remarks={component: remark for block in blocks for component, remark in block.remarks.items()},
        stated={block.block: edition.position_title(block.stated) for block in blocks if block.stated},
        comments={block.block: block.comment for block in blocks if block.comment},
    )


def workbook_name(asked: RoundNetwork) -> str:
    """A file name that says whose workbook it is and for which round."""
    return f"{slugify(asked.name) or asked.network.code.lower()}-{asked.round.slug}.xlsx"
