"""The page about the person signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def you(request: HttpRequest) -> HttpResponse:
    """Name, address, and how to change the password."""
    return render(request, "account/you.jinja")
