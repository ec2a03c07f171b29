"""Uploading what networks returned."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.recording import record_returns
from trellis.assessment.forms.uploads import UploadForm
from trellis.assessment.presenters import crumbs, place_of
from trellis.assessment.queries.scope import rounds_for


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Read and record the files, then show what became of each."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    if not request.user.has_perm("assessment.record_returns", round_):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        return redirect(place_of(record_returns(round_, form.incoming(), by=request.user)))
    return render(request, "assessment/upload.jinja", {"round": round_, "form": form, "crumbs": crumbs(round_)})
