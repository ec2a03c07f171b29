"""What somebody tries who would read, change or lose what is not theirs, and what comes of it."""

import contextlib
import threading
from collections.abc import Callable
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.assessment.answering import at_the_matrix
from tests.assessment.drafts import asked_of, block, mark, note, says
from tests.assessment.rounds import BOARD, FOREIGN, NEIGHBOUR, NETWORKS, a_round, a_workbook, an_england, record
from tests.assessment.signing import a_director, signed
from tests.people import Everybody, signed_in
from trellis.access.actions.inviting import invite
from trellis.access.actions.people import remove
from trellis.access.models import Appointment, Invitation
from trellis.access.rules import Level, Role
from trellis.assessment.actions.drafting import Input, enter
from trellis.assessment.actions.moderating import start_moderation
from trellis.assessment.actions.signing import recall, sign
from trellis.assessment.drafting import Field
from trellis.assessment.models import Entry, OfferedReturn, Round, RoundNetwork
from trellis.assessment.queries.drafts import draft_of
from trellis.common.transitions import NotAllowedNowError
from trellis.register.actions import join_locality, record_locality


@pytest.fixture
def spring(db: None) -> Round:
    an_england()
    return a_round()


def at(name: str, *parts: object) -> str:
    return reverse(f"assessment:{name}", args=parts)


def cells(content: bytes) -> str:
    """All that stands in a workbook."""
    book = openpyxl.load_workbook(BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


# What the board learns of a draft -------------------------------------------------------------------------------------


def test_a_guessed_workbook_does_not_tell_the_board_that_a_draft_says_the_same(
    spring: Round, people: Everybody
) -> None:
    teasel = asked_of(spring)
    says(teasel, a_director(people), (mark(), "in_place"), (block(Field.POSITION), "foundation"))
    right, wrong = ("right.xlsx", a_workbook()), ("wrong.xlsx", a_workbook(position="Step 1"))
    told = [record(spring, file).files[0] for file in (right, wrong)]
    assert told[0].outcome == told[1].outcome
    assert told[0].sentence == told[1].sentence


def test_a_board_that_asks_another_boards_network_does_not_get_what_it_told_its_own(people: Everybody) -> None:
    an_england()
    record(a_round(), ("teasel.xlsx", a_workbook(comment="leaked")))
    a_round("Lowland asks", board=NEIGHBOUR, networks={**FOREIGN, "ZN101": NETWORKS["ZN101"]})
    client = signed_in(people.system_lead(NEIGHBOUR))
    answer = client.get(at("workbook", "lowland-asks", "ZN101"))
    assert answer.status_code == 200
    assert "leaked" not in cells(answer.content)


# Roles that end -------------------------------------------------------------------------------------------------------


def test_who_is_removed_does_not_come_back_by_an_invitation_of_their_own(spring: Round, people: Everybody) -> None:
    mallory, cara = people.network_lead("ZN101"), a_director(people)
    back_door = invite(
        email="mallory.again@example.org", role=Role.CONTRIBUTOR, level=Level.NETWORK, code="ZN101", by=mallory
    )
    remove(Appointment.objects.get(person=mallory), by=cara)
    assert Invitation.objects.get(pk=back_door.pk).withdrawn_at is not None


def test_who_leaves_of_their_own_accord_leaves_their_invitations_behind(spring: Round, people: Everybody) -> None:
    """Whoever hands over invites the next one first."""
    iris = people.network_lead("ZN101")
    successor = invite(email="next@example.org", role=Role.NETWORK_LEAD, level=Level.NETWORK, code="ZN101", by=iris)
    remove(Appointment.objects.get(person=iris), by=iris)
    assert Invitation.objects.get(pk=successor.pk).withdrawn_at is None


def test_a_page_left_open_saves_nothing_once_the_role_is_taken_away(spring: Round, people: Everybody) -> None:
    mallory, cara = people.network_lead("ZN101"), a_director(people)
    page = at_the_matrix(mallory, spring)
    assert page.saves((mark(), "in_place")).status_code == 200  # the network is remembered from here on
    remove(Appointment.objects.get(person=mallory), by=cara)
    assert page.saves((mark(), "in_plan"), seen=1).status_code == 404
    assert draft_of(asked_of(spring)).value(mark()) == "in_place"


# Numbers of other networks --------------------------------------------------------------------------------------------


def test_an_area_team_reaches_no_network_of_another_locality(spring: Round, people: Everybody) -> None:
    for code, name in (("hills", "Hills"), ("marshes", "Marshes")):
        record_locality(code=code, name=name, board=BOARD, by=None)
    for network, locality in (("ZN101", "hills"), ("ZN103", "marshes")):
        join_locality(network=network, locality=locality, started=date(2019, 7, 1), by=None)
    for code in ("ZN101", "ZN103"):
        signed(asked_of(spring, code), a_director(people, code), (mark(), "in_place"), (note(), f"note of {code}"))
    ana = signed_in(people.holding(Role.AREA_TEAM, Level.LOCALITY, "hills"))
    assert ana.get(at("moderate", spring.slug, "ZN101")).status_code == 200
    for do in ("start", "leave", "judge", "ask", "conclude", "take-back"):
        sent = {"do": do, "at": "leadership-network", "position": "foundation", "words": "Why?"}
        assert ana.post(at("moderate", spring.slug, "ZN103"), sent).status_code == 404
    for name in ("moderate", "submitted", "submitted_csv", "workbook"):
        assert ana.get(at(name, spring.slug, "ZN103")).status_code == 404
    for page in (at("round", spring.slug), at("moderation", spring.slug), at("networks_csv", spring.slug)):
        assert "Larkspur" not in ana.get(page).content.decode()
    assert not asked_of(spring, "ZN103").moderations.exists()


def test_another_networks_workbook_is_not_decided_by_its_number(spring: Round, people: Everybody) -> None:
    says(asked_of(spring, "ZN103"), a_director(people, "ZN103"), (mark(), "in_plan"))
    record(spring, ("larkspur.xlsx", a_workbook("ZN103")))
    theirs = OfferedReturn.objects.get()
    mallory = signed_in(a_director(people))
    page = at("offered", spring.slug, "ZN101", theirs.pk)
    assert mallory.get(page).status_code == 404
    for do in ("all", "some", "aside", "back"):
        assert mallory.post(page, {"do": do, "seen": 9}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.settled_at is None


# At the same moment ---------------------------------------------------------------------------------------------------


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> list[str]:
    """What becomes of ``second``, begun while ``first`` is done and not yet committed; each over its own connection."""
    is_done, told = threading.Event(), []

    def holds() -> None:
        try:
            with transaction.atomic():
                first()
                is_done.set()
                threading.Event().wait(0.7)
        finally:
            is_done.set()
            connection.close()

    def comes() -> None:
        is_done.wait()
        try:
            second()
            told.append("done")
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=holds), threading.Thread(target=comes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def fresh(asked: RoundNetwork) -> RoundNetwork:
    return asked_of(asked.round, asked.network.code)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_to_be_saved_in_a_draft_that_was_signed_a_moment_before(people: Everybody) -> None:
    an_england()
    teasel, cara = asked_of(a_round()), a_director(people)
    says(teasel, cara, (mark(), "in_place"))
    late = fresh(teasel)
    told = meanwhile(
        lambda: sign(teasel, version=1, by=cara),
        lambda: enter(late, [Input(note(), "a word too late")], by=cara),
    )
    assert told[0].startswith("NotAllowedNowError: The assessment has been signed")
    assert not Entry.objects.filter(value="a word too late").exists()


@pytest.mark.django_db(transaction=True)
def test_who_types_while_it_is_recalled_is_let_in(people: Everybody) -> None:
    an_england()
    teasel, cara = asked_of(a_round()), a_director(people)
    signed(teasel, cara)
    late = fresh(teasel)
    told = meanwhile(lambda: recall(teasel, by=cara), lambda: enter(late, [Input(note(), "in time")], by=cara))
    assert told == ["done"]
    assert draft_of(fresh(teasel)).value(note()) == "in time"


@pytest.mark.django_db(transaction=True)
def test_signing_and_moderating_do_not_wait_for_each_other_for_ever(people: Everybody) -> None:
    """Each holds what the other wants, if they do not begin at the same end."""
    an_england()
    spring = a_round()
    teasel, cara = asked_of(spring), a_director(people)
    signed(teasel, cara)
    faults: list[str] = []
    together = threading.Barrier(2)

    def again(act: Callable[[RoundNetwork], object]) -> None:
        try:
            for _ in range(60):
                together.wait(30)
                with contextlib.suppress(NotAllowedNowError):
                    act(teasel)
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")
            together.abort()
        finally:
            connection.close()

    acts: list[Callable[[RoundNetwork], object]] = [
        lambda asked: recall(asked, by=cara),
        lambda asked: start_moderation(asked, by=None),
    ]
    threads = [threading.Thread(target=again, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each for each in faults if "BrokenBarrier" not in each] == []
