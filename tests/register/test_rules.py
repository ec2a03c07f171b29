"""What the register holds to be true."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trellis.register.rules import (
    Kind,
    Level,
    Move,
    NetworkWord,
    Patients,
    Sighting,
    Size,
    Spell,
    Statement,
    Succession,
    add_up,
    is_code,
    is_open,
    is_reserved,
    majority,
    moves,
    overlapping,
    size_of,
    spell_on,
    spells,
    succession,
)

D = date.fromisoformat
OLD, NEW = D("2019-12-01"), D("2024-10-01")


def said(network: str, started: str, ended: str | None = None, as_at: date = NEW) -> Statement:
    return Statement(network, D(started), D(ended) if ended else None, as_at)


def test_codes_are_known_by_their_shape() -> None:
    assert is_code(Level.NETWORK, "U90977")
    assert not is_code(Level.NETWORK, "U")
    assert is_code(Level.PRACTICE, "L81086")
    assert not is_code(Level.PRACTICE, "U90977")
    assert is_code(Level.SUB_ICB, "15C")
    assert is_code(Level.SUB_ICB, "D9Y0V")
    assert not is_code(Level.SUB_ICB, "15")


def test_a_real_board_whose_code_starts_with_z_is_not_fictional() -> None:
    assert not is_reserved(Level.BOARD, "Z9B2Z")
    assert is_reserved(Level.BOARD, "ZSV")
    assert is_reserved(Level.PRACTICE, "ZP0001")
    assert is_code(Level.PRACTICE, "ZP0001")


def test_a_membership_lasts_through_its_last_day() -> None:
    (spell,) = spells([said("U00001", "2019-10-01", "2021-03-31")])
    assert spell.covers(D("2021-03-31"))
    assert not spell.covers(D("2021-04-01"))


def test_where_memberships_overlap_the_latest_start_counts() -> None:
    found = spells([said("U86966", "2019-10-01", "2022-07-01"), said("U11211", "2022-07-01")])
    assert found == (
        Spell("U86966", D("2019-10-01"), D("2022-06-30")),
        Spell("U11211", D("2022-07-01"), None),
    )


def test_of_two_memberships_that_start_together_the_one_that_ends_later_counts() -> None:
    found = spells([said("U04503", "2024-07-01", "2024-07-02"), said("U17156", "2024-07-01")])
    assert found == (Spell("U17156", D("2024-07-01"), None),)


def test_a_membership_goes_on_after_a_shorter_one_that_overlapped_it() -> None:
    found = spells([said("U00001", "2019-10-01"), said("U00002", "2020-01-01", "2020-01-31")])
    assert [(spell.network, spell.started) for spell in found] == [
        ("U00001", D("2019-10-01")),
        ("U00002", D("2020-01-01")),
        ("U00001", D("2020-02-01")),
    ]


def test_every_overlap_is_found_even_under_a_long_membership() -> None:
    long, first, second = (
        said("U00001", "2019-10-01"),
        said("U00002", "2020-01-01", "2020-01-31"),
        said("U00003", "2021-01-01", "2021-01-31"),
    )
    assert overlapping([second, first, long]) == [(long, first), (long, second)]


def test_a_newer_list_that_shows_another_network_counts_from_its_date() -> None:
    found = spells([said("U00001", "2019-10-01", as_at=OLD)], [Sighting("U00002", NEW)])
    assert found == (
        Spell("U00001", D("2019-10-01"), NEW - timedelta(days=1)),
        Spell("U00002", NEW, None, observed=True),
    )


def test_a_newer_list_that_shows_no_network_ends_the_membership() -> None:
    found = spells([said("U00001", "2019-10-01", as_at=OLD)], [Sighting("", NEW)])
    assert found == (Spell("U00001", D("2019-10-01"), NEW - timedelta(days=1)),)


def test_a_list_older_than_what_ods_said_changes_nothing() -> None:
    statement = said("U00001", "2019-10-01", as_at=NEW)
    assert spells([statement], [Sighting("U00002", OLD)]) == spells([statement])


def test_a_list_alone_shows_since_when_at_the_latest() -> None:
    assert spells([], [Sighting("U00002", NEW), Sighting("U00002", OLD)]) == (Spell("U00002", OLD, None, True),)


def test_a_start_that_ods_announced_still_counts_after_a_list_that_could_not_show_it() -> None:
    announced = [said("U00001", "2019-10-01", "2024-12-31"), said("U00002", "2025-01-01")]
    found = spells(announced, [Sighting("", D("2024-11-01"))])
    assert spell_on(found, D("2024-12-01")) is None
    assert spell_on(found, D("2025-01-01")) == Spell("U00002", D("2025-01-01"), None)


DAYS = st.integers(0, 60).map(lambda n: date(2020, 1, 1) + timedelta(days=n))
NETWORKS = st.sampled_from(["U00001", "U00002", "U00003"])


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    started = draw(DAYS)
    length = draw(st.none() | st.integers(0, 40))
    ended = None if length is None else started + timedelta(days=length)
    return Statement(draw(NETWORKS), started, ended, draw(DAYS))


SIGHTINGS = st.builds(Sighting, NETWORKS | st.just(""), DAYS)


@given(st.lists(statements(), max_size=6), st.lists(SIGHTINGS, max_size=4, unique_by=lambda s: s.as_at))
def test_a_practice_is_in_one_network_at_a_time_whatever_the_sources_say(
    stated: list[Statement], seen: list[Sighting]
) -> None:
    found = spells(stated, seen)
    for spell in found:
        assert spell.ended is None or spell.ended >= spell.started
    for before, after in pairwise(found):
        assert before.ended is not None
        assert before.ended < after.started


@given(st.lists(statements(), max_size=6), st.lists(SIGHTINGS, max_size=4, unique_by=lambda s: s.as_at))
def test_the_order_in_which_sources_are_read_cannot_matter(stated: list[Statement], seen: list[Sighting]) -> None:
    assert spells(stated, seen) == spells(stated[::-1], seen[::-1])


@given(st.lists(statements(), max_size=6), DAYS)
def test_a_practice_is_in_a_network_on_exactly_the_days_that_some_statement_claims(
    stated: list[Statement], day: date
) -> None:
    holding = spell_on(spells(stated), day)
    claims = {statement.network for statement in stated if statement.covers(day)}
    assert (holding is not None) == bool(claims)
    assert holding is None or holding.network in claims


@given(st.lists(statements(), max_size=4), st.lists(SIGHTINGS, min_size=1, max_size=4, unique_by=lambda s: s.as_at))
def test_the_newest_list_alone_gives_the_same_network_on_its_day_as_all_lists_together(
    stated: list[Statement], seen: list[Sighting]
) -> None:
    newest = max(seen, key=lambda sighting: sighting.as_at)
    on_the_day = [spell_on(spells(stated, lists), newest.as_at) for lists in ([newest], seen)]
    assert len({spell and spell.network for spell in on_the_day}) == 1


def test_ods_decides_whether_a_network_is_open_up_to_its_own_date() -> None:
    word = NetworkWord(D("2019-10-01"), D("2021-03-31"), NEW)
    assert is_open(word, listed_on=None, newest_list=None, day=D("2021-03-31"))
    assert not is_open(word, listed_on=None, newest_list=None, day=D("2021-04-01"))
    assert is_open(word, listed_on=None, newest_list=OLD, day=D("2020-01-01"))
    assert not is_open(word, listed_on=None, newest_list=None, day=D("2019-09-30"))


def test_a_network_missing_from_a_newer_list_is_open_no_more() -> None:
    word = NetworkWord(D("2019-10-01"), None, OLD)
    assert not is_open(word, listed_on=None, newest_list=NEW, day=NEW)
    assert is_open(word, listed_on=NEW, newest_list=NEW, day=NEW)


def test_a_network_that_only_a_list_shows_is_open_while_the_newest_list_shows_it() -> None:
    assert is_open(None, listed_on=OLD, newest_list=OLD, day=NEW)
    assert not is_open(None, listed_on=OLD, newest_list=NEW, day=NEW)
    assert not is_open(None, listed_on=None, newest_list=None, day=NEW)


def test_an_opening_that_ods_announced_holds_after_a_list_that_could_not_show_it() -> None:
    word = NetworkWord(D("2025-01-01"), None, OLD)
    assert is_open(word, listed_on=None, newest_list=NEW, day=D("2025-01-01"))
    assert not is_open(word, listed_on=None, newest_list=NEW, day=D("2024-12-31"))


def test_practices_that_went_the_same_way_within_a_month_moved_together() -> None:
    found = moves(
        {
            "L81086": spells([said("U00001", "2019-10-01", "2021-03-31"), said("U90977", "2021-04-01")]),
            "L81087": spells([said("U00001", "2019-10-01", "2021-03-31"), said("U90977", "2021-04-15")]),
            "L81088": spells([said("U00001", "2019-10-01", "2021-03-31"), said("U90977", "2023-04-01")]),
            "L81089": spells([said("U00001", "2019-10-01")]),
        }
    )
    assert found == [Move("U00001", "U90977", D("2021-04-01"), ("L81086", "L81087"))]


def test_a_move_to_a_new_network_is_a_split_and_from_a_closed_one_a_merger() -> None:
    move = Move("U00001", "U90977", D("2021-04-01"), ("L81086",))
    assert succession(move, source_closed=None, target_opened=D("2021-04-01")) is Succession.SPLIT
    assert succession(move, source_closed=D("2021-03-31"), target_opened=D("2019-10-01")) is Succession.MERGER
    assert succession(move, source_closed=None, target_opened=D("2019-10-01")) is Succession.MOVE


def test_thirty_and_fifty_thousand_themselves_are_usual() -> None:
    assert [size_of(n) for n in (29_999, 30_000, 50_000, 50_001)] == [Size.BELOW, Size.USUAL, Size.USUAL, Size.ABOVE]
    assert size_of(0) is Size.BELOW


def test_a_sum_with_a_list_size_missing_is_only_a_least() -> None:
    assert size_of(20_000, practices_missing=1) is Size.UNKNOWN
    assert size_of(50_001, practices_missing=1) is Size.ABOVE
    assert size_of(None) is Size.UNKNOWN


def test_a_missing_list_size_is_not_zero() -> None:
    assert add_up([None, None]) == Patients(None, 2, None, None)
    assert add_up([]) == Patients(None, 0, None, None)
    assert add_up([(5, OLD), None, (7, NEW)]) == Patients(12, 1, OLD, NEW)
    assert add_up([(0, OLD)]).is_complete


def test_the_lead_commissioner_is_that_of_most_practices() -> None:
    assert majority(["15C", "11X", "15C"]) == "15C"
    assert majority(["15C", "11X"]) == "11X"
    assert majority(["", ""]) == ""


def test_of_two_sources_of_one_date_ods_is_believed_before_the_lists() -> None:
    assert Kind.EPCN < Kind.PRACTICE_MAP < Kind.ADJUSTED_POPULATION
    assert Kind.LIST_SIZES_BY_AGE.slug == "list-sizes-by-age"
    assert all(kind.label for kind in Kind)
