"""What is read from NHS England's lists, in each of their eras."""

from datetime import date

import pytest

from tests.register.made import (
    ADJUSTED,
    BY_AGE,
    LISTS_CCG,
    MAP_CCG,
    MAP_ICB,
    TODAY,
    adjusted,
    aged,
    listed,
    map_file,
    mapped,
    table,
    zipped,
)
from trellis.register.imports.facts import Facts, ListSize, Sighting
from trellis.register.imports.reading import read_source
from trellis.register.imports.tables import FileRefusedError
from trellis.register.rules import Basis, Kind

D = date.fromisoformat


def read(content: bytes, name: str = "file.csv", as_at: date | None = None) -> Facts:
    return read_source(content, name, today=TODAY, as_at=as_at)


@pytest.mark.parametrize("head", [MAP_CCG, MAP_ICB], ids=["CCG era", "ICB era"])
def test_the_map_shows_who_is_where_in_both_eras(head: tuple[str, ...]) -> None:
    facts = read(map_file(mapped("A00001", "U00001"), mapped("A00002", "U"), head=head))
    assert (facts.kind, facts.as_at) == (Kind.PRACTICE_MAP, D("2026-07-01"))
    assert facts.sightings == (Sighting("A00001", "U00001"), Sighting("A00002", ""))
    assert [network.code for network in facts.networks] == ["U00001"]
    assert [(one.code, one.parent) for one in facts.sub_icbs] == [("99Z", "QZZ")]
    assert [(one.code, one.parent) for one in facts.boards] == [("QZZ", "Y99")]


@pytest.mark.parametrize("written", ["01-Jul-26", "01Jul2026", "01JUL2026", "2026-07-01"])
def test_every_form_of_the_extract_date_is_read(written: str) -> None:
    assert read(map_file(mapped("A00001", "U00001", written))).as_at == D("2026-07-01")


def test_a_network_s_commissioner_is_that_of_most_of_its_practices() -> None:
    rows = [mapped("A00001", "U00001", within="11X"), *(mapped(f"A0000{n}", "U00001", within="15C") for n in (2, 3))]
    assert read(map_file(*rows)).networks[0].parent == "15C"


def test_a_map_with_two_dates_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="2 different dates"):
        read(map_file(mapped("A00001", "U00001"), mapped("A00002", "U00001", "01Jun2026")))


def test_a_map_without_its_network_column_is_refused_by_name() -> None:
    with pytest.raises(FileRefusedError, match="lacks a column for PCN CODE"):
        read(map_file(mapped("A00001", "U00001"), head=tuple(h.replace("PCN_CODE", "NETWORK") for h in MAP_ICB)))


@pytest.mark.parametrize(
    "names",
    [
        ("CCG_CODE", "ONS_CCG_CODE"),
        ("SUB_ICB_LOC_CODE", "ONS_SUB_ICB_LOC_CODE"),
        ("SUB_ICB_LOCATION_CODE", "ONS_SUB_ICB_LOCATION_CODE"),
    ],
)
def test_list_sizes_are_read_under_every_name_of_the_commissioner(names: tuple[str, str]) -> None:
    head = (*LISTS_CCG[:3], *names, *LISTS_CCG[5:])
    facts = read(table(head, listed("A00001", 5903), listed("A00002", "14,738")))
    assert (facts.kind, facts.as_at) == (Kind.LIST_SIZES, D("2021-01-01"))
    assert facts.list_sizes == (
        ListSize("A00001", Basis.REGISTERED, 5903),
        ListSize("A00002", Basis.REGISTERED, 14738),
    )


@pytest.mark.parametrize("patients", [-5, "many", "", "12.5", "१२", 99_999_999])
def test_a_list_size_that_is_none_is_left_out_and_told(patients: object) -> None:
    facts = read(table(LISTS_CCG, listed("A00001", 5903), listed("A00002", patients)), "lists.csv")
    (odd,) = facts.odd
    assert (odd.kind, odd.where) == ("bad-list-size", "lists.csv, row 3")
    assert [size.practice for size in facts.list_sizes] == ["A00001"]


def test_two_figures_for_one_practice_in_one_file_are_told_and_the_first_is_kept() -> None:
    facts = read(table(LISTS_CCG, listed("A00001", 5903), listed("A00001", 5904)))
    assert [odd.kind for odd in facts.odd] == ["contradiction"]
    assert facts.list_sizes[0].patients == 5903


def test_patients_by_single_year_of_age_are_refused_with_what_to_import_instead() -> None:
    head = [name.replace("AGE_GROUP_5", "AGE") for name in BY_AGE]
    with pytest.raises(FileRefusedError, match="gp-reg-pat-prac-all"):
        read(table(head, aged("GP", "A00001", 10, "MALE", "1")))


AGED = [
    aged("GP", "A00001", 30),
    aged("GP", "A00001", 10, "MALE", "0_4"),
    aged("GP", "A00001", 20, "FEMALE", "95+"),
    aged("GP", "A00002", 12),
    aged("PCN", "U00001", 42),
    aged("ICB", "QZZ", 42),
]


def test_of_patients_by_age_only_the_totals_of_practices_are_list_sizes() -> None:
    facts = read(zipped(lists__csv=table(BY_AGE, *AGED)))
    assert facts.kind is Kind.LIST_SIZES_BY_AGE
    assert [(size.practice, size.patients) for size in facts.list_sizes] == [("A00001", 30), ("A00002", 12)]
    assert facts.network_totals == {"U00001": 42}
    assert facts.ignored == 4
    assert facts.odd == ()


def test_a_total_that_is_not_the_sum_of_its_parts_is_told() -> None:
    facts = read(table(BY_AGE, *AGED[:1], aged("GP", "A00001", 11, "MALE", "0_4"), *AGED[2:]))
    assert [odd.kind for odd in facts.odd] == ["total-differs"]
    assert "31 when its ages and sexes are added up" in facts.odd[0].sentence


def test_levels_that_do_not_add_up_to_the_same_patients_are_told() -> None:
    facts = read(table(BY_AGE, *AGED[:4], aged("PCN", "U00001", 41), aged("ICB", "QZZ", 42)))
    assert [odd.where for odd in facts.odd] == ["file.csv, ORG_TYPE PCN"]


@pytest.mark.parametrize("patients", ["-5", "many", ""])
def test_a_figure_by_age_that_is_none_is_left_out_and_told(patients: str) -> None:
    facts = read(table(BY_AGE, aged("GP", "A00001", 30), aged("GP", "A00002", patients)), "lists.csv")
    assert [(odd.kind, odd.where) for odd in facts.odd] == [("bad-list-size", "lists.csv, row 3")]
    assert len(facts.list_sizes) == 1


def test_the_list_by_age_with_a_byte_order_mark_and_windows_line_ends_is_the_same() -> None:
    assert read(table(BY_AGE, *AGED, bom=True, line="\r\n")).list_sizes == read(table(BY_AGE, *AGED)).list_sizes


def test_the_adjusted_population_has_two_bases_members_and_others() -> None:
    rows = [adjusted("A00001", "U00001", 4239, 4008), adjusted("A00002", "no_data", 115, 154)]
    facts = read(table(ADJUSTED, *rows, [""] * 8 + [4354, 4162, ""]))
    assert (facts.kind, facts.as_at) == (Kind.ADJUSTED_POPULATION, D("2025-01-01"))
    assert facts.sightings == (Sighting("A00001", "U00001"), Sighting("A00002", ""))
    assert ListSize("A00001", Basis.ADJUSTED, 4008) in facts.list_sizes
    assert len(facts.list_sizes) == 4
    assert facts.practices[1].name == "Surgery A00002"
    assert facts.odd == ()


def test_an_unlabelled_total_that_differs_from_the_sum_is_told_and_never_counted() -> None:
    facts = read(table(ADJUSTED, adjusted("A00001", "U00001", 4239, 4008), [""] * 8 + [4240, 4008, ""]))
    assert [odd.kind for odd in facts.odd] == ["total-differs"]
    assert sum(size.patients for size in facts.list_sizes) == 4239 + 4008


def test_the_adjusted_population_of_no_month_is_asked_for_its_date() -> None:
    content = table([*ADJUSTED[:10], "PCN member"], adjusted("A00001", "U00001", 4239, 4008))
    with pytest.raises(FileRefusedError, match="--as-at"):
        read(content)
    assert read(content, as_at=D("2025-01-01")).as_at == D("2025-01-01")
