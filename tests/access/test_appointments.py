"""Appointing people, and what follows at once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.people import Everybody
from trellis.access.actions import add_person, appoint, end_appointment
from trellis.access.models import Appointment
from trellis.access.rules import Level, Place, Role
from trellis.accounts.models import Person


@dataclass(frozen=True)
class RoundOf:
    """A thing that belongs to a board."""

    board: str

    def places(self) -> frozenset[Place]:
        """The board."""
        return frozenset({(Level.BOARD, self.board)})


def sees_returns_of(person: Person, board: str) -> bool:
    """Whether the person may read the returns of a round of this board."""
    return person.has_perm("assessment.view_returns", cast("Any", RoundOf(board)))


def fresh(person: Person) -> Person:
    """The person as the next request would load them."""
    return Person.objects.get(pk=person.pk)


def test_an_appointment_opens_the_door_and_its_end_shuts_it(people: Everybody) -> None:
    """At once: the next request asks anew."""
    lead = people.system_lead("ZSV")
    assert sees_returns_of(fresh(lead), "ZSV")
    yesterday = timezone.localdate() - timedelta(days=1)
    end_appointment(Appointment.objects.get(person=lead), ended=yesterday, by=None)
    assert not sees_returns_of(fresh(lead), "ZSV")


def test_an_appointment_from_tomorrow_opens_nothing_today(people: Everybody) -> None:
    """Started is the first day on which it holds."""
    person = people.nobody_in_particular()
    tomorrow = timezone.localdate() + timedelta(days=1)
    appoint(person, role=Role.SYSTEM_LEAD, level=Level.BOARD, code="ZSV", started=tomorrow, by=None)
    assert not sees_returns_of(fresh(person), "ZSV")


def test_somebody_without_a_role_reads_published_facts_and_nothing_else(people: Everybody) -> None:
    """The register and the matrix are public; returns are not."""
    person = people.nobody_in_particular()
    assert person.has_perm("register.view")
    assert not sees_returns_of(person, "ZSV")
    assert not person.has_perm("assessment.view_returns")


def test_an_administrator_keeps_the_house_and_reads_no_returns(people: Everybody) -> None:
    """Running the system is not a reason to read what networks say of themselves."""
    administrator = people.administrator()
    assert administrator.has_perm("access.manage_people")
    assert not sees_returns_of(administrator, "ZSV")


def test_a_permission_nobody_defined_is_a_fault_in_the_code(people: Everybody) -> None:
    """It shows in the first test of the page, not in production."""
    with pytest.raises(KeyError):
        people.administrator().has_perm("assessment.view_retruns")


def test_a_network_lead_is_of_a_network_not_of_a_board(people: Everybody) -> None:
    """Said in a sentence, and nothing is written."""
    person = people.nobody_in_particular()
    with pytest.raises(ValidationError, match="Network lead is a role in a network, not in a board"):
        appoint(person, role=Role.NETWORK_LEAD, level=Level.BOARD, code="ZSV", started=date(2026, 1, 1), by=None)
    assert not Appointment.objects.exists()


def test_appointing_twice_is_appointing_once(people: Everybody) -> None:
    """A double click adds nothing."""
    people.system_lead("ZSV")
    people.system_lead("ZSV")
    assert Appointment.objects.count() == 1


def test_an_address_in_capitals_is_the_same_person(db: None) -> None:
    """People type addresses as they like."""
    first = add_person(email="Ann@Example.org", name="Ann", by=None)
    second = add_person(email="ann@example.ORG", name="Ann again", by=None)
    assert first == second
    assert Person.objects.count() == 1


def test_an_address_that_is_none_adds_nobody(db: None) -> None:
    """Said, not kept."""
    with pytest.raises(ValidationError):
        add_person(email="ann at example", name="Ann", by=None)
    assert not Person.objects.exists()
