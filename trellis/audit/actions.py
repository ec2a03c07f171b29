"""The one way an event is written."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.audit.models import Event
from trellis.audit.rules import COMMAND_LINE, FIRST_SEAL, seal

LOCK_KEY = 0x7E115
"""Any fixed number: the advisory lock under which PostgreSQL lets one writer at a time add to the chain."""


def record(
    event: str, *, by: Person | None, subject: str, detail: Mapping[str, object] | None = None, board: str = ""
) -> Event:
    """Add an event to the chain, inside the transaction of the change it tells of.

    ``event`` is a dotted name such as "matrix.edition_published"; ``subject`` names what it happened to in words that
    outlive the row ("edition pcn-2019-08"); ``detail`` holds JSON values; ``board`` is the code of the board that it
    concerns, whose auditors may read it, empty for what concerns the whole house. ``by=None`` means the command line.
    Raises TransactionManagementError outside a transaction: a change and its event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event is written in the transaction of its change.")
    if connection.vendor == "postgresql":
        # SQLite's IMMEDIATE transactions already let one writer in at a time.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
    previous_seal = Event.objects.order_by("-pk").values_list("seal", flat=True).first() or FIRST_SEAL
    at, actor, details = timezone.now(), by.email if by else COMMAND_LINE, dict(detail or {})
    return Event.objects.create(
        at=at,
        actor=actor,
        event=event,
        subject=subject,
        detail=details,
        board=board,
        previous_seal=previous_seal,
        seal=seal(
            previous_seal=previous_seal, at=at, actor=actor, event=event, subject=subject, detail=details, board=board
        ),
    )
