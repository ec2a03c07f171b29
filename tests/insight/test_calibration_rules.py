"""How far moderation moves networks: the counts add up, and the sentences are true."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessment.queries.area_team import Judgement
from trellis.insight.calibration import Shift, calibrate, shift_of
from trellis.insight.calibration_wording import calibration_sentences
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
LEADERSHIP, OTHER = EDITION.blocks[0], EDITION.blocks[2]
ONE = Judgement("ZN101", "Teasel", LEADERSHIP, "step_1", "step_1", "", "Mo", 1)

positions = st.sampled_from(EDITION.positions)
judgements = st.lists(
    st.builds(
        Judgement,
        code=st.just("ZN101"),
        network=st.just("Teasel"),
        block=st.sampled_from(EDITION.blocks),
        stated=st.none() | positions,
        moderated=positions,
        reason=st.just(""),
        by=st.sampled_from(["Mo", "Nora"]),
        by_number=st.integers(0, 3),
    )
)


@pytest.mark.parametrize(
    ("stated", "moderated", "shift"),
    [
        ("step_1", "step_1", Shift.SAME),
        ("step_1", "foundation", Shift.LOWER),
        ("step_2", "pre_foundation", Shift.LOWER_BY_MORE),
        ("pre_foundation", "foundation", Shift.HIGHER),
        ("foundation", "step_3", Shift.HIGHER_BY_MORE),
        (None, "pre_foundation", Shift.NOT_STATED),
    ],
)
def test_a_moderated_position_lies_to_the_stated_one_by_the_order_of_the_steps(
    stated: str | None, moderated: str, shift: Shift
) -> None:
    assert shift_of(EDITION, stated, moderated) is shift


@given(judgements)
def test_every_distribution_adds_to_the_moderated_positions(found: list[Judgement]) -> None:
    counted = calibrate(EDITION, found)
    assert counted.whole.total == len(found)
    assert sum(each.total for each in counted.by_block.values()) == len(found)
    assert sum(each.total for each in counted.by_moderator.values()) == len(found)
    for shift in Shift:
        assert sum(each.counts[shift] for each in counted.by_block.values()) == counted.whole.counts[shift]


@given(positions, positions)
def test_up_and_down_mirror_each_other(first: str, second: str) -> None:
    mirror = {
        Shift.LOWER: Shift.HIGHER,
        Shift.HIGHER: Shift.LOWER,
        Shift.LOWER_BY_MORE: Shift.HIGHER_BY_MORE,
        Shift.HIGHER_BY_MORE: Shift.LOWER_BY_MORE,
        Shift.SAME: Shift.SAME,
    }
    assert shift_of(EDITION, second, first) is mirror[shift_of(EDITION, first, second)]


@given(judgements)
def test_no_sentence_names_a_number_that_was_not_counted(found: list[Judgement]) -> None:
    counted = calibrate(EDITION, found)
    true = {each.total for each in (counted.whole, *counted.by_block.values())}
    for each in (counted.whole, *counted.by_block.values()):
        true |= {*each.counts.values(), each.moved, each.lower, each.higher, each.by_more}
        true.add(each.total - each.counts[Shift.NOT_STATED])
    for sentence in calibration_sentences(counted):
        assert {int(number) for number in re.findall(r"\d+", sentence)} <= true


def many(*moves: tuple[str | None, str, int]) -> Sequence[Judgement]:
    """So many judgements from one position to another, all in one block."""
    return [
        replace(ONE, stated=stated, moderated=moderated) for stated, moderated, count in moves for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], ("No moderated position has been given yet.",)),
        (many(("step_1", "step_1", 1)), ("The area team left the one position that it judged.",)),
        (many(("step_1", "step_1", 3)), ("The area team left all 3 positions as they were stated.",)),
        (
            many(("step_1", "step_1", 41), ("step_1", "foundation", 12), ("step_1", "step_2", 7)),
            ("The area team left 41 of 60 positions as they were stated.", "It judged 12 lower and 7 higher."),
        ),
        (
            many(("step_1", "step_1", 1), ("step_1", "foundation", 1), ("step_2", "pre_foundation", 2)),
            (
                "The area team left 1 of 4 positions as it was stated.",
                "It judged 3 lower and none higher, 2 of them by two steps or more.",
            ),
        ),
        (
            many(("foundation", "step_3", 2)),
            (
                "The area team left none of 2 positions as they were stated.",
                "It judged 2 higher and none lower, by two steps or more.",
            ),
        ),
        (many((None, "step_1", 1)), ("It gave 1 position where the network had stated none.",)),
    ],
)
def test_the_sentences_say_what_was_counted(found: Sequence[Judgement], said: tuple[str, ...]) -> None:
    assert calibration_sentences(calibrate(EDITION, found)) == said


def test_where_most_were_moved_is_said_only_where_it_is_true_of_few() -> None:
    lowered, other = replace(ONE, moderated="foundation"), replace(ONE, block=OTHER)
    said = calibration_sentences(calibrate(EDITION, [lowered, ONE, other]))
    assert said[-1] == "Most were moved in Leadership, for the network (1 of 2)."
    everywhere = [replace(lowered, block=block) for block in EDITION.blocks]
    assert "Most were moved" not in " ".join(calibration_sentences(calibrate(EDITION, everywhere)))
