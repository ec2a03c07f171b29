"""Pages for when something went wrong: what happened, what was kept, what to do next."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware import csrf
from django.shortcuts import render

from trellis.accounts.keeping import fields_of, typed_in
from trellis.accounts.middleware import is_fetch

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that makes no sense."""
    return render(request, "errors/400.jinja", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, and not allowed."""
    return render(request, "errors/403.jinja", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not there for this person, which look the same on purpose."""
    return render(request, "errors/404.jinja", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The reference is in the log beside the traceback."""
    reference = secrets.token_hex(4)
    log.error("Server error %s at %s", reference, request.path)
    return render(request, "errors/500.jinja", {"reference": reference}, status=500)


EXPIRED = "This page has been open for too long. Nothing you typed is lost: load the page again in another window."

GROWN_OLD = ("CSRF token", csrf.REASON_NO_CSRF_COOKIE)
"""How Django's reasons begin where a form of our own has grown old. One that another site sent is refused for its
origin, and is offered no button."""


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose protection has expired: usually a page left open overnight.

    What was typed is shown again; whoever is signed in can send it once more with one click.
    """
    if is_fetch(request):
        return JsonResponse({"error": "expired", "says": EXPIRED}, status=403)
    fields = fields_of(request.POST)
    ours = reason.startswith(GROWN_OLD)
    context = {
        "typed": typed_in(fields),
        "fields": fields if ours and request.user.is_authenticated else (),
        "to": request.get_full_path(),
        "file_sent": bool(request.FILES),
    }
    return render(request, "errors/expired.jinja", context, status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: so many requests to sign in that somebody may be guessing."""
    return render(request, "errors/429.jinja", status=429)
