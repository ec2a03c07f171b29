"""What Trellis is and where its figures come from."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """Open to everybody, signed in or not."""
    return render(request, "web/about.jinja")
