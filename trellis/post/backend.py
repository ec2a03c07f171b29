"""Django's e-mail backend of a demonstration: nothing leaves the machine, everything can be read in the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from trellis.post.actions import OURS
from trellis.post.models import Letter


class OutboxBackend(BaseEmailBackend):
    """Keeps messages as letters. One that came from the outbox is there already and is only taken."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once for each person it is to."""
        now = timezone.now()
        for message in email_messages:
            if OURS not in message.extra_headers:
                Letter.objects.bulk_create(
                    Letter(to=to, subject=str(message.subject), text=str(message.body), written_at=now, sent_at=now)
                    for to in message.recipients()
                )
        return len(email_messages)
