"""Planning and moving a round, and looking after its networks, on its pages."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.assessment.leading import (
    LARKSPURS_LEAD,
    a_plan,
    asked,
    at,
    autumn_in_november,
    has_started,
    letters,
    pressed,
    seen_on,
    words,
)
from tests.assessment.rounds import BOARD, EDITION, NEIGHBOUR, a_round
from tests.people import Everybody, signed_in
from trellis.access.actions import appoint
from trellis.access.rules import Level, Role
from trellis.assessment.actions.participation import withdraw
from trellis.assessment.actions.rounds import close_round, publish_round
from trellis.assessment.models import CellRequest, Round
from trellis.audit.models import Event

FILLED_IN = {
    "title": "Winter 2026",
    "edition": EDITION.id,
    "audiences": ["network", "system"],
    "which": "all",
    "opens": "1 December 2026",
    "due": "29/1/2027",
    "moderation_ends": "",
    "message": "",
    "peers_see": "counts",
    "moderation_seen": "at-once",
}


@pytest.fixture
def autumn(db: None, people: Everybody) -> Iterator[Round]:
    """An open round, of which one network of three has returned; it is noon on 1 November, two days after its day."""
    with time_machine.travel("2026-11-01T12:00:00+00:00", tick=False):
        yield autumn_in_november(people)


@pytest.fixture
def lead(autumn: Round, people: Everybody) -> Client:
    """The system lead of the board."""
    return signed_in(people.system_lead(BOARD))


# Planning ------------------------------------------------------------------------------------------------------------


def test_a_round_is_planned_with_what_the_last_one_asked_and_eight_weeks(lead: Client, autumn: Round) -> None:
    page = words(lead, at("plan"))
    assert 'value="1 November 2026"' in page
    assert 'value="27 December 2026"' in page
    assert "Every open network of Upland Board (3)" in page
    assert "Hills (2 networks)" in page
    page = pressed(lead, at("plan"), **FILLED_IN)
    assert "Winter 2026 is planned. Nobody has been told" in page
    assert "A plan to ask 3 networks." in page
    made = Round.objects.get(title="Winter 2026")
    assert (made.status, made.due, made.audiences) == ("draft", date(2027, 1, 29), ["network", "system"])


@pytest.mark.parametrize(
    ("choice", "codes"),
    [
        ({"which": "in:hills"}, {"ZN101", "ZN102"}),
        ({"which": "chosen", "networks": ["ZN103"]}, {"ZN103"}),
    ],
)
def test_its_networks_are_those_of_a_locality_or_those_ticked(
    lead: Client, choice: dict[str, object], codes: set[str]
) -> None:
    pressed(lead, at("plan"), **FILLED_IN | choice)
    asked_then = Round.objects.get(title="Winter 2026").asked
    assert set(asked_then.values_list("network__code", flat=True)) == codes


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": " "}, "Enter a title"),
        ({"due": "30 November 2026"}, "A round cannot be due before it opens."),
        ({"due": "31 February 2027"}, "Enter a real date"),
        ({"moderation_ends": "1 January 2027"}, "Moderation cannot end before returns are due."),
        ({"which": "chosen"}, "Tick the networks that the round asks"),
        ({"which": "chosen", "networks": ["ZN201"]}, "Select a valid choice"),
        ({"audiences": []}, "Choose whom the round asks about."),
        ({"title": "Autumn 2026"}, "The board has a round of this title."),
        ({"edition": "pcn-2099"}, "Select a valid choice"),
    ],
)
def test_a_plan_that_could_not_work_comes_back_with_the_reason_and_what_was_typed(
    lead: Client, wrong: dict[str, object], why: str
) -> None:
    page = pressed(lead, at("plan"), **FILLED_IN | {"message": "See you there"} | wrong)
    assert why in page
    assert "<title>Error: " in page
    assert "See you there" in page
    assert Round.objects.count() == 1


def test_somebody_who_leads_two_boards_chooses_first_and_nobody_plans_for_another(
    lead: Client, autumn: Round, people: Everybody
) -> None:
    assert lead.get(at("plan", board=NEIGHBOUR)).status_code == 404
    person = people.system_lead(BOARD)
    appoint(person, role=Role.SYSTEM_LEAD, level=Level.BOARD, code=NEIGHBOUR, started=date(2020, 1, 1), by=None)
    both = signed_in(person)
    page = words(both, at("plan"))
    assert at("plan", board=NEIGHBOUR) in page
    assert "Every open network of Lowland Board (1)" in words(both, at("plan", board=NEIGHBOUR))


def test_a_draft_is_changed_whole_and_an_open_round_in_part(lead: Client, autumn: Round) -> None:
    pressed(lead, at("plan"), **FILLED_IN)
    change = at("change", "winter-2026")
    page = words(lead, change)
    assert 'value="Winter 2026"' in page
    assert page.count(" checked") >= 5
    pressed(lead, change, **FILLED_IN | {"title": "Deep winter", "which": "in:marshes"})
    changed = Round.objects.get(title="Deep winter")
    assert [each.network.code for each in changed.asked.all()] == ["ZN103"]
    page = words(lead, at("change", autumn.slug))
    assert 'name="edition"' not in page
    assert 'name="networks"' not in page
    given = {name: FILLED_IN[name] for name in ("due", "peers_see", "moderation_seen")} | {"title": "Autumn"}
    page = pressed(lead, at("change", autumn.slug), **given)
    assert "Your changes were saved." in page
    assert letters()[LARKSPURS_LEAD][-1] == "Larkspur: Autumn is now due on 29 January 2027"


def test_of_two_leads_at_once_the_second_sees_what_the_first_did_and_keeps_the_own_words(
    lead: Client, autumn: Round
) -> None:
    pressed(lead, at("plan"), **FILLED_IN)
    change = at("change", "winter-2026")
    stale = seen_on(lead, change)
    pressed(lead, change, **FILLED_IN | {"due": "26 February 2027"})
    page = pressed(lead, change, **FILLED_IN | {"title": "Mine", "seen": stale})
    assert "Somebody else changed this round while you did." in page
    assert "due on 26 February 2027" in page
    assert 'value="Mine"' in page
    assert Round.objects.get(slug="winter-2026").title == "Winter 2026"
    assert "Your changes were saved." in pressed(lead, change, **FILLED_IN | {"title": "Mine"})


def test_a_published_round_changes_its_settings_only(lead: Client, autumn: Round) -> None:
    publish_round(close_round(autumn, by=None), by=None)
    page = words(lead, at("change", autumn.slug))
    assert 'name="due"' not in page
    given = {"title": "Autumn 2026", "peers_see": "nothing", "moderation_seen": "at-once"}
    pressed(lead, at("change", autumn.slug), **given)
    assert Round.objects.get().peers_see == "nothing"


# Moving --------------------------------------------------------------------------------------------------------------


def test_opening_says_first_who_is_written_to_and_where_nobody_can_be(lead: Client, autumn: Round) -> None:
    plan = a_plan("Winter 2026", opens=date(2026, 12, 1), due=date(2027, 1, 29))
    page = words(lead, at("open", plan.slug))
    assert "2 people of 2 networks are invited to start by e-mail." in page
    assert "Nobody to write to (1)" in page
    assert reverse("access:organisation", args=["network", "ZN102"]) in page
    assert "Winter 2026 is open. 2 people of 2 networks are invited by e-mail." in pressed(lead, at("open", plan.slug))
    assert letters()[LARKSPURS_LEAD][-1] == "Larkspur: where do you stand? Winter 2026"
    events = Event.objects.count()
    again = pressed(lead, at("open", plan.slug))
    assert "Winter 2026 is open already. Nothing was changed." in again
    assert Event.objects.count() == events


def test_a_due_date_that_has_passed_is_said_before_opening(lead: Client, autumn: Round) -> None:
    plan = a_plan("Late")
    assert "The due date, 30 October 2026, has passed. Change it before" in words(lead, at("open", plan.slug))


def test_closing_names_the_drafts_and_wants_a_tick(lead: Client, autumn: Round) -> None:
    has_started(autumn, "ZN103")
    page = words(lead, at("close", autumn.slug))
    assert "2 networks have not returned. 1 person of 1 network is told by e-mail." in page
    named = page[page.index("Drafts that are not signed (1)") :]
    assert "Larkspur" in named
    assert "Wharf" not in named
    page = pressed(lead, at("close", autumn.slug))
    assert "Tick that you know of the drafts" in page
    assert Round.objects.get().status == "open"
    assert "Autumn 2026 is closed." in pressed(lead, at("close", autumn.slug), leaving_drafts="on")
    page = words(lead, at("round", autumn.slug))
    assert "2 have not returned and 1 has submitted." in page
    assert "overdue" not in page


def test_a_draft_begun_while_the_page_was_open_is_shown_before_the_round_closes(lead: Client, autumn: Round) -> None:
    shown = seen_on(lead, at("close", autumn.slug))
    has_started(autumn, "ZN103")
    page = pressed(lead, at("close", autumn.slug), seen=shown, leaving_drafts="on")
    assert "The round has changed since you opened this page, and nothing was done." in page
    assert "Drafts that are not signed (1)" in page
    assert Round.objects.get().status == "open"


def test_publishing_says_who_will_see_what(lead: Client, autumn: Round) -> None:
    Round.objects.update(moderation_seen="published")
    close_round(autumn, by=None)
    page = words(lead, at("publish", autumn.slug))
    assert "The moderation of 1 network is not concluded." in page
    assert "Networks see how many of them stand where, without names, if enough have returned." in page
    assert "From now on each network sees the area team’s positions" in page
    assert "Private notes and unsigned drafts are seen by nobody outside the network." in page
    assert "Autumn 2026 is published." in pressed(lead, at("publish", autumn.slug))


def test_going_back_wants_a_reason(lead: Client, autumn: Round) -> None:
    publish_round(close_round(autumn, by=None), by=None)
    assert "Give a reason: it goes on the record." in pressed(lead, at("unpublish", autumn.slug))
    pressed(lead, at("unpublish", autumn.slug), why="A figure was wrong")
    page = words(lead, at("reopen", autumn.slug))
    assert "The due date stays 30 October 2026. It has passed" in page
    pressed(lead, at("reopen", autumn.slug), why="Two more want to sign")
    assert Round.objects.get().status == "open"


def test_a_draft_is_deleted_after_a_question_and_an_open_round_is_not(lead: Client, autumn: Round) -> None:
    plan = a_plan("Winter 2026", opens=date(2026, 12, 1), due=date(2027, 1, 29))
    assert "It cannot be brought back." in words(lead, at("delete", plan.slug))
    assert "The draft Winter 2026 was deleted." in pressed(lead, at("delete", plan.slug))
    assert "Autumn 2026 is open. Nothing was changed." in pressed(lead, at("delete", autumn.slug))
    assert Round.objects.get() == autumn


# Networks that were ticked -------------------------------------------------------------------------------------------


def test_those_that_were_ticked_are_reminded_and_the_others_left_out_with_the_reason(
    lead: Client, autumn: Round
) -> None:
    page = words(lead, at("remind", autumn.slug, everything="on"))
    assert "2 networks. 1 person is written to." in page
    assert "Has returned already (1): Teasel" in page
    assert "Nobody to write to: Wharf &amp; Weir." in page
    page = pressed(lead, at("remind", autumn.slug), network=["ZN102", "ZN103"], words="We are there until five.")
    assert "1 network was reminded. 1 letter written. 1 network has nobody to write to." in page
    assert "1 November 2026" in page[page.index(">Larkspur</label>") : page.index(">Teasel</label>")]
    again = words(lead, at("remind", autumn.slug, network="ZN103"))
    assert "None of the networks that you ticked can be reminded." in again
    assert "Was reminded by hand today already (1): Larkspur" in again


def test_all_of_a_list_are_taken_with_its_filter(lead: Client, autumn: Round) -> None:
    page = words(lead, at("extend", autumn.slug, everything="on", status="overdue", locality="hills"))
    assert "Wharf &amp; Weir" in page
    assert "Larkspur" not in page


def test_ticking_nothing_says_so_and_does_nothing(lead: Client, autumn: Round) -> None:
    for doing in ("remind", "ask", "extend", "withdraw", "take_back"):
        page = lead.get(at(doing, autumn.slug), follow=True).content.decode()
        assert "You ticked no network, and nothing was done." in page
        assert "You ticked no network" in lead.post(at(doing, autumn.slug), {}, follow=True).content.decode()
    of_another = lead.get(at("remind", autumn.slug, network="ZN201"), follow=True).content.decode()
    assert "You ticked no network" in of_another


def test_a_network_is_asked_for_the_statements_that_are_ticked(lead: Client, autumn: Round) -> None:
    page = words(lead, at("ask", autumn.slug, network="ZN101"))
    assert page.count('name="components"') == len(EDITION.components)
    assert "Tick at least one statement." in pressed(lead, at("ask", autumn.slug), network="ZN101")
    chosen = [component.id for component in EDITION.components[:3]]
    page = pressed(lead, at("ask", autumn.slug), network="ZN101", components=chosen, words="After the merger")
    assert "1 network was asked. 1 letter written." in page
    assert "Asked for 3 single statements" in page
    assert CellRequest.objects.get().components.count() == 3


def test_a_network_is_given_longer_withdrawn_and_taken_back_with_reasons(lead: Client, autumn: Round) -> None:
    page = pressed(lead, at("extend", autumn.slug), network="ZN103", due="13 November 2026", why="Floods")
    assert "1 network was given a later due date." in page
    assert "Due 13 November 2026" in page
    assert asked(autumn, "ZN103").due == date(2026, 11, 13)
    assert "Of 3 networks, 2 have not started and 1 has submitted. 1 is overdue." in page
    page = pressed(lead, at("extend", autumn.slug), network="ZN103", due="12 November 2026", why="Floods")
    assert "Larkspur is due on 13 November 2026. Choose a later day." in page
    assert "Give a reason" in pressed(lead, at("withdraw", autumn.slug), network="ZN103")
    page = pressed(lead, at("withdraw", autumn.slug), network="ZN103", why="It is closing")
    assert "Of 2 networks" in page
    assert "Withdrawn (1)" in page
    page = pressed(lead, at("take_back", autumn.slug), network="ZN103", why="It is not")
    assert "1 network was taken back in." in page
    assert "Of 3 networks" in page


def test_where_every_network_is_asked_there_is_none_to_add(lead: Client, autumn: Round) -> None:
    assert "asks every open network of the board already" in words(lead, at("add_network", autumn.slug))
    withdraw(autumn, networks=["ZN102"], why="So", by=None)
    page = lead.post(at("add_network", autumn.slug), {"network": "ZN102", "why": "Back"}).content.decode()
    assert "asks every open network of the board already" in page


def test_nobody_but_the_system_lead_of_the_board_can_do_any_of_it(autumn: Round, people: Everybody) -> None:
    pages = ("change", "open", "close", "publish", "reopen", "unpublish", "delete", "remind", "ask", "extend")
    everybody = (
        (people.holding(Role.AREA_TEAM, Level.BOARD, BOARD), 403),
        (people.holding(Role.AUDITOR, Level.ENGLAND, ""), 403),
        (people.network_lead("ZN103"), 403),
        (people.system_lead(NEIGHBOUR), 404),
        (people.nobody_in_particular(), 404),
    )
    for person, status in everybody:
        client = signed_in(person)
        for page in (*pages, "withdraw", "take_back", "add_network"):
            address = at(page, autumn.slug)
            assert client.get(address).status_code == status, (person, page)
            assert client.post(address, {"network": "ZN103"}).status_code == status, (person, page)
    assert Round.objects.get().status == "open"


def test_the_list_of_rounds_says_what_became_of_each(lead: Client, autumn: Round) -> None:
    a_plan("Winter 2026", opens=date(2026, 12, 1), due=date(2027, 1, 29))
    publish_round(close_round(a_round(), by=None), by=None)
    page = words(lead, at("rounds"))
    assert at("plan") in page
    assert "A plan to ask 3 networks, from 1 December 2026 to 29 January 2027. Not open yet." in page
    assert "1 of 3 networks has returned. Asked 1 September 2026, due 30 October 2026." in page
    assert "0 of 3 networks have returned. Asked 2 March 2026, published 1 November 2026." in page
