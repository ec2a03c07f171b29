"""What people fill in to invite, and to accept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from trellis.access.models import Invitation
from trellis.access.rules import Role
from trellis.accounts.models import Person

NAME_LONGEST = 200


class InviteForm(forms.Form):
    """Whom to invite, as what. Only the roles that the inviter may give there can be chosen."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="We write to this address. The link in the letter works for 14 days.",
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address, such as ann.smith@nhs.net.",
        },
    )
    role = forms.ChoiceField(
        label="Role", widget=forms.RadioSelect, error_messages={"required": "Choose what they will be."}
    )

    def __init__(self, roles: Sequence[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["role"]
        assert isinstance(choices, forms.ChoiceField)  # noqa: S101  so that the type is known
        choices.choices = [(role.value, role.label) for role in roles]


class JoinForm(forms.Form):
    """The name and the password of somebody new."""

    name = forms.CharField(
        label="Your name",
        max_length=NAME_LONGEST,
        error_messages={"required": "Enter your name.", "max_length": "The name must be 200 characters or fewer."},
    )
    password = forms.CharField(
        label="A password",
        help_text="At least 12 characters. Three words that only you would put together do well.",
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": "Choose a password."},
    )

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password(self) -> str:
        """A password that is long and unlike the name and the address."""
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, Person(email=self.invitation.email, name=self.data.get("name", "")))
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password
