"""What is done at the front door itself."""

from django.db import transaction

from trellis.accounts.models import Person
from trellis.audit.actions import record
from trellis.post import actions as post


@transaction.atomic
def try_letters_again(number: int | None = None, *, by: Person) -> int:
    """Have letters that failed tried again at once: one, by its number, or all. Returns how many there were.

    The post room stands beside the audit room and cannot write the event itself.
    """
    letters = post.try_again(number)
    if letters:
        subject = "every letter that failed" if number is None else f"letter {number}"
        record("post.tried_again", by=by, subject=subject, detail={"letters": letters})
    return letters
