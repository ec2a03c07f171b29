"""What several views of the matrix ask of a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from trellis.accounts.requests import SignedInRequest
from trellis.matrix.queries import DERIVE


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; None where the page was only asked for."""
    return request.POST if request.method == "POST" else None


def only_for_makers(request: SignedInRequest) -> None:
    """Raise PermissionDenied for somebody who may not make local editions."""
    if not request.user.has_perm(DERIVE):
        raise PermissionDenied
