"""Sharing in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trellis.assessment.models import Consent, RoundNetwork
from trellis.assessment.presenters.network import address_of
from trellis.assessment.standing import Sharing
from trellis.common.dates import nhs_date, nhs_time
from trellis.nhsuk.environment import plural


def sharing_done(sharing: Sharing) -> str:
    """What was decided, as a message."""
    return {
        Sharing.SYSTEM: "From now on only your board sees what you have signed.",
        Sharing.LOCALITY: "From now on the networks of your locality can see what you have signed.",
        Sharing.NETWORKS: "From now on all networks of your board can see what you have signed.",
    }[sharing]


def who_could_see(counts: Mapping[Sharing, int]) -> list[str]:
    """How many networks of the round each choice lets in, as sentences; nobody where that choice lets in none."""
    near, every = counts[Sharing.LOCALITY], counts[Sharing.NETWORKS]
    return [
        f"In this round your locality has {plural(near, 'other network')}."
        if near
        else "In this round there is no other network in your locality, so sharing with it lets nobody in today.",
        f"Your board asks {plural(every, 'other network')} in this round.",
    ]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What was decided, by whom and when."""

    label: str
    who: str
    when: str


def consent_lines(consents: Iterable[Consent]) -> list[ConsentLine]:
    """Everything that was decided, the newest first."""
    return [
        ConsentLine(
            Sharing(each.sharing).label,
            each.given_by.name if each.given_by else "the command line",
            f"{nhs_date(each.given_at)}, {nhs_time(each.given_at)}",
        )
        for each in consents
    ]


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A network that shares what it has signed, and where that is."""

    name: str
    address: str


def shared_lines(asked: Iterable[RoundNetwork]) -> list[SharedLine]:
    """A line for each network."""
    return [SharedLine(each.name, address_of("submitted", each)) for each in asked]
