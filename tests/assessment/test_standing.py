"""Where a network is in a round follows from the facts, whatever they are."""

from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from trellis.assessment.selecting import WHILE, Doing, offered, why_not
from trellis.assessment.standing import (
    REMINDER_DAYS,
    Conclusion,
    Facts,
    RoundStatus,
    Status,
    is_overdue,
    reminder_due,
    status_of,
)

DUE = date(2026, 10, 25)
"""The night on which the clocks go back: a day is a day all the same."""

TRUTHS = st.booleans()
FACTS = st.builds(
    Facts,
    round=st.sampled_from(RoundStatus),
    started=TRUTHS,
    submitted=TRUTHS,
    moderating=TRUTHS,
    conclusion=st.sampled_from([None, *Conclusion]),
    withdrawn=TRUTHS,
    due=st.dates(DUE - timedelta(days=400), DUE + timedelta(days=400)),
)
DAYS = st.dates(DUE - timedelta(days=500), DUE + timedelta(days=500))


def test_every_combination_of_facts_has_a_status() -> None:
    truths = (False, True)
    every = product(RoundStatus, truths, truths, truths, (None, *Conclusion), truths)
    assert {status_of(Facts(*facts)) for facts in every} == set(Status)


@given(FACTS, DAYS)
def test_only_a_network_that_the_round_waits_for_is_overdue_and_only_after_its_day(facts: Facts, today: date) -> None:
    if is_overdue(facts, today):
        assert status_of(facts).waits_for_network
        assert facts.round is RoundStatus.OPEN
        assert today > facts.due
        assert not is_overdue(facts, facts.due)


@given(FACTS, DAYS)
def test_a_network_is_reminded_only_while_an_open_round_waits_for_it(facts: Facts, today: date) -> None:
    days = reminder_due(facts, today)
    if days is not None:
        assert facts.round is RoundStatus.OPEN
        assert not facts.withdrawn
        assert not facts.submitted
        assert days in REMINDER_DAYS
        assert 0 <= (today - facts.due).days - days < 3


@given(FACTS, DAYS)
def test_a_withdrawn_network_is_withdrawn_whatever_else_it_did(facts: Facts, today: date) -> None:
    if facts.withdrawn:
        assert status_of(facts) is Status.WITHDRAWN
        assert reminder_due(facts, today) is None


def test_the_days_of_reminders_are_those_and_the_two_after_each() -> None:
    facts = Facts(RoundStatus.OPEN, due=DUE)
    reminded = {
        day: days for day in range(-20, 20) if (days := reminder_due(facts, DUE + timedelta(days=day))) is not None
    }
    assert reminded == {
        -14: -14,
        -13: -14,
        -12: -14,
        -7: -7,
        -6: -7,
        -5: -7,
        -1: -1,
        0: -1,
        1: 1,
        2: 1,
        3: 1,
        7: 7,
        8: 7,
        9: 7,
        14: 14,
        15: 14,
        16: 14,
    }


def test_what_can_be_done_to_networks_while_the_round_has_a_status() -> None:
    assert offered(RoundStatus.DRAFT) == []
    assert offered(RoundStatus.OPEN) == list(Doing)
    assert offered(RoundStatus.CLOSED) == [Doing.WITHDRAW, Doing.TAKE_BACK]
    assert offered(RoundStatus.PUBLISHED) == []
    assert set(WHILE) == set(Doing)


@given(st.sampled_from(Doing), st.sampled_from(Status))
def test_a_withdrawn_network_can_be_taken_back_and_nothing_else(doing: Doing, status: Status) -> None:
    possible = not why_not(doing, status)
    assert (doing is Doing.TAKE_BACK) == possible if status is Status.WITHDRAWN else True
    if doing in {Doing.REMIND, Doing.EXTEND}:
        assert possible == status.waits_for_network
