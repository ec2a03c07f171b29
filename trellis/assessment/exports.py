"""Workbooks to fill in: with what the network's page says, or what it has returned, or its answers of last time."""

from dataclasses import replace

from django.utils.text import slugify

from trellis.assessment.models import RoundNetwork
from trellis.assessment.queries.drafts import return_from
from trellis.assessment.queries.matrix import sheet_of
from trellis.assessment.queries.returns import last_answers, return_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.signed import return_of_copy
from trellis.assessment.rules import Return
from trellis.matrix.rules import Edition
from trellis.matrix.workbook import workbook_of
from trellis.matrix.workbook_parts import Answers


def workbook_for(asked: RoundNetwork) -> bytes:
    """The workbook of a network for a round, for its board, as .xlsx: never with anything of the network's draft.

    Where the network has returned in this round, with that return as it is, its date included, so that uploading it
    again unchanged changes nothing; else with its answers in an earlier round of the same board and without a date,
    because these are not yet agreed for this one.
    """
    edition = edition_of_round(asked.round)
    here = return_of(asked)
    said = here or last_answers(asked.network.code, edition, board=asked.round.board.code)
    return filled_in(edition, asked, said, dated=here is not None)


def own_workbook_for(asked: RoundNetwork, *, with_last_answers: bool = False) -> bytes:
    """The workbook of a network for its own people: what its page says now, and of which version of its draft.

    Never its private notes and evidence. It has the date of what is with the board where it says the same as that. A
    page on which nothing stands is blank, or has, ``with_last_answers``, those of an earlier round.
    """
    sheet = sheet_of(asked)
    says = return_from(sheet.values, asked, sheet.edition, None)
    if with_last_answers and not says.blocks:
        says = last_answers(asked.network.code, sheet.edition) or says
    dated = sheet.copy is not None and return_of_copy(sheet.copy).blocks == says.blocks
    if dated and sheet.copy:
        says = replace(says, dated=sheet.copy.dated)
    version = max(asked.version, sheet.draft.last.number if sheet.draft.last else 0)  # somebody may just have entered
    return filled_in(sheet.edition, asked, replace(says, version=version), dated=dated)


def filled_in(edition: Edition, asked: RoundNetwork, said: Return | None, *, dated: bool) -> bytes:
    """The workbook of a network with what ``said`` says, if anything; with its date only where ``dated``."""
    blocks = list(said.blocks.values()) if said else []
    answers = Answers(
        network_name=asked.name,
        network_code=asked.network.code,
        dated=said.dated if said and dated else None,
        marks={component: mark.label for block in blocks for component, mark in block.marks.items()},
        remarks={component: remark for block in blocks for component, remark in block.remarks.items()},
        stated={block.block: edition.position_title(block.stated) for block in blocks if block.stated},
        comments={block.block: block.comment for block in blocks if block.comment},
        targets={block.block: edition.position_title(block.target) for block in blocks if block.target},
        target_dates={block.block: block.target_by for block in blocks if block.target_by},
        round=asked.round.slug,
        version=said.version if said else None,
    )
    return workbook_of(edition, answers)


def workbook_name(asked: RoundNetwork) -> str:
    """A file name that says whose workbook it is and for which round."""
    return f"{file_stem(asked)}.xlsx"


def file_stem(asked: RoundNetwork) -> str:
    """What says in a file name whose it is and of which round: the name, or the code where no name can be made."""
    return f"{slugify(asked.name) or asked.network.code.lower()}-{asked.round.slug}"
