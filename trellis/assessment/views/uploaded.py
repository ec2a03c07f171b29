"""What became of an upload, file by file."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.presenters import crumbs, outcome_groups, summary_of
from trellis.assessment.queries.scope import uploads_for


def uploaded(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """How far the reading is; then what was recorded, what was not and why, and every place that needs an eye."""
    upload = get_object_or_404(uploads_for(request.user), round__slug=slug, pk=number)
    if not request.user.has_perm("assessment.record_returns", upload.round):
        raise PermissionDenied
    files = list(upload.files.all())
    context = {
        "upload": upload,
        "round": upload.round,
        "sentence": summary_of(files),
        "waits": upload.finished_at is None and bool(upload.waiting),
        "groups": outcome_groups(files),
        "crumbs": crumbs(upload.round),
    }
    return render(request, "assessment/uploaded.jinja", context)
