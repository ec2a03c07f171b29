"""Which returns count, and what they add up to."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessment.rules import BlockReturn, Mark, Problem, ProblemKind, Return
from trellis.insight.rules import (
    PROBLEM_HEADER,
    most_missed,
    next_to_secure,
    normal_name,
    problem_rows,
    resolve_duplicates,
    summarise,
    table_header,
    table_rows,
)
from trellis.matrix.rules import Audience, Block
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
LEADERSHIP = Block("leadership", Audience.NETWORK)
FOUNDATION = [one.id for one in EDITION.cells["leadership", Audience.NETWORK, "foundation"]]
STEP_1 = [one.id for one in EDITION.cells["leadership", Audience.NETWORK, "step_1"]]
OCTOBER, NOVEMBER = date(2019, 10, 1), date(2019, 11, 1)


def a_return(
    network: str,
    dated: date | None = OCTOBER,
    *,
    code: str = "",
    file: str = "",
    in_place: Sequence[str] = (),
    stated: str | None = None,
) -> Return:
    blocks = {block: BlockReturn(block) for block in EDITION.blocks}
    blocks[LEADERSHIP] = BlockReturn(LEADERSHIP, dict.fromkeys(in_place, Mark.IN_PLACE), stated)
    return Return(file or f"{network}.xlsx", EDITION.id, network, code, dated, blocks)


def files(returns: Sequence[Return]) -> list[str]:
    return [returned.file for returned in returns]


def aside(returns: Sequence[Return]) -> list[tuple[str, str]]:
    return [(problem.file, problem.kind.value) for problem in resolve_duplicates(returns).set_aside]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Westbury PCN", "WESTBURY", True),
        ("Hills, Brooks & Dales Group PCN", "hills brooks and dales group", True),
        ("Westbury  Primary Care Network", "Westbury-PCN", True),
        ("Network 01", "Network 10", False),
        ("PCN", "Westbury PCN", False),
        ("North Westbury", "Westbury", False),
        ("PCN 1", "Network 1", False),
    ],
)
def test_names_that_differ_in_form_alone_are_the_same(one: str, other: str, same: bool) -> None:
    assert (normal_name(one) == normal_name(other)) is same


def test_returns_of_different_networks_all_count() -> None:
    returns = [a_return("A"), a_return("B"), a_return("C", None)]
    assert resolve_duplicates(returns).counted == tuple(returns)
    assert aside(returns) == []


def test_the_later_date_counts_and_the_other_is_reported() -> None:
    returns = [a_return("A", NOVEMBER, file="new.xlsx"), a_return("A pcn", OCTOBER, file="old.xlsx")]
    resolved = resolve_duplicates(returns)
    assert files(resolved.counted) == ["new.xlsx"]
    (problem,) = resolved.set_aside
    assert (problem.file, problem.kind) == ("old.xlsx", ProblemKind.SUPERSEDED)
    assert "old.xlsx is a return of A pcn dated 1 October 2019" in problem.detail
    assert "new.xlsx is a later one dated 1 November 2019" in problem.detail


@pytest.mark.parametrize("dates", [(OCTOBER, OCTOBER), (OCTOBER, None), (None, None)])
def test_the_same_date_or_none_means_that_neither_counts_and_both_are_reported(
    dates: tuple[date | None, date | None],
) -> None:
    returns = [a_return("A", dates[0], file="1.xlsx"), a_return("A", dates[1], file="2.xlsx"), a_return("B")]
    assert files(resolve_duplicates(returns).counted) == ["B.xlsx"]
    assert aside(returns) == [("1.xlsx", "contradicted"), ("2.xlsx", "contradicted")]


def test_of_three_the_latest_counts_unless_two_share_its_date() -> None:
    old, new, newer = (a_return("A", day, file=f"{day}") for day in (OCTOBER, NOVEMBER, date(2019, 12, 1)))
    assert files(resolve_duplicates([new, newer, old]).counted) == ["2019-12-01"]
    again = a_return("A", NOVEMBER, file="again")
    assert resolve_duplicates([old, new, again]).counted == ()
    assert {kind for _, kind in aside([old, new, again])} == {"contradicted"}


def test_codes_decide_where_there_are_some_and_names_only_where_one_is_missing() -> None:
    renamed = [a_return("Old name", OCTOBER, code="U1"), a_return("New name", NOVEMBER, code="U1")]
    assert files(resolve_duplicates(renamed).counted) == ["New name.xlsx"]
    namesakes = [a_return("Aspire", OCTOBER, code="U1"), a_return("Aspire", NOVEMBER, code="U2")]
    assert len(resolve_duplicates(namesakes).counted) == 2
    nameless = [a_return("Aspire", OCTOBER, code="U1"), a_return("ASPIRE PCN", NOVEMBER)]
    assert files(resolve_duplicates(nameless).counted) == ["ASPIRE PCN.xlsx"]


def test_a_name_that_two_codes_share_says_nothing_about_a_return_without_one() -> None:
    returns = [a_return("Aspire", code="U1"), a_return("Aspire", code="U2"), a_return("Aspire", NOVEMBER)]
    assert len(resolve_duplicates(returns).counted) == 3


@given(st.lists(st.builds(a_return, st.sampled_from("ABC"), st.sampled_from([OCTOBER, NOVEMBER, None])), max_size=8))
def test_every_return_counts_or_is_reported_and_no_network_counts_twice(returns: list[Return]) -> None:
    resolved = resolve_duplicates(returns)
    assert len(resolved.counted) + len(resolved.set_aside) == len(returns)
    names = [returned.network for returned in resolved.counted]
    assert len(set(names)) == len(names)
    for returned in resolved.counted:
        rivals = [one for one in returns if one.network == returned.network and one is not returned]
        assert all(one.dated and returned.dated and one.dated < returned.dated for one in rivals)


def test_a_block_counts_where_stated_or_where_the_marks_suggest_or_as_not_stated() -> None:
    returns = [
        a_return("Stated", stated="step_2", in_place=FOUNDATION),
        a_return("Marks alone", in_place=FOUNDATION),
        a_return("Blank"),
    ]
    summary = summarise(EDITION, returns)
    count = summary.count_of(LEADERSHIP)
    assert dict(count.by_position) == {"pre_foundation": 0, "foundation": 1, "step_1": 0, "step_2": 1, "step_3": 0}
    assert (count.not_stated, count.stated, count.returns) == (1, 2, 3)
    kinds = [
        problem.kind for problem in summary.problems if problem.theme == "leadership" and problem.audience == "network"
    ]
    assert kinds == [ProblemKind.STATED_ABOVE_MARKED, ProblemKind.POSITION_NOT_STATED, ProblemKind.BLANK_BLOCK]


@given(
    st.lists(
        st.builds(
            a_return,
            st.text("abcdef", min_size=1, max_size=4),
            st.sampled_from([OCTOBER, NOVEMBER, None]),
            in_place=st.sets(st.sampled_from([*FOUNDATION, *STEP_1])),
            stated=st.sampled_from([None, *EDITION.positions]),
        ),
        max_size=12,
    )
)
def test_every_row_adds_to_the_returns_that_count(returns: list[Return]) -> None:
    summary = summarise(EDITION, returns)
    assert all(count.returns == len(summary.counted) for count in summary.counts)
    assert [count.block for count in summary.counts] == list(EDITION.blocks)
    for row in table_rows(summary):
        assert sum(int(cell) for cell in row[2:-1]) == row[-1]
    for miss in (*summary.most_missed, *next_to_secure(EDITION, summary.counted)):
        assert 0 < miss.missing == len(miss.networks) <= miss.returns <= len(summary.counted)


def test_the_table_has_the_columns_of_the_contract() -> None:
    assert ",".join(table_header(EDITION)) == (
        "theme,audience,pre_foundation,foundation,step_1,step_2,step_3,not_stated,returns"
    )
    rows = table_rows(summarise(EDITION, [a_return("A", stated="foundation")]))
    assert [row[:2] for row in rows] == [
        (theme, audience)
        for theme in ("leadership", "population-health", "integrating-care", "resources", "communities")
        for audience in ("network", "system")
    ]
    assert rows[0][2:] == (0, 1, 0, 0, 0, 0, 1)


def test_nothing_counted_is_zero_networks_and_no_date() -> None:
    summary = summarise(EDITION, [])
    assert summary.as_at is None
    assert {row[2:] for row in table_rows(summary)} == {(0, 0, 0, 0, 0, 0, 0)}
    assert summary.most_missed == ()


def test_the_summary_is_as_at_the_latest_return_that_counts() -> None:
    returns = [a_return("A", OCTOBER), a_return("B", NOVEMBER), a_return("C", None)]
    assert summarise(EDITION, returns).as_at == NOVEMBER


def test_networks_that_made_no_return_are_missing_and_set_aside_ones_too() -> None:
    returns = [a_return("Westbury PCN"), a_return("B"), a_return("B")]
    summary = summarise(EDITION, returns, expected=["WESTBURY", "B", "Easton PCN"])
    assert summary.missing == ("B", "Easton PCN")
    assert summary.expected == ("WESTBURY", "B", "Easton PCN")


def test_problems_come_with_the_rejected_files_first() -> None:
    rejected = Problem("x.txt", ProblemKind.NOT_A_WORKBOOK, "x.txt is not a workbook.")
    returns = [a_return("A", OCTOBER, file="1.xlsx"), a_return("A", NOVEMBER, file="2.xlsx", stated="step_1")]
    summary = summarise(EDITION, returns, [rejected])
    assert (summary.files, summary.rejected) == (3, 1)
    assert [problem.file for problem in summary.problems][:2] == ["x.txt", "1.xlsx"]
    assert {problem.file for problem in summary.problems[2:]} == {"2.xlsx"}
    header, row = PROBLEM_HEADER, problem_rows(summary.problems)[0]
    assert dict(zip(header, row, strict=True)) == {
        **dict.fromkeys(("network", "theme", "audience", "cell"), ""),
        "file": "x.txt",
        "kind": "not-a-workbook",
        "detail": "x.txt is not a workbook.",
    }


def test_a_component_is_missed_by_those_that_answered_and_have_it_not_in_place() -> None:
    returns = [
        a_return("All", in_place=[*FOUNDATION, *STEP_1]),
        a_return("Foundation", in_place=FOUNDATION),
        a_return("Stated alone", stated="foundation"),
        a_return("Blank"),
    ]
    misses = {miss.component.id: miss for miss in most_missed(EDITION, returns)}
    assert misses[FOUNDATION[0]].networks == ("Stated alone",)
    assert (misses[FOUNDATION[0]].missing, misses[FOUNDATION[0]].returns) == (1, 3)
    assert misses[STEP_1[0]].networks == ("Foundation", "Stated alone")
    counts = [miss.missing for miss in most_missed(EDITION, returns)]
    assert counts == sorted(counts, reverse=True)


def test_what_stands_next_is_missing_from_each_networks_own_next_step() -> None:
    returns = [
        a_return("At foundation", in_place=[*FOUNDATION, STEP_1[0]]),
        a_return("Before", in_place=FOUNDATION[:1]),
    ]
    misses = {miss.component.id: miss.networks for miss in next_to_secure(EDITION, returns)}
    assert misses[FOUNDATION[1]] == ("Before",)
    assert misses[STEP_1[1]] == ("At foundation",)
    assert FOUNDATION[0] not in misses
    assert STEP_1[0] not in misses
