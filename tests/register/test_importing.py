"""What becomes of a source that is taken in."""

from datetime import date
from itertools import permutations

import pytest
from django.db import IntegrityError

from tests.register.dump import dump, seen_from
from tests.register.made import (
    ADJUSTED,
    BY_AGE,
    LISTS_CCG,
    MEMBERS_2023,
    NETWORKS_2023,
    adjusted,
    aged,
    as_json,
    epcn,
    listed,
    map_file,
    mapped,
    member,
    network,
    organisation,
    practice_row,
    rel,
    table,
)
from trellis.audit.models import Event
from trellis.audit.queries import verify
from trellis.register import queries
from trellis.register.actions import import_file, join_locality, leave_locality, record_facts, record_locality
from trellis.register.history import practice_history
from trellis.register.imports.facts import Facts, ListSize, Membership, Organisation, Place
from trellis.register.imports.tables import FileRefusedError
from trellis.register.models import Import, Version
from trellis.register.reports import ImportReport
from trellis.register.rules import Basis, Kind, Patients

pytestmark = pytest.mark.django_db
D = date.fromisoformat

# One story in seven files: a network splits, a practice moves, one closes, a membership is restated.
OLD_EPCN = epcn(
    [network("U00001", "OLD NAME PCN"), network("U00002", "CLOSING PCN")],
    [
        member("A00001", "U00001"),
        member("A00002", "U00001"),
        member("A00003", "U00002"),
        member("A00004", "U00002", 20191001),
    ],
)
NEW_EPCN = epcn(
    [
        network("U00001", "NEW NAME PCN", within="99Y"),
        network("U00002", "CLOSING PCN", closed=20210331),
        network("U00003", "SPLIT PCN", opened=20210401),
    ],
    [
        member("A00001", "U00001"),
        member("A00002", "U00001", 20190701, 20210331),
        member("A00002", "U00003", 20210401),
        member("A00003", "U00002", 20190701, 20210331),
        member("A00003", "U00001", 20210401),
        member("A00004", "U00002", 20190701, 20210331),
    ],
    heads=(NETWORKS_2023, MEMBERS_2023),
)
LISTS = table(LISTS_CCG, *(listed(f"A0000{n}", n * 10_000) for n in range(1, 5)))
OLD_MAP = map_file(*(mapped(f"A0000{n}", "U00001", "01Jan2020") for n in range(1, 5)))
NEW_MAP = map_file(
    mapped("A00001", "U00004"), mapped("A00002", "U00003"), mapped("A00003", "U"), mapped("A00009", "U00004")
)
BY_AGES = table(BY_AGE, *(aged("GP", f"A0000{n}", n * 11_000) for n in (1, 2, 3, 9)))
WEIGHTED = table(ADJUSTED, adjusted("A00001", "U00001", 10_500, 10_700), adjusted("A00002", "no_data", 20_500, 20_800))
PRACTICES = table(practice_row("A00001"), practice_row("A00004", status="C", closed="20220630"))
RECORD = as_json(organisation("A00002", rels=[rel("U00003", start="2021-04-01")], changed="2022-02-02"))
STORY = {
    "old.xlsx": OLD_EPCN,
    "new.xlsx": NEW_EPCN,
    "lists.csv": LISTS,
    "old-map.csv": OLD_MAP,
    "new-map.csv": NEW_MAP,
    "by-age.csv": BY_AGES,
    "adjusted.csv": WEIGHTED,
    "practices.csv": PRACTICES,
    "record.json": RECORD,
}
DAYS = [D("2019-12-01"), D("2021-03-31"), D("2021-04-01"), D("2025-01-01"), D("2026-07-01"), D("2026-11-22")]


def take(name: str) -> ImportReport:
    return import_file(STORY[name], name, by=None)


def tell(*names: str) -> None:
    for name in names:
        take(name)


def where(practice: str, day: str) -> str:
    found = queries.practice(practice, D(day))
    assert found is not None
    return found.network


@pytest.mark.parametrize("turn", range(len(STORY)))
def test_the_same_files_in_any_order_give_the_same_register(turn: int) -> None:
    names = list(STORY)
    tell(*names)
    first = (dump(), seen_from(DAYS))
    clear()
    tell(*names[turn:][::-1], *names[:turn])
    assert (dump(), seen_from(DAYS)) == first


@pytest.mark.parametrize("order", list(permutations(["old.xlsx", "new.xlsx", "new-map.csv"])), ids=" ".join)
def test_two_vintages_and_a_map_agree_in_all_six_orders(order: tuple[str, ...]) -> None:
    tell("old.xlsx", "new.xlsx", "new-map.csv")
    first = (dump(), seen_from(DAYS))
    clear()
    tell(*order)
    assert (dump(), seen_from(DAYS)) == first


def clear() -> None:
    """Empty the register, for a second telling of the story."""
    from trellis.register import models

    for model in (
        models.LocalityMembership, models.Locality, models.ListSize, models.Sighting, models.Membership,
        models.PracticeRecord, models.NetworkRecord, models.SubIcbRecord, models.BoardRecord, models.RegionRecord,
        models.Practice, models.Network, models.SubIcbLocation, models.IntegratedCareBoard, models.Region,
        models.Import, models.Version,
    ):  # fmt: skip
        model._default_manager.all()._raw_delete("default")


@pytest.mark.parametrize("name", STORY)
def test_taking_a_file_in_twice_changes_nothing(name: str) -> None:
    tell(*STORY)
    before, token = dump(), Version.objects.get().token
    again = take(name)
    assert again.already_imported
    assert again.total.unchanged == take(name).total.unchanged > 0
    assert again.total.new == again.total.changed == again.total.older == again.total.withdrawn == 0
    assert dump() == before
    assert Version.objects.get().token == token


def test_the_same_facts_in_other_bytes_are_unchanged() -> None:
    first = import_file(LISTS, "lists.csv", by=None)
    again = import_file(LISTS.replace(b"\n", b"\r\n"), "lists.csv", by=None)
    assert first.total.new > 0
    assert again.total.new == again.total.changed == 0
    assert again.total.unchanged == 4 + 4 + 1
    assert not again.odd


def test_an_older_file_never_overwrites_newer_facts() -> None:
    tell("new.xlsx", "old.xlsx")
    found = queries.network("U00001", D("2026-11-22"))
    assert found is not None
    assert (found.name, found.sub_icb) == ("NEW NAME PCN", "99Y")
    assert where("A00002", "2026-11-22") == "U00003"
    closed = queries.network("U00002", D("2026-11-22"))
    assert closed is not None
    assert not closed.is_open


def test_an_older_file_adds_what_was_true_then() -> None:
    tell("new.xlsx", "old.xlsx")
    then = queries.network("U00001", D("2019-12-01"))
    assert then is not None
    assert (then.name, then.sub_icb) == ("OLD NAME PCN", "99Z")


def test_a_membership_that_a_newer_register_leaves_out_no_longer_counts() -> None:
    tell("old.xlsx")
    report = take("new.xlsx")
    assert report.tallies["memberships"].withdrawn == 1
    assert [odd.kind for odd in report.odd] == ["withdrawn"]
    spells = practice_history("A00004").stays
    assert [(stay.spell.started, stay.spell.ended) for stay in spells] == [(D("2019-07-01"), D("2021-03-31"))]


def test_the_report_counts_what_was_new_changed_and_older() -> None:
    old = take("old.xlsx")
    assert (old.figures.networks_open, old.figures.practices_in_current_network) == (2, 4)
    assert old.total.new == 1 + 2 + 4 + 4
    new = take("new.xlsx")
    assert (new.figures.networks_open, new.figures.networks_closed, new.figures.memberships_ended) == (2, 1, 3)
    members = new.tallies["memberships"]
    assert (members.new, members.changed, members.unchanged, members.withdrawn) == (3, 2, 1, 1)
    assert new.tallies["networks"].new == 1
    assert new.tallies["networks"].changed == 2


def test_a_newer_list_shows_who_is_where_beyond_what_ods_said() -> None:
    tell("old.xlsx", "new.xlsx", "new-map.csv")
    assert where("A00001", "2026-06-30") == "U00001"
    assert where("A00001", "2026-07-01") == "U00004"
    assert where("A00003", "2026-07-01") == ""
    assert where("A00009", "2026-07-01") == "U00004"


def test_a_list_that_ods_has_contradicted_since_is_told() -> None:
    tell("new.xlsx")
    report = take("old-map.csv")
    told = [odd.sentence for odd in report.odd if odd.kind == "list-differs-from-ods"]
    assert len(told) == 2
    assert where("A00003", "2020-01-01") == "U00002"


def test_unallocated_is_no_network_but_its_practices_are_on_the_register() -> None:
    tell("new-map.csv", "by-age.csv")
    found = queries.snapshot(D("2026-07-01"))
    assert [one.code for one in found.open_networks] == ["U00003", "U00004"]
    assert len(found.current_practices) == 4
    assert queries.summed(found.current_practices, Basis.REGISTERED).known == 11_000 * 15


def test_two_sources_of_one_date_that_differ_are_both_kept_and_the_more_authoritative_believed() -> None:
    tell("lists.csv")
    by_age = table(BY_AGE, aged("GP", "A00001", 9_999, day="01JAN2021"))
    report = import_file(by_age, "by-age.csv", by=None)
    assert [odd.kind for odd in report.odd] == ["contradiction"]
    found = queries.practice("A00001", D("2021-01-01"))
    assert found is not None
    assert found.registered is not None
    assert (found.registered.patients, found.registered.kind) == (10_000, Kind.LIST_SIZES)


def test_two_files_of_one_kind_and_date_that_differ_are_told_and_the_first_is_kept() -> None:
    tell("lists.csv")
    report = import_file(table(LISTS_CCG, listed("A00001", 1)), "again.csv", by=None)
    assert [odd.kind for odd in report.odd] == ["contradiction"]
    found = queries.practice("A00001", D("2021-01-01"))
    assert found is not None
    assert found.registered is not None
    assert found.registered.patients == 10_000


def test_a_list_size_of_later_is_not_shown_for_earlier() -> None:
    tell("old.xlsx", "lists.csv")
    assert queries.list_size_of_network("U00001", Basis.REGISTERED, D("2020-12-31")) == Patients(None, 2, None, None)
    known = queries.list_size_of_network("U00001", Basis.REGISTERED, D("2021-01-01"))
    assert known == Patients(30_000, 0, D("2021-01-01"), D("2021-01-01"))


def test_printed_network_totals_are_compared_where_the_map_of_the_date_is_known() -> None:
    tell("new-map.csv")
    rows = [aged("GP", "A00001", 10), aged("GP", "A00002", 20), aged("PCN", "U00003", 19), aged("PCN", "U00004", 11)]
    report = import_file(table(BY_AGE, *rows), "by-age.csv", by=None)
    assert sorted(odd.where for odd in report.odd) == ["by-age.csv, network U00003", "by-age.csv, network U00004"]


def test_a_list_size_of_a_practice_that_nobody_knows_is_kept_and_told() -> None:
    tell("old.xlsx")
    report = import_file(table(LISTS_CCG, listed("A00001", 1), listed("A00077", 2)), "lists.csv", by=None)
    (odd,) = report.odd
    assert (odd.kind, odd.where) == ("unknown-practice", "lists.csv, practice A00077")
    found = queries.practice("A00077", D("2021-01-01"))
    assert found is not None
    assert found.registered is not None
    assert found.network == ""


def test_a_membership_of_a_network_that_nobody_knows_is_kept_and_told() -> None:
    tell("old.xlsx")
    report = import_file(as_json(organisation("A00001", rels=rel("U00077"))), "record.json", by=None)
    assert [odd.kind for odd in report.odd] == ["unknown-network"]
    assert where("A00001", "2026-11-22") == "U00077"


def test_a_refused_file_changes_nothing() -> None:
    tell("old.xlsx")
    before = dump()
    with pytest.raises(FileRefusedError):
        import_file(b"nothing of use", "notes.txt", by=None)
    assert dump() == before


def test_a_fact_that_the_database_refuses_takes_the_whole_source_with_it() -> None:
    bad = Facts(
        kind=Kind.RECORDED,
        as_at=D("2024-01-01"),
        practices=(Place("ZP0001", "Fine"),),
        list_sizes=(ListSize("ZP0001", Basis.REGISTERED, -1),),
    )
    with pytest.raises(IntegrityError):
        record_facts(bad, by=None, name="bad")
    assert queries.is_empty()


@pytest.mark.parametrize("name", STORY)
def test_every_import_leaves_one_event_that_says_what_it_did(name: str) -> None:
    report = take(name)
    (event,) = Event.objects.filter(event="register.imported")
    assert event.subject == f"{report.kind.slug} as at {report.as_at}"
    assert event.detail["new"] == report.total.new
    assert Import.objects.get().name == name
    assert list(verify()) == []


FICTION = Facts(
    kind=Kind.RECORDED,
    as_at=D("2019-10-01"),
    regions=(Organisation("Z00", "Severnside"),),
    boards=(Organisation("ZSV", "Severn Vale", "Z00"),),
    sub_icbs=(Organisation("ZSV01", "Severn Vale", "ZSV"),),
    networks=(Place("ZN001", "Alder PCN", "ZSV01", "", True, D("2019-07-01")),),
    practices=(Place("ZP0001", "Alder Surgery", "ZSV01"),),
    memberships=(Membership("ZP0001", "ZN001", D("2019-07-01")),),
    list_sizes=(ListSize("ZP0001", Basis.REGISTERED, 12_000), ListSize("ZP0001", Basis.ADJUSTED, 12_500)),
)


def test_what_is_recorded_here_stays_whatever_real_lists_say() -> None:
    record_facts(FICTION, by=None, name="A fictional system")
    tell(*STORY)
    found = queries.network("ZN001", D("2026-11-22"))
    assert found is not None
    assert found.is_open
    assert [one.code for one in found.practices] == ["ZP0001"]
    assert (found.registered.known, found.adjusted.known) == (12_000, 12_500)
    assert [place.code for place in queries.breadcrumb("ZN001", D("2026-11-22"))] == ["Z00", "ZSV", "ZSV01"]


def test_recording_the_same_facts_twice_changes_nothing() -> None:
    record_facts(FICTION, by=None, name="A fictional system")
    before = dump()
    assert record_facts(FICTION, by=None, name="A fictional system").already_imported
    assert dump() == before


def test_networks_join_a_locality_from_a_day_and_leave_the_one_before() -> None:
    record_facts(FICTION, by=None, name="A fictional system")
    for code in ("north-vale", "south-vale"):
        record_locality(code=code, name=code.title(), board="ZSV", sub_icb="ZSV01", by=None)
    join_locality(network="ZN001", locality="north-vale", started=D("2019-07-01"), by=None)
    join_locality(network="ZN001", locality="south-vale", started=D("2021-04-01"), by=None)
    leave_locality(network="ZN001", ended=D("2022-03-31"), by=None)
    days = ("2021-03-31", "2021-04-01", "2022-03-31", "2022-04-01")
    found = [queries.locality_of_network("ZN001", D(day)) for day in days]
    assert [place.code if place else None for place in found] == ["north-vale", "south-vale", "south-vale", None]
    assert queries.networks_within("north-vale", D("2020-01-01")) == {"ZN001"}
    assert [place.code for place in queries.breadcrumb("north-vale", D("2020-01-01"))] == ["Z00", "ZSV", "ZSV01"]


def test_a_landscape_records_nothing_and_names_practices_that_nobody_knows() -> None:
    tell("old.xlsx")
    before = dump()
    rows = [
        ("ccg", "pcn", "practice_code", "practice_name", "list_size"),
        ("S", "N", "A00001", "One", 1),
        ("S", "N", "A00077", "Two", 2),
    ]
    report = import_file(table(*rows), "landscape.csv", by=None)
    assert report.as_at is None
    assert "unknown-practice" in {odd.kind for odd in report.odd}
    assert dump() == before
