"""What happened, for auditors. The audit room stands below access and cannot say who may read; the front door can."""

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.audit.models import Event
from trellis.audit.queries import events_for, no_events
from trellis.common.dates import nhs_date, nhs_time
from trellis.common.paging import in_pages, key_in, page_of
from trellis.files.csvs import stream_csv
from trellis.web.events import CSV_HEADER, csv_rows, event_rows, page_about
from trellis.web.forms import EventsForm
from trellis.web.queries import audited_boards
from trellis.web.wordings import event_words

LOOKING_FOR = {"what": "called", "about": "about", "who": "by", "from": "from", "to": "up to"}
"""How each field narrows the events."""


@require_safe
def audit(request: SignedInRequest) -> HttpResponse:
    """The events of the boards that this person audits, newest first, a page at a time."""
    form, found = asked(request)
    before, after = (key_in(request.GET.get(name, "")) for name in ("before", "after"))
    shown = page_of(found, before=before, after=after)
    about = form.cleaned_data.get("about", "")
    return render(
        request,
        "web/audit.jinja",
        {
            "form": form,
            "rows": event_rows(shown.rows),
            "shown": shown,
            "boards": audited_boards(request.user),
            "given": {name: value for name, value in request.GET.items() if name in form.fields and value},
            "looking_for": looking_for(form),
            "page_about": page_about(about),
            "nhs_time": nhs_time,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def audit_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The same events, all of them, as they come out of the database. A filter that makes no sense finds nothing."""
    form, found = asked(request)
    if form.errors:
        raise Http404
    disposition = 'attachment; filename="what-happened.csv"'
    return StreamingHttpResponse(
        in_bytes(stream_csv(CSV_HEADER, csv_rows(in_pages(found)))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def looking_for(form: EventsForm) -> list[tuple[str, str]]:
    """What is looked for, in words: "about", "round autumn-2026"; a pair for each field that is filled in."""
    said = {
        name: event_words(value) if name == "what" else nhs_date(value) if isinstance(value, date) else value
        for name, value in form.cleaned_data.items()
        if value
    }
    return [(LOOKING_FOR[name], words) for name, words in said.items()]


def in_bytes(texts: Iterator[str]) -> Iterator[bytes]:
    """Marked as UTF-8, so that Excel reads the accents."""
    yield "".encode("utf-8-sig")
    for text in texts:
        yield text.encode()


def asked(request: SignedInRequest) -> tuple[EventsForm, QuerySet[Event]]:
    """The filter, and the events that it leaves of those that this person may read; none where it makes no sense."""
    if not request.user.has_perm("audit.view"):
        raise PermissionDenied
    form = EventsForm(request.GET)
    if not form.is_valid():
        return form, no_events()
    return form, events_for(audited_boards(request.user), form.wanted)
