"""What of an earlier return still answers: pure, and tried on editions made at random."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.drafts import EDITION, FIRST, SECOND, THIRD, block, mark, note, private
from trellis.assessment.carrying import WhyLeft, carried_over, counterparts, taken_into
from trellis.assessment.drafting import LONGEST_TEXT, Field, Place
from trellis.assessment.naming import block_place, component_place
from trellis.assessment.rules import Mark
from trellis.matrix.derivation import Add, Change, Drop, Reword, derive
from trellis.matrix.rules import PRE_FOUNDATION, Audience, Edition

SAID = {
    mark(FIRST): "in_place",
    note(FIRST): "Since March.",
    private(FIRST): "Only just.",
    mark(SECOND): "in_plan",
    block(Field.POSITION): "foundation",
    block(Field.COMMENT): "As agreed.",
    block(Field.TARGET): "step_1",
    block(Field.TARGET_BY): "2027-03-31",
}


def nobody(edition_id: str) -> Edition | None:
    """Finds the edition that all others here come from, and no other."""
    return EDITION if edition_id == EDITION.id else None


def derived(*changes: Change) -> Edition:
    """A local edition."""
    return derive(EDITION, "upland-2026", "Upland matrix 2026", changes)


def test_of_the_same_edition_everything_is_carried() -> None:
    carried = carried_over(SAID, EDITION, EDITION, nobody)
    assert carried.values == SAID
    assert (carried.left_out, carried.new) == ((), ())


def test_a_derived_edition_carries_what_it_still_asks_in_other_words_or_the_same() -> None:
    carried = carried_over(SAID, EDITION, derived(Reword(FIRST, "The same in other words.")), nobody)
    assert carried.values == SAID
    assert carried.reworded == {FIRST}


def test_what_is_asked_no_more_is_left_out_and_so_is_the_position_that_rested_on_it() -> None:
    carried = carried_over(SAID, EDITION, derived(Drop(SECOND)), nobody)
    assert carried.values == {place: value for place, value in SAID.items() if place.component == FIRST}
    assert {left.place: left.why for left in carried.left_out} == {
        mark(SECOND): WhyLeft.NOT_ASKED,
        block(Field.POSITION): WhyLeft.BLOCK_CHANGED,
        block(Field.COMMENT): WhyLeft.BLOCK_CHANGED,
        block(Field.TARGET): WhyLeft.BLOCK_CHANGED,
        block(Field.TARGET_BY): WhyLeft.BLOCK_CHANGED,
    }


def test_what_is_asked_for_the_first_time_is_told() -> None:
    now = derived(Add("leadership", Audience.NETWORK, "foundation", "Something new."))
    carried = carried_over(SAID, EDITION, now, nobody)
    assert carried.new == ("leadership.network.foundation.local-1",)
    assert block(Field.POSITION) not in carried.values


def test_an_answer_to_what_is_asked_in_two_parts_now_is_not_guessed() -> None:
    now = derived()
    split = tuple(replace(one, parents=(FIRST,)) if one.id == SECOND else one for one in now.components)
    carried = carried_over(SAID, EDITION, replace(now, components=split), nobody)
    assert mark(FIRST) not in carried.values
    assert next(left.why for left in carried.left_out if left.place == mark(FIRST)) is WhyLeft.SPLIT


def test_of_an_edition_that_is_not_related_nothing_is_carried() -> None:
    other = replace(EDITION, id="another", parent="")
    carried = carried_over(SAID, EDITION, other, nobody)
    assert carried.values == {}
    assert {left.why for left in carried.left_out} == {WhyLeft.NOT_RELATED}


def test_what_does_not_apply_is_carried_with_its_reason_only() -> None:
    bare = {mark(FIRST): "does_not_apply"}
    assert carried_over(bare, EDITION, EDITION, nobody).left_out[0].why is WhyLeft.NO_REASON
    said = bare | {note(FIRST): "No care homes here."}
    assert carried_over(said, EDITION, EDITION, nobody).values == said
    assert taken_into({}, said, waiting=[note(FIRST)]) == {}


def test_a_note_that_is_too_long_now_is_left_out() -> None:
    said = {note(FIRST): "x" * (LONGEST_TEXT + 1)}
    assert carried_over(said, EDITION, EDITION, nobody).left_out[0].why is WhyLeft.TOO_LONG


def test_a_note_is_not_put_beside_another_answer_than_it_was_said_of() -> None:
    taken = taken_into({mark(FIRST): "in_plan", block(Field.POSITION): "step_1"}, SAID)
    assert note(FIRST) not in taken
    assert block(Field.COMMENT) not in taken
    assert taken[private(FIRST)] == "Only just."
    assert taken_into({mark(FIRST): "in_place"}, SAID)[note(FIRST)] == "Since March."


COMPONENT_PLACES = [
    component_place(field, one) for one in EDITION.components[:12] for field in Field if field.of_component
]
BLOCK_PLACES = [block_place(field, one) for one in EDITION.blocks[:3] for field in Field if not field.of_component]


def value_for(place: Place) -> st.SearchStrategy[str]:
    """Something that may stand in a place."""
    if place.field is Field.MARK:
        return st.sampled_from([mark.value for mark in Mark])
    if place.field in {Field.POSITION, Field.TARGET}:
        return st.sampled_from([PRE_FOUNDATION, "foundation", "step_1"])
    return st.just("2027-03-31") if place.field is Field.TARGET_BY else st.sampled_from(["Yes.", "No.", " "])


VALUES = st.fixed_dictionaries({}, optional={place: value_for(place) for place in [*COMPONENT_PLACES, *BLOCK_PLACES]})
NAMES = st.sampled_from([one.id for one in EDITION.components[:12]])


def changes_of(dropped: set[str], reworded: set[str]) -> list[Change]:
    """Some components dropped, others reworded."""
    return [*map(Drop, dropped), *(Reword(name, "In other words.") for name in reworded - dropped)]


CHANGES = st.builds(changes_of, st.sets(NAMES, max_size=3), st.sets(NAMES, max_size=3))


@given(VALUES, VALUES, CHANGES, st.sets(st.sampled_from(COMPONENT_PLACES), max_size=5))
def test_nothing_is_overwritten_nothing_is_lost_in_silence_and_nothing_lacks_its_reason(
    said: dict[Place, str], draft: dict[Place, str], changes: list[Change], waiting: set[Place]
) -> None:
    now = derived(*changes)
    carried = carried_over(said, EDITION, now, nobody)
    taken = taken_into(draft, carried.values, waiting)
    assert len(carried.values) + len(carried.left_out) == len(said)
    assert not {place for place in taken if draft.get(place)}
    assert not waiting & set(taken)
    assert {place.component for place in carried.values if place.component} <= set(now.by_id)
    after = draft | taken
    for place, value in taken.items():
        assert said[place] == value
        if value == "does_not_apply":
            assert after[replace(place, field=Field.NOTE)].strip()


def test_counterparts_go_both_ways() -> None:
    local = derived(Drop(THIRD))
    assert counterparts(EDITION, local, nobody).now == counterparts(local, EDITION, nobody).now
