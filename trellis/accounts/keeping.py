"""What somebody typed while their session ended: kept until they have signed in again, for them alone."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict

from trellis.accounts.models import Person

KEPT = "kept_form"
"""Under this key the form lies in the session."""

WHOSE = "trellis_whose"
"""The cookie, signed, that says who signed in last in this browser. Without it nothing is kept: a stranger's post is
no work of anybody's, and must not fill the database."""

WHOSE_LASTS = 60 * 60 * 24 * 30
"""Seconds."""

MOST_KEPT = 200_000
"""Characters of a form that are kept. The longest honest form, every note of a matrix, is a tenth of that."""

NEVER_KEPT = ("csrfmiddlewaretoken", "password", "credential")
"""A field with one of these in its name is left out: a secret is typed again."""

SHORT = 30
"""A value of so many characters without a blank is a choice or a key rather than something typed."""


@dataclass(frozen=True)
class KeptForm:
    """A form as it was sent: the address it was going to, its fields in order, and whether any of it is missing."""

    to: str
    fields: tuple[tuple[str, str], ...]
    incomplete: bool
    whose: int

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What a person would miss: the fields that hold text of their own, under a readable name."""
        return typed_in(self.fields)


def typed_in(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields that hold text somebody typed, not a choice or a key, each under a readable name."""
    return [
        (name.replace("_", " ").replace("-", " ").strip().capitalize(), value)
        for name, value in fields
        if value.strip() and (len(value) > SHORT or any(blank in value.strip() for blank in " \n"))
    ]


def fields_of(posted: QueryDict) -> tuple[tuple[str, str], ...]:
    """Every field that was sent, in order, but for secrets."""
    return tuple(
        (name, value)
        for name, values in posted.lists()
        if not any(secret in name for secret in NEVER_KEPT)
        for value in values
    )


def as_kept(request: HttpRequest, whose: int) -> KeptForm:
    """The form of a request, cut to what may be kept: fields are taken in order as long as they fit."""
    fields, left = [], MOST_KEPT
    everything = fields_of(request.POST)
    for name, value in everything:
        if len(name) + len(value) <= left:
            fields.append((name, value))
            left -= len(name) + len(value)
    incomplete = bool(request.FILES) or len(fields) < len(everything)
    return KeptForm(request.get_full_path(), tuple(fields), incomplete, whose)


def keep(request: HttpRequest) -> bool:
    """Keep the form of a request in its session; returns whether there was anything to keep, and somebody's."""
    whose = request.get_signed_cookie(WHOSE, default="", max_age=WHOSE_LASTS)
    if not whose:
        return False
    form = as_kept(request, int(whose))
    if not form.fields:
        return False
    request.session[KEPT] = asdict(form)
    return True


def kept_for(session: Mapping[str, Any], person: Person) -> KeptForm | None:
    """The form that was kept for this person; None where there is none, or it was somebody else's."""
    found = session.get(KEPT)
    if not found or found["whose"] != person.pk:
        return None
    return KeptForm(
        found["to"], tuple((name, value) for name, value in found["fields"]), found["incomplete"], person.pk
    )


def remember_whose(response: HttpResponse, person: Person) -> None:
    """Note in the browser, where nobody can alter it, who signed in there last."""
    response.set_signed_cookie(
        WHOSE,
        str(person.pk),
        max_age=WHOSE_LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
