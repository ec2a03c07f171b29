"""A person's own roles, and ending a role, one's own or another's."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.access.actions.people import remove
from trellis.access.presenters import address_of, role_lines, role_words
from trellis.access.queries import MANAGE, appointments, appointments_with_people, may_give, organisation_of
from trellis.accounts.requests import SignedInRequest


def roles(request: SignedInRequest) -> HttpResponse:
    """What the person is here, with the way out of each."""
    today = timezone.localdate()
    lines = role_lines(appointments(request.user, today), today)
    return render(request, "access/roles.jinja", {"roles": lines})


@require_http_methods(["GET", "POST"])
def end_role(request: SignedInRequest, number: int) -> HttpResponse:
    """Ask, then end it at once. A role that is neither one's own nor one's to give is not there."""
    held = get_object_or_404(appointments_with_people(), pk=number)
    own = held.person == request.user
    if not own and not may_give(request.user, held):
        raise Http404
    where = organisation_of(held)
    back = "access:roles" if own or not request.user.has_perm(MANAGE) else address_of(where)
    if request.method == "POST":
        ended = remove(held, by=request.user)
        whose = "You are" if own else f"{held.person.name} is"
        words = f"no longer {role_words(held)} of {where.title}." if ended else "out of this role already."
        messages.success(request, f"{whose} {words}")
        return redirect(back)
    return render(
        request, "access/end_role.jinja", {"held": held, "own": own, "where": where, "role": role_words(held)}
    )
