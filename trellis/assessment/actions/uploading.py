"""Workbooks that a board uploads: kept first, read afterwards, recorded at the end.

Reading may be killed at any moment and is started again: until the recording, which is one transaction, nothing but a
count of how far it is has changed. ``trellis work`` reads what waits; a small upload is read at once.
"""

import logging
import secrets
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.assessment.actions.events import record_about
from trellis.assessment.actions.recording import record_read, refuse_where_closed
from trellis.assessment.incoming import FileReport, ReadFile, read_files
from trellis.assessment.matching import IncomingFile, Outcome
from trellis.assessment.models import Round, Upload
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.waiting_uploads import left_over, uploader_of, waiting_uploads
from trellis.assessment.reading import ReturnReader
from trellis.audit.rules import COMMAND_LINE
from trellis.common.transitions import NotAllowedNowError
from trellis.files.archives import count_files

log = logging.getLogger(__name__)

FOLDER = "uploads"
"""Where in the store the files wait."""
AT_ONCE = 20
"""So many files, those in zips counted, are read while the person waits."""
BETWEEN_NOTES = 1.0
"""Seconds between two notes of how far the reading is."""
ABANDONED_AFTER = timedelta(days=1)
"""A file that belongs to no upload was left by one that was cut off; by then it is."""


def receive(round_: Round, files: Iterable[IncomingFile], *, by: Person | None) -> Upload:
    """Keep files until they are read; ``read_upload`` reads them, and so does ``trellis work``.

    Raises NotAllowedNowError where the round takes no returns; then nothing is kept.
    """
    refuse_where_closed(round_)
    waiting, total = [], 0
    try:
        for file in files:
            stored = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(file.content))
            waiting.append({"name": file.name, "stored": stored})
            total += count_files(file.content, file.name)
        return kept(round_, waiting, total, by)
    except BaseException:
        remove(waiting)
        raise


@transaction.atomic
def kept(round_: Round, waiting: list[dict[str, str]], total: int, by: Person | None) -> Upload:
    """The row of an upload whose files are in the store, and its event."""
    upload = Upload.objects.create(
        round=round_,
        received_at=timezone.now(),
        received_from=by.email if by else COMMAND_LINE,
        waiting=waiting,
        total=total,
    )
    detail = {"upload": upload.pk, "files": total}
    record_about("assessment.upload_received", round_, by=by, detail=detail)
    return upload


def read_waiting_uploads() -> int:
    """Read and record every upload that waits, oldest first; returns how many that were.

    One that breaks off says so on its page, does not hold up the others, and is tried again the next time.
    """
    done = 0
    for upload in waiting_uploads():
        try:
            read_upload(upload)
            done += 1
        except Exception:
            log.exception("Upload %s could not be read; it is tried again.", upload.pk)
            broken = "Reading it broke off because of a fault of ours. Its files are kept, and it is tried again soon."
            Upload.objects.filter(pk=upload.pk, finished_at__isnull=True).update(failed=broken)
    for upload in left_over():
        clear(upload)
    sweep()
    return done


def read_upload(upload: Upload) -> None:
    """Read an upload's files and record what they say; a second time, or beside another worker, changes nothing."""
    reader = ReturnReader(edition_of_round(upload.round))
    read: list[ReadFile | FileReport] = []
    noted = time.monotonic()
    for each in read_files(reader, stored_files(upload)):
        read.append(each)
        if time.monotonic() - noted > BETWEEN_NOTES:
            Upload.objects.filter(pk=upload.pk, finished_at__isnull=True).update(read=len(read))
            noted = time.monotonic()
    finish(upload, read)
    clear(upload)


def stored_files(upload: Upload) -> Iterator[IncomingFile | FileReport]:
    """The files of an upload out of the store, one at a time; one that is no longer there as a report."""
    for each in upload.waiting:
        try:
            with default_storage.open(each["stored"]) as file:
                content = file.read()
        except FileNotFoundError:
            lost = "It is no longer in the store. Nothing of it was recorded. Upload it again."
            yield FileReport(each["name"], Outcome.REJECTED, sentence=lost)
        else:
            yield IncomingFile(each["name"], content)


@transaction.atomic
def finish(upload: Upload, read: list[ReadFile | FileReport]) -> None:
    """Record what was read, once. Where the round takes no returns any more, nothing, and the upload says why."""
    locked = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("round__board", "round__edition")
        .get(pk=upload.pk)
    )
    if locked.finished_at:
        return
    try:
        with transaction.atomic():
            record_read(locked.round, read, by=uploader_of(locked), upload=locked)
        locked.failed = ""
    except NotAllowedNowError as refused:
        locked.failed = str(refused)
    locked.read = locked.total = len(read)
    locked.finished_at = timezone.now()
    locked.save(update_fields=["read", "total", "failed", "finished_at"])


def clear(upload: Upload) -> None:
    """Delete the files of an upload that is finished."""
    remove(upload.waiting)
    Upload.objects.filter(pk=upload.pk, finished_at__isnull=False).update(waiting=[])


def remove(waiting: Iterable[dict[str, str]]) -> None:
    """Delete files from the store; one that is gone already is no fault."""
    for each in waiting:
        default_storage.delete(each["stored"])


def sweep() -> None:
    """Delete files that were stored for an upload that never came to be."""
    if not default_storage.exists(FOLDER):
        return
    ours = {each["stored"] for upload in waiting_uploads() for each in upload.waiting}
    before = timezone.now() - ABANDONED_AFTER
    for name in default_storage.listdir(FOLDER)[1]:
        stored = f"{FOLDER}/{name}"
        if stored not in ours and default_storage.get_modified_time(stored) < before:
            default_storage.delete(stored)
