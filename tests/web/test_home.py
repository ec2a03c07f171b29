"""The first page says what waits and for whom, and no more than the person can see."""

from datetime import date, timedelta

import pytest

from tests.assessment.rounds import BOARD, a_round, a_workbook, an_england, record
from tests.people import Everybody, signed_in
from trellis.assessment.queries.rounds import RoundCount
from trellis.web.presenters import due_sentence, nothing_waits


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ([], "No round asks anything of you in your role."),
        ([RoundCount(1, 1), RoundCount(1, 1)], "Your network has returned in every round that asked it."),
        ([RoundCount(18, 18)], "Every network that was asked has returned."),
    ],
)
def test_nothing_waits_and_the_reason_is_no_wider_than_what_is_seen(counts: list[RoundCount], says: str) -> None:
    assert nothing_waits(counts) == says


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "Returns are due today."),
        (1, "Returns are due tomorrow."),
        (4, "Returns are due on 5 March 2026, in 4 days."),
        (-1, "Returns were due on 28 February 2026; a late return is still taken."),
    ],
)
def test_the_day_that_returns_are_due_is_told_from_today(days: int, says: str) -> None:
    today = date(2026, 3, 1)
    assert due_sentence(today + timedelta(days=days), today) == says


def test_a_role_is_told_with_the_name_of_its_organisation(people: Everybody, db: None) -> None:
    an_england()
    record(a_round(), ("teasel.xlsx", a_workbook("ZN101")))
    page = signed_in(people.system_lead(BOARD)).get("/").content.decode()
    assert f"You are here as System lead, {BOARD}." not in page
    assert f"({BOARD})." in page
    assert "1 of 3 networks has returned, 2 have not." in page
