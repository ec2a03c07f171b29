"""A round is planned, changed, opened, closed, published, and taken back; who is told of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tests.assessment.leading import (
    DUE,
    LARKSPURS_LEAD,
    TEASELS_DIRECTOR,
    a_plan,
    asked,
    has_started,
    letter_to,
    letters,
    two_led,
)
from tests.assessment.rounds import BOARD, NETWORKS, a_round, a_workbook, an_england, record
from tests.people import Everybody
from trellis.assessment.actions.participation import extend
from trellis.assessment.actions.rounds import (
    change_round,
    close_round,
    delete_round,
    mark_of,
    open_round,
    publish_round,
    reopen_round,
    terms_of,
    unpublish_round,
)
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.standings import facts_of
from trellis.assessment.standing import ModerationSeen, PeersSee, Status
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Audience

pytestmark = pytest.mark.usefixtures("england", "in_september")


@pytest.fixture
def england(db: None) -> None:
    """The boards and networks, and the editions."""
    an_england()


@pytest.fixture
def in_september() -> Any:
    """It is noon on 1 September 2026."""
    with time_machine.travel("2026-09-01T12:00:00+01:00", tick=False):
        yield


def now(round_: Round) -> Round:
    """The round as it is kept."""
    return Round.objects.get(pk=round_.pk)


def last_event() -> Event:
    """What was put on the record last."""
    event = Event.objects.latest("pk")
    assert event.board == BOARD
    return event


# Planning and changing -----------------------------------------------------------------------------------------------


def test_while_it_is_a_draft_everything_about_it_can_change_and_nobody_is_told(people: Everybody) -> None:
    two_led(people)
    plan = a_plan()
    has_started_row = asked(plan, "ZN101").pk
    terms = replace(
        terms_of(plan),
        title="Harvest 2026",
        opens=date(2026, 9, 7),
        due=date(2026, 11, 6),
        audiences=[Audience.NETWORK],
        peers_see=PeersSee.NOTHING,
    )
    change_round(plan, terms, networks=["ZN101", "ZN103"], edition="neighbourhood-2025", by=None)
    changed = now(plan)
    assert (changed.title, changed.due, changed.edition.slug) == (
        "Harvest 2026",
        date(2026, 11, 6),
        "neighbourhood-2025",
    )
    assert (changed.audiences, changed.as_at) == (["network"], date(2026, 9, 7))
    assert [each.code for each in facts_of(changed)] == ["ZN103", "ZN101"]
    assert asked(plan, "ZN101").pk == has_started_row
    event = last_event()
    assert event.event == "assessment.round_changed"
    assert event.detail["due"] == ["2026-10-30", "2026-11-06"]
    assert event.detail["networks"] == [["ZN101", "ZN102", "ZN103"], ["ZN101", "ZN103"]]
    assert letters() == {}


def test_saving_without_a_change_leaves_nothing_on_the_record() -> None:
    plan = a_plan()
    events = Event.objects.count()
    change_round(plan, terms_of(plan), by=None)
    assert Event.objects.count() == events


def test_once_it_is_open_a_new_due_date_is_said_to_everybody_and_what_is_asked_stays(people: Everybody) -> None:
    two_led(people)
    round_ = open_round(a_plan(), by=None)
    for due in (date(2026, 11, 13), date(2026, 10, 16)):
        change_round(now(round_), replace(terms_of(now(round_)), due=due), by=None)
    assert letters()[LARKSPURS_LEAD][1:] == [
        "Larkspur: Autumn 2026 is now due on 13 November 2026",
        "Larkspur: Autumn 2026 is now due on 16 October 2026",
    ]
    assert "was 13 November 2026" in letter_to(TEASELS_DIRECTOR)
    for change in ({"networks": ["ZN101"]}, {"edition": "neighbourhood-2025"}):
        with pytest.raises(NotAllowedNowError, match="stays once it is open"):
            change_round(now(round_), terms_of(now(round_)), by=None, **change)
    for late in ({"audiences": [Audience.NETWORK]}, {"opens": date(2026, 8, 1)}):
        with pytest.raises(NotAllowedNowError, match="stay once it is open"):
            change_round(now(round_), replace(terms_of(now(round_)), **late), by=None)
    assert RoundNetwork.objects.filter(round=round_).count() == 3


def test_a_network_with_a_later_day_of_its_own_keeps_it_until_the_rounds_day_reaches_it(people: Everybody) -> None:
    two_led(people)
    round_ = open_round(a_plan(), by=None)
    extend(round_, networks=["ZN103"], due=date(2026, 11, 20), why="Half of them are ill", by=None)
    change_round(round_, replace(terms_of(now(round_)), due=date(2026, 11, 6)), by=None)
    assert asked(round_, "ZN103").due == date(2026, 11, 20)
    assert len(letters()[LARKSPURS_LEAD]) == 2
    change_round(round_, replace(terms_of(now(round_)), due=date(2026, 11, 20)), by=None)
    assert asked(round_, "ZN103").due is None


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"due": date(2026, 8, 31)}, "A round cannot be due before it opens"),
        ({"moderation_ends": date(2026, 10, 29)}, "Moderation cannot end before returns are due"),
        ({"title": "Spring 2026"}, "The board has a round of this title"),
        ({"title": ""}, "This field cannot be blank"),
        ({"audiences": []}, "Choose whom the round asks about"),
    ],
)
def test_days_in_the_wrong_order_and_the_like_are_refused_and_nothing_is_kept(terms: dict[str, Any], why: str) -> None:
    a_round()
    plan = a_plan()
    before = (mark_of(plan), Event.objects.count())
    with pytest.raises(ValidationError, match=why):
        change_round(plan, replace(terms_of(plan), **terms), networks=["ZN101"], by=None)
    assert (mark_of(now(plan)), Event.objects.count()) == before


def test_of_two_leads_who_change_it_at_once_the_second_is_told_what_the_first_did() -> None:
    plan = a_plan()
    seen = mark_of(plan)
    change_round(plan, replace(terms_of(plan), due=date(2026, 11, 6)), seen=seen, by=None)
    with pytest.raises(NotAllowedNowError, match=r"Somebody else changed this round.* due on 6 November 2026"):
        change_round(plan, replace(terms_of(plan), title="Mine"), seen=seen, by=None)
    assert now(plan).title == "Autumn 2026"


def test_a_draft_can_be_deleted_and_a_round_that_was_open_cannot() -> None:
    plan = a_plan()
    delete_round(plan, by=None)
    assert not Round.objects.exists()
    assert last_event().detail == {"title": "Autumn 2026", "networks": sorted(NETWORKS)}
    with pytest.raises(NotAllowedNowError, match="stays on the record"):
        delete_round(a_round(), by=None)


def test_no_round_takes_the_address_of_a_page_of_ours_and_titles_that_sound_alike_get_their_own() -> None:
    assert a_plan("Plan").slug == "plan-zsa"
    slugs = [a_plan(title).slug for title in ("A round", "A round!", "A, round")]
    assert slugs == ["a-round", "a-round-zsa", "a-round-zsa-2"]


# Moving --------------------------------------------------------------------------------------------------------------


def test_opening_writes_to_those_who_lead_a_network_and_to_no_contributor(people: Everybody) -> None:
    two_led(people)
    round_ = open_round(a_plan(message="Talk it over at lunch."), by=people.system_lead(BOARD))
    assert letters() == {
        TEASELS_DIRECTOR: ["Teasel: where do you stand? Autumn 2026"],
        LARKSPURS_LEAD: ["Larkspur: where do you stand? Autumn 2026"],
    }
    text = letter_to(LARKSPURS_LEAD)
    assert text.startswith("Dear Network lead, ZN103,")
    assert "due by 30 October 2026" in text
    assert "Talk it over at lunch." in text
    assert "/rounds/autumn-2026/" in text
    assert "Teasel" not in text
    event = last_event()
    assert (event.event, event.subject) == ("assessment.round_opened", "round autumn-2026")
    assert event.detail == {"networks": 3, "letters": 2, "nobody_to_write_to": ["ZN102"]}
    assert now(round_).opened_at is not None


def test_somebody_whose_role_ended_or_who_was_switched_off_is_not_written_to(people: Everybody) -> None:
    lead = people.network_lead("ZN103")
    lead.is_active = False
    lead.save()
    open_round(a_plan(), by=None)
    assert letters() == {}


def test_opening_it_twice_opens_it_once_and_writes_once(people: Everybody) -> None:
    two_led(people)
    plan = a_plan()
    open_round(plan, by=None)
    with pytest.raises(NotAllowedNowError, match="Autumn 2026 is open already"):
        open_round(plan, by=None)
    assert len(letters()[LARKSPURS_LEAD]) == 1


def test_closing_with_drafts_names_them_and_wants_to_hear_that_it_is_known(people: Everybody) -> None:
    two_led(people)
    round_ = open_round(a_plan(), by=None)
    record(round_, ("teasel.xlsx", a_workbook()))
    has_started(round_, "ZN103")
    with pytest.raises(ValidationError, match="Not signed yet: Larkspur"):
        close_round(round_, by=None)
    assert now(round_).status == "open"
    close_round(round_, leaving_drafts=True, by=None)
    assert {each.name: each.status for each in facts_of(now(round_))} == {
        "Teasel": Status.SUBMITTED,
        "Larkspur": Status.NOT_RETURNED,
        "Wharf & Weir": Status.NOT_RETURNED,
    }
    assert asked(round_, "ZN103").version == 1
    assert letters()[LARKSPURS_LEAD][-1] == "Autumn 2026 has closed without a return of Larkspur"
    assert "What you have entered is kept" in letter_to(LARKSPURS_LEAD)
    assert len(letters()[TEASELS_DIRECTOR]) == 1
    assert last_event().detail["drafts"] == ["ZN103"]


def test_a_round_goes_to_its_publication_and_back_and_each_move_is_on_the_record(people: Everybody) -> None:
    two_led(people)
    lead = people.system_lead(BOARD)
    round_ = open_round(a_plan(moderation_seen=ModerationSeen.WHEN_PUBLISHED), by=lead)
    close_round(round_, by=lead)
    reopen_round(round_, why="Two more want to sign", by=lead)
    assert letters()[LARKSPURS_LEAD][-1] == "Autumn 2026 is open again for Larkspur"
    close_round(round_, by=lead)
    publish_round(round_, by=lead)
    assert "positions that the area team gave" in letter_to(TEASELS_DIRECTOR)
    assert "how many networks stand where" in letter_to(TEASELS_DIRECTOR)
    unpublish_round(round_, why="The figures of Teasel were wrong", by=lead)
    assert (now(round_).status, now(round_).published_at) == ("closed", None)
    moves = Event.objects.filter(subject="round autumn-2026", actor=lead.email).order_by("pk")
    assert [event.event.removeprefix("assessment.round_") for event in moves] == [
        *("opened", "closed", "reopened", "closed", "published", "unpublished")
    ]
    assert last_event().detail == {"why": "The figures of Teasel were wrong"}
    assert verify() == []


def test_taking_a_move_back_needs_a_reason() -> None:
    round_ = close_round(open_round(a_plan(), by=None), by=None)
    with pytest.raises(ValidationError, match="Give a reason"):
        reopen_round(round_, why="  ", by=None)
    publish_round(round_, by=None)
    with pytest.raises(ValidationError, match="Give a reason"):
        unpublish_round(round_, why="", by=None)
    assert now(round_).status == "published"


def test_a_move_that_the_status_does_not_have_is_refused_and_changes_nothing() -> None:
    plan = a_plan()
    with pytest.raises(NotAllowedNowError, match="It is draft: to close it now is not possible"):
        close_round(plan, by=None)
    with pytest.raises(NotAllowedNowError, match="to publish it now is not possible"):
        publish_round(plan, by=None)
    assert now(plan).status == "draft"


def test_the_told_story_may_say_when() -> None:
    moment = now(open_round(a_plan(), by=None)).opened_at
    assert moment is not None
    plan = a_plan("Long ago")
    assert open_round(plan, by=None, at=moment.replace(year=2019)).opened_at == moment.replace(year=2019)
    assert now(plan).due == DUE
