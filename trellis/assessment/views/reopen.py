"""The system lead hands an assessment back to its network."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.signing import reopen
from trellis.assessment.forms.rounds import attempted
from trellis.assessment.forms.signing import ReopenForm
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.signed import why_closed
from trellis.assessment.queries.scope import asked_for, rounds_for
from trellis.assessment.queries.signed import current_copy, is_moderated
from trellis.assessment.views.asking import posted


@require_http_methods(["GET", "POST"])
def reopen_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Ask for the reason, then do it."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    asked = get_object_or_404(asked_for(request.user, round_), network__code=code)
    if not request.user.has_perm("assessment.manage_round", asked):
        raise PermissionDenied
    form = ReopenForm(posted(request))
    if form.is_valid() and attempted(form, lambda: reopen(asked, by=request.user, why=form.cleaned_data["why"]))[0]:
        messages.success(request, f"The assessment of {asked.name} is reopened. Those who lead it get a letter.")
        return redirect("assessment:submitted", slug, code)
    context = {
        "asked": asked,
        "copy": current_copy(asked),
        "moderated": is_moderated(asked),
        "closed": why_closed(asked),
        "form": form,
        "crumbs": crumbs(round_),
    }
    return render(request, "assessment/reopen.jinja", context)
