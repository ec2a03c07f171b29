"""What we write, we read: any answers in our own workbook come back exactly."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from trellis.assessment.drafting import Field, Place
from trellis.assessment.exports import filled_in
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.drafts import return_from, values_of
from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import Mark
from trellis.matrix.rules import Edition
from trellis.matrix.shipped import SHIPPED_IDS, shipped_edition
from trellis.register.models import Network

SECRET = "Nobody outside may read this"
NAMES = st.from_regex(r"[A-Z][a-z]{3,12}( & [A-Z][a-z]{3,12})?", fullmatch=True)
AWKWARD = (
    *("=1+1", "=cmd|' /C calc'!A0", "+44 117 496 0000", "@here", "'quoted", "in place", "X", "n/a", "Step 2", "-", "0"),
    *("2026", "1e5", "TRUE", "#REF!", "#N/A", "https://example.org/a?b=c", "Date", "Network:", "id:note", "_x0041_"),
    *("one\ntwo\n\nfour", "carriage\r\nreturn", "tab\there", "<b>&amp;</b>", "é ü 漢字 🙂", "x" * 10_000, "a  b"),
)
"""Texts that a spreadsheet, or a reader of one, may take for something else."""
TEXT = st.sampled_from(AWKWARD) | st.text(
    # Without what no file of that format can hold: halves of characters, and two that Unicode keeps from use.
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffe\uffff"),
    min_size=1,
    max_size=60,
).map(str.strip).filter(bool)


def drafts(edition: Edition) -> st.SearchStrategy[dict[Place, str]]:
    """Anything that can stand in a network's draft, private notes included; perhaps nothing."""
    fields: dict[Field, st.SearchStrategy[str]] = {
        Field.MARK: st.sampled_from([mark.value for mark in Mark]),
        Field.NOTE: TEXT,
        Field.PRIVATE: TEXT.map(lambda text: f"{SECRET}: {text}"),
        Field.POSITION: st.sampled_from(edition.positions),
        Field.COMMENT: TEXT,
        Field.TARGET: st.sampled_from(edition.positions),
        Field.TARGET_BY: st.dates(date(1, 1, 1)).map(date.isoformat),
    }
    places = [
        *(
            Place(field, component.theme, component.audience.value, component.id)
            for component in edition.components
            for field in Field
            if field.of_component
        ),
        *(
            Place(field, block.theme, block.audience.value)
            for block in edition.blocks
            for field in Field
            if not field.of_component
        ),
    ]
    chosen = st.lists(st.sampled_from(places), unique=True)
    return chosen.flatmap(lambda some: st.fixed_dictionaries({place: fields[place.field] for place in some}))


def asked_network(name: str = "Teasel", version: int = 7) -> RoundNetwork:
    """A network that a round asks; not in any database."""
    return RoundNetwork(round=Round(slug="autumn-2026"), network=Network(code="ZN001"), name=name, version=version)


# Shrinking a failing example of 69 components takes minutes and tells no more than the example.
@pytest.mark.parametrize("edition_id", SHIPPED_IDS)
@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_any_draft_comes_back_exactly_and_without_its_private_notes(edition_id: str, data: st.DataObject) -> None:
    edition = shipped_edition(edition_id)
    asked = asked_network(data.draw(NAMES))
    dated = data.draw(st.none() | st.dates(date(2019, 1, 1), date(2025, 12, 31)))
    values = data.draw(drafts(edition))
    content = filled_in(edition, asked, return_from(values, asked, edition, dated), dated=True)
    back = ReturnReader(edition).read(content, "a.xlsx")
    assert (back.network, back.network_code, back.dated, back.edition) == (asked.name, "ZN001", dated, edition_id)
    assert (back.round, back.version) == ("autumn-2026", 7)
    assert values_of(back) == {place: text for place, text in values.items() if place.field is not Field.PRIVATE}
    assert {problem.kind.value for problem in back.problems} <= {"no-date", "no-reason"}


@pytest.mark.parametrize("text", AWKWARD)
def test_every_awkward_text_comes_back_from_a_note_and_from_a_comment(text: str) -> None:
    edition = shipped_edition("pcn-2019-08")
    first = edition.components[0]
    values = {
        Place(Field.NOTE, first.theme, first.audience.value, first.id): text,
        Place(Field.COMMENT, first.theme, first.audience.value): text,
    }
    asked = asked_network()
    content = filled_in(edition, asked, return_from(values, asked, edition, None), dated=True)
    assert values_of(ReturnReader(edition).read(content, "a.xlsx")) == values


def test_a_private_note_is_on_no_sheet_and_nowhere_in_the_file() -> None:
    edition = shipped_edition("pcn-2019-08")
    values = {
        Place(field, one.theme, one.audience.value, one.id): SECRET if field is Field.PRIVATE else "Seen by the system"
        for one in edition.components
        for field in (Field.NOTE, Field.PRIVATE)
    }
    asked = asked_network()
    content = filled_in(edition, asked, return_from(values, asked, edition, None), dated=True)
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert sum(cell == "Seen by the system" for cell in cells) == len(edition.components)
    assert not any(SECRET in cell for cell in cells)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert not any(SECRET.encode() in parts.read(part) for part in parts.namelist())
