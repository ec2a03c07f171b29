"""Editions as YAML: what is read, what is refused, and that writing and reading are each other's inverse."""

import string
import time

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.matrix.editions import TWO_THEMES, editions
from trellis.matrix.exports import edition_to_yaml
from trellis.matrix.imports import LARGEST, EditionFault, EditionInvalidError, edition_from_yaml
from trellis.matrix.rules import Audience, Edition, SupportDomain
from trellis.matrix.shipped import SHIPPED_IDS, find_shipped, shipped_edition, shipped_text


def faults_of(text: str) -> tuple[EditionFault, ...]:
    """The faults for which a file is refused."""
    with pytest.raises(EditionInvalidError) as caught:
        edition_from_yaml(text, "ours.yaml", find=find_shipped)
    return caught.value.faults


def line_of(text: str, part: str, occurrence: int = 1) -> int:
    """The line on which ``part`` stands for the nth time."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if part in line]
    return found[occurrence - 1]


def only_fault(text: str) -> EditionFault:
    """The one fault of a file that has no other."""
    (fault,) = faults_of(text)
    return fault


def test_a_sound_file_becomes_an_edition() -> None:
    edition = edition_from_yaml(TWO_THEMES, "ours.yaml")
    assert (edition.id, edition.title, edition.source) == ("ours", "Our matrix: 2026", "Written by us")
    assert edition.audiences == (Audience.NETWORK, Audience.SYSTEM)
    assert edition.theme_by_id["care"].support_domains == (SupportDomain.COLLABORATION,)
    assert edition.theme_by_id["care"].also_called == ("Caring", "No")
    assert edition.by_id["care.2"].statement == "Teams meet every month."
    assert edition.by_id["care.2"].order == 2


@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
def test_a_shipped_edition_written_and_read_again_is_the_same(edition_id: str) -> None:
    edition = shipped_edition(edition_id)
    assert edition_from_yaml(edition_to_yaml(edition), "again.yaml") == edition


@given(edition=editions())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_sound_edition_written_and_read_again_is_the_same(edition: Edition) -> None:
    assert edition_from_yaml(edition_to_yaml(edition), "again.yaml") == edition


@pytest.mark.parametrize(
    ("old", "new", "part", "says"),
    [
        ("id: care.2", "id: care.1", "id: care.1", "The component id “care.1” is used more than once."),
        ("id: people\n", "id: care\n", "id: care\n", "The theme id “care” is used more than once."),
        ("theme: people", "theme: money", "theme: money", "names the theme “money”"),
        ("step: step_1", "step: step_7", "step: step_7", "names the step “step_7”"),
        ("audience: system", "audience: council", "audience: council", "Write one of: network, system."),
        ("statement: Teams meet every month.", "statement:", "statement:\n", "has no “statement”"),
        ("statement: Teams meet every month.", 'statement: "  "', 'statement: "  "', "“statement” is empty"),
        ("statement: Teams", "statment: x\n    statement: Teams", "statment", "Did you mean “statement”?"),
        ("    order: 2", "    order: 3", "order: 3", "where number 2 was expected"),
        ("    order: 2", "    order: 01", "order: 01", "as another is"),
        ("    order: 2", "    order: two", "order: two", "should be a whole number from 1, and is “two”"),
        ("    order: 2", "    order: 2\n    order: 2", "order: 2", "The key “order” is given twice."),
        ("[collaboration]", "[cake]", "cake", "“cake” is not known as “support_domains”"),
        ("id: ours", "id: Our Matrix", "Our Matrix", "small letters, digits"),
        ("title: Step 1", "title: [Step 1]", "[Step 1]", "should be text"),
        ("also_called: [Caring, 'No']", "also_called: Caring", "also_called: Caring", "should be a list"),
        ("looks_like: A diary", 'looks_like: "A\\0diary"', "looks_like", "holds a control character"),
        ("source: Written by us", "source: &a Written by us", "source", "Anchors and aliases"),
        ("source: Written by us", "source: !!str Written by us", "source", "Tags (!) are not allowed"),
        ("source: Written by us", "source: [[[[[[[[[x]]]]]]]]]", "source", "nested too deeply"),
        ("source: Written by us", "source: Written: by us", "source", "This is not YAML"),
        ("source: Written by us", "parents: []", "parents", "means nothing here"),
        ("source: Written by us", "parent: ours", "parent: ours", "descends from itself: ours from ours"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, part: str, says: str) -> None:
    assert old in TWO_THEMES
    text = TWO_THEMES.replace(old, new, 1)
    lines = [fault.line for fault in faults_of(text) if says in fault.sentence]
    wanted = [number for number, line in enumerate(text.splitlines(keepends=True), 1) if part in line]
    assert lines == wanted[-1:]


def test_components_are_put_in_matrix_order_whatever_the_order_of_the_file() -> None:
    head, listed = TWO_THEMES.split("components:\n")
    first, second, third, fourth = (f"  - id: {part}" for part in listed.split("  - id: ")[1:])
    edition = edition_from_yaml(f"{head}components:\n{fourth}{third}{first}{second}", "ours.yaml")
    assert [component.id for component in edition.components] == ["care.1", "care.2", "care.3", "people.1"]


def test_a_step_left_out_is_a_fault() -> None:
    fault = only_fault(TWO_THEMES.replace("step_1", "step_2"))
    assert fault.sentence == "The step “step_2” stands where step_1 was expected: a step is missing or out of order."


def test_a_step_and_a_theme_without_a_component_are_faults() -> None:
    text = TWO_THEMES.replace("  - id: step_1\n", "  - id: step_1\n    title: First\n  - id: step_2\n").replace(
        "  - id: people\n", "  - id: money\n    title: Money\n  - id: people\n"
    )
    assert [fault.sentence for fault in faults_of(text)] == [
        "The step “step_2” has no component.",
        "The theme “money” has no component.",
    ]


def test_an_edition_without_steps_or_components_is_refused() -> None:
    sentences = {fault.sentence for fault in faults_of("id: ours\ntitle: Ours\naudiences: [network]\nthemes: []\n")}
    assert "The edition has no “steps”, or an empty one." in sentences
    assert "The edition has no “components”, or an empty one." in sentences
    assert "The edition: “themes” has nothing in it." in sentences


def test_all_faults_are_reported_at_once_in_the_order_of_their_lines() -> None:
    text = (
        TWO_THEMES.replace("[collaboration]", "[cake]")
        .replace("order: 2", "order: two")
        .replace("theme: people", "theme: money")
        .replace("title: 'Our", "titel: 'Our")
    )
    faults = faults_of(text)
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    said = " ".join(fault.sentence for fault in faults)
    for part in ("titel", "has no “title”", "cake", "two", "money"):
        assert part in said


def test_a_parent_component_that_the_parent_edition_lacks_is_a_fault() -> None:
    text = TWO_THEMES.replace("source: Written by us", "parent: pcn-2019-08").replace(
        "    statement: Teams meet every month.",
        "    statement: Teams meet every month.\n    parents: [leadership.network.foundation.1, leadership.9]",
    )
    fault = only_fault(text)
    assert fault.sentence == "Component care.2 has the parent “leadership.9”, which pcn-2019-08 does not have."
    assert fault.line == line_of(text, "leadership.9")


def test_parents_of_an_edition_that_is_not_to_be_had_are_taken_on_trust() -> None:
    text = TWO_THEMES.replace("source: Written by us", "parent: elsewhere").replace(
        "    statement: Teams meet every month.", "    statement: Teams meet every month.\n    parents: [a.1]"
    )
    assert edition_from_yaml(text, "ours.yaml", find=find_shipped).by_id["care.2"].parents == ("a.1",)


def test_parents_without_a_parent_edition_are_a_fault() -> None:
    text = TWO_THEMES.replace("statement: Teams meet", "parents: [a.1]\n    statement: Teams meet")
    assert "the edition names no parent edition" in only_fault(text).sentence


def test_a_line_of_descent_that_comes_round_is_a_fault() -> None:
    ours = edition_from_yaml(TWO_THEMES.replace("source: Written by us", "parent: theirs"), "ours.yaml")
    theirs = TWO_THEMES.replace("id: ours", "id: theirs").replace("source: Written by us", "parent: ours")
    with pytest.raises(EditionInvalidError, match="descends from itself: theirs from ours from theirs"):
        edition_from_yaml(theirs, "theirs.yaml", find={"ours": ours}.get)


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "~", "# a comment"])
def test_a_file_that_is_not_keys_and_values_is_refused(text: str) -> None:
    assert "made of keys and values" in only_fault(text).sentence


def test_a_file_of_over_a_megabyte_is_not_even_read() -> None:
    began = time.process_time()
    fault = only_fault("a: b\n" * (LARGEST // 5 + 1))
    assert fault == EditionFault(1, "The file is over 1 MB, which no edition needs. It was not read.")
    assert time.process_time() - began < 1


def test_a_small_file_cannot_unfold_into_a_large_one() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
        for before, name in zip(string.ascii_lowercase, string.ascii_lowercase[1:], strict=False)
    )
    assert only_fault(bomb) == EditionFault(1, "Anchors and aliases (& and *) are not allowed. Write the value out.")


def test_the_error_itself_reads_as_a_sentence() -> None:
    with pytest.raises(EditionInvalidError) as caught:
        edition_from_yaml("- a", "ours.yaml")
    assert str(caught.value) == (
        "ours.yaml, line 1: An edition is made of keys and values, such as “id: our-matrix”, and this file is not. "
        "Nothing was kept."
    )


PIECES = st.sampled_from(
    [
        *("\x00", "\t", ":", "- ", "&a", "*a", "!!x ", "%YAML 9", "---\n", "...\n", "[", "{", "}", "'", '"', "\\x"),
        *('"\\U00110000"', "|\n", "? ", "<<: ", "\n", "  ", "\ud800", "\ufffe", "\u2028", "é", "order: -1\n"),
        *("null", "order: 9e999", "1" * 5000),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sound file with pieces cut out, put in, doubled or moved."""
    text = draw(st.sampled_from([TWO_THEMES, shipped_text("pcn-2019-07-early")[:1500]]))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        to = draw(st.integers(at, min(len(text), at + 60)))
        piece = draw(st.one_of(PIECES, st.text(max_size=8), st.just(""), st.just(text[at:to] * 2)))
        text = text[:at] + piece + text[to:]
    return text


@given(text=damaged())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_file_is_refused_in_sentences_or_read(text: str) -> None:
    lines = sum(map(text.count, "\n\r\x85\u2028\u2029")) + 2
    try:
        edition_from_yaml(text, "damaged.yaml", find=find_shipped)
        faults: tuple[EditionFault, ...] = ()
    except EditionInvalidError as error:
        faults = error.faults
        event("refused")
    for fault in faults:
        assert 1 <= fault.line <= lines
        assert fault.sentence.endswith((".", "?"))


@given(text=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_is_refused_in_sentences(text: str) -> None:
    assert faults_of(text)
