"""Networks are reminded on the right days, asked for single statements, given longer, withdrawn, taken back, added."""

from collections.abc import Iterator
from datetime import date, timedelta

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
    moderated,
    two_led,
)
from tests.assessment.rounds import BOARD, EDITION, FOREIGN, NETWORKS, a_workbook, an_england, record
from tests.people import Everybody
from trellis.assessment.actions.asking import ask_for_components
from trellis.assessment.actions.participation import add_network, extend, take_back, withdraw
from trellis.assessment.actions.reminding import remind, remind_all
from trellis.assessment.actions.rounds import close_round, open_round, publish_round
from trellis.assessment.models import CellRequest, Reminder, Round
from trellis.assessment.queries.rounds import expected_networks
from trellis.assessment.queries.standings import facts_of, standing_of
from trellis.assessment.standing import Conclusion, Status
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.common.transitions import NotAllowedNowError
from trellis.insight.queries import round_summary

STATEMENTS = [component.id for component in EDITION.components[:3]]


@pytest.fixture
def autumn(db: None, people: Everybody) -> Iterator[Round]:
    """A round of three networks that opened on 1 September and is due on 30 October; it is noon on the first day."""
    an_england()
    two_led(people)
    with time_machine.travel("2026-09-01T12:00:00+01:00", tick=False):
        yield open_round(a_plan(), by=None)


def last_event() -> Event:
    """What was put on the record last."""
    event = Event.objects.latest("pk")
    assert event.board == BOARD
    return event


# Reminders -----------------------------------------------------------------------------------------------------------


def test_who_has_not_returned_is_reminded_before_and_after_the_day_and_on_no_other_day(autumn: Round) -> None:
    record(autumn, ("teasel.xlsx", a_workbook()))
    sent = {}
    for days in range(-20, 20):
        today = DUE + timedelta(days=days)
        with time_machine.travel(f"{today.isoformat()}T06:00:00+00:00", tick=False):
            if remind_all(today):
                sent[days] = letters()[LARKSPURS_LEAD][-1]
            assert remind_all(today) == 0
    assert list(sent) == [-14, -7, -1, 1, 7, 14]
    assert sent[-14] == "Larkspur: Autumn 2026 is due on 30 October 2026"
    assert sent[1] == "Larkspur: Autumn 2026 was due on 30 October 2026"
    assert len(letters()[TEASELS_DIRECTOR]) == 1
    assert Round.objects.get().due == DUE
    assert asked(autumn, "ZN103").due is None


def test_a_reminder_says_how_things_stand_and_where_to_go_on_and_nothing_of_others(autumn: Round) -> None:
    has_started(autumn, "ZN103")
    remind_all(DUE - timedelta(days=7))
    text = letter_to(LARKSPURS_LEAD)
    assert "Larkspur has started its assessment and has not signed it in Autumn 2026." in text
    assert "It is due on 30 October 2026, in 7 days." in text
    assert "/rounds/autumn-2026/" in text
    assert "Teasel" not in text
    assert "Teasel has not started its assessment" in letter_to(TEASELS_DIRECTOR)
    remind_all(DUE + timedelta(days=1))
    assert "That day has not moved, and a late return is still taken." in letter_to(LARKSPURS_LEAD)
    event = last_event()
    assert (event.event, event.detail["networks"]) == ("assessment.reminded", ["ZN103", "ZN101"])


def test_a_weekend_without_a_server_is_caught_up_with_and_a_week_is_not(autumn: Round) -> None:
    assert remind_all(DUE - timedelta(days=12)) == 2
    assert remind_all(DUE - timedelta(days=13)) == 0
    assert remind_all(DUE + timedelta(days=10)) == 0


def test_a_round_opened_shortly_before_its_day_is_not_followed_by_a_reminder_at_once(autumn: Round) -> None:
    late = a_plan("Late", due=date(2026, 9, 8))
    open_round(late, by=None)
    assert remind_all(date(2026, 9, 1)) == 0
    assert remind_all(date(2026, 9, 7)) == 2


def test_a_later_day_of_its_own_brings_reminders_of_its_own(autumn: Round) -> None:
    assert remind_all(DUE - timedelta(days=7)) == 2
    extend(autumn, networks=["ZN103"], due=DUE + timedelta(days=7), why="Floods", by=None)
    assert remind_all(DUE - timedelta(days=1)) == 1
    assert remind_all(DUE) == 1
    assert "It is due on 6 November 2026" in letter_to(LARKSPURS_LEAD)


def test_a_withdrawn_network_a_closed_round_and_a_network_without_people_are_not_reminded(autumn: Round) -> None:
    withdraw(autumn, networks=["ZN103"], why="Merging", by=None)
    assert remind_all(DUE - timedelta(days=7)) == 1
    assert set(Reminder.objects.values_list("asked__network__code", flat=True)) == {"ZN101"}
    close_round(autumn, by=None)
    assert remind_all(DUE - timedelta(days=1)) == 0


def test_reminding_by_hand_adds_a_sentence_and_is_not_done_twice_a_day(autumn: Round, people: Everybody) -> None:
    lead = people.system_lead(BOARD)
    written = remind(autumn, networks=list(NETWORKS), words="Ring me if it is too much.", by=lead)
    assert (written.letters, written.nobody) == (2, ("ZN102",))
    assert "Ring me if it is too much." in letter_to(LARKSPURS_LEAD)
    assert set(Reminder.objects.values_list("asked__network__code", "days")) == {("ZN101", None), ("ZN103", None)}
    with pytest.raises(ValidationError, match="Larkspur was reminded by hand today already"):
        remind(autumn, networks=["ZN103"], by=lead)
    with time_machine.travel("2026-09-02T12:00:00+01:00"):
        assert remind(autumn, networks=["ZN103"], by=lead).letters == 1


# Single statements ---------------------------------------------------------------------------------------------------


def test_a_network_is_asked_for_single_statements_also_after_it_has_returned(autumn: Round) -> None:
    record(autumn, ("teasel.xlsx", a_workbook()))
    written = ask_for_components(
        autumn, networks=["ZN101", "ZN102"], components=STATEMENTS, words="After the merger", by=None
    )
    assert (written.networks, written.letters) == (2, 1)
    request = CellRequest.objects.get(asked__network__code="ZN101")
    assert set(request.components.values_list("slug", flat=True)) == set(STATEMENTS)
    assert letters()[TEASELS_DIRECTOR][-1] == "Teasel: 3 statements to look at in Autumn 2026"
    assert EDITION.components[1].statement in letter_to(TEASELS_DIRECTOR)
    assert last_event().detail["components"] == STATEMENTS


def test_the_same_request_twice_asks_once_and_another_one_is_another(autumn: Round) -> None:
    ask_for_components(autumn, networks=["ZN101"], components=STATEMENTS, by=None)
    with pytest.raises(ValidationError, match="asked for these statements already"):
        ask_for_components(autumn, networks=["ZN101"], components=STATEMENTS, by=None)
    ask_for_components(autumn, networks=["ZN101", "ZN103"], components=STATEMENTS[:1], by=None)
    assert CellRequest.objects.count() == 3


@pytest.mark.parametrize("components", [[], ["leadership.network.nowhere.1"]])
def test_asking_for_nothing_or_for_what_the_round_does_not_ask_is_refused(autumn: Round, components: list[str]) -> None:
    with pytest.raises(ValidationError, match="Choose at least one statement"):
        ask_for_components(autumn, networks=["ZN101"], components=components, by=None)


def test_a_network_that_is_moderated_to_the_end_is_not_asked_again(autumn: Round) -> None:
    record(autumn, ("teasel.xlsx", a_workbook()))
    moderated(autumn, "ZN101", Conclusion.AGREED)
    with pytest.raises(ValidationError, match="Teasel is moderated to the end"):
        ask_for_components(autumn, networks=["ZN101"], components=STATEMENTS, by=None)


# Longer, out, and in -------------------------------------------------------------------------------------------------


def test_a_network_is_given_longer_with_a_reason_and_the_round_keeps_its_day(autumn: Round) -> None:
    extend(autumn, networks=["ZN103"], due=date(2026, 11, 13), why="Their manager left", by=None)
    assert asked(autumn, "ZN103").due == date(2026, 11, 13)
    assert Round.objects.get().due == DUE
    assert "it is now 13 November 2026, and was 30 October 2026." in letter_to(LARKSPURS_LEAD)
    assert "Their manager left" in letter_to(LARKSPURS_LEAD)
    detail = last_event().detail
    assert (detail["networks"], detail["due"], detail["why"]) == (["ZN103"], "2026-11-13", "Their manager left")


@pytest.mark.parametrize(
    ("due", "why", "refusal"),
    [
        (DUE, "Ill", "Larkspur is due on 30 October 2026. Choose a later day"),
        (date(2026, 8, 1), "Ill", "has passed"),
        (date(2026, 12, 1), "Ill", "Moderation ends on 20 November 2026"),
        (date(2026, 11, 13), " ", "Give a reason"),
    ],
)
def test_a_day_that_is_not_later_or_comes_without_a_reason_is_refused(
    autumn: Round, due: date, why: str, refusal: str
) -> None:
    Round.objects.update(moderation_ends=date(2026, 11, 20))
    with pytest.raises(ValidationError, match=refusal):
        extend(autumn, networks=["ZN103"], due=due, why=why, by=None)
    assert asked(autumn, "ZN103").due is None


def test_a_withdrawn_network_counts_no_more_keeps_what_it_did_and_can_be_taken_back(autumn: Round) -> None:
    has_started(autumn, "ZN103")
    withdraw(autumn, networks=["ZN103"], why="It joins Teasel", by=None)
    assert standing_of(asked(autumn, "ZN103")) is Status.WITHDRAWN
    assert "ZN103" not in [each.code for each in expected_networks(autumn)]
    assert letters()[LARKSPURS_LEAD][-1] == "Larkspur is no longer asked in Autumn 2026"
    with pytest.raises(ValidationError, match="Larkspur is withdrawn"):
        withdraw(autumn, networks=["ZN103"], why="Again", by=None)
    take_back(autumn, networks=["ZN103"], why="It does not, after all", by=None)
    assert standing_of(asked(autumn, "ZN103")) is Status.IN_PROGRESS
    assert asked(autumn, "ZN103").withdrawn_why == ""
    assert last_event().event == "assessment.networks_taken_back"
    with pytest.raises(ValidationError, match="Larkspur is in the round"):
        take_back(autumn, networks=["ZN103"], why="Again", by=None)


def test_what_a_network_returned_before_it_was_withdrawn_is_counted_no_more(autumn: Round) -> None:
    record(autumn, ("teasel.xlsx", a_workbook()), ("wharf.xlsx", a_workbook("ZN102")))
    withdraw(autumn, networks=["ZN101"], why="It joins Larkspur", by=None)
    summary = round_summary(autumn)
    assert [one.network for one in summary.counted] == ["Wharf & Weir"]
    assert summary.missing == ("Larkspur",)


def test_a_network_comes_in_later_with_a_reason_under_its_name_and_is_written_to(db: None, people: Everybody) -> None:
    an_england()
    two_led(people)
    round_ = open_round(a_plan(networks={"ZN101": "Teasel"}), by=None)
    made = add_network(round_, network="ZN103", why="Left out by mistake", by=None)
    assert (made.name, made.added_why) == ("Larkspur", "Left out by mistake")
    assert letters()[LARKSPURS_LEAD] == ["Larkspur: where do you stand? Autumn 2026"]
    assert "Left out by mistake" in letter_to(LARKSPURS_LEAD)
    with pytest.raises(ValidationError, match="Larkspur is in the round already"):
        add_network(round_, network="ZN103", why="Twice", by=None)
    with pytest.raises(ValidationError, match="Not open on the register"):
        add_network(round_, network="ZN999", why="Who?", by=None)
    withdraw(round_, networks=["ZN103"], why="Not now", by=None)
    with pytest.raises(ValidationError, match="take it back in instead"):
        add_network(round_, network="ZN103", why="Now", by=None)
    assert verify() == []


def test_nothing_is_done_to_a_network_of_another_round_or_to_none(autumn: Round) -> None:
    for networks, refusal in (([], "Choose at least one network"), ([*FOREIGN], "The round does not ask ZN201")):
        with pytest.raises(ValidationError, match=refusal):
            remind(autumn, networks=networks, by=None)
        with pytest.raises(ValidationError, match=refusal):
            withdraw(autumn, networks=networks, why="So", by=None)


def test_of_a_mixed_choice_those_it_makes_no_sense_for_are_left_out(autumn: Round) -> None:
    record(autumn, ("teasel.xlsx", a_workbook()))
    assert remind(autumn, networks=["ZN101", "ZN103"], by=None).networks == 1
    with pytest.raises(ValidationError, match="Teasel has returned already"):
        remind(autumn, networks=["ZN101"], by=None)


def test_in_a_published_round_nothing_is_done_to_networks(autumn: Round) -> None:
    publish_round(close_round(autumn, by=None), by=None)
    with pytest.raises(NotAllowedNowError, match="Autumn 2026 is published: no network can be withdrawn now"):
        withdraw(autumn, networks=["ZN101"], why="So", by=None)
    with pytest.raises(NotAllowedNowError, match="networks are added while it is open"):
        add_network(autumn, network="ZN201", why="So", by=None)
    assert {each.status for each in facts_of(Round.objects.get())} == {Status.NOT_RETURNED}
