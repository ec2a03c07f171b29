"""The actions of signing in and out: what is noted of them, and ending sessions."""

from collections.abc import Sequence

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from trellis.access.letters import PASSWORDS, SignInChange, change_letter
from trellis.accounts import actions as accounts
from trellis.accounts.models import Person
from trellis.audit.actions import record
from trellis.post.actions import write_letter
from trellis.post.links import link_to


@transaction.atomic
def note_sign_in(person: Person, *, ways: Sequence[str]) -> None:
    """Note that somebody signed in, and by which steps ("password", "totp")."""
    record("accounts.signed_in", by=person, subject=f"person {person.email}", detail={"ways": list(ways)})


@transaction.atomic
def change_sign_in(person: Person, *, change: SignInChange, keep: str | None) -> None:
    """Note a change of how somebody signs in, and write to them, in case it was not they.

    A changed password ends every other session; ``keep`` is the key of the one in which it was changed, if any.
    """
    subject = f"person {person.email}"
    record(change.value, by=person, subject=subject)
    text = change_letter(change, timezone.now(), link_to("account_reset_password"))
    write_letter(to=person.email, subject=change.sentence, text=text, about=subject)
    if change in PASSWORDS:
        accounts.end_sessions(UserSession.objects.filter(user=person).exclude(session_key=keep or ""))


@transaction.atomic
def end_session(session: UserSession, *, by: Person) -> None:
    """End one session: whoever goes on in it is asked to sign in."""
    accounts.end_sessions([session])
    _note_ended(session.user, 1, by)


@transaction.atomic
def end_other_sessions(person: Person, *, keep: str, by: Person) -> int:
    """End every session of a person but the one with the key ``keep``. Returns how many there were."""
    ended = accounts.end_sessions(UserSession.objects.filter(user=person).exclude(session_key=keep))
    if ended:
        _note_ended(person, ended, by)
    return ended


def _note_ended(person: Person, ended: int, by: Person) -> None:
    record("accounts.sessions_ended", by=by, subject=f"person {person.email}", detail={"sessions": ended})
