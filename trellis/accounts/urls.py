"""Addresses of signing in. Only these of allauth's pages exist: nobody signs up, nobody changes an address alone."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from trellis.accounts.views.you import you

urlpatterns = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("forgotten/", allauth.password_reset, name="account_reset_password"),
    path("forgotten/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("forgotten/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("switched-off/", allauth.account_inactive, name="account_inactive"),
    path("", include(([path("", you, name="you")], "accounts"))),
]
