"""What the register answers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.register.test_importing import FICTION, tell
from trellis.register import queries
from trellis.register.actions import record_facts, record_locality
from trellis.register.history import network_history, practice_history
from trellis.register.imports.facts import Facts, Place
from trellis.register.rules import Basis, Kind, Size, Succession

pytestmark = pytest.mark.django_db
D = date.fromisoformat
TODAY = D("2026-11-22")


def test_an_empty_register_answers_nothing() -> None:
    assert queries.is_empty()
    assert queries.networks(TODAY) == ()
    assert queries.network("U00001", TODAY) is None
    assert queries.practices_of("U00001", TODAY) == ()
    assert queries.list_size_of_network("U00001", Basis.REGISTERED, TODAY) is None
    assert queries.networks_within("99Z", TODAY) == frozenset()
    assert queries.breadcrumb("U00001", TODAY) == ()
    assert queries.search("surgery", TODAY).count == 0
    assert queries.find_networks_by_name("Old Name", TODAY) == ()


def test_networks_within_a_place_are_those_led_from_there() -> None:
    tell("old.xlsx", "old-map.csv")
    for code in ("99Z", "QZZ", "Y99"):
        assert queries.networks_within(code, D("2020-06-01")) == {"U00001"}
    assert queries.networks_within("99Z", D("2019-12-01")) == {"U00001", "U00002"}
    assert queries.networks_within("99X", D("2020-06-01")) == frozenset()


def test_the_board_of_a_network_is_that_of_its_lead_commissioner() -> None:
    tell("old.xlsx", "old-map.csv")
    board = queries.icb_of_network("U00001", D("2020-06-01"))
    assert board is not None
    assert board.code == "QZZ"
    assert queries.icb_of_network("U09999", D("2020-06-01")) is None


def test_a_name_finds_every_network_that_bears_or_bore_it() -> None:
    tell("old.xlsx", "new.xlsx")
    assert [one.code for one in queries.find_networks_by_name("old name", TODAY)] == ["U00001"]
    assert [one.code for one in queries.find_networks_by_name("New  Name Primary Care Network", TODAY)] == ["U00001"]
    assert [one.code for one in queries.find_networks_by_name("u00003", TODAY)] == ["U00003"]
    again = Facts(
        kind=Kind.RECORDED, as_at=TODAY, networks=(Place("ZN001", "New Name PCN", "", "", True, D("2020-01-01")),)
    )
    record_facts(again, by=None, name="A namesake")
    assert [one.code for one in queries.find_networks_by_name("NEW NAME", TODAY)] == ["U00001", "ZN001"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("U00001", ["U00001"]),
        ("new name", ["U00001"]),
        ("surgery a00002", ["A00002"]),
        ("A00002", ["A00002"]),
        ("nobody", []),
        ("   ", []),
    ],
)
def test_search_finds_by_code_and_by_every_word_of_a_name(text: str, codes: list[str]) -> None:
    tell("new.xlsx")
    found = queries.search(text, TODAY)
    assert [
        *(one.code for one in found.places),
        *(one.code for one in found.networks),
        *(one.code for one in found.practices),
    ] == codes


def test_a_postcode_finds_the_practice() -> None:
    tell("new-map.csv")
    assert queries.search("zz1 1aa", TODAY).practices_found == 4


def test_closed_networks_are_not_found_after_their_last_day() -> None:
    tell("new.xlsx")
    assert queries.search("closing", D("2021-03-31")).networks_found == 1
    assert queries.search("closing", D("2021-04-01")).networks_found == 0


def test_size_is_by_the_list_sizes_known_and_says_how_many_are_not() -> None:
    tell("old.xlsx", "lists.csv")
    one = queries.network("U00001", D("2021-02-01"))
    assert one is not None
    assert (one.registered.known, one.size) == (30_000, Size.USUAL)
    two = queries.network("U00002", D("2021-02-01"))
    assert two is not None
    assert two.size is Size.ABOVE


def test_the_figures_of_england_are_the_sum_of_its_regions() -> None:
    tell("new-map.csv", "by-age.csv")
    found = queries.snapshot(TODAY)
    regions = [found.figures_of(code) for code in found.regions]
    assert sum(one.networks for one in regions) == found.england.networks == 2
    assert sum(one.practices for one in regions) == found.england.practices == 4
    assert sum(one.registered.known or 0 for one in regions) == found.england.registered.known
    assert found.england.without_network == 1


def test_what_was_worked_out_is_kept_until_the_register_changes() -> None:
    tell("old.xlsx")
    first = queries.snapshot(TODAY)
    with CaptureQueriesContext(connection) as seen:
        assert queries.snapshot(TODAY) is first
    assert len(seen) == 1
    tell("new.xlsx")
    assert queries.snapshot(TODAY) is not first
    record_facts(FICTION, by=None, name="fiction")
    before = queries.snapshot(TODAY)
    record_locality(code="vale", name="Vale", board="ZSV", by=None)
    assert "vale" in queries.snapshot(TODAY).localities
    assert "vale" not in before.localities


def test_a_snapshot_takes_as_many_queries_for_nine_files_as_for_one() -> None:
    def asked(day: date) -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.snapshot(day)
        return len(seen)

    tell("old.xlsx", "new-map.csv")
    few = asked(TODAY)
    tell("new.xlsx", "lists.csv", "old-map.csv", "by-age.csv", "adjusted.csv", "practices.csv", "record.json")
    assert asked(TODAY) == few


def test_a_split_and_a_merger_are_worked_out_from_memberships() -> None:
    tell("old.xlsx", "new.xlsx")
    networks = queries.snapshot(TODAY).networks
    (split,) = network_history("U00003", networks).before
    assert (split.kind, split.move.source, split.move.practices) == (Succession.SPLIT, "U00001", ("A00002",))
    (merger,) = network_history("U00002", networks).after
    assert (merger.kind, merger.move.target, merger.move.practices) == (Succession.MERGER, "U00001", ("A00003",))
    assert network_history("U00001", networks).before[0].kind is Succession.MERGER


def test_a_network_s_history_has_its_names_and_its_sizes_by_the_practices_of_the_time() -> None:
    tell("old.xlsx", "new.xlsx", "lists.csv")
    history = network_history("U00001", queries.snapshot(TODAY).networks)
    assert [said.value for said in history.names] == ["NEW NAME PCN", "OLD NAME PCN"]
    assert [said.value for said in history.commissioners] == ["99Y", "99Z"]
    assert [(size.as_at, size.registered.known) for size in history.sizes] == [(D("2021-01-01"), 30_000)]


def test_a_practice_s_history_agrees_with_the_register_on_every_day() -> None:
    tell("old.xlsx", "new.xlsx", "old-map.csv", "new-map.csv", "adjusted.csv", "record.json")
    for code in ("A00001", "A00002", "A00003", "A00004", "A00009"):
        stays = practice_history(code).stays
        for day in (D("2019-12-01"), D("2020-06-01"), D("2021-04-01"), D("2025-06-01"), TODAY):
            then = [stay.spell.network for stay in stays if stay.spell.covers(day)]
            found = queries.practice(code, day)
            assert found is not None
            assert then == ([found.network] if found.network else [])
