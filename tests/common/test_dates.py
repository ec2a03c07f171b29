"""Dates as the NHS writes them."""

from datetime import UTC, date, datetime

from trellis.common.dates import in_days, nhs_date, nhs_month


def test_a_day_has_no_leading_zero_and_its_month_in_full() -> None:
    """1 October 2019, not 01/10/2019."""
    assert nhs_date(date(2019, 10, 1)) == "1 October 2019"


def test_a_moment_is_dated_in_london() -> None:
    """Half past eleven at night in UTC is the next day in British summer."""
    assert nhs_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


def test_no_day_is_said_in_words() -> None:
    """Missing is never a blank."""
    assert nhs_date(None) == "not known"


def test_a_month_is_month_and_year() -> None:
    """As a round is named."""
    assert nhs_month(date(2019, 10, 31)) == "October 2019"


def test_how_far_off_a_day_is_said_in_words_where_it_is_near() -> None:
    today = date(2026, 11, 30)
    days = (today, date(2026, 12, 1), date(2026, 12, 2), date(2030, 1, 1))
    assert [in_days(day, today) for day in days] == ["today", "tomorrow", "in 2 days", "in 1,128 days"]
