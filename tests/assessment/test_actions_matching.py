"""Whose return it is, and which of two counts."""

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessment.matching import Asked, Outcome, Unmatched, folded_name, same, weigh, whose
from trellis.assessment.rules import BlockReturn, Mark, Return
from trellis.matrix.rules import Audience, Block

HARBOURSIDE = Asked("ZN001", "Harbourside")
WHARF = Asked("ZN003", "Wharf & Weir")
TWINS = (Asked("ZN101", "Aspire"), Asked("ZN102", "Aspire"))
BLOCK = Block("leadership", Audience.NETWORK)


def a_return(network: str = "Harbourside", code: str = "", dated: date | None = date(2026, 10, 1)) -> Return:
    """A return that says one thing."""
    blocks = {BLOCK: BlockReturn(BLOCK, {"c1": Mark.IN_PLACE}, "foundation")}
    return Return("a.xlsx", "pcn-2019-08", network, code, dated, blocks)


def changed(returned: Return) -> Return:
    """The same return with another position."""
    return replace(returned, blocks={BLOCK: BlockReturn(BLOCK, {"c1": Mark.IN_PLACE}, "step_1")})


def question(returned: Return, *asked: Asked) -> str:
    """The sentence of why a return matches nobody."""
    found = whose(returned, asked)
    assert isinstance(found, Unmatched)
    return found.sentence


def test_the_code_decides() -> None:
    assert whose(a_return("Some nickname", "zn003 "), [HARBOURSIDE, WHARF]) == WHARF


@pytest.mark.parametrize(
    "written", ["Wharf & Weir", "wharf and weir", "  WHARF  AND WEIR PCN", "The Wharf & Weir Primary Care Network"]
)
def test_without_a_code_the_exact_name_decides_however_it_is_typed(written: str) -> None:
    assert whose(a_return(written), [HARBOURSIDE, WHARF]) == WHARF


def test_a_similar_name_is_a_question_and_no_answer() -> None:
    sentence = question(a_return("Harborside"), HARBOURSIDE, WHARF)
    assert "No network that this round asks is called “Harborside”. Did you mean Harbourside?" in sentence


def test_a_name_like_no_other_suggests_nothing() -> None:
    assert "Did you mean" not in question(a_return("Zzyzx"), HARBOURSIDE, WHARF)


def test_a_code_that_was_not_asked_is_not_overruled_by_the_name() -> None:
    assert "ZN009" in question(a_return("Harbourside", "ZN009"), HARBOURSIDE, WHARF)


def test_a_code_and_another_networks_name_contradict_each_other() -> None:
    sentence = question(a_return("Wharf & Weir", "ZN001"), HARBOURSIDE, WHARF)
    assert sentence.startswith("It was made for Harbourside (ZN001), and the name written in it is Wharf & Weir.")


def test_two_networks_of_one_name_are_told_apart_only_by_code() -> None:
    assert "ZN101 and ZN102" in question(a_return("Aspire"), *TWINS)
    assert whose(a_return("Aspire", "ZN102"), TWINS) == TWINS[1]


@given(st.text(string.ascii_letters + " &-'", max_size=40))
def test_case_spacing_and_the_word_pcn_make_no_difference(name: str) -> None:
    assert folded_name(f"  {name.upper()}  PCN ") == folded_name(name)


@given(st.text(max_size=40), st.text(max_size=8))
def test_no_text_whatever_matches_a_network_by_chance(name: str, code: str) -> None:
    found = whose(a_return(name, code), [HARBOURSIDE, WHARF])
    if isinstance(found, Asked):
        assert code.strip().upper() == found.code or folded_name(name) == folded_name(found.name)


def test_the_first_return_is_recorded() -> None:
    assert weigh(a_return(), None) == (Outcome.RECORDED, "")


def test_the_later_date_counts() -> None:
    held = a_return(dated=date(2026, 10, 1))
    later = changed(a_return(dated=date(2026, 10, 2)))
    assert weigh(later, held)[0] is Outcome.REPLACED
    outcome, sentence = weigh(held, later)
    assert outcome is Outcome.OLDER
    assert "It is dated 1 October 2026; the return already here is dated 2 October 2026" in sentence


@pytest.mark.parametrize(
    ("new", "held", "why"),
    [
        (date(2026, 10, 1), date(2026, 10, 1), "Both are dated 1 October 2026 and they differ."),
        (None, date(2026, 10, 1), "It has no date and another return is dated 1 October 2026"),
        (None, None, "It has no date and neither has another return"),
    ],
)
def test_where_neither_is_later_the_one_held_stays(new: date | None, held: date | None, why: str) -> None:
    outcome, sentence = weigh(changed(a_return(dated=new)), a_return(dated=held))
    assert outcome is Outcome.CONTRADICTED
    assert sentence.startswith(why)


def test_a_return_with_a_date_replaces_one_without_so_that_nobody_is_stuck() -> None:
    outcome, sentence = weigh(changed(a_return()), a_return(dated=None))
    assert outcome is Outcome.REPLACED
    assert sentence == "It replaces the return without a date, which is kept as history."


def test_the_same_answers_without_their_date_change_nothing() -> None:
    assert weigh(a_return(dated=None), a_return())[0] is Outcome.UNCHANGED
    assert weigh(a_return(), a_return(dated=None))[0] is Outcome.REPLACED


def test_the_same_answers_saved_again_change_nothing() -> None:
    renamed = replace(a_return(), file="copy of a.xlsx", network="HARBOURSIDE")
    assert same(renamed, a_return())
    assert weigh(renamed, a_return())[0] is Outcome.UNCHANGED


def test_a_block_that_says_nothing_is_no_difference() -> None:
    silent = Block("resources", Audience.SYSTEM)
    longer = replace(a_return(), blocks={**a_return().blocks, silent: BlockReturn(silent)})
    assert same(longer, a_return())
