"""Sentences about the returns: what they say of October 2019, and that they are true of any counts."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.insight.counts import (
    EDITION,
    NETWORK_2019,
    STEPS,
    SYSTEM_2019,
    THEMES,
    a_return,
    a_summary,
    block_count,
    october_2019,
)
from trellis.assessment.rules import Problem, ProblemKind
from trellis.insight.rules import BlockCount, Summary
from trellis.insight.wording import (
    coverage_sentences,
    default_title,
    kind_title,
    missed_sentence,
    names,
    number,
    plural,
    position_sentences,
    query_sentence,
    short_name,
    standing,
    tied_note,
    top_missed,
)
from trellis.matrix.rules import Audience, Block

TITLES = ("Pre-foundation", *(step.title for step in STEPS))


def test_the_paper_of_october_2019_is_told_truly_for_the_networks() -> None:
    assert position_sentences(october_2019(), Audience.NETWORK) == (
        "Most networks are at Foundation for Managing resources (13 of 18), Leadership (11) and Integrating care (10).",
        "For Use of data and Working with communities, Foundation is the largest group (8 of 18) but not most; "
        "7 of 18 are still before it.",
    )


def test_the_paper_of_october_2019_is_told_truly_for_the_system() -> None:
    assert position_sentences(october_2019(), Audience.SYSTEM) == (
        "Most networks put the system at Foundation for Managing resources (11 of 18).",
        "Most networks put the system at Pre-foundation for Working with communities (11 of 18).",
        "Half of the networks put the system at Pre-foundation for Use of data (9 of 18; 2 did not say).",
        "Half of the networks put the system at Foundation for Integrating care (9 of 18).",
        "For Leadership, Foundation is where the largest group puts the system (8 of 18) but not most; "
        "7 of 18 put it lower.",
    )


@pytest.mark.parametrize(
    ("rows", "returns", "told"),
    [
        ([(0, 1, 0, 0, 0)], 1, "The one network that returned is at Foundation for Leadership."),
        ([(0, 0, 0, 0, 0)], 1, "The one network that returned does not say where it stands for Leadership."),
        ([(0, 2, 0, 0, 0)], 2, "Both networks are at Foundation for Leadership."),
        (
            [(1, 1, 0, 0, 0)],
            2,
            "Half of the networks are at Pre-foundation and half at Foundation for Leadership (1 of 2 each).",
        ),
        ([(0, 5, 0, 0, 0)] * 2, 5, "All 5 networks are at Foundation for Leadership and Use of data."),
        ([(0, 0, 0, 0, 0)], 5, "None of the 5 networks says where it stands for Leadership."),
        ([(0, 2, 2, 1, 0)], 5, "For Leadership, Foundation and Step 1 are the largest groups (2 of 5 each)."),
        (
            [(1, 1, 1, 0, 0)],
            4,
            "For Leadership, Pre-foundation, Foundation and Step 1 are the largest groups (1 of 4 each); "
            "1 did not say.",
        ),
        (
            [(3, 2, 1, 1, 0)],
            7,
            "For Leadership, Pre-foundation is the largest group (3 of 7) but not most; 4 of 7 are beyond it.",
        ),
        (
            [(1, 3, 2, 1, 0)],
            7,
            "For Leadership, Foundation is the largest group (3 of 7) but not most; 1 of 7 is still before it.",
        ),
        ([(1, 1, 0, 0, 0)], 5, "Most networks do not say where they stand for Leadership (3 of 5)."),
        ([(1, 1, 0, 0, 0)], 4, "Half of the networks do not say where they stand for Leadership (2 of 4)."),
        ([(2, 0, 0, 0, 0)], 4, "Half of the networks are at Pre-foundation for Leadership (2 of 4; 2 did not say)."),
        (
            [(1, 3, 2, 1, 0), (2, 3, 2, 0, 0)],
            7,
            "Foundation is the largest group, but not most, for Leadership (3 of 7; 1 of 7 is still before it) "
            "and Use of data (3 of 7; 2 of 7 are still before it).",
        ),
    ],
)
def test_the_claim_is_as_strong_as_the_counts_and_no_stronger(
    rows: list[tuple[int, ...]], returns: int, told: str
) -> None:
    assert position_sentences(a_summary(rows, returns=returns), Audience.NETWORK) == (told,)


def test_nothing_is_claimed_where_nobody_returned() -> None:
    summary = a_summary([(0, 0, 0, 0, 0)] * 5, returns=0)
    assert position_sentences(summary, Audience.NETWORK) == ()
    assert coverage_sentences(summary) == ("No networks returned.",)


@st.composite
def any_counts(draw: st.DrawFn) -> tuple[int, list[list[int]]]:
    """Returns, and for each theme a spread of at most that many over the positions; the rest did not say."""
    returns = draw(st.integers(1, 24))
    rows = []
    for _ in THEMES:
        left, row = returns, []
        for _ in EDITION.positions:
            row.append(draw(st.integers(0, left)))
            left -= row[-1]
        if draw(st.booleans()):
            row[draw(st.integers(0, 4))] += left
        rows.append(draw(st.permutations(row)))
    return returns, rows


class Reader:
    """Reads the sentences as a suspicious member of the committee would: each claim against the counts.

    Knows nothing of how the sentences are made; only English and arithmetic.
    """

    def __init__(self, summary: Summary, sentences: tuple[str, ...]) -> None:
        self.counts = {short_name(EDITION.theme_by_id[count.block.theme]): count for count in summary.counts}
        self.sentences = sentences

    def themes_in(self, sentence: str) -> list[str]:
        return [theme for theme in self.counts if re.search(rf"\b{re.escape(theme)}\b", sentence)]

    def positions_in(self, sentence: str) -> list[int]:
        return [TITLES.index(title) for title in re.findall("|".join(TITLES), sentence)]

    def check(self) -> None:
        told = [theme for sentence in self.sentences for theme in self.themes_in(sentence)]
        assert sorted(told) == sorted(self.counts)
        for sentence in self.sentences:
            for theme in self.themes_in(sentence):
                self.claim(sentence, self.counts[theme])
            self.figures(sentence)

    def claim(self, sentence: str, count: BlockCount) -> None:
        numbers = [count.by_position[position] for position in EDITION.positions]
        said = [numbers[at] for at in self.positions_in(sentence)]
        if re.search("not say where|says where", sentence):
            assert not said
            said = [count.not_stated]
        if sentence.startswith("Most "):
            assert len(said) == 1
            assert all(number * 2 > count.returns for number in said)
        elif sentence.startswith("Half "):
            assert all(number * 2 == count.returns for number in said)
        elif sentence.startswith(("All ", "Both ", "The one network", "None of ", "Neither ")):
            assert said == [count.returns]
        elif re.search("largest groups", sentence) and len(said) > 1:
            assert said == [max(numbers)] * numbers.count(max(numbers))
            assert max(numbers) * 2 < count.returns
        else:
            assert "largest group" in sentence
            assert "but not most" in sentence
            assert said == [max(numbers)]
            assert numbers.count(said[0]) == 1
            assert said[0] * 2 < count.returns

    def figures(self, sentence: str) -> None:
        """Every number in the sentence is one of the theme it stands with."""
        themes = self.themes_in(sentence)
        shared = sentence.startswith("For ")
        parts = {theme: re.search(rf"{re.escape(theme)} \((.*?)\)", sentence) for theme in themes}
        for theme in themes:
            words = sentence if shared else (found[1] if (found := parts[theme]) else "")
            self.numbers(words, self.counts[theme], self.positions_in(sentence))

    def numbers(self, words: str, count: BlockCount, at: list[int]) -> None:
        numbers = [count.by_position[position] for position in EDITION.positions]
        returns = count.returns
        assert {int(of) for of in re.findall(r"of (\d+)", words)} <= {returns}
        if found := re.search(r"; (\d+) of \d+ (?:is|are) still before it", words):
            assert int(found[1]) == sum(numbers[: at[0]])
        if found := re.search(r"; (\d+) of \d+ puts? it lower", words):
            assert int(found[1]) == sum(numbers[: at[0]])
        if found := re.search(r"; (\d+) of \d+ (?:(?:is|are) beyond it|puts? it higher)", words):
            assert int(found[1]) == sum(numbers[at[0] + 1 :])
        said = re.search(r"; (\d+) did not say", words)
        if at and re.search(r"\d", words):
            assert (int(said[1]) if said else 0) == count.not_stated
        lead = re.match(r"(\d+)", words) or re.search(r"\((\d+) of", words)
        if lead:
            assert int(lead[1]) == (numbers[at[0]] if at else count.not_stated)


@given(any_counts(), st.sampled_from(list(Audience)))
@example((18, [list(row) for row in NETWORK_2019]), Audience.NETWORK)
@example((18, [list(row) for row in SYSTEM_2019]), Audience.SYSTEM)
def test_every_claim_and_every_number_is_true_of_the_counts(
    counts: tuple[int, list[list[int]]], audience: Audience
) -> None:
    returns, rows = counts
    network, system = (rows, []) if audience is Audience.NETWORK else ([], rows)
    summary = a_summary(network, system, returns=returns)
    Reader(summary, position_sentences(summary, audience)).check()


@given(any_counts())
def test_the_numbers_of_a_standing_add_to_the_returns(counts: tuple[int, list[list[int]]]) -> None:
    returns, rows = counts
    found = standing(EDITION, block_count("leadership", Audience.NETWORK, rows[0], returns))
    if found.positions:
        between = found.returns - found.before - found.beyond - found.silent
        assert between >= found.count * len(found.positions)
        assert (len(found.positions) > 1) or between == found.count


def test_coverage_says_who_returned_who_left_what_empty_and_who_did_not_return() -> None:
    empty = [Block("population-health", Audience.SYSTEM)]
    counted = [a_return("Network 01"), a_return("Network 02", empty=empty), a_return("Network 03", empty=empty)]
    summary = a_summary(
        [(0, 3, 0, 0, 0)],
        returns=3,
        counted=counted,
        expected=[f"Network {at:02}" for at in range(1, 6)],
        missing=["Network 04", "Network 05"],
    )
    assert coverage_sentences(summary) == (
        "3 of 5 networks returned.",
        "Network 04 and Network 05 have not returned.",
        "Two left one row of the matrix empty.",
    )


def test_coverage_does_not_count_a_network_that_nobody_asked_as_one_that_was() -> None:
    summary = a_summary([(0, 2, 0, 0, 0)], returns=2, expected=["Network 01", "Network 09"], missing=["Network 09"])
    assert coverage_sentences(summary)[:2] == (
        "1 of 2 networks returned. One more returned that was not asked.",
        "Network 09 has not returned.",
    )


def test_coverage_says_what_became_of_every_file() -> None:
    summary = a_summary([(0, 3, 0, 0, 0)], returns=3, files=7, rejected=2)
    assert coverage_sentences(summary) == (
        "Three networks returned.",
        "Of 7 files, 3 count, 2 were read and set aside and 2 could not be read.",
    )
    assert coverage_sentences(a_summary([(0, 3, 0, 0, 0)], returns=3, files=3)) == ("Three networks returned.",)


def test_different_numbers_of_empty_blocks_are_a_range() -> None:
    counted = [a_return("A", empty=EDITION.blocks[:1]), a_return("B", empty=EDITION.blocks[:4])]
    summary = a_summary([(0, 2, 0, 0, 0)], returns=2, counted=counted)
    assert coverage_sentences(summary)[-1] == "Two left between 1 and 4 rows of the matrix empty."


def test_a_tie_at_the_end_of_the_most_missed_is_said() -> None:
    ids = [component.id for component in EDITION.components if component.audience is Audience.NETWORK]
    summary = a_summary(
        [(0, 18, 0, 0, 0)], returns=18, missed={ids[0]: 17, ids[1]: 15, ids[2]: 15, ids[3]: 15, ids[4]: 0}
    )
    missed = top_missed(summary.most_missed, Audience.NETWORK, limit=2)
    assert [miss.missing for miss in missed.shown] == [17, 15]
    assert missed.as_often == 2
    assert tied_note(missed) == "Two others are missing as often as the last of these."
    assert missed_sentence(missed) == "The component missed most often is not in place in 17 of 18 returns."
    assert top_missed(summary.most_missed, Audience.SYSTEM).shown == ()


def test_several_components_missed_as_often_are_counted_even_beyond_the_list() -> None:
    ids = [component.id for component in EDITION.components if component.audience is Audience.NETWORK]
    summary = a_summary([(0, 18, 0, 0, 0)], returns=18, missed=dict.fromkeys(ids[:5], 15))
    missed = top_missed(summary.most_missed, Audience.NETWORK, limit=2)
    assert missed_sentence(missed) == "Five components are missed most often: each is not in place in 15 of 18 returns."
    assert missed_sentence(missed, "for the network").startswith("Five components for the network are missed")
    assert tied_note(top_missed(summary.most_missed, Audience.NETWORK)) == ""
    assert missed_sentence(top_missed((), Audience.NETWORK)) == ""


def a_problem(kind: ProblemKind, network: str = "") -> Problem:
    return Problem("a.xlsx", kind, "Look here.", network)


def test_rejected_and_set_aside_files_are_no_questions_to_a_network() -> None:
    problems = [
        a_problem(ProblemKind.NOT_A_WORKBOOK),
        a_problem(ProblemKind.SUPERSEDED, "Network 02"),
        a_problem(ProblemKind.BLANK_BLOCK, "Network 01"),
        a_problem(ProblemKind.STATED_DIFFERS, "Network 01"),
    ]
    assert query_sentence(a_summary([], returns=2, problems=problems)) == (
        "There are two questions to one network. None of them changed a figure by itself."
    )
    assert query_sentence(a_summary([], returns=2, problems=problems[:2])) == "There are no questions to the networks."


def test_the_title_carries_the_month_of_the_latest_return() -> None:
    assert default_title(october_2019()) == "Maturity matrix returns, October 2019"
    undated = a_summary([], returns=1, counted=[a_return("A", dated=None)])
    assert default_title(undated) == "Maturity matrix returns"
    later = a_summary([], returns=2, counted=[a_return("A"), a_return("B", dated=date(2019, 12, 1))])
    assert default_title(later) == "Maturity matrix returns, December 2019"


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_kind_of_problem_has_a_name_people_can_read(kind: ProblemKind) -> None:
    assert re.fullmatch(r"[A-Z][a-z, ]+", kind_title(kind))


def test_small_numbers_are_words_and_large_ones_have_commas() -> None:
    assert [number(0), number(9), number(10), number(1298), number(2, start=True)] == [
        "no",
        "nine",
        "10",
        "1,298",
        "Two",
    ]
    assert [plural(1, "network"), plural(0, "network")] == ["network", "networks"]


def test_more_names_than_a_sentence_carries_are_counted() -> None:
    assert names(["A", "B"]) == "A and B"
    assert names([f"N{at}" for at in range(1, 16)]).endswith("N11, N12 and 3 more")
