"""``trellis audit verify`` finds what was altered behind its back, and says which."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from tests.assessment.drafts import FIRST, SECOND, asked_of, block, mark, note, private, says
from tests.assessment.rounds import a_round, a_workbook, an_england, record
from tests.assessment.signing import a_deputy, a_director, signed, signs
from tests.people import Everybody
from trellis.accounts.models import Person
from trellis.assessment.drafting import EntryState, Field, entry_digest
from trellis.assessment.models import Answer, Assessment, Entry, RoundNetwork, SignOff, StatedPosition
from trellis.assessment.queries import seals
from trellis.audit.models import Event
from trellis.audit.queries import newest

ENTRY_1 = f"Entry 1 of Teasel in spring-2026 ({FIRST}, answer)"
RETURN = "The return of Teasel in spring-2026, received on "


@pytest.fixture
def teasel(people: Everybody) -> RoundNetwork:
    """A network that is asked in a round."""
    an_england()
    return asked_of(a_round())


@pytest.fixture
def ann(people: Everybody, teasel: RoundNetwork) -> Person:
    """Its clinical director."""
    return a_director(people)


def verified() -> list[str]:
    """What the command says, line by line. It leaves with 0 where everything is as it was written, else with 1."""
    out = StringIO()
    status = 0
    try:
        call_command("audit", "verify", stdout=out)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    lines = out.getvalue().splitlines()
    assert status == (0 if lines[0].startswith("The chain of") else 1)
    return lines


def behind_its_back(number: int, **to: Any) -> None:
    """Alter an entry in the table."""
    assert Entry.objects.filter(number=number).update(**to) == 1


def test_what_nobody_touched_is_as_it_was_written(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"), (note(), "From June"), (private(), "If Ben stays"))
    says(teasel, ann, (mark(), "in_progress"), (block(Field.POSITION), "foundation"))
    says(teasel, ann, (mark(), "not_sure"), seen=0)
    says(teasel, ann, (mark(), "in_place"), (block(Field.TARGET_BY), "2027-03-31"))
    signs(teasel, ann)
    assert verified() == [
        f"The chain of {Event.objects.count()} events is whole. 8 entries and 1 return are as they were written."
    ]


@pytest.mark.parametrize(
    ("number", "to", "which"),
    [
        (1, {"value": "in_place"}, ENTRY_1),
        (2, {"value": "Ben leaves"}, f"Entry 2 of Teasel in spring-2026 ({FIRST}, private note)"),
        (3, {"value": "step_1"}, "Entry 3 of Teasel in spring-2026 (leadership, network, overall position)"),
        (1, {"entered_by": None}, ENTRY_1),
        (1, {"entered_at": "2026-11-01T12:00:00Z"}, ENTRY_1),
        (1, {"based_on": 7}, ENTRY_1),
        (1, {"digest": "0" * 64}, ENTRY_1),
    ],
)
def test_an_entry_that_was_altered_is_named(
    teasel: RoundNetwork, ann: Person, number: int, to: dict[str, Any], which: str
) -> None:
    """A mark, a private note, a position, who, when, what was seen, the seal."""
    says(teasel, ann, (mark(), "in_plan"), (private(), "If Ben stays"), (block(Field.POSITION), "foundation"))
    behind_its_back(number, **to)
    assert verified() == [f"{which} was altered after it was written."]


def sealed_anew(number: int, value: str) -> None:
    """Alter an entry, and its digest so that it fits."""
    entry = Entry.objects.select_related("entered_by").get(number=number)
    assert entry.entered_by
    digest = entry_digest(
        asked="network ZN101 in round spring-2026",
        number=number,
        place=mark(),
        value=value,
        based_on=entry.based_on,
        entered_at=entry.entered_at,
        entered_by=entry.entered_by.email,
        token=entry.token,
    )
    behind_its_back(number, value=value, digest=digest)


def test_a_seal_that_was_made_to_fit_does_not_fit_the_event(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"))
    sealed_anew(1, "in_place")
    assert verified() == [f"{ENTRY_1} was altered after it was written."]


def test_of_entries_that_came_together_one_of_them_is_known_to_be_altered(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"), (mark(SECOND), "in_plan"))
    sealed_anew(1, "in_place")
    assert verified() == [
        f"One of these was altered after it was written: {ENTRY_1}; "
        f"Entry 2 of Teasel in spring-2026 ({SECOND}, answer)."
    ]


def test_an_entry_that_is_gone_is_missed(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"), (mark(SECOND), "in_plan"))
    says(teasel, ann, (note(), "From June"))
    Entry.objects.filter(number__in=[2, 3]).delete()
    first, second = Event.objects.filter(event="assessment.entered").order_by("pk")
    assert verified() == [
        f"Entry 2 of network ZN101 in round spring-2026 is gone: event {first.pk} tells of it.",
        f"Entry 3 of network ZN101 in round spring-2026 is gone: event {second.pk} tells of it.",
    ]


def test_an_entry_that_nobody_entered_is_found(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"))
    forged = Entry.objects.get()
    forged.pk, forged.number, forged.field, forged.event = None, 2, Field.NOTE.value, 0
    forged.save()
    told = verified()
    assert told[0].startswith(f"Entry 2 of Teasel in spring-2026 ({FIRST}, note for the system) is told of by no event")


def test_an_entry_whose_event_was_the_last_and_is_gone_is_found(teasel: RoundNetwork, ann: Person) -> None:
    """A chain alone cannot miss its last event."""
    says(teasel, ann, (mark(), "in_plan"))
    Event.objects.filter(pk=newest()).delete()
    assert [line.split(" is told of")[0] for line in verified()] == [ENTRY_1]


def test_an_older_answer_cannot_be_made_to_count_again(teasel: RoundNetwork, ann: Person) -> None:
    """Which entry counts is not sealed; it follows from what is."""
    says(teasel, ann, (mark(), "in_plan"))
    says(teasel, ann, (mark(), "in_place"))
    behind_its_back(2, state=EntryState.BESIDE.value)
    behind_its_back(1, state=EntryState.CURRENT.value)
    assert verified() == [
        f"{ENTRY_1} was altered after it was written: it is kept as current, and was past.",
        f"Entry 2 of Teasel in spring-2026 ({FIRST}, answer) was altered after it was written: "
        "it is kept as beside, and was current.",
    ]


def test_an_event_that_was_altered_is_named(teasel: RoundNetwork, ann: Person) -> None:
    says(teasel, ann, (mark(), "in_plan"))
    Event.objects.filter(pk=newest()).update(actor="somebody.else@example.org")
    assert f"Event {newest()} was altered after it was written." in verified()


# Returns --------------------------------------------------------------------------------------------------------------


def alter_answer() -> None:
    """Another mark."""
    Answer.objects.update(mark="in_plan")


def alter_position() -> None:
    """Another position."""
    StatedPosition.objects.update(position="step_3")


def alter_date() -> None:
    """Another day."""
    Assessment.objects.update(dated="2019-10-01")


def remove_answer() -> None:
    """One answer less."""
    Answer.objects.filter(component__slug=FIRST).delete()


def alter_seal() -> None:
    """Another digest."""
    Assessment.objects.update(digest="0" * 64)


@pytest.mark.parametrize("altering", [alter_answer, alter_position, alter_date, remove_answer, alter_seal])
def test_a_signed_return_that_was_altered_is_named(teasel: RoundNetwork, ann: Person, altering: Any) -> None:
    signed(teasel, ann, (mark(), "in_place"), (block(Field.POSITION), "foundation"))
    assert len(verified()) == 1
    altering()
    told = verified()
    assert told[0].startswith(RETURN)
    assert told[0].endswith("was altered after it was written.")


def test_a_return_that_is_gone_is_missed(teasel: RoundNetwork, ann: Person) -> None:
    signed(teasel, ann, (mark(), "in_place"))
    Answer.objects.all().delete()
    SignOff.objects.all().delete()
    Assessment.objects.all().delete()
    event = Event.objects.get(event="assessment.signed")
    assert verified() == [
        f"The return of network ZN101 in round spring-2026 that event {event.pk} tells of is gone, or was altered."
    ]


def test_a_signature_by_somebody_else_is_found(teasel: RoundNetwork, ann: Person, people: Everybody) -> None:
    signed(teasel, ann, (mark(), "in_place"))
    SignOff.objects.update(signed_by=a_deputy(people))
    told = verified()
    assert told[0].startswith(RETURN)
    assert told[0].endswith("bears a signature that was altered or added.")


def test_a_signature_that_is_gone_is_missed(teasel: RoundNetwork, ann: Person) -> None:
    signed(teasel, ann, (mark(), "in_place"))
    SignOff.objects.all().delete()
    event = Event.objects.get(event="assessment.signed")
    assert verified() == [
        f"The signature under the return of network ZN101 in round spring-2026 that event {event.pk} tells of is gone."
    ]


def test_a_workbooks_return_that_was_altered_is_named(teasel: RoundNetwork, ann: Person) -> None:
    """Signed or not."""
    record(teasel.round, ("teasel.xlsx", a_workbook("ZN101")), ("wharf.xlsx", a_workbook("ZN102")))
    signs(teasel, ann)
    assert len(verified()) == 1
    Answer.objects.filter(assessment__asked__network__code="ZN102").update(mark="in_plan")
    assert [line.split(",")[0] for line in verified()] == ["The return of Wharf & Weir in spring-2026"]


def test_looking_takes_as_many_queries_however_much_there_is(
    teasel: RoundNetwork, ann: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for value in ("in_plan", "in_progress", "in_place", "not_started"):
        says(teasel, ann, (mark(), value), (note(), value), (private(), value))
    signs(teasel, ann)
    with django_assert_num_queries(15):
        assert list(seals.altered(newest())) == []


# Returns from before there were seals ---------------------------------------------------------------------------------


def test_returns_from_before_there_were_seals_are_named_until_they_are_sealed(teasel: RoundNetwork) -> None:
    record(teasel.round, ("a.xlsx", a_workbook()))
    record(teasel.round, ("b.xlsx", a_workbook(position="Step 1", dated=date(2026, 11, 2))))
    Event.objects.all().delete()
    Assessment.objects.update(digest="", event=0)
    assert len([line for line in verified() if "bears no seal" in line]) == 2
    assert sealed() == "2 returns sealed."
    assert verified()[0].startswith("The chain of 2 events is whole.")
    assert sealed() == "0 returns sealed."


def test_a_return_that_was_sealed_later_is_watched_like_any_other(teasel: RoundNetwork) -> None:
    record(teasel.round, ("a.xlsx", a_workbook()))
    Event.objects.all().delete()
    Assessment.objects.update(digest="", event=0)
    sealed()
    Answer.objects.update(remark="Not what they wrote")
    assert any(line.startswith(RETURN) and "was altered" in line for line in verified())
    Assessment.objects.update(digest="", event=0)
    assert any("bears no seal" in line for line in verified())
    sealed()
    assert any("is gone, or was altered" in line for line in verified())


def sealed() -> str:
    """What the command says that seals."""
    out = StringIO()
    call_command("audit", "seal", stdout=out)
    return out.getvalue().strip()
