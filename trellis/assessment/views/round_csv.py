"""The networks of a round as CSV."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.presenters.round_page import filter_in, listed_by
from trellis.assessment.queries.round_lists import beside, list_of
from trellis.assessment.queries.scope import rounds_for
from trellis.assessment.queries.standings import overseen_for
from trellis.assessment.round_exports import networks_csv


def round_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Those that the person oversees, with the filters of the page."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    listed = list_of(round_, overseen_for(request.user, round_), timezone.localdate())
    if not listed.networks:
        raise PermissionDenied
    kept = listed_by(listed, filter_in(request.GET, listed))
    return HttpResponse(
        networks_csv(listed, kept, beside(listed, kept)).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="networks-{round_.slug}-{listed.today}.csv"'},
    )
