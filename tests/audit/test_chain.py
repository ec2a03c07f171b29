"""The chain of events: written with the change, sealed, and honest about tampering."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from tests.people import Everybody
from trellis.audit.actions import record
from trellis.audit.models import Event
from trellis.audit.queries import events_of, verify
from trellis.audit.rules import COMMAND_LINE, FIRST_SEAL, SealedEvent, broken_seals, seal

texts = st.text(max_size=20)
details = st.dictionaries(texts, st.one_of(texts, st.integers(), st.booleans(), st.none()), max_size=3)


def chain_of(contents: list[tuple[str, str, dict[str, object]]]) -> list[SealedEvent]:
    """An unbroken chain with these events, subjects and details."""
    events: list[SealedEvent] = []
    for number, (event, subject, detail) in enumerate(contents, start=1):
        at = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=number)
        before = events[-1].seal if events else FIRST_SEAL
        own = seal(previous_seal=before, at=at, actor="ann@example.org", event=event, subject=subject, detail=detail)
        events.append(SealedEvent(number, at, "ann@example.org", event, subject, detail, before, own))
    return events


@given(st.lists(st.tuples(texts, texts, details), max_size=6))
def test_a_chain_that_nobody_touched_is_whole(contents: list[tuple[str, str, dict[str, object]]]) -> None:
    """Whatever the events say."""
    assert list(broken_seals(chain_of(contents))) == []


@given(st.lists(st.tuples(texts, texts, details), min_size=1, max_size=6), st.data())
def test_an_altered_event_is_named(contents: list[tuple[str, str, dict[str, object]]], data: st.DataObject) -> None:
    """Any one of them, whatever is altered about it."""
    events = chain_of(contents)
    place = data.draw(st.integers(0, len(events) - 1))
    was = events[place]
    altered = SealedEvent(
        was.number, was.at, was.actor, was.event, was.subject + "!", was.detail, was.previous_seal, was.seal
    )
    events[place] = altered
    assert [broken.number for broken in broken_seals(events)] == [was.number]


@given(st.lists(st.tuples(texts, texts, details), min_size=2, max_size=6), st.data())
def test_a_removed_event_leaves_a_gap(contents: list[tuple[str, str, dict[str, object]]], data: st.DataObject) -> None:
    """Except the last, which a chain alone cannot miss."""
    events = chain_of(contents)
    place = data.draw(st.integers(0, len(events) - 2))
    follower = events[place + 1].number
    del events[place]
    assert [broken.number for broken in broken_seals(events)] == [follower]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    """A change and its event stand or fall together."""
    with pytest.raises(TransactionManagementError):
        record("matrix.edition_published", by=None, subject="edition x")


@pytest.mark.django_db(transaction=True)
def test_an_event_falls_with_its_change() -> None:
    """Rolled back together."""

    def change_that_fails() -> None:
        with transaction.atomic():
            record("matrix.edition_published", by=None, subject="edition x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_that_fails()
    assert not events_of("edition x").exists()


def test_the_command_line_is_an_actor_too(db: None) -> None:
    """What nobody signed in did is still somebody's doing."""
    assert record("matrix.edition_published", by=None, subject="edition x").actor == COMMAND_LINE


def test_adding_people_is_on_the_record_and_the_record_is_whole(people: Everybody) -> None:
    """As told by the command."""
    people.system_lead("ZSV")
    assert [event.event for event in events_of("person system-lead.zsv@example.org")] == [
        "access.appointed",
        "accounts.person_added",
    ]
    assert verify() == []


def test_the_command_says_which_event_was_altered(people: Everybody, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind our back, as somebody with the database password could."""
    people.system_lead("ZSV")
    first = Event.objects.order_by("pk").first()
    assert first is not None
    Event.objects.filter(pk=first.pk).update(actor="somebody.else@example.org")
    with pytest.raises(SystemExit) as stopped:
        call_command("audit", "verify")
    assert stopped.value.code == 1
    assert f"Event {first.pk} was altered" in capsys.readouterr().out
