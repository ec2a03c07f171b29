"""What waits for a person, in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trellis.access.models import Appointment
from trellis.access.rules import Level, Role
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.presenters import returned_of
from trellis.assessment.queries.rounds import RoundCount
from trellis.common.dates import nhs_date
from trellis.register import queries as register


@dataclass(frozen=True)
class Waiting:
    """A round that waits for somebody: its name, where it is, what it waits for, and the networks it waits for."""

    round: Round
    sentence: str
    networks: tuple[RoundNetwork, ...]

    @property
    def own_network(self) -> RoundNetwork | None:
        """The one network this person answers for, where it is one."""
        return self.networks[0] if len(self.networks) == 1 else None


def due_sentence(due: date, today: date) -> str:
    """When returns are due, seen from ``today``; a day that has passed stays the day it was."""
    days = (due - today).days
    if days < 0:
        return f"Returns were due on {nhs_date(due)}; a late return is still taken."
    when = "today" if days == 0 else "tomorrow" if days == 1 else f"on {nhs_date(due)}, in {days} days"
    return f"Returns are due {when}."


def waiting_rounds(
    rounds: Iterable[Round], counts: Mapping[int, RoundCount], not_returned: Iterable[RoundNetwork], today: date
) -> list[Waiting]:
    """The rounds in which somebody whom the person sees has still to return."""
    missing: dict[int, list[RoundNetwork]] = {}
    for asked in not_returned:
        missing.setdefault(asked.round_id, []).append(asked)
    return [
        Waiting(
            round_,
            f"{so_far(counts[round_.pk], missing[round_.pk])} {due_sentence(round_.due, today)}",
            tuple(missing[round_.pk]),
        )
        for round_ in rounds
        if round_.pk in missing
    ]


def so_far(count: RoundCount, missing: list[RoundNetwork]) -> str:
    """How far a round is, for somebody who sees all its networks or only their own."""
    if count.asked == 1:
        return f"{missing[0].name} has not returned yet."
    return f"{returned_of(count.returned, count.asked)}, {len(missing):,} {'has' if len(missing) == 1 else 'have'} not."


def nothing_waits(counts: Iterable[RoundCount]) -> str:
    """Why nothing waits for somebody, in rounds of which they see so many networks; never more than they can see."""
    asked = [count.asked for count in counts]
    if not asked:
        return "No round asks anything of you in your role."
    if max(asked) == 1:
        return "Your network has returned in every round that asked it."
    return "Every network that was asked has returned."


def role_lines(appointments: Iterable[Appointment], today: date) -> list[str]:
    """The roles that somebody holds, each with the name of its organisation: "Network lead, Harbourside (ZN001)"."""
    return [f"{Role(each.role).label}, {organisation(each, today)}" for each in appointments]


def organisation(appointment: Appointment, today: date) -> str:
    """What the organisation of a role is called on the register; its code alone where the register does not have it."""
    code = appointment.code
    if not code:
        return "England"
    level = Level(appointment.level)
    if level is Level.PROVIDER:
        return code
    found = register.network(code, today) if level is Level.NETWORK else register.place(code, today)
    return f"{found.title} ({code})" if found else code
