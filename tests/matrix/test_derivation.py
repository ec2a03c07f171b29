"""Local editions: what derivation keeps, what it breaks, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matrix.editions import TWO_THEMES, editions
from trellis.matrix.derivation import (
    Add,
    Change,
    DerivationRefusedError,
    Drop,
    Retitle,
    Reword,
    comparable,
    derive,
)
from trellis.matrix.exports import edition_to_yaml
from trellis.matrix.imports import edition_from_yaml
from trellis.matrix.rules import Audience, Edition
from trellis.matrix.shipped import find_shipped, shipped_edition
from trellis.matrix.soundness import flaws, parent_flaws


def no_other(edition_id: str) -> Edition | None:
    """Where no other edition is to be had."""
    del edition_id
    return None


@pytest.fixture
def national() -> Edition:
    return shipped_edition("pcn-2019-08")


@pytest.fixture
def ours() -> Edition:
    return edition_from_yaml(TWO_THEMES, "ours.yaml")


def test_a_derived_edition_maps_every_component_to_its_parent(national: Edition) -> None:
    local = derive(national, "severn-vale", "Severn Vale's matrix")
    assert (local.id, local.title, local.parent) == ("severn-vale", "Severn Vale's matrix", "pcn-2019-08")
    assert [(component.id, component.parents) for component in local.components] == [
        (component.id, (component.id,)) for component in national.components
    ]
    assert flaws(local) == ()
    assert list(parent_flaws(local, find_shipped)) == []


def test_a_retitled_theme_is_still_known_by_its_old_title(ours: Edition) -> None:
    local = derive(ours, "local", "Local", [Retitle("care", "Joined-up care")])
    assert local.theme_by_id["care"].title == "Joined-up care"
    assert local.theme_by_id["care"].also_called == ("Caring together", "Caring", "No")


def test_an_added_component_stands_last_in_its_cell_and_has_no_parent(ours: Edition) -> None:
    local = derive(ours, "local", "Local", [Add("care", Audience.NETWORK, "foundation", " Tea  is served. ")])
    (*_, added) = local.cells["care", Audience.NETWORK, "foundation"]
    assert (added.order, added.statement, added.parents) == (3, "Tea is served.", ())
    assert local.components.index(added) == 2
    assert flaws(local) == ()


def test_two_components_added_to_a_cell_get_ids_of_their_own(ours: Edition) -> None:
    adding = Add("people", Audience.SYSTEM, "step_1", "Something new.")
    local = derive(ours, "local", "Local", [adding, adding])
    added = local.cells["people", Audience.SYSTEM, "step_1"]
    assert [component.id for component in added] == ["people.system.step_1.local-1", "people.system.step_1.local-2"]


def test_a_new_component_in_the_place_of_a_dropped_one_does_not_compare_with_it(ours: Edition) -> None:
    adding = Add("people", Audience.SYSTEM, "step_1", "Something new.")
    first = derive(ours, "first", "First", [adding])
    second = derive(first, "second", "Second", [Drop("people.system.step_1.local-1"), adding])
    comparison = comparable(first, second, {"ours": ours}.get)
    assert comparison.only_first == ("people.system.step_1.local-1",)
    assert comparison.only_second == ("people.system.step_1.local-1",)


def test_dropping_a_component_closes_the_gap_in_its_cell(ours: Edition) -> None:
    local = derive(ours, "local", "Local", [Drop("care.1")])
    assert [(component.id, component.order) for component in local.components][:1] == [("care.2", 1)]
    assert flaws(local) == ()


def test_a_reworded_component_keeps_its_parent_and_its_fingerprints(national: Edition) -> None:
    component_id = "communities.network.foundation.1"
    local = derive(national, "local", "Local", [Reword(component_id, "We agreed how to listen to people.")])
    reworded = local.by_id[component_id]
    assert reworded.statement == "We agreed how to listen to people."
    assert reworded.parents == (component_id,)
    assert reworded.fingerprints == national.by_id[component_id].fingerprints


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Retitle("money", "Money"), "There is no theme “money” in local to retitle."),
        (Retitle("care", "  "), "A theme needs a title."),
        (Drop("care.9"), "There is no component “care.9” in local to change."),
        (Reword("care.9", "New words."), "There is no component “care.9” in local to change."),
        (Reword("care.1", " "), "A component needs a statement."),
        (Add("money", Audience.NETWORK, "foundation", "New."), "There is no theme “money” in local"),
        (Add("care", Audience.NETWORK, "step_3", "New."), "There is no step “step_3” in local"),
        (Add("care", Audience.NETWORK, "foundation", ""), "A component needs a statement."),
    ],
)
def test_a_change_to_what_is_not_there_is_refused(ours: Edition, change: Change, says: str) -> None:
    with pytest.raises(DerivationRefusedError, match=says):
        derive(ours, "local", "Local", [change])


def test_an_edition_cannot_be_derived_into_itself_or_its_parent(ours: Edition) -> None:
    local = derive(ours, "local", "Local")
    for taken in ("local", "ours"):
        with pytest.raises(DerivationRefusedError, match="it would descend from itself"):
            derive(local, taken, "Again")


def test_editions_of_one_parent_compare_by_what_both_kept(ours: Edition) -> None:
    first = derive(ours, "first", "First", [Drop("care.1"), Reword("care.2", "Teams meet often.")])
    second = derive(ours, "second", "Second", [Add("people", Audience.NETWORK, "foundation", "New.")])
    comparison = comparable(first, second, {"ours": ours}.get)
    assert comparison.pairs == (("care.2", "care.2"), ("care.3", "care.3"), ("people.1", "people.1"))
    assert comparison.only_first == ()
    assert comparison.only_second == ("care.1", "people.network.foundation.local-1")


def test_grandchildren_compare_with_their_grandparent(ours: Edition) -> None:
    child = derive(ours, "child", "Child", [Drop("care.3")])
    grandchild = derive(child, "grandchild", "Grandchild", [Drop("care.1")])
    comparison = comparable(grandchild, ours, {"child": child}.get)
    assert comparison.pairs == (("care.2", "care.2"), ("people.1", "people.1"))
    assert comparison.only_second == ("care.1", "care.3")


def test_a_component_made_of_two_compares_with_both(ours: Edition) -> None:
    text = edition_to_yaml(derive(ours, "local", "Local", [Drop("care.2")])).replace(
        "- care.1", "- care.1\n      - care.2"
    )
    local = edition_from_yaml(text, "local.yaml", find={"ours": ours}.get)
    assert comparable(local, ours, no_other).pairs[:2] == (("care.1", "care.1"), ("care.1", "care.2"))


def test_editions_without_a_common_ancestor_are_not_compared(national: Edition, ours: Edition) -> None:
    with pytest.raises(DerivationRefusedError, match="pcn-2019-08 and ours do not descend from one edition"):
        comparable(national, ours, find_shipped)


def test_editions_are_not_compared_across_one_that_is_not_to_be_had(ours: Edition) -> None:
    child = derive(ours, "child", "Child")
    grandchild = derive(child, "grandchild", "Grandchild")
    with pytest.raises(DerivationRefusedError, match="do not descend from one edition"):
        comparable(grandchild, ours, no_other)


def test_a_circular_line_of_descent_is_refused(ours: Edition) -> None:
    first = derive(ours, "first", "First")
    second = derive(first, "second", "Second")
    circular = edition_from_yaml(edition_to_yaml(first).replace("parent: ours", "parent: second"), "first.yaml")
    with pytest.raises(DerivationRefusedError, match=r"second descends from itself \(second from first from second\)"):
        comparable(second, ours, {"first": circular, "second": second}.get)


@given(edition=editions(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_dropping_and_rewording_never_lose_the_map_to_the_parent(edition: Edition, data: st.DataObject) -> None:
    ids = [component.id for component in edition.components]
    dropped = data.draw(st.sets(st.sampled_from(ids), max_size=len(ids) - 1))
    reworded = [component_id for component_id in ids if component_id not in dropped]
    changes: list[Change] = [Drop(component_id) for component_id in sorted(dropped)]
    changes += [Reword(component_id, "Other words.") for component_id in reworded]
    local = derive(edition, "local", "Local", changes)
    comparison = comparable(local, edition, no_other)
    assert set(comparison.pairs) == {(component_id, component_id) for component_id in reworded}
    assert set(comparison.only_second) == dropped
    for cell in local.cells.values():
        assert [component.order for component in cell] == list(range(1, len(cell) + 1))
