"""What happened, as auditors read it: theirs and no more, in plain words, narrowed as they like."""

import csv
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.audit.actions import record
from trellis.audit.models import Event
from trellis.common.paging import PAGE_SIZE

BOARD, NEXT_DOOR = "ZSV", "ZOV"


def happened(event: str, subject: str, *, board: str = "", at: datetime | None = None, **detail: object) -> Event:
    """Something that was done, at a moment."""
    with time_machine.travel(at or datetime(2026, 11, 2, 12, tzinfo=UTC), tick=False), transaction.atomic():
        return record(event, by=None, subject=subject, board=board, detail=detail)


@pytest.fixture
def auditor(people: Everybody) -> Client:
    """The auditor of Severn Vale."""
    return signed_in(people.holding(Role.AUDITOR, Level.BOARD, BOARD))


@pytest.fixture
def of_england(people: Everybody) -> Client:
    """The auditor of everything."""
    return signed_in(people.holding(Role.AUDITOR, Level.ENGLAND, ""))


def page(client: Client, **asked: str) -> str:
    """What the page says."""
    return client.get("/audit/", asked).content.decode()


def rows(client: Client, **asked: str) -> list[dict[str, str]]:
    """The CSV, row by row."""
    response = client.get("/audit/csv/", asked)
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_an_auditor_of_a_board_sees_what_concerns_the_board_and_no_more(auditor: Client, of_england: Client) -> None:
    happened("assessment.round_planned", "round ours", board=BOARD)
    happened("assessment.round_planned", "round theirs", board=NEXT_DOOR)
    happened("register.imported", "source ePCN")
    assert "round ours" in page(auditor)
    assert "round theirs" not in page(auditor)
    assert "source ePCN" not in page(auditor)
    assert {row["about"] for row in rows(auditor)} == {"round ours", *auditors_own_appointment()}
    for subject in ("round ours", "round theirs", "source ePCN"):
        assert subject in page(of_england)
        assert subject in {row["about"] for row in rows(of_england)}


def auditors_own_appointment() -> set[str]:
    """What else concerns the board: that it was given its auditor, where appointing says so."""
    return set(Event.objects.filter(board=BOARD, event="access.appointed").values_list("subject", flat=True))


def test_a_filter_never_widens_what_is_seen(auditor: Client) -> None:
    happened("assessment.round_planned", "round theirs", board=NEXT_DOOR)
    for asked in ({"about": "round"}, {"what": "assessment.round_planned"}, {"who": "command"}):
        assert "round theirs" not in page(auditor, **asked)
        assert "round theirs" not in {row["about"] for row in rows(auditor, **asked)}


def test_events_are_told_in_plain_words_newest_first(of_england: Client) -> None:
    happened("assessment.round_planned", "round autumn-2026", due="2026-12-11")
    happened("assessment.round_opened", "round autumn-2026")
    told = page(of_england)
    assert told.index("Opened a round</") < told.index("Planned a round<br>")
    assert "Due: 11 December 2026." in told
    assert "2 November 2026 at 12:00" in told


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"what": "assessment.signed"}, ["c"]),
        ({"who": "NOBODY@"}, []),
        ({"who": "command", "about": "ROUND"}, ["c", "b", "a"]),
        ({"about": "network ZN001"}, ["c"]),
        ({"from": "2 November 2026"}, ["c", "b"]),
        ({"to": "1/11/2026"}, ["a"]),
        ({"from": "2026-11-02", "to": "2026-11-02"}, ["b"]),
    ],
)
def test_events_are_narrowed_by_what_who_about_and_day(of_england: Client, asked: dict[str, str], left: str) -> None:
    """A day is a day in London: the first of these was at midnight less a minute."""
    happened("assessment.round_planned", "round a", at=datetime(2026, 11, 1, 23, 59, tzinfo=UTC), name="a")
    happened("assessment.round_opened", "round b", at=datetime(2026, 11, 2, 0, 0, tzinfo=UTC), name="b")
    happened("assessment.signed", "network ZN001 in round b", at=datetime(2026, 11, 3, 9, tzinfo=UTC), name="c")
    named = [row["detail"] for row in rows(of_england, **asked) if '"name"' in row["detail"]]
    assert named == [f'{{"name": "{name}"}}' for name in left]


def test_days_that_make_no_sense_are_asked_about_and_nothing_is_shown(of_england: Client) -> None:
    happened("assessment.round_planned", "round autumn-2026")
    response = of_england.get("/audit/", {"from": "the day before", "to": "2026-11-02"})
    told = response.content.decode()
    assert response.status_code == 422
    assert "Enter a real date" in told
    assert "round autumn-2026" not in told
    assert "Nothing is shown until that is put right." in told
    assert of_england.get("/audit/csv/", {"from": "2026-11-03", "to": "2026-11-02"}).status_code == 404
    assert "not before the first one" in page(of_england, **{"from": "2026-11-03", "to": "2026-11-02"})


def test_a_subject_leads_to_everything_about_it_and_to_its_page(of_england: Client) -> None:
    happened("assessment.round_planned", "round autumn-2026")
    assert 'href="/audit/?about=round+autumn-2026"' in page(of_england)
    narrowed = page(of_england, about="round autumn-2026", what="assessment.round_planned", to="25/11/2026")
    assert 'href="/rounds/autumn-2026/"' in narrowed
    assert (
        "Only events called <strong>Planned a round</strong>, about <strong>round autumn-2026</strong>, "
        "up to <strong>25 November 2026</strong>"
    ) in narrowed


def test_where_nothing_happened_the_page_says_so(auditor: Client, of_england: Client) -> None:
    assert "Nothing of that kind has happened in what you may see." in page(auditor, about="zzz")
    assert "Nothing of that kind has happened." in page(of_england, about="zzz")


def test_a_board_in_which_nothing_happened_yet(auditor: Client) -> None:
    Event.objects.filter(board=BOARD).update(board="")
    assert "Nothing has happened yet." in page(auditor)


def test_pages_follow_on_and_each_takes_as_many_queries(
    of_england: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with transaction.atomic():
        made = [
            record("assessment.round_planned", by=None, subject=f"round {number}").pk for number in range(PAGE_SIZE + 5)
        ]
    with django_assert_num_queries(4):
        first = page(of_england)
    assert f'id="event-{made[-1]}"' in first
    assert f'id="event-{made[4]}"' not in first
    older = f"before={made[5]}"
    assert older in first
    with django_assert_num_queries(4):
        second = page(of_england, before=str(made[5]), about="round")
    assert f'id="event-{made[4]}"' in second
    assert f"after={made[4]}&amp;about=round" in second


def test_the_csv_holds_everything_and_comes_in_pieces(of_england: Client) -> None:
    event = happened("assessment.round_planned", "round autumn-2026", board=BOARD, due="2026-12-11")
    response = of_england.get("/audit/csv/")
    assert response.streaming
    row = rows(of_england)[0]
    assert row == {
        "number": str(event.pk),
        "at": "2026-11-02T12:00:00+00:00",
        "who": "command line",
        "event": "assessment.round_planned",
        "what": "Planned a round",
        "about": "round autumn-2026",
        "board": BOARD,
        "detail": '{"due": "2026-12-11"}',
        "seal": event.seal,
    }
