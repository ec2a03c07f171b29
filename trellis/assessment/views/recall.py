"""The network takes back what it has signed, to change it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.signing import recall
from trellis.assessment.forms.rounds import attempted
from trellis.assessment.forms.signing import RecallForm
from trellis.assessment.presenters.network import network_crumbs, network_tabs
from trellis.assessment.presenters.signed import why_closed
from trellis.assessment.queries.signed import current_copy, is_moderated
from trellis.assessment.views.asking import posted
from trellis.assessment.views.own import own_or_404


@require_http_methods(["GET", "POST"])
def recall_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Ask once, then do it."""
    asked = own_or_404(request, slug, code, "assessment.lead_network")
    form = RecallForm(posted(request))
    if form.is_valid() and attempted(form, lambda: recall(asked, by=request.user, why=form.cleaned_data["why"]))[0]:
        messages.success(request, "It is recalled. What you signed is kept as an earlier copy; you can change it now.")
        return redirect("assessment:sign", slug, code)
    context = {
        "asked": asked,
        "copy": current_copy(asked),
        "moderated": is_moderated(asked),
        "closed": why_closed(asked),
        "form": form,
        "tabs": network_tabs(asked, request.user, "sign"),
        "crumbs": network_crumbs(asked),
    }
    return render(request, "assessment/recall.jinja", context)
