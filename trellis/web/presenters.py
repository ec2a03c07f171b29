"""What waits for a person, in sentences, each with the one thing to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from trellis.access.models import Appointment
from trellis.access.rules import Level, Role
from trellis.accounts.models import Person
from trellis.assessment.presenters.network import address_of
from trellis.assessment.queries.waiting import NetworkWaits, RoundWaits
from trellis.assessment.standing import RoundStatus, Status
from trellis.common.dates import in_days, nhs_date
from trellis.nhsuk.environment import plural
from trellis.register import queries as register


@dataclass(frozen=True)
class Link:
    """A way on: what it is called and where it leads."""

    title: str
    address: str


@dataclass(frozen=True)
class Waiting:
    """Something that waits: what it is about, how it stands, the thing to do, and what else can be done."""

    title: str
    sentences: Sequence[str]
    action: Link
    others: Sequence[Link] = ()


def due_sentence(due: date, today: date, *, it_is: str = "It is", it_was: str = "It was") -> str:
    """When an assessment is due, seen from ``today``; a day that has passed stays the day it was."""
    if due < today:
        return f"{it_was} due on {nhs_date(due)}; a late one is still taken."
    soon = (due - today).days <= 1
    return f"{it_is} due {'' if soon else f'on {nhs_date(due)}, '}{in_days(due, today)}."


# A network's own people -----------------------------------------------------------------------------------------------


def network_waiting(waits: NetworkWaits, person: Person, today: date) -> Waiting | None:
    """What a network's assessment waits for, as far as this person can do something about it; None for nothing."""
    sentences = [*asked_again(waits), *looks_needed(waits)]
    if not waits.submitted:
        sentences = [how_far(waits), *asked_to_sign(waits, person), due_sentence(waits.due, today), *sentences]
    if not sentences:
        return None
    here = of_network(waits, "network", f"See the assessment of {waits.asked.name}")
    action = next_thing(waits, person)
    others = [here] if action.address != here.address else []
    return Waiting(f"{waits.asked.name}: {waits.asked.round.title}", sentences, action, others)


def how_far(waits: NetworkWaits) -> str:
    """How much is answered."""
    if not waits.answered:
        return f"Nothing is answered yet, of {plural(waits.total, 'statement')}."
    if waits.answered == waits.total:
        return f"All {plural(waits.total, 'statement')} are answered. It is not signed yet."
    return f"{waits.answered:,} of {plural(waits.total, 'statement')} are answered."


def asked_to_sign(waits: NetworkWaits, person: Person) -> list[str]:
    """That somebody asked for the signature, said to those who can give it."""
    asked_by = waits.asked.sign_asked_by
    if asked_by is None:
        return []
    if person.has_perm("assessment.sign", waits.asked):
        return [f"{asked_by.name} asks you to sign it."]
    return ["The clinical director has been asked to sign it."]


def asked_again(waits: NetworkWaits) -> list[str]:
    """That the board asks for some components again."""
    board = waits.asked.round.title
    return [f"For {board}, the board asks for {plural(waits.requests, 'statement')} again."] if waits.requests else []


def looks_needed(waits: NetworkWaits) -> list[str]:
    """Questions and workbooks that nobody has looked at."""
    found = []
    if waits.questions:
        found.append(f"{plural(waits.questions, 'question')} of the area team {is_are(waits.questions)} not answered.")
    if waits.offered:
        found.append(
            f"{plural(waits.offered, 'workbook')} {is_are(waits.offered)} waiting to be compared with the page."
        )
    return found


def is_are(count: int) -> str:
    """The verb that a count takes."""
    return "is" if count == 1 else "are"


def next_thing(waits: NetworkWaits, person: Person) -> Link:
    """The one thing that this person would do next for the network."""
    asked = waits.asked
    may_sign = person.has_perm("assessment.sign", asked)
    if not waits.submitted and may_sign and asked.sign_asked_by:
        return of_network(waits, "sign", f"Read and sign the assessment of {asked.name}")
    if waits.questions:
        return of_network(waits, "questions", f"Answer the questions to {asked.name}")
    if waits.offered and person.has_perm("assessment.lead_network", asked):
        return of_network(waits, "own_workbook", f"See what the workbook of {asked.name} would change")
    if not waits.submitted and waits.answered == waits.total and person.has_perm("assessment.lead_network", asked):
        return of_network(waits, "sign", f"Review the assessment of {asked.name}")
    verb = "Begin" if not waits.answered else "Continue"
    return of_network(waits, "network", f"{verb} the assessment of {asked.name}")


def of_network(waits: NetworkWaits, name: str, title: str) -> Link:
    """A page of the network in its round."""
    return Link(title, address_of(name, waits.asked))


# Those who run, moderate and read rounds ------------------------------------------------------------------------------


def round_waiting(waits: RoundWaits, person: Person, today: date) -> Waiting | None:
    """What a round waits for, as far as this person can do something about it; None for nothing."""
    round_, slug = waits.round, waits.round.slug
    page = Link(f"See {round_.title}", reverse("assessment:round", args=[slug]))
    manages = person.has_perm("assessment.manage_round", round_)
    if round_.status == RoundStatus.DRAFT.value:
        planned = f"It is planned and not open. It was to open on {nhs_date(round_.opens)}."
        return Waiting(round_.title, [planned], Link(f"Open {round_.title}", page.address)) if manages else None
    to_moderate = waits.counts.get(Status.SUBMITTED, 0) if person.has_perm("assessment.moderate") else 0
    sentences = [f"{so_far(waits)}", *overdue(waits), *moderation_sentences(waits, to_moderate)]
    moderation = Link(f"Moderate {round_.title}", reverse("assessment:moderation", args=[slug]))
    if to_moderate or (waits.replies and person.has_perm("assessment.moderate")):
        return Waiting(round_.title, sentences, moderation, [page])
    if not manages:
        return None
    if round_.status == RoundStatus.CLOSED.value:
        return Waiting(round_.title, ["It is closed and not published.", *sentences], page, [moderation])
    waiting = waits.counts.get(Status.NOT_STARTED, 0) + waits.counts.get(Status.IN_PROGRESS, 0)
    done = [] if waiting else ["Everybody has submitted, so it can be closed."]
    return Waiting(round_.title, [*sentences, due_of_round(waits, today), *done], page, [moderation])


def so_far(waits: RoundWaits) -> str:
    """How many have submitted: "11 of 18 networks have submitted, 4 are at it, 3 have not started."."""
    parts = [f"{waits.submitted:,} of {plural(waits.asked, 'network')} {has_have(waits.submitted)} submitted"]
    at_it, not_begun = waits.counts.get(Status.IN_PROGRESS, 0), waits.counts.get(Status.NOT_STARTED, 0)
    parts += [f"{at_it:,} {is_are(at_it)} at it"] if at_it else []
    parts += [f"{not_begun:,} {has_have(not_begun)} not started"] if not_begun else []
    return f"{', '.join(parts)}."


def has_have(count: int) -> str:
    """The verb that a count takes."""
    return "has" if count == 1 else "have"


def overdue(waits: RoundWaits) -> list[str]:
    """How many are late."""
    return [f"{waits.overdue:,} {is_are(waits.overdue)} overdue."] if waits.overdue else []


def moderation_sentences(waits: RoundWaits, to_moderate: int) -> list[str]:
    """What there is to moderate."""
    found = []
    if to_moderate:
        found.append(f"{to_moderate:,} {'waits' if to_moderate == 1 else 'wait'} to be moderated.")
    if waits.replies:
        found.append(f"{plural(waits.replies, 'question')} {has_have(waits.replies)} been answered.")
    return found


def due_of_round(waits: RoundWaits, today: date) -> str:
    """When the round is due."""
    return due_sentence(waits.round.due, today, it_is="Assessments are", it_was="Assessments were")


def nothing_waits(own: Iterable[NetworkWaits], rounds: Iterable[RoundWaits]) -> str:
    """Why nothing waits for somebody; never more than they can see."""
    if any(own):
        return "Your network has done everything that an open round asks of it."
    if any(rounds):
        return "In the rounds that you can see, nothing waits for you in your role."
    return "No round asks anything of you in your role."


# Who somebody is ------------------------------------------------------------------------------------------------------


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
