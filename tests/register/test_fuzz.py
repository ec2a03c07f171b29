"""Whatever the bytes are, a file is read or refused in a sentence; no other error comes out."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.register.made import (
    TODAY,
    as_json,
    commissioner_row,
    organisation,
    practice_row,
    rel,
    table,
    zipped,
)
from tests.register.test_importing import STORY
from tests.register.test_reading_others import LANDSCAPE
from trellis.register.imports.reading import read_source
from trellis.register.imports.tables import FileRefusedError

WHOLE = {
    **STORY,
    "eccg.csv": table(*(commissioner_row(code) for code in ("15C", "D9Y0V"))),
    "epraccur.csv": table(*(practice_row(f"A0000{n}") for n in range(1, 5))),
    "landscape.csv": table(*LANDSCAPE),
    "several.json": as_json(organisation("A00001", rels=rel("U00001")), organisation("U00001", role="RO272")),
    "zipped.zip": zipped(lists__csv=STORY["lists.csv"]),
}
MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_refuse(content: bytes) -> None:
    try:
        facts = read_source(content, "given", today=TODAY)
    except FileRefusedError as refused:
        sentence = refused.sentence
        facts = None
    if facts is None:
        assert "given" in sentence
        assert sentence.endswith(".")
        return
    assert facts.as_at.year > 1850
    assert all(size.patients >= 0 for size in facts.list_sizes)
    assert all(one.ended is None or one.ended >= one.started for one in facts.memberships)


EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4), st.integers(0, 6)), max_size=8)


def edited(content: bytes, edits: list[tuple[float, bytes, int]]) -> bytes:
    """The content with bytes put in and cut out here and there."""
    for where, put, cut in edits:
        at = int(where * len(content))
        content = content[:at] + put + content[at + cut :]
    return content


@pytest.mark.parametrize("name", WHOLE)
@MANY
@given(edits=EDITS)
def test_a_damaged_file_is_read_or_refused(name: str, edits: list[tuple[float, bytes, int]]) -> None:
    read_or_refuse(edited(WHOLE[name], edits))


@MANY
@given(edits=EDITS)
def test_a_workbook_damaged_inside_its_zip_is_read_or_refused(edits: list[tuple[float, bytes, int]]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(STORY["new.xlsx"])) as whole, zipfile.ZipFile(out, "w") as damaged:
        for name in whole.namelist():
            inner = whole.read(name)
            damaged.writestr(name, edited(inner, edits) if "sheet" in name else inner)
    read_or_refuse(out.getvalue())


CELLS = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**12), 10**12).map(str),
    st.sampled_from(
        ["", "U00001", "A00001", "20190701", "00000000", "99999999", "ALL", "GP", "=1+1", "NaN", "1e9", "٣"]
    ),
)


@pytest.mark.parametrize("name", [name for name in WHOLE if name.endswith(".csv")])
@MANY
@given(swaps=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), CELLS), min_size=1, max_size=6))
def test_a_table_with_strange_cells_is_read_or_refused(name: str, swaps: list[tuple[int, int, str]]) -> None:
    rows = [line.split(",") for line in WHOLE[name].decode().splitlines()]
    for row, column, cell in swaps:
        line = rows[row % len(rows)]
        line[column % len(line)] = cell
    read_or_refuse(table(*rows))


@MANY
@given(st.binary(max_size=400))
def test_any_bytes_are_refused(content: bytes) -> None:
    read_or_refuse(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["Organisation", "OrgId", "Roles", "Role", "Rels", "Rel", "Date", "Start", "End", "Target",
                         "PrimaryRoleId", "id", "extension", "Name", "Status", "LastChangeDate", "GeoLoc", "Location"]),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@MANY
@given(JSON)
def test_any_json_is_read_or_refused(answer: object) -> None:
    read_or_refuse(as_json({"Organisation": answer}))
    read_or_refuse(as_json(organisation("A00001", rels=answer)))
