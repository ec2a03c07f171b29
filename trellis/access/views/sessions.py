"""Where somebody is signed in, and signing out there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from trellis.access.actions.signing_in import end_other_sessions, end_session
from trellis.access.presenters import session_lines
from trellis.access.queries import sessions_of
from trellis.accounts.requests import SignedInRequest


def sessions(request: SignedInRequest) -> HttpResponse:
    """Each browser in which the person is signed in, this one first."""
    lines = session_lines(sessions_of(request.user), request.session.session_key or "")
    return render(request, "access/sessions.jinja", {"sessions": lines})


@require_POST
def end_this(request: SignedInRequest, number: int) -> HttpResponse:
    """Sign out in one of them."""
    session = get_object_or_404(sessions_of(request.user), pk=number)
    end_session(session, by=request.user)
    messages.success(request, "You are signed out there.")
    return redirect("access:sessions")


@require_POST
def end_others(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_other_sessions(request.user, keep=request.session.session_key or "", by=request.user)
    messages.success(request, "You are signed out everywhere else." if ended else "You were signed in nowhere else.")
    return redirect("access:sessions")
