"""What is in the database before the story is told."""

from django.db import connection

from trellis.accounts.models import Person
from trellis.demo.people import SYSTEM_LEAD
from trellis.demo.severn_vale import BOARD, REGION, SUB_ICB
from trellis.register.models import IntegratedCareBoard, Network, Region, SubIcbLocation
from trellis.register.rules import Level, is_reserved


def is_new() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()


def is_told() -> bool:
    """Whether the story is here. It is told in one transaction, so somebody of it means all of it."""
    return Person.objects.filter(email=SYSTEM_LEAD).exists()


def other_organisations() -> int:
    """How many organisations are here that are not of the story: a sign that the database is somebody's own."""
    networks = Network.objects.values_list("code", flat=True)
    return (
        sum(1 for code in networks if not is_reserved(Level.NETWORK, code))
        + IntegratedCareBoard.objects.exclude(code=BOARD).count()
        + SubIcbLocation.objects.exclude(code=SUB_ICB).count()
        + Region.objects.exclude(code=REGION).count()
    )
