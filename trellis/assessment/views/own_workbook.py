"""A network's workbook: download it as the page is now, work offline, upload it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.offering import offer_workbook
from trellis.assessment.forms.rounds import attempted
from trellis.assessment.forms.uploads import OwnWorkbookForm
from trellis.assessment.presenters.network import network_crumbs, network_tabs
from trellis.assessment.presenters.offered import came, settled
from trellis.assessment.presenters.openness import openness_of
from trellis.assessment.queries.matrix import sheet_of
from trellis.assessment.queries.offered import offers_to
from trellis.assessment.queries.returns import last_answers
from trellis.assessment.views.own import own_or_404


@require_http_methods(["GET", "POST"])
def own_workbook(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Read the file, then show what would change; where it says the same as the page, say so."""
    asked = own_or_404(request, slug, code, "assessment.lead_network")
    form = OwnWorkbookForm(request.POST, request.FILES) if request.method == "POST" else OwnWorkbookForm()
    if form.is_valid():
        read, offered = attempted(form, lambda: offer_workbook(asked, form.incoming(), by=request.user))
        if offered:
            return redirect("assessment:offered", slug, code, offered.pk)
        if read:
            messages.success(request, "Nothing in it differs from the page. Nothing was changed.")
            return redirect("assessment:own_workbook", slug, code)
    sheet = sheet_of(asked)
    openness = openness_of(sheet)
    context = {
        "asked": asked,
        "form": form,
        "why_not": openness.why_not,
        "takes_any": any(openness.takes(component.id) for component in sheet.edition.components),
        "may_fill_in": not sheet.values and last_answers(code, sheet.edition) is not None,
        "offers": [(each, came(each), settled(each)) for each in offers_to(asked)],
        "tabs": network_tabs(asked, request.user, "own_workbook"),
        "crumbs": network_crumbs(asked),
    }
    return render(request, "assessment/own_workbook.jinja", context)
