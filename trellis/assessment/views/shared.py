"""What other networks share with somebody's network."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.sharing import shared_lines
from trellis.assessment.queries.scope import rounds_for
from trellis.assessment.queries.sharing import own_in, shared_with


@require_safe
def shared(request: SignedInRequest, slug: str) -> HttpResponse:
    """The networks of this round that let the person's network see what they have signed."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    own = list(own_in(request.user, round_).select_related("round", "network"))
    if not own:
        raise PermissionDenied
    context = {
        "round": round_,
        "own": [each for each in own if request.user.has_perm("assessment.lead_network", each)],
        "lines": shared_lines(shared_with(request.user, round_)),
        "crumbs": crumbs(round_),
    }
    return render(request, "assessment/shared.jinja", context)
