"""A network's workbook, to fill in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.exports import workbook_for, workbook_name
from trellis.assessment.queries.scope import asked_for, rounds_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The workbook with the network's last answers in it."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    asked = get_object_or_404(asked_for(request.user, round_), network__code=code)
    if not request.user.has_perm("assessment.download_workbook", asked):
        raise PermissionDenied
    disposition = f'attachment; filename="{workbook_name(asked)}"'
    return HttpResponse(workbook_for(asked), content_type=XLSX, headers={"Content-Disposition": disposition})
