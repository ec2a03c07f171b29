"""Writing letters, and sending those that wait."""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone

from trellis.post.models import Letter

OURS = "X-Trellis-Letter"
"""The header by which a letter that is in the outbox already is known (see backend.OutboxBackend)."""

TRIES = 20
"""So often a letter is tried before it is left for somebody to look at."""


def write_letter(*, to: str, subject: str, text: str, about: str = "") -> Letter:
    """Put a letter into the outbox, inside the transaction of the change that it tells of.

    It is sent once that is committed, by ``trellis work`` or the next ``trellis post send``. Raises
    TransactionManagementError outside a transaction: a letter about a change that never was is worse than none.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A letter is written in the transaction of its change.")
    return Letter.objects.create(to=to, subject=subject, text=text, about=about, written_at=timezone.now())


def send_waiting(limit: int = 200) -> tuple[int, int]:
    """Send the letters that wait, oldest first; returns how many were sent and how many failed.

    Each is marked as sent when the mail server has taken it. A failure is noted and the letter waits for the next time.
    """
    waiting = list(Letter.objects.filter(sent_at__isnull=True, tries__lt=TRIES).order_by("tries", "pk")[:limit])
    if not waiting:
        return 0, 0
    sent = 0
    with get_connection() as mail:
        for letter in waiting:
            message = EmailMessage(letter.subject, letter.text, to=[letter.to], headers={OURS: str(letter.pk)})
            message.connection = mail
            try:
                message.send()
            except OSError as error:  # smtplib's errors are OSErrors too
                letter.failed, letter.tries = str(error), letter.tries + 1
                letter.save(update_fields=["failed", "tries"])
                continue
            letter.sent_at, letter.failed = timezone.now(), ""
            letter.text = letter.text if settings.DEMO else ""
            letter.save(update_fields=["sent_at", "failed", "text"])
            sent += 1
    return sent, len(waiting) - sent
