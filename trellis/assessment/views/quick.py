"""Ten-minute mode: one statement at a time, for a phone and one thumb."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.drafting import Verdict
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.matrix import reader
from trellis.assessment.presenters.network import network_crumbs
from trellis.assessment.presenters.quick import following_of, quick_address, quick_page
from trellis.assessment.presenters.theme import Refused
from trellis.assessment.queries.matrix import answers_before, sheet_of
from trellis.assessment.views.entering import enter_posted
from trellis.assessment.views.own import own_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The statement ``at``, or the first that waits; answering one leads to the next."""
    asked = own_or_404(request, slug, code, "assessment.answer")
    at = request.POST.get("at", "") or request.GET.get("at", "")
    refused = saved_or_refused(request, asked) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect(quick_address(asked, *where_next(asked, at)))
    page = quick_page(
        sheet_of(asked),
        at,
        request.GET.get("last", ""),
        reader(request.user, timezone.now()),
        before=answers_before(asked),
        may_lead=request.user.has_perm("assessment.lead_network", asked),
        refused=refused,
    )
    context = {"asked": asked, "page": page, "crumbs": network_crumbs(asked)}
    return render(request, "assessment/quick.jinja", context)


def saved_or_refused(request: SignedInRequest, asked: RoundNetwork) -> Refused | None:
    """Save the answer; what could not be saved, with the reason, where it was not."""
    became = enter_posted(request, asked)
    if isinstance(became, Refused):
        return became
    if any(each.verdict is Verdict.BESIDE for each in became):
        messages.warning(request, "Somebody else answered this meanwhile. Both versions are kept: choose which counts.")
    return None


def where_next(asked: RoundNetwork, at: str) -> tuple[str, str]:
    """The statement to show after ``at``, and the one to come back to: ``at`` again while a choice waits there."""
    sheet = sheet_of(asked)
    if any(place.component == at for place in sheet.draft.beside):
        return at, ""
    return following_of(sheet, at), at if at in sheet.edition.by_id else ""
