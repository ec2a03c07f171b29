"""Search across rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def search(request: HttpRequest) -> HttpResponse:
    """Networks, practices and boards by name or code."""
    return render(request, "web/search.jinja", {"text": request.GET.get("q", "").strip()})
