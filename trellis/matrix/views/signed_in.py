"""The request as these views get it: the login middleware lets nobody else through."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from trellis.accounts.models import Person
from trellis.matrix.queries import DERIVE


class SignedInRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: Person


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; None where the page was only asked for."""
    return request.POST if request.method == "POST" else None


def only_for_makers(request: SignedInRequest) -> None:
    """Raise PermissionDenied for somebody who may not make local editions."""
    if not request.user.has_perm(DERIVE):
        raise PermissionDenied
