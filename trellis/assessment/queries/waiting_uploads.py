"""Uploads whose files are still to be read, or still to be deleted."""

from django.db.models import QuerySet

from trellis.accounts.models import Person
from trellis.assessment.models import Upload


def waiting_uploads() -> QuerySet[Upload]:
    """Those that nobody has read to the end, oldest first."""
    rows = Upload.objects.filter(finished_at__isnull=True).exclude(waiting=[])
    return rows.select_related("round__board", "round__edition").order_by("received_at", "pk")


def left_over() -> QuerySet[Upload]:
    """Those that are finished and whose files were not deleted, because somebody pulled the plug in between."""
    return Upload.objects.filter(finished_at__isnull=False).exclude(waiting=[])


def uploader_of(upload: Upload) -> Person | None:
    """Whoever uploaded it; None for the command line."""
    return Person.objects.filter(email=upload.received_from).first()
