"""The pages of the register, as requests and what they answer."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import Everybody, signed_in
from tests.register.test_importing import FICTION, STORY, tell
from trellis.register.actions import join_locality, record_facts, record_locality
from trellis.register.models import Import

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(people: Everybody) -> Client:
    """Somebody who holds no role: what is published may be read by anyone who can sign in."""
    return signed_in(people.nobody_in_particular())


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return " ".join(response.content.decode().split())


def rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"].startswith("text/csv")
    assert response["Content-Disposition"].endswith('.csv"')
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for address in ("/register/", "/register/networks.csv", "/register/sources/"):
        response = client.get(address)
        assert response.status_code == 302
        assert "sign-in" in response["Location"]


def test_an_empty_register_says_how_to_fill_it(reader: Client) -> None:
    assert "trellis register import FILE..." in text(reader, "/register/")


def test_england_says_how_many_and_of_what_size_as_at_when(reader: Client) -> None:
    tell("new-map.csv", "by-age.csv")
    page = text(reader, "/register/")
    assert "2 networks and 4 practices, with 165,000 registered patients on 1 July 2026." in page
    assert "0 networks have the usual 30,000 to 50,000 patients; 1 has fewer and 1 more." in page
    assert "1 practice is in no network." in page
    assert 'href="/register/places/Y99/"' in page
    assert 'href="/register/places/QZZ/"' in page


def test_commissioners_whose_board_no_source_names_are_listed_apart(reader: Client) -> None:
    tell("old.xlsx")
    page = text(reader, "/register/")
    assert "Commissioners whose board is not known" in page
    assert 'href="/register/places/99Z/"' in page


def test_a_list_size_that_is_not_known_is_said_and_not_shown_as_nought(reader: Client) -> None:
    tell("old.xlsx")
    assert "2 networks and 4 practices. No list size is known." in text(reader, "/register/")
    assert "not known" in text(reader, "/register/networks/U00001/")


@pytest.mark.parametrize("code", ["Y99", "QZZ", "99Z"])
def test_every_place_has_a_page(reader: Client, code: str) -> None:
    tell("new-map.csv", "by-age.csv")
    page = text(reader, f"/register/places/{code}/")
    assert "165,000 registered patients" in page
    assert f"code {code}" in page


def test_a_board_lists_its_networks_with_sizes_in_words(reader: Client) -> None:
    tell("new-map.csv", "by-age.csv")
    page = text(reader, "/register/places/QZZ/")
    assert "Below 30,000" in page
    assert "Above 50,000" in page
    assert "Practices in no network" in page


def test_a_network_has_its_practices_its_size_and_its_history(reader: Client) -> None:
    tell("old.xlsx", "new.xlsx", "lists.csv")
    page = text(reader, "/register/networks/U00001/?as-at=2021-02-01")
    assert "<h1>OLD NAME PCN</h1>" in page
    assert "2 practices, with 30,000 registered patients on 1 January 2021." in page
    assert "SURGERY A00002" in page
    assert "1 practice split off to open SPLIT PCN on 1 April 2021" in page
    assert "1 practice came when CLOSING PCN closed on 1 April 2021" in page
    assert "Names over time" in page


def test_a_closed_network_says_when_it_closed(reader: Client) -> None:
    tell("new.xlsx")
    assert "The network closed on 31 March 2021." in text(reader, "/register/networks/U00002/")


def test_a_network_that_was_not_open_yet_says_so(reader: Client) -> None:
    tell("new.xlsx")
    page = text(reader, "/register/networks/U00003/?as-at=2020-01-01")
    assert "The network was not open on 1 January 2020: it opened on 1 April 2021." in page


def test_networks_of_one_name_point_at_each_other(reader: Client) -> None:
    tell("new.xlsx")
    other = FICTION.networks[0]._replace(name="NEW NAME PCN")
    record_facts(type(FICTION)(kind=FICTION.kind, as_at=FICTION.as_at, networks=(other,)), by=None, name="x")
    page = text(reader, "/register/networks/U00001/")
    assert "Another network has the same name" in page
    assert 'href="/register/networks/ZN001/"' in page


def test_a_practice_shows_its_network_on_the_date_asked_for(reader: Client) -> None:
    tell("old.xlsx", "new.xlsx")
    assert "SPLIT PCN</a> since 1 April 2021" in text(reader, "/register/practices/A00002/")
    then = text(reader, "/register/practices/A00002/?as-at=2021-03-31")
    assert "OLD NAME PCN</a> since 1 July 2019" in then
    assert "/register/networks/U00001/?as-at=2021-03-31" in then


def test_a_date_is_kept_in_every_link_to_the_register(reader: Client) -> None:
    tell("new-map.csv", "by-age.csv")
    page = text(reader, "/register/?as-at=2026-07-02")
    assert 'href="/register/places/QZZ/?as-at=2026-07-02"' in page
    assert 'href="/register/networks.csv?as-at=2026-07-02"' in page


@pytest.mark.parametrize("written", ["2021-02-01", "1/2/2021", "1 February 2021", "1 Feb 2021"])
def test_a_date_may_be_written_as_people_write_it(reader: Client, written: str) -> None:
    tell("old.xlsx")
    assert "As at 1 February 2021" in reader.get("/register/", {"as-at": written}).content.decode()


def test_a_date_that_is_none_is_an_error_said_at_the_top(reader: Client) -> None:
    tell("old.xlsx")
    page = text(reader, "/register/?as-at=soon")
    assert "<title>Error: Register of networks" in page
    assert "Enter a real date" in page
    assert 'href="#id_as-at"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/register/places/XXX/",
        "/register/localities/nowhere/",
        "/register/networks/U99999/",
        "/register/practices/A99999/",
        "/register/sources/999/",
        "/register/networks/U99999/names.csv",
        "/register/practices/A99999/names.csv",
        "/register/sources/999/odd.csv",
    ],
)
def test_what_is_not_on_the_register_is_not_found(reader: Client, address: str) -> None:
    tell("old.xlsx")
    text(reader, address, 404)


def test_search_shows_what_it_found_and_says_when_there_is_nothing(reader: Client) -> None:
    tell("new.xlsx")
    assert 'href="/register/networks/U00001/"' in text(reader, "/register/search/?q=new+name")
    assert "Nothing on the register" in text(reader, "/register/search/?q=atlantis")


def test_search_shows_text_as_text(reader: Client) -> None:
    tell("new.xlsx")
    assert "<script>alert" not in text(reader, "/register/search/?q=<script>alert(1)</script>")


def test_a_locality_has_its_networks(reader: Client) -> None:
    record_facts(FICTION, by=None, name="fiction")
    record_locality(code="north-vale", name="North Vale", board="ZSV", by=None)
    join_locality(network="ZN001", locality="north-vale", started=FICTION.as_at, by=None)
    page = text(reader, "/register/localities/north-vale/")
    assert "1 network and 1 practice, with 12,000 registered patients on 1 October 2019." in page
    assert "Alder PCN" in page
    assert 'href="/register/localities/north-vale/"' in text(reader, "/register/places/ZSV/")
    assert [row["code"] for row in rows(reader, "/register/localities.csv?within=ZSV")] == ["north-vale"]


def test_sources_say_what_each_changed_and_what_was_odd(reader: Client) -> None:
    tell("old.xlsx", "new.xlsx")
    assert "2 sources have been taken in" in text(reader, "/register/sources/")
    newer = Import.objects.get(name="new.xlsx")
    page = text(reader, f"/register/sources/{newer.pk}/")
    assert "What was odd (1)" in page
    assert "That membership no longer counts." in page
    assert [row["kind"] for row in rows(reader, f"/register/sources/{newer.pk}/odd.csv")] == ["withdrawn"]


def test_every_table_comes_as_csv(reader: Client) -> None:
    tell("old.xlsx", "new.xlsx", "new-map.csv", "by-age.csv")
    assert [row["code"] for row in rows(reader, "/register/boards.csv")] == ["QZZ"]
    assert [row["code"] for row in rows(reader, "/register/sub-icb-locations.csv?within=QZZ")] == ["99Z"]
    assert [row["code"] for row in rows(reader, "/register/networks.csv?within=QZZ")] == ["U00003", "U00004"]
    assert len(rows(reader, "/register/practices.csv")) == 4
    assert [row["code"] for row in rows(reader, "/register/practices.csv?network=U00003")] == ["A00002"]
    assert len(rows(reader, "/register/practices.csv?within=99Z")) == 4
    assert len(rows(reader, "/register/sources.csv")) == 4
    for table in ("names", "commissioners", "memberships", "list-sizes", "moves"):
        assert rows(reader, f"/register/networks/U00003/{table}.csv")
    for table in ("names", "commissioners", "memberships", "list-sizes"):
        assert rows(reader, f"/register/practices/A00001/{table}.csv")


PAGES = (
    "/register/",
    "/register/places/Y99/",
    "/register/places/QZZ/",
    "/register/places/99Z/",
    "/register/networks/U00001/",
    "/register/practices/A00001/",
    "/register/search/?q=surgery",
    "/register/sources/",
    "/register/networks.csv",
    "/register/practices.csv",
    "/register/networks/U00001/memberships.csv",
)


@pytest.fixture
def asked(reader: Client) -> Callable[[str], int]:
    """How many queries a page takes once the register as at its date is known."""

    def count(address: str) -> int:
        reader.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert reader.get(address).status_code == 200
        return len(seen)

    return count


def test_no_page_takes_more_queries_for_a_larger_register(asked: Callable[[str], int]) -> None:
    tell("old.xlsx", "old-map.csv", "lists.csv")
    few = {address: asked(address) for address in PAGES}
    tell(*(name for name in STORY if name not in {"old.xlsx", "old-map.csv", "lists.csv"}))
    many = {address: asked(address) for address in PAGES}
    assert many == few
    assert max(many.values()) <= 12
