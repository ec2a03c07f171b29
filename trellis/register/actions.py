"""Every change of the register."""

import hashlib
import uuid
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.audit.actions import record
from trellis.register.imports.facts import Facts, Odd
from trellis.register.imports.reading import read_source
from trellis.register.models import (
    Import,
    IntegratedCareBoard,
    Locality,
    LocalityMembership,
    Network,
    Practice,
    SubIcbLocation,
    Version,
)
from trellis.register.recording.ledger import Ledger
from trellis.register.recording.list_sizes import record_list_sizes
from trellis.register.recording.memberships import record_memberships, record_sightings
from trellis.register.recording.organisations import record_organisations
from trellis.register.reports import ImportReport, Tally, figures_of
from trellis.register.rules import Kind

DAY = timedelta(days=1)


def import_file(content: bytes, name: str, *, by: Person | None, as_at: date | None = None) -> ImportReport:
    """Take in a file that describes organisations or list sizes, whatever its kind and vintage.

    ``as_at`` overrides the date that the file's content carries. A file that was taken in before changes nothing.
    Raises FileRefusedError, with nothing kept, where the file cannot be used.
    """
    facts = read_source(content, name, today=timezone.localdate(), as_at=as_at)
    return record_facts(facts, by=by, name=name, sha256=hashlib.sha256(content).hexdigest())


@transaction.atomic
def record_facts(facts: Facts, *, by: Person | None, name: str, sha256: str = "") -> ImportReport:
    """Record what a source says, as at its date, and report what became of it.

    ``name`` is what the source is called in sentences and on the page of sources. ``sha256`` stands for the source's
    bytes; without it, for the facts themselves. Raises IntegrityError where a fact breaks a rule of the database.
    """
    if facts.kind is Kind.LANDSCAPE:
        return _look_at_landscape(facts, name)
    _wait_for_turn()
    sha256 = sha256 or hashlib.sha256(_canonical(facts)).hexdigest()
    if Import.objects.filter(sha256=sha256, kind=facts.kind, as_at=facts.as_at).exists():
        return _nothing_new(facts, name)
    ledger = Ledger(facts, name)
    record_organisations(ledger)
    record_memberships(ledger)
    record_sightings(ledger)
    record_list_sizes(ledger)
    report = _report(facts, name, ledger.tallies, ledger.odd)
    as_json = report.as_json()
    odd = as_json.pop("odd")
    as_json["odd_count"] = len(report.odd)
    Import.objects.create(kind=facts.kind, as_at=facts.as_at, name=name[:255], sha256=sha256, odd=odd, report=as_json)
    _touch()
    summary = {sort: as_json[sort] for sort in ("new", "changed", "unchanged", "older", "withdrawn", "ignored")}
    subject = f"{facts.kind.slug} as at {facts.as_at.isoformat()}"
    record("register.imported", by=by, subject=subject, detail={"file": name, "sha256": sha256, **summary})
    return report


def _canonical(facts: Facts) -> bytes:
    """Facts as bytes, the same for the same facts."""
    ordered = replace(facts, states_members_of=frozenset(), network_totals={})
    return repr((ordered, sorted(facts.states_members_of), sorted(facts.network_totals.items()))).encode()


def _report(facts: Facts, name: str, tallies: dict[str, Tally], odd: list[Odd]) -> ImportReport:
    return ImportReport(
        name=name,
        kind=facts.kind,
        as_at=facts.as_at,
        figures=figures_of(facts),
        tallies=tallies,
        ignored=facts.ignored,
        odd=(*facts.odd, *odd),
        groups=facts.groups,
    )


def _nothing_new(facts: Facts, name: str) -> ImportReport:
    """The report of a source that was taken in before: every fact of it is known."""
    sorts = {
        "regions": facts.regions,
        "boards": facts.boards,
        "sub-ICB locations": facts.sub_icbs,
        "networks": facts.networks,
        "practices": facts.practices,
        "memberships": facts.memberships,
        "memberships seen": facts.sightings,
        "list sizes": facts.list_sizes,
    }
    tallies = {sort: Tally(unchanged=len(stated)) for sort, stated in sorts.items() if stated}
    return replace(_report(facts, name, tallies, []), already_imported=True)


def _look_at_landscape(facts: Facts, name: str) -> ImportReport:
    """A landscape has no network codes and no date: it is added up and looked at, and nothing of it is recorded."""
    known = set(Practice.objects.values_list("code", flat=True))
    unknown = [place.code for place in facts.practices if known and place.code not in known]
    odd = [
        Odd(
            f"{name}, practice {code}", "unknown-practice", f"{code} is not on the register. Its patients were counted."
        )
        for code in unknown
    ]
    return replace(_report(facts, name, {}, odd), as_at=None)


def _wait_for_turn() -> None:
    """One import at a time: PostgreSQL lets the next one go on when this one is done, SQLite does so by itself."""
    Version.objects.get_or_create(pk=1)
    Version.objects.select_for_update().get(pk=1)


def _touch() -> None:
    """Let everything that was worked out from the register before be worked out anew."""
    Version.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


# Localities ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_locality(*, code: str, name: str, board: str, by: Person | None, sub_icb: str = "") -> Locality:
    """Record a local grouping of networks, or give it another name. ``code`` is a slug.

    ``board`` and ``sub_icb`` are codes on the register. Raises IntegratedCareBoard.DoesNotExist or
    SubIcbLocation.DoesNotExist where they are not, and IntegrityError for a code of another shape.
    """
    values = {
        "name": name,
        "board": IntegratedCareBoard.objects.get(code=board),
        "sub_icb": SubIcbLocation.objects.get(code=sub_icb) if sub_icb else None,
    }
    locality, _ = Locality.objects.update_or_create(code=code, defaults=values)
    _touch()
    detail = {"name": name, "board": board}
    record("register.locality_recorded", by=by, subject=f"locality {code}", detail=detail, board=board)
    return locality


@transaction.atomic
def join_locality(*, network: str, locality: str, started: date, by: Person | None) -> LocalityMembership:
    """Record that a network belongs to a locality from a day on. One it is in until then ends the day before.

    Raises Network.DoesNotExist or Locality.DoesNotExist for unknown codes, and IntegrityError where the network is in
    another locality that started on or after that day.
    """
    member = Network.objects.get(code=network)
    current = LocalityMembership.objects.filter(network=member, ended__isnull=True, started__lt=started)
    current.update(ended=started - DAY)
    joined = LocalityMembership.objects.create(
        network=member, locality=Locality.objects.get(code=locality), started=started
    )
    _touch()
    detail = {"locality": locality, "started": started.isoformat()}
    board = joined.locality.board.code
    record("register.locality_joined", by=by, subject=f"network {network}", detail=detail, board=board)
    return joined


@transaction.atomic
def leave_locality(*, network: str, ended: date, by: Person | None) -> None:
    """Record the last day of a network in its locality. Raises LocalityMembership.DoesNotExist where it is in none."""
    membership = LocalityMembership.objects.get(network__code=network, ended__isnull=True)
    membership.ended = ended
    membership.save(update_fields=["ended"])
    _touch()
    detail = {"locality": membership.locality.code, "ended": ended.isoformat()}
    board = membership.locality.board.code
    record("register.locality_left", by=by, subject=f"network {network}", detail=detail, board=board)
