"""What several views of rounds ask of a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import Round
from trellis.assessment.queries.scope import rounds_for


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; None where the page was only asked for."""
    return request.POST if request.method == "POST" else None


def managed(request: SignedInRequest, slug: str) -> Round:
    """The round, for whoever may manage it. Raises Http404 for a stranger to it and PermissionDenied for others."""
    round_: Round = get_object_or_404(rounds_for(request.user), slug=slug)
    if not request.user.has_perm("assessment.manage_round", round_):
        raise PermissionDenied
    return round_
