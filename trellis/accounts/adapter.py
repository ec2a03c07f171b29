"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from trellis.accounts.keeping import remember_whose
from trellis.accounts.models import Person

TOO_MANY = "Too many attempts to sign in failed. Wait a few minutes and try again."
WRONG_CODE = "The code is not right, or its time is over. Enter the code that the app shows now."


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves: people are added by an administrator or invited by a lead."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "too_many_login_attempts": TOO_MANY,
        "enter_current_password": "Enter your current password.",
        "incorrect_password": "The password is not right.",
        "incorrect_code": WRONG_CODE,
        "rate_limited": "Too many requests came from you. Wait a few minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account, where it is said that the password is changed."""
        return reverse("accounts:you")

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether this is the person's password. Their address is their own field, not a row of allauth's."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: Person, **hooks: Any) -> HttpResponse:
        """Note in the browser who works there, so that what they type is kept for them alone."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        remember_whose(response, user)
        return response


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Passkeys, authenticator apps and recovery codes, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Recovery codes come with a passkey or an authenticator app. Add one first.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a passkey is for: this host, shown by our name."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Trellis"}

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        """What a passkey is called until its owner names it: "Passkey 2"."""
        return f"Passkey {user.authenticator_set.filter(type=type).count() + 1}"  # type: ignore[attr-defined]


class OrganisationsDirectory(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Signing in by an organisation's own directory (OpenID Connect): people who are here already, and nobody else."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person whom the directory vouches for; raises ImmediateHttpResponse with a page where there is none.

        The first time it goes by an e-mail address that the directory has verified. From then on it goes by the
        directory's own key of the person, so that somebody who is given a leaver's address does not become them.
        """
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise refused(request, "process")
        if sociallogin.is_existing:
            return
        vouched = [address.email for address in sociallogin.email_addresses if address.verified in {True, "true"}]
        if not vouched:
            raise refused(request, "not_verified")
        person = Person.objects.filter(email__iexact=vouched[0]).first()
        if person is None:
            raise refused(request, "not_here", vouched[0])
        if SocialAccount.objects.filter(user=person, provider=sociallogin.account.provider).exists():
            raise refused(request, "another", vouched[0])
        sociallogin.connect(request, person)


def refused(request: HttpRequest, why: str, email: str = "") -> ImmediateHttpResponse:
    """The page that says why somebody from the directory was not signed in, and what to do."""
    return ImmediateHttpResponse(
        render(request, "socialaccount/refused.jinja", {"why": why, "email": email}, status=403)
    )
