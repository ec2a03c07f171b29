"""Writing letters, and sending those that wait."""

from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from trellis.post.models import Letter
from trellis.post.queries import due_letters
from trellis.post.rules import LEASE, pause_after

OURS = "X-Trellis-Letter"
"""The header by which a letter that is in the outbox already is known (see backend.OutboxBackend)."""

ABOUT_ONE_LETTER = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, ValueError)
"""Failures after which the next letter may well go: a strange address, a subject of two lines."""


@dataclass(frozen=True)
class Sent:
    """How many letters the mail server took, and how many it did not."""

    sent: int
    failed: int


def write_letter(*, to: str, subject: str, text: str, about: str = "", at: datetime | None = None) -> Letter:
    """Put a letter into the outbox, inside the transaction of the change that it tells of.

    ``at`` is when it was written, now unless told. It is sent once that is committed, by ``trellis work`` or the next
    ``trellis post send``. Raises TransactionManagementError outside a transaction: a letter about a change that never
    was is worse than none.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A letter is written in the transaction of its change.")
    return Letter.objects.create(to=to, subject=subject, text=text, about=about, written_at=at or timezone.now())


def send_waiting(limit: int = 200) -> Sent:
    """Send the letters that wait, oldest first, at most ``limit``.

    Each is taken up by itself, so that several workers can send at once and none sends what another has; no database
    lock is held while the mail server is talked to. A letter is marked as sent when the server has taken it. A failure
    is noted and the letter waits for its next try; where the server itself does not answer the others wait with it.
    """
    sent = failed = 0
    mail: BaseEmailBackend = get_connection()
    try:
        for key in list(due_letters(timezone.now()).values_list("pk", flat=True)[:limit]):
            letter = taken_up(key)
            if letter is None:
                continue
            error = failure_of(letter, mail)
            mark(letter, error)
            sent, failed = sent + (error is None), failed + (error is not None)
            if error is not None and not isinstance(error, ABOUT_ONE_LETTER):
                break
    finally:
        mail.close()
    return Sent(sent, failed)


def taken_up(key: int) -> Letter | None:
    """The letter, now this worker's until its lease ends; None where another was quicker."""
    now = timezone.now()
    ours = due_letters(now).order_by().filter(pk=key)
    if not ours.update(next_try=now + LEASE, tries=F("tries") + 1, failed=""):
        return None
    return Letter.objects.get(pk=key)


def failure_of(letter: Letter, mail: BaseEmailBackend) -> OSError | ValueError | None:
    """Hand a letter to the mail server; what went wrong, None where it was taken."""
    try:
        mail.open()
        message = EmailMessage(letter.subject, letter.text, to=[letter.to], headers={OURS: str(letter.pk)})
        message.connection = mail
        message.send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors, a header of two lines is a ValueError
        return error
    return None


def mark(letter: Letter, error: OSError | ValueError | None) -> None:
    """Note what became of a letter that this worker had taken up."""
    now = timezone.now()
    if error is None:
        letter.sent_at, letter.next_try = now, None
        letter.text = letter.text if settings.DEMO else ""
    else:
        letter.failed, letter.next_try = str(error) or type(error).__name__, now + pause_after(letter.tries)
    letter.save(update_fields=["sent_at", "text", "failed", "next_try"])


def try_again(number: int | None = None) -> int:
    """Let letters that failed be tried at once, as though for the first time: one, or all. Returns how many.

    A letter that a worker has just taken up is left to it, and one that was sent stays sent.
    """
    now = timezone.now()
    given_back = ~Q(failed="") | Q(next_try__lte=now)
    which = Q(pk=number) if number is not None else Q()
    waiting = Letter.objects.filter(which, given_back, sent_at__isnull=True, tries__gt=0)
    return waiting.update(tries=0, failed="", next_try=None)
