"""Letters by what has become of them."""

from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, Value, When

from trellis.post.models import Letter
from trellis.post.rules import TRIES, LetterState

STATES: dict[LetterState, Q] = {
    LetterState.WAITING: Q(sent_at__isnull=True, tries__lt=TRIES, failed=""),
    LetterState.FAILED: Q(sent_at__isnull=True, tries__lt=TRIES) & ~Q(failed=""),
    LetterState.LEFT: Q(sent_at__isnull=True, tries__gte=TRIES),
    LetterState.SENT: Q(sent_at__isnull=False),
}
"""rules.state_of, as conditions on rows."""


def letters(state: LetterState | None = None) -> QuerySet[Letter]:
    """Letters, newest first; those of one state where it is given."""
    return Letter.objects.filter(STATES[state]) if state else Letter.objects.all()


def letters_by_state() -> dict[LetterState, int]:
    """How many letters there are of each state, in one query."""
    kind = Case(*(When(condition, then=Value(state.value)) for state, condition in STATES.items()))
    rows = Letter.objects.order_by().annotate(kind=kind).values_list("kind").annotate(Count("pk"))
    return dict.fromkeys(STATES, 0) | {LetterState(kind): count for kind, count in rows}


def unsent() -> QuerySet[Letter]:
    """The letters that are not sent yet, oldest first."""
    return Letter.objects.filter(sent_at__isnull=True).order_by("pk")


def due_letters(now: datetime) -> QuerySet[Letter]:
    """The letters that may be tried at ``now``, the least tried and then the oldest first."""
    free = Q(next_try__isnull=True) | Q(next_try__lte=now)
    return unsent().filter(free, tries__lt=TRIES).order_by("tries", "pk")
