"""One round: who has returned, and who has not."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from trellis.assessment.forms import UploadForm
from trellis.assessment.presenters import RoundProgress, crumbs
from trellis.assessment.queries import asked_for, rounds_for, standings, uploads_to
from trellis.assessment.views.signed_in import SignedInRequest


def round_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """A round and the networks of it that the person may see."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    may_record = request.user.has_perm("assessment.record_returns", round_)
    asked = asked_for(request.user, round_)
    context = {
        "round": round_,
        "progress": RoundProgress(standings(asked)),
        "may_see_returns": request.user.has_perm("assessment.view_returns", round_),
        "may_download": {
            row.network.code for row in asked if request.user.has_perm("assessment.download_workbook", row)
        },
        "form": UploadForm() if may_record else None,
        "uploads": uploads_to(round_) if may_record else [],
        "crumbs": crumbs(),
    }
    return render(request, "assessment/round.jinja", context)
