"""Only those who have signed in see a page, and whoever was signed out in the middle loses no word."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse

from trellis.accounts.keeping import KEPT, keep

SIGNED_OUT = "You were signed out. Nothing you typed is lost: sign in in another window, then save again."


def is_fetch(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which can show a sentence but not a page."""
    return request.headers.get("X-Requested-With") == "fetch"


class SignInRequired(LoginRequiredMiddleware):
    """Django's middleware; a form that comes too late is kept, and shown again after signing in.

    The protection of forms has been checked by then: its middleware stands before this one.
    """

    def handle_no_permission(  # type: ignore[override]  # Django answers with redirects alone
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """The way to the sign-in; for a script, 401 and a sentence."""
        sign_in = resolve_url(self.get_login_url(view_func))
        if is_fetch(request):
            return JsonResponse({"error": "signed_out", "says": SIGNED_OUT, "sign_in": sign_in}, status=401)
        if request.method == "POST" and keep(request):
            return redirect_to_login(reverse("accounts:kept"), sign_in)
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Forget a kept form once it has arrived: it was sent again, and led on."""
        if request.method == "POST" and 300 <= response.status_code < 400 and request.user.is_authenticated:
            kept = request.session.get(KEPT)
            if kept and kept["to"] == request.get_full_path():
                del request.session[KEPT]
        return response
