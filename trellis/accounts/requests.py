"""The request as views get it once somebody has signed in: the login middleware lets nobody else through."""

from django.http import HttpRequest

from trellis.accounts.models import Person


class SignedInRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: Person
