"""Who, beside its board, may see what a network has signed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.sharing import share
from trellis.assessment.forms.signing import SharingForm
from trellis.assessment.presenters.network import network_crumbs, network_tabs
from trellis.assessment.presenters.sharing import consent_lines, sharing_done, who_could_see
from trellis.assessment.queries.sharing import consents_of, sharing_of, sharing_with_whom
from trellis.assessment.views.asking import posted
from trellis.assessment.views.own import own_or_404


@require_http_methods(["GET", "POST"])
def sharing_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """See what holds, what it means and what held before, and change it."""
    asked = own_or_404(request, slug, code, "assessment.lead_network")
    now = sharing_of(asked.network)
    form = SharingForm(posted(request), initial={"sharing": now.value})
    if form.is_valid():
        share(asked, form.chosen, by=request.user)
        messages.success(request, sharing_done(form.chosen))
        return redirect("assessment:sharing", slug, code)
    context = {
        "asked": asked,
        "now": now,
        "could_see": who_could_see(sharing_with_whom(asked)),
        "form": form,
        "lines": consent_lines(consents_of(asked.network)),
        "tabs": network_tabs(asked, request.user, "sharing"),
        "crumbs": network_crumbs(asked),
    }
    return render(request, "assessment/sharing.jinja", context)
