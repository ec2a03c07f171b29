"""The rules of moderation: who sees it when, whose turn it is, and what there is to ask."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessment.consistency import consistency_queries
from trellis.assessment.moderating import (
    Progress,
    Turn,
    conclusion_by_default,
    lay_before,
    sees_moderation,
    suggestions,
    turn_of,
)
from trellis.assessment.rules import BlockReturn, Mark, Return
from trellis.assessment.standing import Conclusion, ModerationSeen, RoundStatus
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")

SEEN = """
            draft  open   closed  published
at-once     yes    yes    yes     yes
at-once*    yes    yes    yes     yes
concluded   no     no     no      yes
concluded*  yes    yes    yes     yes
published   no     no     no      yes
published*  no     no     no      yes
"""
"""Whether a network sees its moderated positions: terms of the round (* once concluded) by the round's status."""


def test_a_network_sees_its_moderated_positions_as_the_truth_table_says() -> None:
    statuses, *lines = (line.split() for line in SEEN.strip().splitlines())
    said = {}
    for terms, *cells in lines:
        for status, cell in zip(statuses, cells, strict=True):
            said[terms.rstrip("*"), status, terms.endswith("*")] = cell == "yes"
    assert said == {
        (seen.value, status.value, concluded): sees_moderation(seen, status, concluded)
        for seen in ModerationSeen
        for status in RoundStatus
        for concluded in (False, True)
    }


def test_what_lay_before_a_moderator_is_the_last_return_that_had_come() -> None:
    nine, ten, eleven = (datetime(2026, 6, 1, hour, tzinfo=UTC) for hour in (9, 10, 11))
    returns = [(ten, "first"), (eleven, "second")]
    assert [lay_before(returns, at) for at in (ten, eleven)] == ["first", "second"]
    assert lay_before(returns, nine) == "first", "the clock went back"
    assert lay_before([], nine) is None


@given(st.lists(st.booleans()))
def test_it_is_agreed_by_default_only_where_no_view_differs(views: list[bool]) -> None:
    assert (conclusion_by_default(views) is Conclusion.AGREED) == (False not in views)


@pytest.mark.parametrize(
    ("progress", "turn"),
    [
        (Progress(), Turn.WAITING),
        (Progress(to_judge=3), Turn.WAITING),
        (Progress(started=True, to_judge=3), Turn.GOING_ON),
        (Progress(started=True), Turn.TO_CONCLUDE),
        (Progress(started=True, unanswered=1), Turn.WITH_NETWORK),
        (Progress(started=True, unanswered=1, answered=1), Turn.ANSWERED),
        (Progress(started=True, answered=1, signed_anew=True), Turn.SIGNED_ANEW),
        (Progress(started=True, answered=1, conclusion=Conclusion.AGREED), Turn.AGREED),
        (Progress(started=True, signed_anew=True, conclusion=Conclusion.DIFFER), Turn.DIFFER),
    ],
)
def test_whose_turn_it_is_follows_from_the_facts(progress: Progress, turn: Turn) -> None:
    assert turn_of(progress) is turn


returns = st.builds(
    lambda blocks: Return("", EDITION.id, "Teasel", "ZN101", None, {each.block: each for each in blocks}),
    st.lists(
        st.sampled_from(EDITION.blocks).flatmap(
            lambda block: st.builds(
                BlockReturn,
                st.just(block),
                st.dictionaries(
                    st.sampled_from([one.id for one in EDITION.of_block(block)]), st.sampled_from(Mark), max_size=9
                ),
                st.none() | st.sampled_from(EDITION.positions),
            )
        ),
        unique_by=lambda each: each.block,
    ),
)


@given(returns)
def test_every_consistency_query_can_be_put_to_the_network_in_friendly_words(returned: Return) -> None:
    asked = suggestions(EDITION, returned)
    assert [(each.block.theme, each.block.audience, each.kind) for each in asked] == [
        (each.theme, each.audience, each.kind) for each in consistency_queries(EDITION, returned)
    ]
    assert all(each.text.endswith("?") and each.text.startswith("You ") for each in asked)
