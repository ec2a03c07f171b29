"""Sign-in forms: allauth's, in our words."""

from allauth.account.forms import ChangePasswordForm as AllauthChangePassword
from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

SHARED_FIELD_WORDS = {
    "login": ("E-mail address", "", "Enter your e-mail address"),
    "email": ("E-mail address", "We send a link to this address.", "Enter your e-mail address"),
    "password": ("Password", "", "Enter your password"),
    "oldpassword": ("Current password", "", "Enter your current password"),
    "password1": ("New password", "At least 12 characters.", "Enter a new password"),
    "password2": ("New password again", "", "Enter the new password a second time"),
    "remember": ("Keep me signed in on this computer", "", ""),
    "code": ("Code", "Six digits from your authenticator app, or one of your recovery codes.", "Enter a code"),
    "name": ("Name of this passkey", "So that you know it again, such as “work laptop”.", "Enter a name"),
}
"""Label, hint and what to say when it is left empty, by field name."""


def in_our_words(form: forms.Form) -> None:
    """Give every field of ``form`` our label, hint and error, and no placeholder (a placeholder is no label)."""
    for name, field in form.fields.items():
        label, hint, required = SHARED_FIELD_WORDS.get(name, (field.label, "", ""))
        field.label, field.help_text = label, hint
        field.error_messages["required"] = required
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The address to which a link is sent."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """A new password, after following the link."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class ChangePasswordForm(AllauthChangePassword):  # type: ignore[misc]  # allauth ships no types
    """A new password, knowing the old one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class ConfirmPasswordForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class ConfirmCodeForm(ReauthenticateByCodeForm):  # type: ignore[misc]  # allauth ships no types
    """A code, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class AddAppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of an authenticator app, which shows that the app has taken the secret in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)
        self.fields["code"].help_text = "The six digits that the app shows now."


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A name for the passkey that the browser makes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Another name for a passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)
