"""Rounds, who is asked, what is drafted, signed, returned and moderated. One noun a file."""

from trellis.assessment.models.draft import Entry, OfferedReturn
from trellis.assessment.models.evidence import Evidence, StandardEvidence
from trellis.assessment.models.moderation import ModeratedPosition, Moderation, NetworkView, Query, Reply, TakenBack
from trellis.assessment.models.returns import Answer, Assessment, ReadingProblem, StatedPosition
from trellis.assessment.models.rounds import CellRequest, Consent, Reminder, Round, RoundNetwork
from trellis.assessment.models.signing import SignOff
from trellis.assessment.models.uploads import Upload, UploadedFile

__all__ = [
    "Answer",
    "Assessment",
    "CellRequest",
    "Consent",
    "Entry",
    "Evidence",
    "ModeratedPosition",
    "Moderation",
    "NetworkView",
    "OfferedReturn",
    "Query",
    "ReadingProblem",
    "Reminder",
    "Reply",
    "Round",
    "RoundNetwork",
    "SignOff",
    "StandardEvidence",
    "StatedPosition",
    "TakenBack",
    "Upload",
    "UploadedFile",
]
