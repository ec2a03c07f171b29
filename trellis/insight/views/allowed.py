"""The round that a page is about, for those who may see what was returned in it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import Round
from trellis.assessment.queries.scope import rounds_for
from trellis.insight.queries import counts_are_open


def round_with_returns(request: SignedInRequest, slug: str) -> Round:
    """The round; 404 where the person cannot know of it, 403 where they may not see its returns with their names."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    if not request.user.has_perm("assessment.view_returns", round_):
        raise PermissionDenied
    return round_


def round_to_count(request: SignedInRequest, slug: str) -> tuple[Round, bool]:
    """The round for somebody who may see how many stand where, and whether they may see the networks' names too.

    The networks of a published round see the counts, where the round says so, and no names.
    """
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    if request.user.has_perm("assessment.view_returns", round_):
        return round_, True
    if not counts_are_open(round_):
        raise PermissionDenied
    return round_, False


def names_wanted(request: SignedInRequest) -> bool:
    """Whether networks are named: yes, unless the address asks for a version to share without names."""
    return request.GET.get("names") != "no"
