"""Adding people, switching their accounts off and on, ending their sessions.

Accounts stands below audit in the house: the events are written by access.actions, which everybody calls.
"""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from trellis.accounts.models import Person


@transaction.atomic
def add_person(
    *, email: str, name: str, password: str | None = None, administrator: bool = False
) -> tuple[Person, bool]:
    """Add somebody who can sign in, or find the one who already has this address, unchanged; and whether they are new.

    Without a password the person sets one by the link of "Forgotten your password?". Raises ValidationError for an
    address that is none.
    """
    if known := Person.objects.filter(email__iexact=email).first():
        return known, False
    person = Person(email=email.strip().lower(), name=name.strip(), is_administrator=administrator)
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.full_clean(exclude=["password"])
    person.save()
    return person, True


@transaction.atomic
def switch(person: Person, *, on: bool) -> bool:
    """Switch an account on or off; returns whether that changed anything. Off ends every session at once.

    Raises ValidationError for the last administrator who can sign in: nobody could switch anybody on again.
    """
    # Locked together, so that two administrators who switch each other off do not both succeed.
    administrators = list(Person.objects.select_for_update().filter(is_administrator=True, is_active=True))
    person.refresh_from_db()
    if person.is_active == on:
        return False
    if not on and administrators == [person]:
        raise ValidationError(
            f"{person.name} is the last administrator who can sign in. Add another first, "
            "with the command trellis people add --administrator."
        )
    person.is_active = on
    person.save(update_fields=["is_active"])
    if not on:
        end_sessions(UserSession.objects.filter(user=person))
    return True


def end_sessions(sessions: Iterable[UserSession]) -> int:
    """End sessions: whoever goes on in one of them is asked to sign in. Returns how many there were."""
    ended = list(sessions)
    for session in ended:
        session.end()
    return len(ended)
