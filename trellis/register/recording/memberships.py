"""Memberships: the newest word on each, those that a newer source no longer states, and what lists show."""

from datetime import date

from django.db.models import Q

from trellis.common.dates import nhs_date
from trellis.register.imports.facts import Membership as StatedMembership
from trellis.register.models import Membership, Network, Practice, Sighting
from trellis.register.recording.inserting import insert
from trellis.register.recording.ledger import Ledger, in_batches
from trellis.register.rules import Statement, spell_on, spells
from trellis.register.standing import memberships

SORT = "memberships"


def record_memberships(ledger: Ledger) -> None:
    """Record what the facts state of memberships. Needs the organisations recorded first."""
    facts = ledger.facts
    if not facts.memberships and not facts.states_members_of:
        return
    networks, practices = ledger.keys[Network], ledger.keys.get(Practice, {})
    before = {(m.practice_id, m.network_id, m.started): m for m in Membership.objects.all()}
    standing = {(m.practice, m.network, m.started) for m in memberships()}
    complete_to = {pk: day or date.min for pk, day in Network.objects.values_list("pk", "members_as_at")}
    stated = {(practices[m.practice], networks[m.network], m.started): m for m in facts.memberships}
    tally, created, ended, restated = ledger.tally(SORT), [], [], []
    for key, fact in stated.items():
        known = before.get(key)
        if known is None:
            created.append((*key, fact.ended, facts.as_at, int(facts.kind)))
            superseded = complete_to.get(key[1], date.min) > facts.as_at
            tally.older += superseded
            tally.new += not superseded
        elif (facts.as_at, -facts.kind) > (known.as_at, -known.kind):
            same = known.ended == fact.ended and key in standing
            tally.unchanged += same
            tally.changed += not same
            if known.ended != fact.ended:
                known.ended = fact.ended
                ended.append(known)
            restated.append(known.pk)
        else:
            _compare_with_newer(fact, known, ledger)
    insert(Membership, ("practice_id", "network_id", "started", "ended", "as_at", "kind"), created)
    Membership.objects.bulk_update(ended, ["ended"], batch_size=500)
    for batch in in_batches(restated):
        Membership.objects.filter(pk__in=batch).update(as_at=facts.as_at, kind=facts.kind)
    _withdraw(ledger, standing - set(stated), before)


def _compare_with_newer(fact: StatedMembership, known: Membership, ledger: Ledger) -> None:
    """The register has the word of a newer or more authoritative source, which stays."""
    tally = ledger.tally(SORT)
    if known.ended == fact.ended:
        tally.unchanged += 1
        return
    tally.older += 1
    if (known.as_at, known.kind) == (ledger.facts.as_at, ledger.facts.kind):
        ledger.note(
            f"practice {fact.practice}",
            "contradiction",
            f"Another file of the same kind and date ends {fact.practice}'s membership of {fact.network} on another "
            f"day ({nhs_date(known.ended, 'no end')}). The first one was kept.",
        )


def _withdraw(
    ledger: Ledger, left_out: set[tuple[int, int, date]], before: dict[tuple[int, int, date], Membership]
) -> None:
    """Note since when all memberships of a network are known; those left out since then stand no more."""
    facts = ledger.facts
    networks = {ledger.keys[Network][code]: code for code in facts.states_members_of}
    for batch in in_batches(sorted(networks)):
        older = Q(members_as_at__isnull=True) | Q(members_as_at__lt=facts.as_at)
        Network.objects.filter(older, pk__in=batch).update(members_as_at=facts.as_at)
    names = {key: code for code, key in ledger.keys.get(Practice, {}).items()}
    for practice, network, started in sorted(left_out):
        if network not in networks or before[practice, network, started].as_at >= facts.as_at:
            continue
        ledger.tally(SORT).withdrawn += 1
        ledger.note(
            f"practice {names.get(practice, practice)}",
            "withdrawn",
            f"An older source stated that {names.get(practice, practice)} was in {networks[network]} from "
            f"{nhs_date(started)}; this one does not. That membership no longer counts.",
        )


# Lists ---------------------------------------------------------------------------------------------------------------


def record_sightings(ledger: Ledger) -> None:
    """Record which network a list shows each practice in, and compare with what ODS has said since."""
    facts = ledger.facts
    if not facts.sightings:
        return
    networks, practices = ledger.keys.get(Network, {}), ledger.keys[Practice]
    before = Sighting.objects.filter(as_at=facts.as_at, kind=facts.kind).values_list("practice_id", "network_id")
    known = dict(before)
    tally = ledger.tally("memberships seen")
    created = []
    for fact in facts.sightings:
        practice, network = practices[fact.practice], networks.get(fact.network)
        if practice not in known:
            created.append((practice, network, facts.as_at, int(facts.kind)))
            tally.new += 1
        elif known[practice] == network:
            tally.unchanged += 1
        else:
            tally.older += 1
            ledger.note(
                f"practice {fact.practice}",
                "contradiction",
                f"Another file of the same kind and date shows {fact.practice} in another network. That one was kept.",
            )
    insert(Sighting, ("practice_id", "network_id", "as_at", "kind"), created)
    _compare_with_stated(ledger)


def _compare_with_stated(ledger: Ledger) -> None:
    """Where ODS has spoken of a practice since the list, ODS is believed; the difference is told."""
    facts = ledger.facts
    codes = {key: code for code, key in ledger.keys[Network].items()} if Network in ledger.keys else {}
    stated: dict[int, list[Statement]] = {}
    for one in memberships():
        network = codes.get(one.network, str(one.network))
        stated.setdefault(one.practice, []).append(Statement(network, one.started, one.ended, one.as_at))
    for fact in facts.sightings:
        statements = stated.get(ledger.keys[Practice][fact.practice], [])
        if not statements or max(statement.as_at for statement in statements) < facts.as_at:
            continue
        holding = spell_on(spells(statements), facts.as_at)
        network = holding.network if holding else ""
        if network != fact.network:
            ledger.note(
                f"practice {fact.practice}",
                "list-differs-from-ods",
                f"The list shows {fact.practice} in {fact.network or 'no network'} on {nhs_date(facts.as_at)}; ODS has "
                f"said since that it was in {network or 'no network'}. ODS is believed.",
            )
