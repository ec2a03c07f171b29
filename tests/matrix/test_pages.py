"""The pages of the matrix: what each person sees, and what makers of local editions can do."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.matrix.editions import TWO_THEMES
from tests.people import Everybody, signed_in
from trellis.accounts.models import Person
from trellis.files.spreadsheets import read_workbook
from trellis.matrix.actions import change_edition, derive_edition, import_edition, publish, retire, ship_editions
from trellis.matrix.derivation import Add, Change, Drop, Retitle, Reword
from trellis.matrix.exports import edition_to_workbook
from trellis.matrix.imports import edition_from_yaml
from trellis.matrix.models import Edition
from trellis.matrix.queries import edition_by_id
from trellis.matrix.rules import Audience
from trellis.matrix.shipped import shipped_edition

BOARD = "QZZ"
NATIONAL = "pcn-2019-08"


@pytest.fixture
def shipped(db: None) -> None:
    """The shipped editions, published."""
    ship_editions(by=None)


@pytest.fixture
def ours(db: None) -> Edition:
    """A small published edition."""
    return publish(import_edition(edition_from_yaml(TWO_THEMES, "ours.yaml"), by=None), by=None)


@pytest.fixture
def maker(people: Everybody) -> Client:
    """A system lead, who may make local editions."""
    return signed_in(people.system_lead(BOARD))


@pytest.fixture
def reader(people: Everybody) -> Client:
    """Somebody without a role."""
    return signed_in(people.nobody_in_particular())


def the_maker() -> Person:
    """The system lead whose browser ``maker`` is."""
    return Person.objects.get(email=f"system-lead.{BOARD.lower()}@example.org")


def draft_of(edition: Edition, *changes: Change) -> Edition:
    """A draft that the maker made."""
    return derive_edition(edition, new_id="local", title="Local matrix", changes=changes, by=the_maker())


def at(name: str, *parts: object) -> str:
    return reverse(f"matrix:{name}", args=parts)


def words(client: Client, address: str, status: int = 200) -> str:
    """The page at an address."""
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def sent(client: Client, address: str, status: int = 200, **data: object) -> str:
    """The page after a form was sent, redirects followed."""
    response = client.post(address, data, follow=True)
    assert response.status_code == status
    return response.content.decode()


def test_anybody_signed_in_reads_the_editions(shipped: None, reader: Client) -> None:
    page = words(reader, at("editions"))
    for edition_id in ("pcn-2019-08", "pcn-2019-07-early", "neighbourhood-2025"):
        assert at("edition", edition_id) in page
    assert "5 themes, 69 statements" in page
    assert "Make a local edition" not in page


def test_a_stranger_is_asked_to_sign_in(shipped: None, client: Client) -> None:
    assert client.get(at("editions")).status_code == 302


def test_without_editions_the_page_says_how_they_come_in(reader: Client) -> None:
    assert "trellis matrix ship" in words(reader, at("editions"))


def test_the_list_takes_as_many_queries_for_many_editions_as_for_three(shipped: None, maker: Client) -> None:
    words(maker, at("editions"))
    with CaptureQueriesContext(connection) as three:
        words(maker, at("editions"))
    national = Edition.objects.get(slug=NATIONAL)
    for number in range(5):
        derive_edition(national, new_id=f"local-{number}", title=f"Local {number}", by=the_maker())
    with CaptureQueriesContext(connection) as eight:
        assert "Local 4" in words(maker, at("editions"))
    assert len(eight) == len(three)


def test_an_edition_shows_every_statement_under_its_theme_and_step(shipped: None, reader: Client) -> None:
    page = words(reader, at("edition", NATIONAL))
    edition = shipped_edition(NATIONAL)
    for component in edition.components:
        assert page.count(at("component", NATIONAL, component.id)) == 1
    assert "69 statements: 40 for the network, 29 for the system." in page
    assert page.index("Managing resources</h2>") < page.index("enough time set aside") < page.index("communities</h2>")
    assert "name no kind of support for this theme" in page
    assert "Make a local edition" not in page


def test_a_published_edition_is_shown_without_asking_for_its_rows_again(shipped: None, reader: Client) -> None:
    words(reader, at("edition", NATIONAL))
    with CaptureQueriesContext(connection) as asked:
        words(reader, at("edition", NATIONAL))
    assert not [query for query in asked.captured_queries if "matrix_component" in query["sql"]]


def test_a_blank_cell_says_that_nothing_is_asked(ours: Edition, reader: Client) -> None:
    assert "Nothing is asked here" in words(reader, at("edition", "ours"))


def test_a_component_says_what_in_place_looks_like_and_where_it_comes_from(shipped: None, reader: Client) -> None:
    component = shipped_edition(NATIONAL).by_id["integrating-care.network.step_1.2"]
    page = words(reader, at("component", NATIONAL, component.id))
    assert component.statement in page
    assert component.looks_like in page
    assert component.source in page
    assert "2 of 2" in page


def test_what_is_not_there_is_not_found(shipped: None, reader: Client, maker: Client) -> None:
    words(reader, at("edition", "nothing"), 404)
    words(reader, at("component", NATIONAL, "nothing"), 404)
    words(maker, at("retitle", NATIONAL, "resources"), 404)
    words(maker, at("publish", NATIONAL), 404)


def test_an_edition_is_downloaded_as_yaml_csv_and_workbook(ours: Edition, reader: Client) -> None:
    edition = edition_by_id("ours")
    assert edition_from_yaml(words(reader, at("edition_yaml", "ours")), "ours.yaml") == edition
    table = list(csv.DictReader(StringIO(reader.get(at("edition_csv", "ours")).content.decode("utf-8-sig"))))
    assert [row["statement"] for row in table] == [component.statement for component in edition.components]
    response = reader.get(at("edition_workbook", "ours"))
    assert response["Content-Disposition"] == 'attachment; filename="ours.xlsx"'
    assert response.content == edition_to_workbook(edition)


@pytest.mark.parametrize("name", ["derive", "publish", "retire", "discard", "add"])
def test_only_makers_of_editions_reach_what_changes_them(ours: Edition, reader: Client, name: str) -> None:
    words(reader, at(name, "ours"), 403)
    assert reader.post(at(name, "ours")).status_code == 403


def test_a_draft_is_hidden_from_those_who_make_none(ours: Edition, reader: Client, maker: Client) -> None:
    draft_of(ours)
    words(reader, at("edition", "local"), 404)
    words(reader, at("edition_csv", "local"), 404)
    assert "Local matrix" in words(maker, at("edition", "local"))
    assert "Local matrix" not in words(reader, at("editions"))


def test_a_local_edition_is_derived_in_the_page(ours: Edition, maker: Client) -> None:
    page = sent(maker, at("derive", "ours"), title="Severn Vale  matrix", edition_id="severn-vale")
    assert "Severn Vale matrix</h1>" in page
    assert "Nothing differs." in page
    assert edition_by_id("severn-vale").parent == "ours"
    assert Edition.objects.get(slug="severn-vale").made_by is not None


@pytest.mark.parametrize(
    ("title", "edition_id", "says"),
    [
        ("", "local", "Enter a title"),
        ("Local", "", "Enter a short name"),
        ("Local", "My Id", "small letters, digits, dots and hyphens only"),
        ("Local", "ours", "it would descend from itself"),
        ("Local", "taken", "There is an edition taken already"),
    ],
)
def test_a_derivation_that_cannot_be_is_explained(
    ours: Edition, maker: Client, title: str, edition_id: str, says: str
) -> None:
    derive_edition(ours, new_id="taken", title="Taken", by=None)
    page = sent(maker, at("derive", "ours"), 422, title=title, edition_id=edition_id)
    assert says in page
    assert "<title>Error: " in page
    assert Edition.objects.count() == 2


def test_a_draft_is_retitled_reworded_added_to_and_cut_in_its_pages(ours: Edition, maker: Client) -> None:
    draft_of(ours)
    assert "is called “Residents” now" in sent(maker, at("retitle", "local", "people"), title="Residents")
    page = sent(maker, at("reword", "local", "care.1"), statement="Teams have met.")
    assert "It still compares with the one it came from" in page
    added = {"statement": "Somebody asks.", "looks_like": "A letter."}
    maker.post(at("add", "local"), {"theme": "people", "audience": "system", "step": "step_1", **added})
    assert "The statement was left out" in sent(maker, at("drop", "local", "care.3"))
    page = words(maker, at("edition", "local"))
    assert "1 statement reworded, 1 statement added, 1 statement left out, 1 theme retitled." in page
    assert "“People” is called “Residents”" in page
    edition = edition_by_id("local")
    assert [component.statement for component in edition.components] == [
        "Teams have met.",
        "Teams meet every month.",
        "People were asked.",
        "Somebody asks.",
    ]


def test_a_form_shows_what_there_is_now(ours: Edition, maker: Client) -> None:
    draft_of(ours)
    assert 'value="People"' in words(maker, at("retitle", "local", "people"))
    assert "Teams know each other.</textarea>" in words(maker, at("reword", "local", "care.1"))
    page = words(maker, at("add", "local") + "?theme=people&audience=system&step=step_1")
    for chosen in ("people", "system", "step_1"):
        assert f'<option value="{chosen}" selected>' in page


@pytest.mark.parametrize(
    ("name", "parts", "data", "says"),
    [
        ("retitle", ["people"], {"title": " "}, "Enter a title"),
        ("reword", ["care.1"], {"statement": ""}, "Enter the statement"),
        ("add", [], {"theme": "money"}, "Select a valid choice"),
    ],
)
def test_a_change_without_its_words_is_asked_for_again(
    ours: Edition, maker: Client, name: str, parts: list[str], data: dict[str, str], says: str
) -> None:
    draft_of(ours)
    before = edition_by_id("local")
    response = maker.post(at(name, "local", *parts), data)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert edition_by_id("local") == before


def test_a_published_edition_offers_no_change(ours: Edition, maker: Client) -> None:
    assert "Add a statement" not in words(maker, at("edition", "ours"))
    assert "Reword it" not in words(maker, at("component", "ours", "care.1"))
    for name, parts in (("reword", ["care.1"]), ("drop", ["care.1"]), ("retitle", ["care"]), ("add", [])):
        words(maker, at(name, "ours", *parts), 404)
        assert maker.post(at(name, "ours", *parts)).status_code == 404


def test_a_draft_is_published_after_a_question(ours: Edition, maker: Client) -> None:
    draft_of(ours)
    assert "Publish this edition?" in words(maker, at("publish", "local"))
    assert Edition.objects.get(slug="local").status == "draft"
    assert "Local matrix is published." in sent(maker, at("publish", "local"))
    assert Edition.objects.get(slug="local").status == "published"


def test_what_stands_in_the_way_of_publishing_is_said_before_and_after(ours: Edition, maker: Client) -> None:
    change_edition(draft_of(ours), changes=[Drop("people.1")], by=None)
    page = words(maker, at("edition", "local"))
    assert "Before it can be published:" in page
    assert "The theme “people” has no component." in page
    assert at("publish", "local") not in page
    assert "The theme “people” has no component." in sent(maker, at("publish", "local"), 422)


def test_a_draft_is_deleted_by_whoever_made_it(ours: Edition, maker: Client) -> None:
    draft_of(ours)
    assert "was deleted" in sent(maker, at("discard", "local"))
    words(maker, at("edition", "local"), 404)


def test_a_local_edition_is_retired_by_whoever_made_it(ours: Edition, maker: Client) -> None:
    publish(draft_of(ours), by=the_maker())
    assert "is retired" in sent(maker, at("retire", "local"))
    assert Edition.objects.get(slug="local").status == "retired"
    assert "Retired" in words(maker, at("editions"))


def test_a_lead_cannot_retire_what_everybody_uses_and_an_administrator_can(
    ours: Edition, maker: Client, people: Everybody
) -> None:
    assert "Retire this edition" not in words(maker, at("edition", "ours"))
    sent(maker, at("retire", "ours"), 404)
    assert "is retired" in sent(signed_in(people.administrator()), at("retire", "ours"))


def test_a_retired_edition_can_still_be_read_by_anybody(ours: Edition, reader: Client) -> None:
    retire(ours, by=None)
    assert "Teams know each other." in words(reader, at("edition", "ours"))


def test_a_derived_component_leads_to_its_parent_and_an_added_one_says_it_has_none(
    ours: Edition, maker: Client
) -> None:
    draft = draft_of(ours, Reword("care.1", "Teams have met."))
    change_edition(draft, changes=[Add("care", Audience.SYSTEM, "step_1", "More."), Retitle("care", "Care")], by=None)
    assert at("component", "ours", "care.1") in words(maker, at("component", "local", "care.1"))
    added = "care.system.step_1.local-1"
    assert "cannot be compared with another edition" in words(maker, at("component", "local", added))


def test_a_workbook_is_brought_in_through_the_page(shipped: None, maker: Client) -> None:
    content = edition_to_workbook(shipped_edition("pcn-2019-07-early"))
    file = SimpleUploadedFile("returned.xlsx", content)
    page = sent(maker, at("take_in"), file=file, title="Ours", edition_id="ours")
    assert "Ours</h1>" in page
    assert edition_by_id("ours").parent == "pcn-2019-07-early"


def test_a_yaml_file_is_brought_in_through_the_page(maker: Client) -> None:
    sent(maker, at("take_in"), file=SimpleUploadedFile("ours.yaml", TWO_THEMES.encode()))
    assert Edition.objects.get().slug == "ours"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (TWO_THEMES.replace("order: 2", "order: two").encode(), "ours.yaml, line 30: Component care.2"),
        (b"PK\x03\x04 but no workbook", "neither id nor title"),
        (b"\xff\xfe\x00", "neither a workbook nor text in UTF-8"),
        (b"", "The file is empty"),
    ],
)
def test_a_file_that_is_no_edition_is_explained_and_nothing_is_kept(maker: Client, content: bytes, says: str) -> None:
    page = sent(maker, at("take_in"), 422, file=SimpleUploadedFile("ours.yaml", content))
    assert says in page
    assert not Edition.objects.exists()


def test_the_downloaded_workbook_holds_the_statements(ours: Edition, reader: Client) -> None:
    book = read_workbook(BytesIO(reader.get(at("edition_workbook", "ours")).content).getvalue(), "ours.xlsx")
    cells = {cell for row in book.sheets[0].rows for cell in row}
    assert "Teams meet every month." in cells
