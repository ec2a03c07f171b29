"""What is written to people about their access: plain text, with a whole link where there is something to do."""

from datetime import date

from trellis.access.rules import Role
from trellis.common.dates import nhs_date

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
