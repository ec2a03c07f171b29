"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    return render(request, "web/home.jinja")
