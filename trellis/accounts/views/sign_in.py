"""Signing in: with a password, a passkey, or an organisation's own directory."""

from typing import Any

from allauth.account.views import LoginView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from trellis.accounts.keeping import KEPT


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """allauth's page, which also knows of the directory, and of a form that was kept."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the name of the directory, empty where none is set up."""
        directory = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
        ours = {"directory": directory[0] if directory else None, "something_kept": KEPT in self.request.session}
        return {**super().get_context_data(**kwargs), **ours}


@login_not_required
def by_directory(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way to the organisation's directory; a page that says so where it does not answer."""
    try:
        response: HttpResponse = openid_connect.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.jinja", status=503)
    return response
