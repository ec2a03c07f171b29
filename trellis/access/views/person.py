"""One person, for administrators: every role, held or ended, and switching the account off and on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from trellis.access.actions.people import switch_off, switch_on
from trellis.access.presenters import role_lines
from trellis.access.queries import KEEP, all_appointments, people_found
from trellis.accounts.models import Person
from trellis.accounts.requests import SignedInRequest


def the_person(request: SignedInRequest, number: int) -> Person:
    """The person with this number. Raises PermissionDenied for all but administrators, and Http404."""
    if not request.user.has_perm(KEEP):
        raise PermissionDenied
    return get_object_or_404(people_found(""), pk=number)


def person_page(request: SignedInRequest, number: int) -> HttpResponse:
    """Who they are, and what they are or were where."""
    person = the_person(request, number)
    roles = role_lines(all_appointments(person), timezone.localdate())
    return render(request, "access/person.jinja", {"one": person, "roles": roles})


@require_POST
def switch(request: SignedInRequest, number: int) -> HttpResponse:
    """Switch the account off, or on again."""
    person = the_person(request, number)
    try:
        if request.POST.get("to") == "on":
            switch_on(person, by=request.user)
            messages.success(request, f"{person.name} can sign in again.")
        else:
            switch_off(person, by=request.user)
            messages.success(request, f"{person.name} is signed out everywhere and cannot sign in.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("access:person", person.pk)
