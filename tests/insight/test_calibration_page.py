"""The calibration pages: each person counts the networks within their reach, and no other."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.assessment.drafts import asked_of
from tests.assessment.moderating import (
    LEADERSHIP,
    NORTH,
    SOUTH,
    a_moderator,
    a_moderator_of,
    a_signed_round,
    sixty_networks,
)
from tests.assessment.rounds import BOARD
from tests.people import Everybody, signed_in
from trellis.access.rules import Level, Role
from trellis.assessment.actions.moderating import leave_as_stated, moderate
from trellis.assessment.models import Round, RoundNetwork

PAGE = "/insight/rounds/spring-2026/calibration/"
CSV = "/insight/rounds/spring-2026/calibration.csv"


@pytest.fixture
def spring(db: None, people: Everybody) -> Round:
    """Teasel (in the north) was judged lower than it states; Wharf & Weir (in the south) was left."""
    round_ = a_signed_round()
    mo = a_moderator(people)
    moderate(asked_of(round_), LEADERSHIP, "pre_foundation", reason="No minutes were shown.", by=mo)
    leave_as_stated(asked_of(round_, "ZN102"), by=mo)
    return round_


@pytest.fixture
def analyst(spring: Round, people: Everybody) -> Client:
    """The board's analyst."""
    return signed_in(people.holding(Role.ANALYST, Level.BOARD, BOARD))


def text(client: Client, address: str, status: int = 200) -> str:
    """What a page says, without its tags."""
    response = client.get(address)
    assert response.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_analyst_reads_how_far_moderation_moved_networks(analyst: Client) -> None:
    said = text(analyst, PAGE)
    assert "The area team left 1 of 2 positions as it was stated." in said
    assert "It judged 1 lower and none higher." in said
    assert "Area team, ZSA" in said


def test_behind_each_figure_stand_its_networks(analyst: Client) -> None:
    for kind, key in (("all", "all"), ("theme", "leadership-network")):
        said = text(analyst, f"{PAGE}{kind}/{key}/lower/")
        assert "Teasel" in said
        assert "No minutes were shown." in said
        assert "Wharf" not in said
    assert "No moderated position lies so." in text(analyst, f"{PAGE}all/all/higher/")
    for strange in ("all/all/sideways", "theme/gardening-network/lower", "moderator/999999/lower", "board/all/lower"):
        assert analyst.get(f"{PAGE}{strange}/").status_code == 404


def test_every_link_behind_a_figure_leads_somewhere(analyst: Client) -> None:
    links = re.findall(r'href="(/insight/rounds/spring-2026/calibration/[^"]+/)"', analyst.get(PAGE).content.decode())
    assert len(links) == 6
    assert all(analyst.get(link).status_code == 200 for link in links)


def test_a_moderator_of_a_locality_counts_its_networks_alone(spring: Round, people: Everybody) -> None:
    nora, sue = (signed_in(a_moderator_of(people, locality)) for locality in (NORTH, SOUTH))
    assert "The area team changed the one position that it judged." in text(nora, PAGE)
    assert "The area team left the one position that it judged." in text(sue, PAGE)
    assert "Teasel" not in sue.get(CSV).content.decode()
    assert "No moderated position lies so." in text(sue, f"{PAGE}all/all/lower/")


def test_no_network_reads_it(spring: Round, people: Everybody) -> None:
    ann = signed_in(people.network_lead("ZN101"))
    for address in (PAGE, CSV, f"{PAGE}all/all/lower/"):
        assert ann.get(address).status_code == 403


def test_the_csv_has_a_row_for_every_moderated_position(analyst: Client) -> None:
    header, *rows = csv.reader(io.StringIO(analyst.get(CSV).content.decode()))
    assert header == ["code", "network", "theme", "audience", "stated", "moderated", "shift", "moderator", "reason"]
    assert [(row[0], row[4], row[5], row[6]) for row in rows] == [
        ("ZN101", "foundation", "pre_foundation", "lower"),
        ("ZN102", "foundation", "foundation", "same"),
    ]


def test_without_moderated_positions_it_says_so(db: None, people: Everybody) -> None:
    a_signed_round()
    reader = signed_in(people.holding(Role.AUDITOR, Level.BOARD, BOARD))
    assert "No moderated position has been given yet." in text(reader, PAGE)


def test_sixty_networks_take_as_many_queries_as_three(analyst: Client) -> None:
    round_ = sixty_networks()
    for asked in RoundNetwork.objects.filter(round=round_):
        leave_as_stated(asked, by=None)
    analyst.get(PAGE)
    with CaptureQueriesContext(connection) as of_three:
        analyst.get(PAGE)
    with CaptureQueriesContext(connection) as of_sixty:
        said = text(analyst, PAGE.replace("spring", "summer"))
    assert "The area team left all 60 positions as they were stated." in said
    assert len(of_sixty) == len(of_three)
