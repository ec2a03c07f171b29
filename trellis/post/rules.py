"""When a letter that could not be sent is tried again, and what has become of one. Pure."""

from datetime import timedelta
from enum import StrEnum

TRIES = 20
"""So often a letter is tried, over three days, before it is left for somebody to look at."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)

LEASE = timedelta(minutes=5)
"""So long a letter belongs to the worker that took it up. A worker that was killed lets go of it then.

Longer than settings.EMAIL_TIMEOUT, which bounds every step of talking to the mail server, several times over.
"""


class LetterState(StrEnum):
    """What has become of a letter."""

    WAITING = "waiting"
    FAILED = "failed"
    LEFT = "left"
    SENT = "sent"

    @property
    def label(self) -> str:
        """For a page."""
        return {"waiting": "Waiting", "failed": "Failed, tried again", "left": "Failed for good", "sent": "Sent"}[
            self.value
        ]

    @property
    def can_be_tried_again(self) -> bool:
        """Whether asking for another try now makes a difference."""
        return self in {LetterState.FAILED, LetterState.LEFT}


def state_of(*, is_sent: bool, failed: str, tries: int) -> LetterState:
    """What has become of a letter; ``failed`` is what the mail server said the last time."""
    if is_sent:
        return LetterState.SENT
    if tries >= TRIES:
        return LetterState.LEFT
    return LetterState.FAILED if failed else LetterState.WAITING


def pause_after(tries: int) -> timedelta:
    """How long to wait after the try of that number (from 1): each time twice as long, up to six hours."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 20)), LONGEST_PAUSE)
