"""List sizes: each source's figure is kept; where two sources of one date differ, that is told."""

from trellis.common.dates import nhs_date
from trellis.register.imports.facts import Facts
from trellis.register.imports.facts import ListSize as StatedSize
from trellis.register.models import ListSize, Practice, Sighting
from trellis.register.recording.inserting import insert
from trellis.register.recording.ledger import Ledger
from trellis.register.rules import LISTS_EVERY_NETWORK, Basis, Kind

SORT = "list sizes"


def record_list_sizes(ledger: Ledger) -> None:
    """Record the list sizes of the facts. Needs the practices recorded first."""
    facts = ledger.facts
    if not facts.list_sizes:
        return
    practices = ledger.keys[Practice]
    before: dict[tuple[int, str], dict[int, int]] = {}
    rows = ListSize.objects.filter(as_at=facts.as_at).order_by()
    for practice, basis, kind, patients in rows.values_list("practice_id", "basis", "kind", "patients"):
        before.setdefault((practice, basis), {})[kind] = patients
    created = []
    for fact in facts.list_sizes:
        known = before.get((practices[fact.practice], fact.basis.value), {})
        _count(fact, known, ledger)
        if facts.kind not in known:
            created.append((practices[fact.practice], fact.basis.value, facts.as_at, int(facts.kind), fact.patients))
    insert(ListSize, ("practice_id", "basis", "as_at", "kind", "patients"), created)
    _check_network_totals(ledger)


def _count(fact: StatedSize, known: dict[int, int], ledger: Ledger) -> None:
    tally, kind = ledger.tally(SORT), ledger.facts.kind
    if not known:
        tally.new += 1
        return
    believed = min(known)
    if set(known.values()) == {fact.patients}:
        tally.unchanged += 1
        return
    as_at = nhs_date(ledger.facts.as_at)
    if kind in known:
        tally.older += known[kind] != fact.patients
        tally.unchanged += known[kind] == fact.patients
        outcome = f"The first one, {known[kind]:,}, was kept."
    elif believed < kind:
        tally.older += 1
        outcome = f"{Kind(believed).label} is believed: {known[believed]:,}."
    else:
        tally.changed += 1
        outcome = f"This file is believed: {fact.patients:,}."
    ledger.note(
        f"practice {fact.practice}",
        "contradiction",
        f"{fact.practice} has {fact.patients:,} {fact.basis} patients on {as_at} here, and "
        f"{', '.join(f'{patients:,}' for patients in known.values())} in another file. {outcome}",
    )


def _check_network_totals(ledger: Ledger) -> None:
    """Compare the totals that a source prints for networks with its practices, where a list of the same date tells
    which practices are in which network."""
    facts: Facts = ledger.facts
    if not facts.network_totals:
        return
    shown = Sighting.objects.filter(as_at=facts.as_at, kind__in=LISTS_EVERY_NETWORK).order_by("-kind")
    network_of = dict(shown.values_list("practice__code", "network__code"))
    if not network_of:
        return
    sums: dict[str, int] = {}
    for size in facts.list_sizes:
        if size.basis is Basis.REGISTERED and network_of.get(size.practice):
            network = network_of[size.practice]
            sums[network] = sums.get(network, 0) + size.patients
    for network, summed in sums.items():
        printed = facts.network_totals.get(network)
        if printed is not None and printed != summed:
            ledger.note(
                f"network {network}",
                "total-differs",
                f"{network} is printed with {printed:,} patients; its practices add up to {summed:,}. "
                "The practices were kept.",
            )
