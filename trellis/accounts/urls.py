"""Addresses of signing in. Only these of allauth's pages exist: nobody signs up, nobody changes an address alone."""

from allauth.account import views as allauth
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as directory
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import include, path, re_path

from trellis.accounts.views.kept import kept
from trellis.accounts.views.sign_in import SignIn, by_directory
from trellis.accounts.views.you import you

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/code/", second_step.authenticate, name="mfa_authenticate"),
    path("sign-in/cancelled/", directory.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with/<slug:provider_id>/", by_directory, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", openid_connect.callback, name="openid_connect_callback"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("confirm/", allauth.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
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
    path("ways/", second_step.index, name="mfa_index"),
    path("ways/app/", app.activate_totp, name="mfa_activate_totp"),
    path("ways/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("ways/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("ways/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("ways/passkeys/<int:pk>/rename/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("ways/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("ways/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("ways/codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("ways/codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("", include(([path("", you, name="you"), path("kept/", kept, name="kept")], "accounts"))),
]
