"""Long lists by the page: the same rows, each once, whichever way one goes."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from trellis.common.paging import Page, in_pages, key_in, page_of
from trellis.post.models import Letter


@pytest.fixture
def seven(db: None) -> list[int]:
    """The keys of seven rows, newest first."""
    now = timezone.now()
    made = [Letter.objects.create(to="ann@example.org", subject=str(number), written_at=now) for number in range(7)]
    return [row.pk for row in reversed(made)]


def keys(page: Page[Letter]) -> list[int]:
    """The keys of its rows."""
    return [row.pk for row in page.rows]


def test_older_and_newer_pages_meet(seven: list[int]) -> None:
    rows = Letter.objects.all()
    first = page_of(rows, size=3)
    assert (keys(first), first.newer) == (seven[:3], None)
    second = page_of(rows, before=first.older, size=3)
    assert keys(second) == seven[3:6]
    last = page_of(rows, before=second.older, size=3)
    assert (keys(last), last.older) == (seven[6:], None)
    back = page_of(rows, after=last.newer, size=3)
    assert keys(back) == seven[3:6]
    start = page_of(rows, after=back.newer, size=3)
    assert (keys(start), start.newer) == (seven[:3], None)


def test_a_page_below_the_last_row_is_empty_and_leads_back(seven: list[int]) -> None:
    page = page_of(Letter.objects.all(), before=seven[-1], size=3)
    assert (page.rows, page.older) == ([], None)
    assert keys(page_of(Letter.objects.all(), after=page.newer, size=3)) == seven[-3:]


def test_every_row_comes_once_in_short_queries(
    seven: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        assert [row.pk for row in in_pages(Letter.objects.all(), size=3)] == seven


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12", 12),
        ("0", 0),
        ("", None),
        ("-3", None),
        ("x", None),
        ("²", None),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
    ],
)
def test_a_key_in_an_address_is_a_number_or_nothing(text: str, key: int | None) -> None:
    assert key_in(text) == key
