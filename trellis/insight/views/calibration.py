"""How far moderation moves networks, and which networks are behind each figure."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.presenters.moderation import moderation_crumbs
from trellis.assessment.queries.area_team import judgements
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.scope import rounds_for
from trellis.assessment.queries.standings import overseen_for
from trellis.insight.calibration import calibrate
from trellis.insight.presenters.calibration import calibration_csv, calibration_page, why_page
from trellis.insight.views.downloads import CSV, download


@require_safe
def calibration(request: SignedInRequest, slug: str) -> HttpResponse:
    """The counts by theme and by moderator, and what they say."""
    round_, overseen = round_overseen(request, slug)
    page = calibration_page(calibrate(edition_of_round(round_), judgements(overseen)))
    context = {"round": round_, "page": page, "crumbs": moderation_crumbs(round_)}
    return render(request, "insight/calibration.jinja", context)


@require_safe
def calibration_why(request: SignedInRequest, slug: str, kind: str, key: str, shift: str) -> HttpResponse:
    """The networks behind one figure."""
    round_, overseen = round_overseen(request, slug)
    page = why_page(edition_of_round(round_), judgements(overseen), kind, key, shift)
    if page is None:
        raise Http404
    above = ("How far moderation moves networks", reverse("insight:calibration", args=[slug]))
    context = {"round": round_, "page": page, "crumbs": [*moderation_crumbs(round_), above]}
    return render(request, "insight/calibration_why.jinja", context)


@require_safe
def calibration_file(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every moderated position as CSV."""
    round_, overseen = round_overseen(request, slug)
    content = calibration_csv(edition_of_round(round_), judgements(overseen))
    return download(content, f"calibration-{round_.slug}.csv", CSV)


def round_overseen(request: SignedInRequest, slug: str) -> tuple[Round, QuerySet[RoundNetwork]]:
    """The round, with the networks of it that the person oversees: all, or those of their localities.

    404 where the person cannot know of it, 403 where they oversee nobody in it.
    """
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    overseen = overseen_for(request.user, round_)
    if not request.user.has_perm("assessment.view_returns") or not overseen.exists():
        raise PermissionDenied
    return round_, overseen
