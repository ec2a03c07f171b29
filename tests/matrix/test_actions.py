"""Editions in the database: what comes back is what went in, and what is published stays as it is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from tests.matrix.editions import TWO_THEMES, editions
from tests.people import Everybody
from trellis.audit.models import Event
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix import rules
from trellis.matrix.actions import (
    EditionRefusedError,
    change_edition,
    derive_edition,
    discard,
    import_edition,
    publish,
    retire,
    ship_editions,
)
from trellis.matrix.derivation import Add, DerivationRefusedError, Drop, Retitle, Reword, comparable
from trellis.matrix.imports import edition_from_yaml
from trellis.matrix.models import Component, ComponentParent, Edition
from trellis.matrix.queries import (
    edition_by_id,
    edition_lines,
    edition_of,
    editions_kept_by,
    editions_seen_by,
    find_edition,
)
from trellis.matrix.rules import Audience, EditionStatus
from trellis.matrix.shipped import SHIPPED_IDS, shipped_edition

pytestmark = pytest.mark.django_db

OURS = edition_from_yaml(TWO_THEMES, "ours.yaml")


@pytest.fixture
def published() -> Edition:
    return publish(import_edition(OURS, by=None), by=None)


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("event", flat=True))


def test_shipping_puts_the_three_editions_in_as_published() -> None:
    shipping = ship_editions(by=None)
    assert shipping.new == SHIPPED_IDS
    for edition_id in SHIPPED_IDS:
        assert edition_by_id(edition_id) == shipped_edition(edition_id)
        assert Edition.objects.get(slug=edition_id).status == "published"
    assert events() == ["matrix.edition_imported", "matrix.edition_published"] * 3


def test_shipping_again_changes_nothing() -> None:
    ship_editions(by=None)
    rows = list(Component.objects.order_by("pk").values())
    before = events()
    shipping = ship_editions(by=None)
    assert (shipping.new, shipping.unchanged, shipping.kept) == ((), SHIPPED_IDS, ())
    assert list(Component.objects.order_by("pk").values()) == rows
    assert events() == before


def test_an_edition_that_differs_from_the_one_shipped_now_is_kept_as_it_was_published() -> None:
    older = replace(shipped_edition("pcn-2019-08"), title="As it was in an earlier version")
    publish(import_edition(older, by=None), by=None)
    assert ship_editions(by=None).kept == ("pcn-2019-08",)
    assert edition_by_id("pcn-2019-08").title == "As it was in an earlier version"


@given(edition=editions())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_edition_comes_back_from_the_database_as_it_went_in(edition: rules.Edition) -> None:
    orphan = replace(edition, parent="", components=tuple(replace(each, parents=()) for each in edition.components))
    with transaction.atomic():
        assert edition_of(import_edition(orphan, by=None)) == orphan
        transaction.set_rollback(True)


def test_an_edition_is_read_with_the_same_few_queries_however_large_it_is(published: Edition) -> None:
    ship_editions(by=None)
    large = Edition.objects.get(slug="pcn-2019-08")
    counts = []
    for row in (published, large):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            edition_of(row)
        counts.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            edition_of(row)
        assert len(asked) == 0, "a published edition is remembered"
    assert counts == [4, 4]


def test_a_draft_is_never_remembered() -> None:
    draft = import_edition(OURS, by=None)
    assert edition_of(draft).by_id["care.1"].statement == "Teams know each other."
    change_edition(draft, changes=[Reword("care.1", "Teams have met.")], by=None)
    assert edition_of(draft).by_id["care.1"].statement == "Teams have met."


def test_the_event_says_who_took_an_edition_in(people: Everybody) -> None:
    person = people.administrator()
    import_edition(OURS, by=person)
    event = Event.objects.latest("pk")
    assert (event.event, event.actor, event.subject) == ("matrix.edition_imported", person.email, "edition ours")
    assert event.detail == {"components": 4, "parent": ""}


def test_an_id_that_is_taken_is_refused(published: Edition) -> None:
    with pytest.raises(EditionRefusedError, match="There is an edition ours already"):
        import_edition(OURS, by=None)


def test_an_edition_whose_parent_is_not_here_is_refused() -> None:
    with pytest.raises(EditionRefusedError, match="comes from elsewhere, which is not here"):
        import_edition(replace(OURS, parent="elsewhere"), by=None)


def test_a_flawed_edition_is_refused_with_every_flaw_and_nothing_is_kept() -> None:
    first, *others = OURS.components
    flawed = replace(OURS, components=(replace(first, theme="money", order=3), *others))
    with pytest.raises(EditionRefusedError) as caught:
        import_edition(flawed, by=None)
    assert len(caught.value.sentences) == 3
    assert not Edition.objects.exists()
    assert not Event.objects.exists()


def test_a_published_edition_is_never_changed_published_again_or_discarded(published: Edition) -> None:
    before = edition_of(published)
    attempts: list[Callable[[], Edition]] = [
        lambda: change_edition(published, changes=[Reword("care.1", "Other words.")], by=None),
        lambda: publish(published, by=None),
        lambda: discard(published, by=None),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowedNowError):
            attempt()
    assert edition_by_id("ours") == before
    assert events() == ["matrix.edition_imported", "matrix.edition_published"]


def test_a_stale_row_does_not_get_round_publication() -> None:
    draft = import_edition(OURS, by=None)
    publish(Edition.objects.get(pk=draft.pk), by=None)
    assert draft.status == EditionStatus.DRAFT.value, "as the caller read it, before somebody else published"
    with pytest.raises(NotAllowedNowError, match="is published and never changes"):
        change_edition(draft, changes=[Drop("care.1")], by=None)


def test_a_retired_edition_is_at_its_end(published: Edition) -> None:
    retired = retire(published, by=None)
    assert retired.status == "retired"
    assert retired.retired_at is not None
    with pytest.raises(NotAllowedNowError):
        publish(retired, by=None)
    with pytest.raises(NotAllowedNowError):
        retire(retired, by=None)
    assert edition_by_id("ours") == OURS


def test_a_draft_cannot_be_retired_but_can_be_discarded() -> None:
    draft = import_edition(OURS, by=None)
    with pytest.raises(NotAllowedNowError):
        retire(draft, by=None)
    discard(draft, by=None)
    assert find_edition("ours") is None
    assert events() == ["matrix.edition_imported", "matrix.edition_discarded"]


def test_a_local_edition_is_derived_changed_and_published_and_stays_comparable(published: Edition) -> None:
    draft = derive_edition(published, new_id="local", title="Local matrix", changes=[Drop("care.2")], by=None)
    assert draft.status == "draft"
    change_edition(draft, changes=[Retitle("people", "Residents"), Reword("care.1", "Teams have met.")], by=None)
    change_edition(draft, changes=[Add("people", Audience.SYSTEM, "step_1", "Somebody asks them.")], by=None)
    local = edition_of(publish(draft, by=None))
    assert local.parent == "ours"
    assert local.theme_by_id["people"].title == "Residents"
    assert comparable(local, OURS, find_edition).pairs == (
        ("care.1", "care.1"),
        ("care.3", "care.3"),
        ("people.1", "people.1"),
    )
    assert ComponentParent.objects.count() == 3
    assert events()[2:] == [
        "matrix.edition_derived",
        "matrix.edition_changed",
        "matrix.edition_changed",
        "matrix.edition_published",
    ]


def test_a_change_that_is_refused_leaves_the_draft_as_it_was(published: Edition) -> None:
    draft = derive_edition(published, new_id="local", title="Local", by=None)
    with pytest.raises(DerivationRefusedError):
        change_edition(draft, changes=[Drop("care.1"), Drop("care.9")], by=None)
    assert "care.1" in edition_of(draft).by_id
    assert events()[-1] == "matrix.edition_derived"


def test_a_draft_may_be_unfinished_but_not_be_published_so(published: Edition) -> None:
    draft = derive_edition(published, new_id="local", title="Local", by=None)
    change_edition(draft, changes=[Drop("people.1")], by=None)
    with pytest.raises(EditionRefusedError, match="The theme “people” has no component"):
        publish(draft, by=None)
    assert Edition.objects.get(slug="local").status == "draft"


def test_nothing_is_derived_from_a_draft() -> None:
    draft = import_edition(OURS, by=None)
    with pytest.raises(NotAllowedNowError, match="publish it first"):
        derive_edition(draft, new_id="local", title="Local", by=None)


def test_a_draft_is_seen_by_whoever_made_it_and_by_administrators(published: Edition, people: Everybody) -> None:
    maker, next_door = people.system_lead("QZZ"), people.system_lead("QYY")
    derive_edition(published, new_id="local", title="Local", by=maker)
    for reader, seen in (
        (maker, ["ours", "local"]),
        (people.administrator(), ["ours", "local"]),
        (next_door, ["ours"]),
        (people.nobody_in_particular(), ["ours"]),
    ):
        assert [line.slug for line in edition_lines(editions_seen_by(reader))] == seen


def test_nobody_but_an_administrator_keeps_an_edition_that_came_with_the_house(
    published: Edition, people: Everybody
) -> None:
    assert not editions_kept_by(people.system_lead("QZZ")).exists()
    assert editions_kept_by(people.administrator()).get() == published


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "published"},
        {"status": "retired"},
        {"status": "lost"},
        {"status": "draft", "published_at": "2026-11-22T12:00Z"},
        {"status": "retired", "published_at": "2026-11-22T12:00Z", "retired_at": "2026-11-21T12:00Z"},
    ],
)
def test_the_database_too_holds_status_and_dates_together(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(slug="ours", title="Ours", **wrong)


def test_the_database_too_wants_a_statement(published: Edition) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Component.objects.update(statement="")
