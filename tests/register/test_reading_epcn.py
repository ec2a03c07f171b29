"""What is read from ODS's register of networks, in each of its vintages."""

from datetime import date

import pytest

from tests.register.made import (
    MEMBERS_2019,
    MEMBERS_2023,
    NETWORKS_2019,
    NETWORKS_2022,
    NETWORKS_2023,
    TODAY,
    epcn,
    member,
    network,
    table,
    zipped,
)
from trellis.register.imports.facts import Facts, Membership
from trellis.register.imports.reading import read_source
from trellis.register.imports.tables import FileRefusedError
from trellis.register.rules import Kind

D = date.fromisoformat
NETWORKS = [network("U00001", "HILLS, BROOKS & DALES PCN"), network("U00002", "ASPIRE", closed=20210331)]
MEMBERS = [member("A00001", "U00001"), member("A00002", "U00002", 20190701, 20210331)]


def read(content: bytes, name: str = "file", as_at: date | None = None) -> Facts:
    return read_source(content, name, today=TODAY, as_at=as_at)


@pytest.mark.parametrize(
    "heads",
    [(NETWORKS_2019, MEMBERS_2019), (NETWORKS_2022, MEMBERS_2019), (NETWORKS_2023, MEMBERS_2023)],
    ids=["2019", "2022", "2023"],
)
def test_every_style_of_header_is_read_alike(heads: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    facts = read(epcn(NETWORKS, MEMBERS, heads=heads))
    assert facts.kind is Kind.EPCN
    assert facts.as_at == D("2021-03-31")
    assert [(n.code, n.name, n.parent, n.closed) for n in facts.networks] == [
        ("U00001", "HILLS, BROOKS & DALES PCN", "99Z", None),
        ("U00002", "ASPIRE", "99Z", D("2021-03-31")),
    ]
    assert facts.memberships == (
        Membership("A00001", "U00001", D("2019-07-01"), None),
        Membership("A00002", "U00002", D("2019-07-01"), D("2021-03-31")),
    )
    assert facts.odd == ()


@pytest.mark.parametrize("written", [20190701, 20190701.0, "20190701", "2019-07-01", date(2019, 7, 1)])
def test_dates_are_numbers_in_one_vintage_and_text_in_another(written: object) -> None:
    facts = read(epcn([network("U00001", "NET", opened=written)], [member("A00001", "U00001", written)]))
    assert facts.networks[0].opened == D("2019-07-01")
    assert facts.memberships[0].started == D("2019-07-01")


def test_the_formula_columns_of_the_second_sheet_are_never_read() -> None:
    facts = read(epcn(NETWORKS, MEMBERS))
    assert not any("VLOOKUP" in place.name for place in (*facts.networks, *facts.practices))


def test_the_two_reports_without_a_header_are_read_apart() -> None:
    networks = read(table(*NETWORKS))
    memberships = read(table(*MEMBERS))
    assert networks.kind is Kind.EPCN_NETWORKS
    assert len(networks.networks) == 2
    assert memberships.kind is Kind.EPCN_MEMBERSHIPS
    assert len(memberships.memberships) == 2
    assert memberships.states_members_of == {"U00001", "U00002"}


def test_the_two_reports_with_a_header_are_read_too() -> None:
    assert read(table(NETWORKS_2023, *NETWORKS)).kind is Kind.EPCN_NETWORKS
    assert read(table(MEMBERS_2023, *MEMBERS)).kind is Kind.EPCN_MEMBERSHIPS


def test_the_two_reports_in_one_zip_are_one_register() -> None:
    facts = read(zipped(epcn__csv=table(*NETWORKS), partners__csv=table(*MEMBERS), readme__pdf=b"%PDF-1.4"))
    assert facts.kind is Kind.EPCN
    assert facts.as_at == D("2021-03-31")
    assert (len(facts.networks), len(facts.memberships)) == (2, 2)


@pytest.mark.parametrize(("bom", "line"), [(True, "\r\n"), (False, "\r\n"), (True, "\n")])
def test_byte_order_marks_and_windows_line_ends_make_no_difference(bom: bool, line: str) -> None:
    assert read(table(*NETWORKS, bom=bom, line=line)).networks == read(table(*NETWORKS)).networks


def test_the_date_of_the_file_is_the_latest_in_it_that_is_not_to_come() -> None:
    rows = [member("A00001", "U00001", 20190701, 20270331), member("A00001", "U00002", 20270401)]
    assert read(epcn(NETWORKS, rows)).as_at == D("2021-03-31")
    assert read(epcn(NETWORKS, rows), as_at=D("2026-11-01")).as_at == D("2026-11-01")


def test_a_workbook_all_of_whose_dates_are_to_come_is_asked_for_its_date() -> None:
    content = epcn([network("U00001", "NET", opened=20270401)], [member("A00001", "U00001", 20270401)])
    with pytest.raises(FileRefusedError, match="--as-at"):
        read(content)


def test_overlapping_memberships_are_kept_and_told() -> None:
    facts = read(epcn(NETWORKS, [member("A00001", "U00001"), member("A00001", "U00002", 20200101)]))
    assert len(facts.memberships) == 2
    (odd,) = facts.odd
    assert odd.kind == "overlap"
    assert "the later start counts" in odd.sentence


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (member("A0001", "U00001"), "bad-practice-code"),
        (member("A00009", "U0001"), "bad-network-code"),
        (member("A00009", "U00009"), "unknown-network"),
        (member("A00009", "U00001", "soon"), "bad-date"),
        (member("A00009", "U00001", None), "no-start"),
        (member("A00009", "U00001", 20200101, 20191231), "ends-before-start"),
        (member("A00001", "U00001", 20190701, 20200101), "contradiction"),
    ],
)
def test_a_row_that_cannot_be_is_left_out_and_told(row: tuple[object, ...], kind: str) -> None:
    facts = read(epcn(NETWORKS, [*MEMBERS, row]), "odd.xlsx")
    (odd,) = facts.odd
    assert odd.kind == kind
    assert odd.where == "odd.xlsx, sheet PCN Core Partner Details, row 4"
    assert len(facts.memberships) == 2


def test_a_network_that_closes_before_it_opens_is_left_out_and_told() -> None:
    facts = read(epcn([*NETWORKS, network("U00003", "NET", opened=20200101, closed=20191231)], MEMBERS))
    assert [odd.kind for odd in facts.odd] == ["closes-before-opening"]
    assert len(facts.networks) == 2


def test_a_renamed_column_is_named_in_the_refusal() -> None:
    heads = (NETWORKS_2019, tuple(head.replace("Start Date", "Began") for head in MEMBERS_2019))
    with pytest.raises(FileRefusedError, match="lacks a column for start date"):
        read(epcn(NETWORKS, MEMBERS, heads=heads))


def test_a_workbook_without_its_second_sheet_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="lacks the sheet of core partner practices"):
        read(epcn(NETWORKS, [], heads=(NETWORKS_2019, ("Something else",))))
