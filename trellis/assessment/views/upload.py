"""Uploading what networks returned."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.uploading import AT_ONCE, read_upload, receive
from trellis.assessment.forms.rounds import attempted
from trellis.assessment.forms.uploads import UploadForm
from trellis.assessment.presenters import crumbs
from trellis.assessment.presenters.uploads import upload_address
from trellis.assessment.queries.scope import rounds_for


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep the files, read them at once where they are few, then show what became of each."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    if not request.user.has_perm("assessment.record_returns", round_):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        received, upload_ = attempted(form, lambda: receive(round_, form.incoming(), by=request.user))
        if received and upload_:
            if upload_.total <= AT_ONCE:
                read_upload(upload_)
            return redirect(upload_address(upload_))
    return render(request, "assessment/upload.jinja", {"round": round_, "form": form, "crumbs": crumbs(round_)})
