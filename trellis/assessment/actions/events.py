"""The audit's events about a round, or about a network in one."""

from collections.abc import Mapping

from trellis.accounts.models import Person
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.naming import network_in_round
from trellis.audit.actions import record
from trellis.audit.models import Event


def record_about(
    event: str, about: Round | RoundNetwork, *, by: Person | None, detail: Mapping[str, object] | None = None
) -> Event:
    """Add an event about a round or a network in one, for the auditors of the board whose round it is.

    ``event``, ``detail`` and what is raised are those of ``audit.actions.record``.
    """
    round_ = about if isinstance(about, Round) else about.round
    return record(event, by=by, subject=subject_of(about), board=round_.board.code, detail=detail)


def subject_of(about: Round | RoundNetwork) -> str:
    """What the audit calls a round, or a network in one; letters about it bear the same name."""
    if isinstance(about, Round):
        return f"round {about.slug}"
    return network_in_round(about.network.code, about.round.slug)
