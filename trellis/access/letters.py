"""What is written to people about their access: plain text, with a whole link where there is something to do."""

from datetime import date, datetime
from enum import StrEnum

from trellis.access.rules import Role
from trellis.common.dates import nhs_date, nhs_time

INVITATION = """\
{invites} to Trellis, where primary care networks assess how far they have come.

You would be: {role}, {organisation}.

To accept, open this link by {until}. It works once:

{link}

If you did not expect this, do nothing: without the link nobody can take your place.{questions}
"""


def invitation_letter(*, inviter: tuple[str, str] | None, role: Role, organisation: str, until: date, link: str) -> str:
    """Who invites to what, the link, and until when. ``inviter`` is a name and an address; None for the house."""
    return INVITATION.format(
        invites=f"{inviter[0]} invites you" if inviter else "You are invited",
        role=role.label,
        organisation=organisation,
        until=nhs_date(until),
        link=link,
        questions=f" Questions? Write to {inviter[1]}." if inviter else "",
    )


class SignInChange(StrEnum):
    """A change of how somebody signs in. The value is the name of its audit event."""

    PASSWORD_CHANGED = "accounts.password_changed"  # noqa: S105  no password
    PASSWORD_RESET = "accounts.password_reset"  # noqa: S105  no password
    APP_ADDED = "accounts.app_added"
    APP_REMOVED = "accounts.app_removed"
    PASSKEY_ADDED = "accounts.passkey_added"
    PASSKEY_REMOVED = "accounts.passkey_removed"
    CODES_MADE = "accounts.codes_made"

    @property
    def sentence(self) -> str:
        """What happened, for the subject of a letter."""
        return {
            "accounts.password_changed": "Your Trellis password was changed",
            "accounts.password_reset": "Your Trellis password was set anew",
            "accounts.app_added": "An authenticator app was added to your Trellis account",
            "accounts.app_removed": "The authenticator app was removed from your Trellis account",
            "accounts.passkey_added": "A passkey was added to your Trellis account",
            "accounts.passkey_removed": "A passkey was removed from your Trellis account",
            "accounts.codes_made": "New recovery codes were made for your Trellis account",
        }[self.value]


PASSWORDS = frozenset({SignInChange.PASSWORD_CHANGED, SignInChange.PASSWORD_RESET})
"""The changes after which other sessions end."""

CHANGE = """\
{what}, on {day} at {time}.

If it was you, nothing needs doing.

If it was not, somebody else is in your account. Choose a new password at once; that signs everybody else out:

{link}

Then look at the ways in which you sign in, remove what is not yours, and tell whoever runs Trellis for you.
"""


def change_letter(change: SignInChange, at: datetime, link: str) -> str:
    """What changed and when, and what to do if it was somebody else. ``link`` leads to choosing a new password."""
    return CHANGE.format(what=change.sentence, day=nhs_date(at), time=nhs_time(at), link=link)
