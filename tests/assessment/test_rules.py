"""Positions and the questions that a return raises."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessment.consistency import consistency_queries
from trellis.assessment.rules import (
    BlockReturn,
    Mark,
    Problem,
    ProblemKind,
    Return,
    counted_position,
    highest_marked_step,
    next_step,
    suggested_position,
)
from trellis.matrix.rules import PRE_FOUNDATION, Audience, Block, Component, Edition, Step, Theme
from trellis.matrix.shipped import shipped_edition

NATIONAL = shipped_edition("pcn-2019-08")
BLOCK = Block("care", Audience.NETWORK)
STEPS = (Step("foundation", "Foundation"), Step("step_1", "Step 1"), Step("step_2", "Step 2"), Step("step_3", "Step 3"))


def edition_of(counts: tuple[int, int, int, int]) -> Edition:
    """One block with so many components at each step, called f1, f2, 1.1, 1.2 and so on."""
    components = tuple(
        Component(f"{'f123'[place]}.{order}", "care", Audience.NETWORK, step.id, order, f"Statement {order}")
        for place, step in enumerate(STEPS)
        for order in range(1, counts[place] + 1)
    )
    return Edition("small", "Small", "", (Theme("care", "Caring"),), STEPS, (Audience.NETWORK,), components)


TWO_OF_EACH = edition_of((2, 2, 2, 2))
NOTHING_AT_STEP_1 = edition_of((2, 0, 2, 1))


def marks(*in_place: str, **others: str) -> dict[str, Mark]:
    return dict.fromkeys(in_place, Mark.IN_PLACE) | {name: Mark(mark) for name, mark in others.items()}


@pytest.mark.parametrize(
    ("given_marks", "position"),
    [
        (marks(), PRE_FOUNDATION),
        (marks("f.1"), PRE_FOUNDATION),
        (marks("f.1", "f.2"), "foundation"),
        (marks("f.1", "f.2", "1.1"), "foundation"),
        (marks("f.1", "f.2", "1.1", "1.2"), "step_1"),
        (marks("f.1", "f.2", "1.1", "1.2", "2.1", "2.2", "3.1", "3.2"), "step_3"),
        (marks("f.1", "1.1", "1.2", "2.1", "2.2"), PRE_FOUNDATION),
        (marks("f.1") | {"f.2": Mark.IN_PROGRESS}, PRE_FOUNDATION),
    ],
)
def test_the_suggested_position_is_the_highest_secured_step(given_marks: dict[str, Mark], position: str) -> None:
    assert suggested_position(TWO_OF_EACH, BLOCK, given_marks) == position


def test_a_blank_cell_asks_for_nothing_and_lifts_nobody() -> None:
    assert suggested_position(NOTHING_AT_STEP_1, BLOCK, marks("f.1", "f.2")) == "foundation"
    assert suggested_position(NOTHING_AT_STEP_1, BLOCK, marks("f.1", "f.2", "2.1", "2.2")) == "step_2"


def test_the_next_step_is_the_lowest_with_something_not_in_place() -> None:
    assert next_step(NOTHING_AT_STEP_1, BLOCK, marks("f.1")) == "foundation"
    assert next_step(NOTHING_AT_STEP_1, BLOCK, marks("f.1", "f.2")) == "step_2"
    assert next_step(NOTHING_AT_STEP_1, BLOCK, marks("f.1", "f.2", "2.1", "2.2", "3.1")) is None


every_marks = st.dictionaries(st.sampled_from([one.id for one in TWO_OF_EACH.components]), st.sampled_from(Mark))
a_component = st.sampled_from([one.id for one in TWO_OF_EACH.components])


@given(every_marks, a_component)
def test_putting_one_more_in_place_never_lowers_the_position(given_marks: dict[str, Mark], more: str) -> None:
    order = TWO_OF_EACH.positions.index
    before = suggested_position(TWO_OF_EACH, BLOCK, given_marks)
    after = suggested_position(TWO_OF_EACH, BLOCK, given_marks | {more: Mark.IN_PLACE})
    assert order(after) >= order(before)


@given(every_marks, a_component, st.sampled_from([Mark.IN_PLAN, Mark.IN_PROGRESS]))
def test_a_mark_that_is_not_in_place_never_raises_the_position(
    given_marks: dict[str, Mark], one: str, mark: Mark
) -> None:
    order = TWO_OF_EACH.positions.index
    before = suggested_position(TWO_OF_EACH, BLOCK, given_marks)
    assert order(suggested_position(TWO_OF_EACH, BLOCK, given_marks | {one: mark})) <= order(before)


@given(every_marks)
def test_the_suggested_position_is_never_above_the_highest_marked_step(given_marks: dict[str, Mark]) -> None:
    order = TWO_OF_EACH.positions.index
    suggested = suggested_position(TWO_OF_EACH, BLOCK, given_marks)
    assert order(suggested) <= order(highest_marked_step(TWO_OF_EACH, BLOCK, given_marks))
    step = next_step(TWO_OF_EACH, BLOCK, given_marks)
    left_out = Mark.DOES_NOT_APPLY in given_marks.values()
    assert step is None or order(step) == order(suggested) + 1 or (left_out and order(step) > order(suggested))


def test_a_block_counts_where_it_is_stated_else_where_its_marks_suggest_else_nowhere() -> None:
    placed = marks("f.1", "f.2")
    assert counted_position(TWO_OF_EACH, BlockReturn(BLOCK, placed, "step_2")) == "step_2"
    assert counted_position(TWO_OF_EACH, BlockReturn(BLOCK, placed)) == "foundation"
    assert counted_position(TWO_OF_EACH, BlockReturn(BLOCK, {"f.1": Mark.IN_PLAN})) == PRE_FOUNDATION
    assert counted_position(TWO_OF_EACH, BlockReturn(BLOCK)) is None


def queries(given_marks: Mapping[str, Mark], stated: str | None, edition: Edition = TWO_OF_EACH) -> list[Problem]:
    answers = BlockReturn(BLOCK, dict(given_marks), stated)
    returned = Return("a.xlsx", edition.id, "Westbury", "", date(2019, 10, 1), {BLOCK: answers})
    return list(consistency_queries(edition, returned))


@pytest.mark.parametrize(
    ("given_marks", "stated", "kinds"),
    [
        (marks("f.1", "f.2"), "foundation", []),
        (marks(), PRE_FOUNDATION, []),
        (marks("f.1"), PRE_FOUNDATION, []),
        (marks(), None, [ProblemKind.BLANK_BLOCK]),
        (marks("f.1"), None, [ProblemKind.POSITION_NOT_STATED]),
        (marks("f.1", "f.2"), "step_1", [ProblemKind.STATED_ABOVE_MARKED]),
        (marks(), "foundation", [ProblemKind.STATED_ABOVE_MARKED]),
        (marks("f.1", "f.2", "1.1"), "step_1", [ProblemKind.STATED_DIFFERS]),
        (marks("f.1", "f.2") | {"1.1": Mark.IN_PLAN}, "step_1", [ProblemKind.STATED_DIFFERS]),
        (marks("f.1", "f.2"), PRE_FOUNDATION, [ProblemKind.STATED_DIFFERS]),
        (marks("f.1", "1.1"), PRE_FOUNDATION, [ProblemKind.MARK_ABOVE_UNSECURED]),
        (marks("f.1", "f.2", "2.1"), "foundation", [ProblemKind.MARK_ABOVE_UNSECURED]),
        (marks("f.1", "f.2") | {"2.1": Mark.IN_PLAN}, "foundation", []),
        (marks("f.1", "1.1"), None, [ProblemKind.MARK_ABOVE_UNSECURED, ProblemKind.POSITION_NOT_STATED]),
        (marks("f.1", "1.1"), "step_2", [ProblemKind.MARK_ABOVE_UNSECURED, ProblemKind.STATED_ABOVE_MARKED]),
    ],
)
def test_what_is_asked_of_a_block(given_marks: dict[str, Mark], stated: str | None, kinds: list[ProblemKind]) -> None:
    assert [query.kind for query in queries(given_marks, stated)] == kinds


def test_a_mark_over_a_cell_that_asks_for_nothing_is_no_question() -> None:
    assert queries(marks("f.1", "f.2", "2.1"), "foundation", NOTHING_AT_STEP_1) == []


def test_a_query_says_where_and_what_was_kept() -> None:
    (query,) = queries(marks("f.1", "f.2"), "step_1")
    assert query.detail.startswith("a.xlsx, Caring, for the network: ")
    assert "the stated position is Step 1 and the highest step with a mark is Foundation" in query.detail
    assert "It counts as stated." in query.detail
    assert (query.file, query.network, query.theme, query.audience) == ("a.xlsx", "Westbury", "care", "network")


@given(every_marks, st.sampled_from([None, *TWO_OF_EACH.positions]))
def test_queries_change_nothing_and_a_consistent_block_raises_none(
    given_marks: dict[str, Mark], stated: str | None
) -> None:
    asked = queries(given_marks, stated)
    assert queries(given_marks, stated) == asked
    assert len(asked) <= 2
    suggested = suggested_position(TWO_OF_EACH, BLOCK, given_marks)
    kinds = {query.kind for query in asked}
    if stated == suggested:
        assert kinds <= {ProblemKind.MARK_ABOVE_UNSECURED}
    elif stated is not None:
        assert kinds & {ProblemKind.STATED_DIFFERS, ProblemKind.STATED_ABOVE_MARKED}


def test_a_block_that_a_return_lacks_is_asked_about_like_a_blank_one() -> None:
    returned = Return("a.xlsx", NATIONAL.id, "Westbury", "", None, {})
    assert {query.kind for query in consistency_queries(NATIONAL, returned)} == {ProblemKind.BLANK_BLOCK}
    assert len(consistency_queries(NATIONAL, returned)) == 10
