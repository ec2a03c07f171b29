"""Pages for when something went wrong: what happened, what was kept, what to do next."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose protection has expired: usually a page left open overnight."""
    return render(request, "errors/expired.jinja", status=403)
