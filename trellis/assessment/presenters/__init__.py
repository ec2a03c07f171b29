"""The room in words: what a page says, worked out from plain values; a subject a file."""

from trellis.assessment.presenters.crumbs import Crumb, crumbs
from trellis.assessment.presenters.rounds import returned_of, round_lines
from trellis.assessment.presenters.uploads import outcome_groups, summary_of

__all__ = [
    "Crumb",
    "crumbs",
    "outcome_groups",
    "returned_of",
    "round_lines",
    "summary_of",
]
