"""The request as these views get it: the login middleware lets nobody else through."""

from django.http import HttpRequest

from trellis.accounts.models import Person


class SignedInRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: Person
