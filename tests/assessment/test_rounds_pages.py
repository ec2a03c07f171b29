"""The page of a round: what the system lead, the area team and a network find on it."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.assessment.leading import (
    a_plan,
    at,
    autumn_in_november,
    has_started,
    many_networks,
    moderated,
    pressed,
    words,
)
from tests.assessment.rounds import BOARD, a_workbook, record
from tests.people import Everybody, signed_in
from trellis.access.actions import appoint
from trellis.access.rules import Level, Role
from trellis.assessment.actions.rounds import open_round
from trellis.assessment.models import Round
from trellis.assessment.standing import Conclusion
from trellis.register.actions import record_facts
from trellis.register.imports.facts import Facts, Membership, Place
from trellis.register.rules import Kind


@pytest.fixture
def autumn(db: None, people: Everybody) -> Iterator[Round]:
    """An open round, of which one network of three has returned; it is noon on 1 November, two days after its day."""
    with time_machine.travel("2026-11-01T12:00:00+00:00", tick=False):
        yield autumn_in_november(people)


@pytest.fixture
def lead(autumn: Round, people: Everybody) -> Client:
    """The system lead of the board."""
    return signed_in(people.system_lead(BOARD))


# The page of a round -------------------------------------------------------------------------------------------------


def test_the_system_lead_reads_how_the_round_stands_as_a_sentence_and_by_locality(lead: Client, autumn: Round) -> None:
    has_started(autumn, "ZN103")
    page = words(lead, at("round", autumn.slug))
    assert "Of 3 networks, 1 has not started, 1 is in progress and 1 has submitted. 2 are overdue." in page
    assert "Returns were due on 30 October 2026." in page
    hills = page[page.index('scope="row">Hills') : page.index('scope="row">Marshes')]
    assert 'data-column="Not started" class="trellis-number"><a href="?status=not-started&amp;locality=hills' in hills
    assert 'data-column="In progress" class="trellis-number round-none">0' in hills


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (None, "1 is in moderation"),
        (Conclusion.AGREED, "1 is agreed"),
        (Conclusion.DIFFER, "1 has agreed to differ"),
    ],
)
def test_moderation_shows_beside_a_return(lead: Client, autumn: Round, outcome: Conclusion | None, said: str) -> None:
    moderated(autumn, "ZN101", outcome)
    assert f"2 have not started and {said}." in words(lead, at("round", autumn.slug))


def test_each_network_is_listed_with_its_status_its_return_and_who_can_be_written_to(
    lead: Client, autumn: Round
) -> None:
    page = words(lead, at("round", autumn.slug))
    listed = page[page.index('id="list-caption"') :]
    teasel = listed[listed.index(">Teasel</label>") : listed.index(">Wharf &amp; Weir</label>")]
    assert "Workbook dated 20 March 2026, received 1 November 2026" in teasel
    assert at("submitted", autumn.slug, "ZN101") in teasel
    wharf = listed[listed.index(">Wharf &amp; Weir</label>") :]
    assert "Not started, overdue" in wharf
    assert "Nobody" in wharf
    assert reverse("access:organisation", args=["network", "ZN102"]) in wharf


def test_the_list_is_filtered_by_links_and_says_so_where_nothing_is_like_that(lead: Client, autumn: Round) -> None:
    def listed(**query: str) -> set[str]:
        page = words(lead, at("round", autumn.slug, **query))
        return {code for code in ("ZN101", "ZN102", "ZN103") if f'value="{code}"' in page}

    assert listed() == {"ZN101", "ZN102", "ZN103"}
    assert listed(status="overdue") == {"ZN102", "ZN103"}
    assert listed(status="overdue", locality="hills") == {"ZN102"}
    assert listed(locality="none") == set()
    assert listed(status="nonsense", locality="<script>", page="-1") == {"ZN101", "ZN102", "ZN103"}
    assert "No network is like that." in words(lead, at("round", autumn.slug, status="agreed"))


def test_the_csv_has_the_networks_of_the_filter(lead: Client, autumn: Round) -> None:
    response = lead.get(at("networks_csv", autumn.slug, status="overdue"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["network"], row["locality"], row["overdue"], row["due"]) for row in rows] == [
        ("Larkspur", "Marshes", "yes", "2026-10-30"),
        ("Wharf & Weir", "Hills", "yes", "2026-10-30"),
    ]
    assert [row["people_to_write_to"] for row in rows] == ["1", "0"]
    everything = lead.get(at("networks_csv", autumn.slug)).content.decode()
    assert "Recorded from a workbook" in everything or "orkbook" in everything


def test_the_area_team_of_a_locality_sees_its_own_networks_in_counts_list_and_csv(
    autumn: Round, people: Everybody
) -> None:
    client = signed_in(people.holding(Role.AREA_TEAM, Level.LOCALITY, "marshes"))
    page = words(client, at("round", autumn.slug))
    assert "Of 1 network, 1 has not started. 1 is overdue." in page
    table = client.get(at("networks_csv", autumn.slug)).content.decode()
    for said in (page, table):
        assert "Larkspur" in said
        assert "Teasel" not in said
        assert "Hills" not in said
    assert at("close", autumn.slug) not in page
    assert at("remind", autumn.slug) not in page.replace('action="' + at("remind", autumn.slug), "")
    assert client.get(at("remind", autumn.slug, network="ZN103")).status_code == 403


def test_a_networks_people_see_no_count_of_others(autumn: Round, people: Everybody) -> None:
    client = signed_in(people.network_lead("ZN103"))
    page = client.get(at("round", autumn.slug), follow=True).content.decode()
    assert "Larkspur" in page
    for others in ("Teasel", "Wharf", "overdue", "Of 3", "Of 1 network"):
        assert others not in page
    assert client.get(at("networks_csv", autumn.slug)).status_code == 403


def test_somebody_of_two_networks_chooses(autumn: Round, people: Everybody) -> None:
    person = people.network_lead("ZN103")
    people.network_lead("ZN102")
    appoint(person, role=Role.NETWORK_LEAD, level=Level.NETWORK, code="ZN102", started=date(2020, 1, 1), by=None)
    page = words(signed_in(person), at("round", autumn.slug))
    assert "Larkspur" in page
    assert "Wharf &amp; Weir" in page
    assert "Teasel" not in page


def test_the_page_asks_the_database_as_often_for_three_hundred_networks_as_for_three(
    lead: Client, autumn: Round
) -> None:
    places = many_networks(300)
    many = open_round(a_plan("Many", networks=places), by=None)
    record(many, *((f"{code}.xlsx", a_workbook(code, name=places[code])) for code in list(places)[:10]))
    moderated(many, "ZN300", None)

    def queries(address: str) -> int:
        lead.get(address)
        with CaptureQueriesContext(connection) as counted:
            words(lead, address)
        return len(counted)

    for page in ("round", "networks_csv"):
        assert queries(at(page, many.slug)) == queries(at(page, autumn.slug)) <= 20
    assert queries(at("close", many.slug)) == queries(at("close", autumn.slug)) <= 15
    for doing in ("remind", "withdraw"):
        both = (at(doing, each.slug, everything="on") for each in (many, autumn))
        assert len({queries(address) for address in both}) == 1
    page = words(lead, at("round", many.slug, page="3"))
    assert "300 networks, page 3 of 3" in page
    assert page.count('name="network"') == 100
    assert "300 networks, page 3 of 3" in words(lead, at("round", many.slug, page="9999"))


def test_a_network_merged_away_in_mid_round_is_flagged_with_where_its_practices_went(
    lead: Client, autumn: Round
) -> None:
    opened, merged = date(2019, 7, 1), date(2026, 9, 30)
    facts = Facts(
        kind=Kind.RECORDED,
        as_at=date(2026, 10, 1),
        networks=(
            Place("ZN103", "Larkspur", "ZSA01", states_dates=True, opened=opened, closed=merged),
            Place("ZN104", "Foxglove", "ZSA01", states_dates=True, opened=date(2026, 10, 1)),
        ),
        practices=(Place("ZP0001", "Weir Surgery", "ZSA01"),),
        memberships=(
            Membership("ZP0001", "ZN103", opened, merged),
            Membership("ZP0001", "ZN104", date(2026, 10, 1)),
        ),
    )
    record_facts(facts, by=None, name="the merger")
    page = words(lead, at("round", autumn.slug))
    assert "Closed on the register on 30 September 2026. Its practices went to Foxglove (1 practice)." in page
    assert at("withdraw", autumn.slug, network="ZN103") in page
    assert at("add_network", autumn.slug, network="ZN104") in page
    pressed(lead, at("withdraw", autumn.slug, network="ZN103"), network="ZN103", why="It is Foxglove now")
    pressed(lead, at("add_network", autumn.slug), network="ZN104", why="Carries Larkspur on")
    page = words(lead, at("round", autumn.slug))
    assert "Closed on the register" not in page
    assert "Withdrawn: It is Foxglove now" in page
    assert "Added: Carries Larkspur on" in page
