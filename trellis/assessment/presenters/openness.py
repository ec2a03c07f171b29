"""Whether a network's matrix takes answers now, what of it, and how a page says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from trellis.assessment.queries.matrix import Sheet
from trellis.assessment.standing import Facts, RoundStatus, is_overdue
from trellis.common.dates import in_days, nhs_date
from trellis.nhsuk.environment import plural


@dataclass(frozen=True)
class Openness:
    """``takes`` tells for a component (id; empty for a position) whether it can be changed; ``why_not`` says why not.

    ``why_not`` is empty where everything is open.
    """

    takes: Callable[[str], bool]
    why_not: str = ""

    @property
    def is_open(self) -> bool:
        """Whether everything can be changed."""
        return not self.why_not


def openness_of(sheet: Sheet) -> Openness:
    """Whether a network's own people can change its matrix now. The action that enters decides in the end."""
    asked, round_ = sheet.asked, sheet.asked.round
    if asked.withdrawn_at:
        withdrawn = f"Withdrawn from the round on {nhs_date(asked.withdrawn_at)}: {asked.withdrawn_why}"
        return Openness(_nothing, f"{withdrawn.rstrip('.')}. Nothing can be changed.")
    if round_.status != RoundStatus.OPEN.value:
        return Openness(_nothing, f"The round was closed on {nhs_date(round_.closed_at)}. Nothing can be changed.")
    if sheet.copy is None:
        return Openness(_everything)
    since = f"It has been with your board since {nhs_date(sheet.copy.received_at)}."
    if sheet.again:
        again = sheet.again
        return Openness(lambda component: component in again, f"{since} Only what is asked again can be changed.")
    return Openness(_nothing, f"{since} To change something, recall it.")


def _nothing(component: str) -> bool:
    return False


def _everything(component: str) -> bool:
    return True


def facts_of_sheet(sheet: Sheet) -> Facts:
    """The facts of which the status of the network follows."""
    asked = sheet.asked
    return Facts(
        round=RoundStatus(asked.round.status),
        started=asked.version > 0,
        submitted=sheet.copy is not None,
        withdrawn=asked.withdrawn_at is not None,
        due=asked.due or asked.round.due,
    )


def due_sentence(sheet: Sheet, today: date) -> str:
    """When it is due, where the network still has to return it; else nothing."""
    facts = facts_of_sheet(sheet)
    if facts.submitted or facts.withdrawn or facts.round is not RoundStatus.OPEN:
        return ""
    if is_overdue(facts, today):
        late = plural((today - facts.due).days, "day")
        return f"It was due on {nhs_date(facts.due)}, {late} ago. It is taken all the same."
    return f"It is due on {nhs_date(facts.due)}, {in_days(facts.due, today)}."
