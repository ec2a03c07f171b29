"""The area team's list of a round: what is signed, and how far its moderation is."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.presenters import crumbs
from trellis.assessment.presenters.moderation import moderation_list
from trellis.assessment.queries.area_team import in_moderation
from trellis.assessment.queries.scope import rounds_for
from trellis.assessment.queries.standings import overseen_for


@require_safe
def moderation(request: SignedInRequest, slug: str) -> HttpResponse:
    """The signed assessments of the networks that the person oversees, by locality, the most pressing first."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    overseen = overseen_for(request.user, round_).filter(withdrawn_at__isnull=True)
    asked = overseen.count()
    if not request.user.has_perm("assessment.view_returns") or not asked:
        raise PermissionDenied
    may_moderate = round_.published_at is None and request.user.has_perm("assessment.moderate")
    context = {
        "round": round_,
        "page": moderation_list(round_, in_moderation(overseen), asked, may_moderate=may_moderate),
        "crumbs": crumbs(round_),
    }
    return render(request, "assessment/moderation.jinja", context)
