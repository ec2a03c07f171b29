"""The people of an organisation: who is here as what, who is invited, inviting somebody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from trellis.access.actions.inviting import invite, resend, withdraw
from trellis.access.forms import InviteForm
from trellis.access.models import Invitation
from trellis.access.presenters import address_of, invitation_lines, member_lines
from trellis.access.queries import (
    KEEP,
    MANAGE,
    all_invitations,
    appointments_in,
    invitations_in,
    manages_several,
    may_give,
    organisation,
    organisation_of,
    roles_given_by,
)
from trellis.access.rules import Level, Role
from trellis.accounts.requests import SignedInRequest
from trellis.common.transitions import NotAllowedNowError


@require_http_methods(["GET", "POST"])
def organisation_page(request: SignedInRequest, level: str, code: str) -> HttpResponse:
    """Everybody with a role there, the invitations that wait, and the form to invite."""
    today, person = timezone.localdate(), request.user
    where = organisation(Level(level), code, today)
    if where is None:
        raise Http404
    if not person.has_perm(MANAGE, where):  # type: ignore[arg-type]  # anything that says where it belongs
        raise PermissionDenied
    given = roles_given_by(person, where)
    form = InviteForm(given, request.POST if request.method == "POST" else None)
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            invite(email=email, role=role, level=where.level, code=where.code, by=person)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, f"We are writing to {email}. The link in the letter works for 14 days.")
            return redirect(address_of(where))
    context = {
        "where": where,
        "form": form,
        "members": member_lines(appointments_in(where, today), given),
        "invitations": invitation_lines(invitations_in(where), given, timezone.now()),
        "keeps": person.has_perm(KEEP),
        "several": person.has_perm(KEEP) or manages_several(person),
    }
    return render(request, "access/organisation.jinja", context)


def the_invitation(request: SignedInRequest, number: int) -> Invitation:
    """The invitation with this number. Raises Http404 for somebody who may not give its role, as if it were none."""
    found = get_object_or_404(all_invitations(), pk=number)
    if not may_give(request.user, found):
        raise Http404
    return found


@require_POST
def resend_invitation(request: SignedInRequest, number: int) -> HttpResponse:
    """Send it again, with a new link."""
    found = the_invitation(request, number)
    try:
        resend(found, by=request.user)
        messages.success(request, f"We are writing to {found.email} again. The earlier link no longer works.")
    except NotAllowedNowError as error:
        messages.error(request, str(error))
    return redirect(address_of(organisation_of(found)))


@require_POST
def withdraw_invitation(request: SignedInRequest, number: int) -> HttpResponse:
    """Withdraw it; twice is once."""
    found = the_invitation(request, number)
    try:
        withdraw(found, by=request.user)
        messages.success(request, f"The invitation of {found.email} is withdrawn. Its link no longer works.")
    except NotAllowedNowError as error:
        messages.error(request, str(error))
    return redirect(address_of(organisation_of(found)))
