"""``trellis demo`` on a database that is somebody's own. Apart, because no story may have been told before."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from trellis.accounts.models import Person
from trellis.register.actions import record_facts
from trellis.register.imports.facts import Facts, Place
from trellis.register.models import Network
from trellis.register.rules import Kind


@pytest.mark.django_db
def test_it_leaves_somebodys_own_register_alone() -> None:
    own = Facts(kind=Kind.RECORDED, as_at=date(2026, 1, 1), networks=(Place("U12345", "OWN PCN"),))
    record_facts(own, by=None, name="own")
    with pytest.raises(CommandError, match="1 organisations that are no part of the demonstration"):
        call_command("demo", "--if-absent")
    assert list(Network.objects.values_list("code", flat=True)) == ["U12345"]
    assert not Person.objects.exists()
