"""Signing in leaves a trace, and so does every change of how somebody signs in."""

from collections.abc import Mapping
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from trellis.access.actions.signing_in import change_sign_in, note_sign_in
from trellis.access.letters import SignInChange
from trellis.accounts.adapter import InvitedOnly
from trellis.accounts.models import Person

CHANGES = {
    "account/email/password_changed": SignInChange.PASSWORD_CHANGED,
    "account/email/password_set": SignInChange.PASSWORD_CHANGED,
    "account/email/password_reset": SignInChange.PASSWORD_RESET,
    "mfa/email/totp_activated": SignInChange.APP_ADDED,
    "mfa/email/totp_deactivated": SignInChange.APP_REMOVED,
    "mfa/email/webauthn_added": SignInChange.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": SignInChange.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": SignInChange.CODES_MADE,
}
"""The letters that allauth would send, and what each is about."""


class Audited(InvitedOnly):
    """How allauth behaves here, with audit events and letters."""

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign somebody in, every step of which has been taken."""
        super().login(request, user)
        note_sign_in(user, ways=[way_of(record) for record in get_authentication_records(request, user)])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: Mapping[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Our letter instead of allauth's, and an audit event; a changed password ends the other sessions."""
        change = CHANGES.get(template_prefix)
        if change:
            keep = self.request.session.session_key if self.request.user == user else None
            change_sign_in(user, change=change, keep=keep)


def way_of(record: Mapping[str, Any]) -> str:
    """One step of signing in as the audit names it: "password", "totp", "webauthn"."""
    return str(record.get("type") or record["method"])
