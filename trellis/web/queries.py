"""What the front door asks of several rooms at once."""

from trellis.access.rules import Level
from trellis.accounts.models import Person
from trellis.assessment.queries.scope import holdings_that_may


def audited_boards(person: Person) -> frozenset[str] | None:
    """The codes of the boards whose auditor somebody is; None for an auditor of all England."""
    held = holdings_that_may(person, "audit.view")
    if any(each.level is Level.ENGLAND for each in held):
        return None
    return frozenset(each.code for each in held if each.level is Level.BOARD)
