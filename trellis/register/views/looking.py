"""What every page of the register starts with: who may look, and from which date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from trellis.register.forms import FIELD, AsAtForm

P = ParamSpec("P")


@dataclass(frozen=True)
class Look:
    """A look at the register from a date. ``given`` goes into links: the date where it is not today, else None."""

    as_at: date
    given: str | None
    form: AsAtForm

    @property
    def context(self) -> dict[str, object]:
        """What every template of the register needs."""
        return {"as_at": self.as_at, "given": self.given, "as_at_form": self.form}


def look(request: HttpRequest) -> Look:
    """The date asked for by ``?as-at=``, today where there is none or where it cannot be read (the form says so)."""
    today = timezone.localdate()
    asked = AsAtForm(request.GET) if request.GET.get(FIELD) else None
    day = (asked.cleaned_data[FIELD] if asked and asked.is_valid() else None) or today
    form = asked if asked and asked.errors else AsAtForm.showing(day)
    return Look(day, day.isoformat() if day != today else None, form)


def for_readers(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lets in whoever may read the register: published facts, so anyone who can sign in."""

    @wraps(view)
    def allowed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.has_perm("register.view"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return allowed
