"""What somebody typed before they were signed out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.accounts.keeping import KEPT, kept_for
from trellis.accounts.requests import SignedInRequest


@never_cache
@require_http_methods(["GET", "POST"])
def kept(request: SignedInRequest) -> HttpResponse:
    """Show it, with a button that sends it to where it was going; a post throws it away."""
    form = kept_for(request.session, request.user)
    if form and request.method == "GET":
        return render(request, "account/kept.jinja", {"kept": form})
    if request.session.pop(KEPT, None) and form:
        messages.success(request, "What was kept has been thrown away.")
    return redirect("web:home")
