"""What we write, we read: any answers in our own workbook come back exactly."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import BlockReturn, Mark
from trellis.matrix.rules import Block, Edition
from trellis.matrix.shipped import SHIPPED_IDS, shipped_edition
from trellis.matrix.workbook import national_workbook

NAMES = st.from_regex(r"[A-Z][a-z]{3,12}( & [A-Z][a-z]{3,12})?", fullmatch=True)
COMMENT = st.from_regex(r"[=+@'A-Za-z0-9£é][\w =+@'\"&<>£é;:,.-]{0,80}[A-Za-z0-9]", fullmatch=True)


def answers(edition: Edition) -> st.SearchStrategy[dict[Block, BlockReturn]]:
    """Any marks, positions and comments; at least one block says something."""

    def one(block: Block) -> st.SearchStrategy[BlockReturn]:
        ids = [component.id for component in edition.of_block(block)]
        return st.builds(
            BlockReturn,
            block=st.just(block),
            marks=st.dictionaries(st.sampled_from(ids), st.sampled_from(Mark)),
            stated=st.none() | st.sampled_from(edition.positions),
            comment=st.just("") | COMMENT,
        )

    every = st.fixed_dictionaries({block: one(block) for block in edition.blocks})
    return every.filter(lambda said: any(block.answered for block in said.values()))


def written(edition: Edition, name: str, dated: date, said: dict[Block, BlockReturn]) -> bytes:
    """The answers as our workbook."""
    return national_workbook(
        edition,
        network_name=name,
        network_code="ZN001",
        dated=dated,
        marks={component: mark.label for each in said.values() for component, mark in each.marks.items()},
        stated={block: edition.position_title(each.stated) for block, each in said.items() if each.stated},
        comments={block: each.comment for block, each in said.items() if each.comment},
    )


# Shrinking a failing example of 69 components takes minutes and tells no more than the example.
@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_whatever_is_written_is_read_back_exactly(edition_id: str, data: st.DataObject) -> None:
    edition = shipped_edition(edition_id)
    name = data.draw(NAMES)
    dated = data.draw(st.dates(date(2019, 1, 1), date(2025, 12, 31)))
    said = data.draw(answers(edition))
    back = ReturnReader(edition).read(written(edition, name, dated, said), "a.xlsx")
    assert (back.network, back.network_code, back.dated, back.edition) == (name, "ZN001", dated, edition_id)
    assert back.problems == ()
    silent = {block: BlockReturn(block) for block in edition.blocks}
    assert silent | back.blocks == said
