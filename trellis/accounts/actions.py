"""Adding people."""

from django.db import transaction

from trellis.accounts.models import Person


@transaction.atomic
def add_person(
    *, email: str, name: str, password: str | None = None, administrator: bool = False
) -> tuple[Person, bool]:
    """Add somebody who can sign in, or find the one who already has this address, unchanged; and whether they are new.

    Without a password the person sets one by the link of "Forgotten your password?". Raises ValidationError for an
    address that is none. Accounts stands below audit in the house, so the event is written by
    access.actions.add_person, which everybody calls.
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
