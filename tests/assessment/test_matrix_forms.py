"""What the pages of a matrix send: names of places, dates as people write them, choices between versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.assessment.drafts import EDITION, FIRST, mark, note
from trellis.assessment.drafting import Field, Place
from trellis.assessment.forms.matrix import day_in, number_in, sent_by
from trellis.assessment.naming import block_place, component_place, name_of, place_named
from trellis.assessment.queries.drafts import Draft

PLACES = [
    *(component_place(field, one) for one in EDITION.components for field in Field if field.of_component),
    *(block_place(field, block) for block in EDITION.blocks for field in Field if not field.of_component),
]


@given(some.sampled_from(PLACES))
def test_a_place_is_found_by_its_name_again(place: Place) -> None:
    assert place_named(EDITION, name_of(place)) == place


@given(some.text() | some.sampled_from(["mark:", "mark:/", f"position:{FIRST}", "position:leadership/nobody", "seen:"]))
def test_a_name_that_is_none_finds_nothing(name: str) -> None:
    found = place_named(EDITION, name)
    assert found is None or name_of(found) == name


@pytest.mark.parametrize(
    "written", ["2027-03-31", "31 3 2027", "31/3/2027", "31 March 2027", "31 Mar 2027", "31.3.2027", " 31  03 2027 "]
)
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert day_in(written.strip()) == "2027-03-31"


@pytest.mark.parametrize("written", ["", "soon", "31 2 2027", "0027-03-31", "3/31/2027", "31 3 27", "2027"])
def test_what_is_no_day_is_none(written: str) -> None:
    assert day_in(written) == ""


@given(some.text())
def test_a_number_is_never_more_than_was_sent(text: str) -> None:
    assert number_in(text) >= 0


@given(some.dictionaries(some.sampled_from(["choose", "same", "version", "token", name_of(mark())]), some.text()))
def test_no_form_is_too_odd_to_be_read(post: dict[str, str]) -> None:
    sent = sent_by(post, EDITION)
    assert len(sent.token) <= 40
    assert all(each.based_on <= 999_999_999 for each in sent.inputs(Draft(0)))


def test_only_what_differs_from_what_the_page_showed_is_entered() -> None:
    sent = sent_by({name_of(mark()): "in_plan", name_of(note()): "", "version": "7"}, EDITION)
    assert [(each.place, each.value, each.based_on) for each in sent.inputs(Draft(7))] == [(mark(), "in_plan", 7)]
