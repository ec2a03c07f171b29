"""How a network's assessment came to be, for its own people: by day, on a date, and all of it as a table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.exports_history import history_csv, history_name
from trellis.assessment.forms.history import DayForm
from trellis.assessment.presenters.history import blocks_shown, day_lines, history_links
from trellis.assessment.presenters.network import network_crumbs, network_tabs
from trellis.assessment.presenters.signed import copy_lines
from trellis.assessment.queries.drafts import draft_at, history_of
from trellis.assessment.queries.history import current_return_on, entered_by_day
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.signed import copies_of
from trellis.assessment.views.own import own_or_404


@require_safe
def history(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Who entered how much on which day, what was signed and how that ended, and the draft as it stood on a day."""
    asked = own_or_404(request, slug, code)
    edition, form = edition_of_round(asked.round), DayForm.asked(request.GET)
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else None
    then = draft_at(asked, day=day) if day else None
    context = {
        "asked": asked,
        "form": form,
        "day": day,
        "then": blocks_shown(edition, then.values) if then else [],
        "days": day_lines(entered_by_day(asked)),
        "copies": copy_lines(list(copies_of(asked)), current_return_on(asked, day) if day else None, asked),
        "links": history_links(asked, edition) if asked.version else [],
        "tabs": network_tabs(asked, request.user, "history"),
        "crumbs": network_crumbs(asked),
    }
    return render(request, "assessment/history.jinja", context)


@require_safe
def history_table(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Every entry, private notes included, in a file whose name says so."""
    asked = own_or_404(request, slug, code)
    content = history_csv(edition_of_round(asked.round), history_of(asked)).encode("utf-8-sig")
    headers = {
        "Content-Disposition": f'attachment; filename="{history_name(asked)}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
