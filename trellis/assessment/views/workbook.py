"""A network's workbook, to fill in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.exports import own_workbook_for, workbook_for, workbook_name
from trellis.assessment.queries.scope import asked_for, rounds_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """For the network's own people as its page is now; for its board what it has returned, and never its draft.

    ``?answers=last`` fills a page on which nothing was entered yet with the answers of an earlier round.
    """
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    asked = get_object_or_404(asked_for(request.user, round_), network__code=code)
    if not request.user.has_perm("assessment.download_workbook", asked):
        raise PermissionDenied
    disposition = f'attachment; filename="{workbook_name(asked)}"'
    if request.user.has_perm("assessment.view_draft", asked):
        content = own_workbook_for(asked, with_last_answers=request.GET.get("answers") == "last")
    else:
        content = workbook_for(asked)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
