"""The round that a page is about, for those who may see what was returned in it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import Round
from trellis.assessment.queries.scope import rounds_for


def round_with_returns(request: SignedInRequest, slug: str) -> Round:
    """The round; 404 where the person cannot know of it, 403 where they may not see its returns."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    if not request.user.has_perm("assessment.view_returns", round_):
        raise PermissionDenied
    return round_


def names_wanted(request: SignedInRequest) -> bool:
    """Whether networks are named: yes, unless the address asks for a version to share without names."""
    return request.GET.get("names") != "no"
