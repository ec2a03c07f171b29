"""What is done beside the site: letters are sent, uploads read, networks reminded.

The rows themselves are the queue (docs/decisions/0010): a letter that is not sent, an upload that is not read. So a
worker keeps nothing, a killed one loses nothing, and every job below may be run by several workers at once.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import close_old_connections
from django.utils import timezone

from trellis.assessment.actions.reminding import remind_all
from trellis.assessment.actions.uploading import read_waiting_uploads
from trellis.post.actions import send_waiting

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at what is due, and so the longest that stopping takes while nothing is done."""

PAUSE_AFTER_FAULT = 60.0
"""Seconds for which a job that failed is left alone, so that a fault does not fill the log."""


@dataclass(frozen=True)
class Job:
    """Something to be done again and again, ``every`` so many seconds."""

    what: str
    every: float
    run: Callable[[], object]


def send_some_letters() -> object:
    """A handful, so that other jobs get their turn, and stopping does not wait for a whole round's invitations."""
    return send_waiting(limit=20)


def remind_today() -> object:
    """Each reminder goes out once, however often this is asked in a day."""
    return remind_all(timezone.localdate())


JOBS: tuple[Job, ...] = (
    Job("send letters that wait", 1, send_some_letters),
    Job("read uploads that wait", 5, read_waiting_uploads),
    Job("remind networks", 60 * 60, remind_today),
)
"""Everything that a worker does."""


class Worker:
    """Does every job when it is due, until it is told to stop; then it finishes the one in hand."""

    def __init__(self, jobs: Sequence[Job] = JOBS) -> None:
        self.due = dict.fromkeys(jobs, 0.0)
        self.stopping = False

    def stop(self, *signal: object) -> None:
        """Stop after the job in hand. Fit to be a signal handler."""
        self.stopping = True

    def work(self) -> None:
        """Work until ``stop`` is called."""
        while not self.stopping:
            self.turn(time.monotonic())
            time.sleep(TICK)

    def turn(self, now: float) -> None:
        """Do the jobs that are due at ``now``, in seconds of a clock that only goes forward."""
        close_old_connections()
        for job in [job for job, due in self.due.items() if due <= now]:
            if self.stopping:
                return
            self.due[job] = now + (job.every if done(job) else PAUSE_AFTER_FAULT)


def done(job: Job) -> bool:
    """Whether a job was done; a fault is logged, and neither stops the others nor the worker."""
    try:
        job.run()
    except Exception:
        log.exception("The worker could not %s; it tries again in %d s.", job.what, PAUSE_AFTER_FAULT)
        return False
    return True
