"""A network's own matrix, for its own people: whoever else asks finds nothing there."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import RoundNetwork
from trellis.assessment.queries.drafts import drafts_for


def own_or_404(
    request: SignedInRequest, slug: str, code: str, permission: str = "assessment.view_draft"
) -> RoundNetwork:
    """The network that the round asks; 404 where the person is none of its own, 403 where their role may not."""
    asked = get_object_or_404(drafts_for(request.user), round__slug=slug, network__code=code)
    if not request.user.has_perm(permission, asked):
        raise PermissionDenied
    return asked
