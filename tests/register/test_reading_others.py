"""What is read from ODS's other files, and what is turned away."""

from datetime import date

import pytest

from tests.register.made import (
    TODAY,
    as_json,
    commissioner_row,
    epcn,
    member,
    network,
    organisation,
    practice_row,
    rel,
    table,
    zipped,
)
from trellis.register.imports.facts import Facts, Membership
from trellis.register.imports.reading import read_source
from trellis.register.imports.tables import FileRefusedError
from trellis.register.rules import Kind, Size

D = date.fromisoformat


def read(content: bytes, name: str = "file") -> Facts:
    return read_source(content, name, today=TODAY)


def test_of_the_practices_file_only_general_practices_of_england_count() -> None:
    welsh = list(practice_row("W00001"))
    welsh[2] = "W00"
    rows = [
        practice_row("A00001"),
        practice_row("A00002", status="C", closed="20230331"),
        practice_row("A00003", status="D"),
        practice_row("A00004", setting="9"),
        welsh,
    ]
    facts = read(table(*rows))
    assert (facts.kind, facts.as_at) == (Kind.PRACTICES, D("2023-03-31"))
    assert [(one.code, one.closed) for one in facts.practices] == [("A00001", None), ("A00002", D("2023-03-31"))]
    assert facts.ignored == 3
    assert [(one.code, one.parent) for one in facts.sub_icbs] == [("99Z", "QZZ")]


def test_the_commissioners_file_says_which_board_each_lies_in() -> None:
    facts = read(table(commissioner_row("15C"), commissioner_row("D9Y0V")))
    assert facts.kind is Kind.COMMISSIONERS
    assert [(one.code, one.parent) for one in facts.sub_icbs] == [("15C", "QZZ"), ("D9Y0V", "QZZ")]
    assert [(one.code, one.parent) for one in facts.boards] == [("QZZ", "Y99")]


def test_a_practice_of_the_ord_interface_has_its_network_and_commissioner() -> None:
    rels = [rel("U00001"), rel("07H", kind="RE4", role="RO98"), rel("5PV", kind="RE4", role="RO179", end="2013-03-31")]
    facts = read(as_json(organisation("A00001", rels=rels)))
    assert (facts.kind, facts.as_at) == (Kind.ORGANISATION, D("2024-05-01"))
    assert facts.memberships == (Membership("A00001", "U00001", D("2019-10-01"), None),)
    assert facts.practices[0].parent == "07H"


def test_a_single_relationship_comes_without_a_list() -> None:
    assert len(read(as_json(organisation("A00001", rels=rel("U00001")))).memberships) == 1


def test_several_organisations_are_as_at_the_latest_change_among_them() -> None:
    facts = read(as_json(organisation("A00001"), organisation("U00001", role="RO272", changed="2024-06-01")))
    assert facts.as_at == D("2024-06-01")
    assert [one.code for one in facts.networks] == ["U00001"]


def test_a_relationship_to_anything_but_a_network_is_no_membership() -> None:
    assert read(as_json(organisation("A00001", rels=rel("U00001", role="RO177")))).memberships == ()


def test_an_ended_membership_without_its_end_is_told_and_left_out() -> None:
    over = rel("U00001") | {"Status": "Inactive"}
    facts = read(as_json(organisation("A00001", rels=over)))
    assert facts.memberships == ()
    assert [odd.kind for odd in facts.odd] == ["bad-membership"]


LANDSCAPE = [
    ("ccg", "pcn", "practice_code", "practice_name", "list_size"),
    ("Shire", "Big", "A00001", "One", 40_000),
    ("Shire", "Big", "", "Two", 10_001),
    ("Shire", "Small", "A00003", "Three", 29_999),
]


def test_a_landscape_is_added_up_and_a_missing_code_is_never_invented() -> None:
    facts = read(table(*LANDSCAPE))
    assert facts.kind is Kind.LANDSCAPE
    assert [(g.name, g.patients, g.practices_without_code, g.size) for g in facts.groups] == [
        ("Big", 50_001, 1, Size.ABOVE),
        ("Small", 29_999, 0, Size.BELOW),
    ]
    assert [odd.kind for odd in facts.odd] == ["missing-practice-code", "size-above", "size-below"]
    assert [place.code for place in facts.practices] == ["A00001", "A00003"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"   \n ", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a table|no file that the register knows"),
        (b"PK\x03\x04 no zip at all", "damaged|not a"),
        (b'{"england-and-wales": {}}', "bank holidays"),
        (b'{"a": ', "damaged"),
        (b'{"a": 1}', "no file that the register knows"),
        (b"PRACTICE_CODE,PRACTICE_NAME,IMD_YEAR,IMD_SCORE\nA00001,X,2025,33.5\n", "deprivation"),
        (b"UNIQUE_IDENTIFIER,STAFF_GROUP,DETAILED_STAFF_ROLE,FTE\n1,a,b,0.5\n", "PCN workforce"),
        (b"just a sentence\n", "no file that the register knows"),
    ],
)
def test_what_is_not_for_the_register_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(FileRefusedError, match=says) as refused:
        read(content, "given.csv")
    assert refused.value.sentence.startswith("given.csv")
    assert "Nothing" in refused.value.sentence


def test_a_zip_with_two_registers_is_refused_with_their_names() -> None:
    one = epcn([network("U00001", "NET")], [member("A00001", "U00001")])
    with pytest.raises(FileRefusedError, match=r"a\.xlsx, b\.xlsx"):
        read(zipped(a__xlsx=one, b__xlsx=one), "both.zip")


def test_a_zip_with_nothing_for_the_register_says_what_is_in_it() -> None:
    content = zipped(guide__pdf=b"%PDF-1.4", staff__csv=b"STAFF_GROUP,DETAILED_STAFF_ROLE,FTE\na,b,1\n")
    with pytest.raises(FileRefusedError, match="PCN workforce"):
        read(content, "staff.zip")
