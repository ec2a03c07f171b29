"""``trellis demo``: once, quietly, and never over somebody's own data."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from trellis.assessment.models import Round
from trellis.audit.models import Event
from trellis.demo.people import CHARACTERS, PASSWORD
from trellis.demo.story import Story
from trellis.register.actions import record_facts
from trellis.register.imports.facts import Facts, Place
from trellis.register.models import Network
from trellis.register.rules import Kind


def said(*options: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_builds_severn_vale_and_says_who_to_sign_in_as() -> None:
    words = said()
    assert "18 networks, 83 practices, 1,026,000 patients" in words
    assert all(character.email in words for character in CHARACTERS)
    assert words.count(PASSWORD) == 1
    assert Round.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("told")
def test_a_second_time_it_changes_nothing() -> None:
    before = Event.objects.count()
    assert said().startswith("The demonstration is already here; nothing was changed.")
    assert said("--if-absent") == ""
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_forced_it_builds_beside_them_and_touches_none(told: Story) -> None:
    assert told.people
    own = Facts(kind=Kind.RECORDED, as_at=date(2026, 1, 1), networks=(Place("U12345", "OWN PCN"),))
    record_facts(own, by=None, name="own")
    assert said("--if-absent", "--force") == ""
    assert Network.objects.filter(code="U12345").exists()
