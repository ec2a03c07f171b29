"""Severn Vale and its networks: as they began, the merger of 2022 and the split of 2026."""

from datetime import date

from trellis.demo.severn_vale import (
    BOARD,
    BOARD_NAME,
    FIRST_DAY,
    LOCALITIES,
    MERGER,
    NETWORKS,
    REGION,
    REGION_NAME,
    SPLIT,
    SUB_ICB,
    SUB_ICB_NAME,
    NetworkPlan,
    PracticePlan,
    practices,
)
from trellis.demo.story import Story
from trellis.register.actions import join_locality, leave_locality, record_facts, record_locality
from trellis.register.imports.facts import Facts, ListSize, Membership, Organisation, Place
from trellis.register.rules import Basis, Kind

FIRST_LISTS = date(2019, 10, 1)
NEWEST_LISTS = date(2026, 10, 1)


def tell(story: Story) -> None:
    """What a source would have said at each date, recorded in order; then the localities, which no source knows."""
    for as_at, what in (
        (FIRST_DAY, "Severn Vale's networks and practices"),
        (FIRST_LISTS, "Severn Vale's list sizes of October 2019"),
        (MERGER, "Severn Vale's merger of July 2022"),
        (SPLIT, "Severn Vale's split of April 2026"),
        (NEWEST_LISTS, "Severn Vale's list sizes of October 2026"),
    ):
        record_facts(known_on(as_at), by=story.administrator, name=what)
    for code, name in LOCALITIES.items():
        record_locality(code=code, name=name, board=BOARD, sub_icb=SUB_ICB, by=story.system_lead)
    for network in NETWORKS:
        join_locality(network=network.code, locality=network.locality, started=network.opened, by=story.system_lead)
        if network.closed:
            leave_locality(network=network.code, ended=network.closed, by=story.system_lead)


def known_on(as_at: date) -> Facts:
    """Everything known on a day: organisations that had opened, and what of their ends was known by then.

    List sizes come with the dates of the lists only.
    """
    opened = [network for network in NETWORKS if network.opened <= as_at]
    everybody = practices()
    return Facts(
        kind=Kind.RECORDED,
        as_at=as_at,
        regions=(Organisation(REGION, REGION_NAME),),
        boards=(Organisation(BOARD, BOARD_NAME, REGION),),
        sub_icbs=(Organisation(SUB_ICB, SUB_ICB_NAME, BOARD),),
        networks=tuple(place_of(network, as_at) for network in opened),
        practices=tuple(
            Place(practice.code, practice.name, SUB_ICB, states_dates=True, opened=FIRST_DAY) for practice in everybody
        ),
        memberships=tuple(spell for practice in everybody for spell in spells_known(practice, as_at)),
        list_sizes=tuple(size for practice in everybody for size in sizes_of(practice))
        if as_at in {FIRST_LISTS, NEWEST_LISTS}
        else (),
        states_members_of=frozenset(network.code for network in opened),
    )


def place_of(network: NetworkPlan, as_at: date) -> Place:
    """A network as a source of that day states it: its end is known the day after."""
    return Place(
        network.code,
        network.name,
        SUB_ICB,
        states_dates=True,
        opened=network.opened,
        closed=network.closed if network.closed and network.closed < as_at else None,
    )


def spells_known(practice: PracticePlan, as_at: date) -> list[Membership]:
    """Where a practice had been by a day."""
    return [
        Membership(practice.code, network, started, ended if ended and ended < as_at else None)
        for network, started, ended in practice.spells
        if started <= as_at
    ]


def sizes_of(practice: PracticePlan) -> tuple[ListSize, ListSize]:
    """Its patients, registered and adjusted."""
    return (
        ListSize(practice.code, Basis.REGISTERED, practice.registered),
        ListSize(practice.code, Basis.ADJUSTED, practice.adjusted),
    )
