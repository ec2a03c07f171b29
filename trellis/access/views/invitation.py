"""The page that the link in an invitation opens. Opening it changes nothing: mail scanners open links too."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trellis.access.actions.inviting import NO_LONGER, accept, join
from trellis.access.forms import JoinForm
from trellis.access.models import Invitation
from trellis.access.presenters import role_words
from trellis.access.queries import invitation_with, organisation_of, person_at
from trellis.access.rules import InvitationStatus
from trellis.accounts.models import Person
from trellis.common.transitions import NotAllowedNowError


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to what; accepting it, as somebody new or as who one is already."""
    found = invitation_with(token)
    if found is None:
        return render(request, "access/invitation_unknown.jinja", status=404)
    status = found.status(timezone.now())
    if status is not InvitationStatus.WAITING:
        return no_longer(request, found, NO_LONGER[status])
    person = person_at(found.email)
    try:
        return for_a_member(request, found, person) if person else for_somebody_new(request, found)
    except NotAllowedNowError as refusal:  # somebody was quicker between the look and the click
        return no_longer(request, found, str(refusal))


def page(request: HttpRequest, found: Invitation, template: str, **more: object) -> HttpResponse:
    """A page about an invitation."""
    context = {"invitation": found, "role": role_words(found), "where": organisation_of(found), **more}
    return render(request, f"access/{template}.jinja", context)


def no_longer(request: HttpRequest, found: Invitation, what: str) -> HttpResponse:
    """Why the link does nothing any more, and whom to ask."""
    return page(request, found, "invitation_over", what=what)


def for_somebody_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    """A name and a password, and they are in."""
    if request.user.is_authenticated:
        return page(request, found, "invitation_for_another")
    form = JoinForm(found, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, found, "invitation_new", form=form)
    person = join(found, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
    messages.success(request, f"Welcome to Trellis. You are {role_words(found)} of {organisation_of(found).title}.")
    response: HttpResponse = perform_login(request, person)
    return response


def for_a_member(request: HttpRequest, found: Invitation, person: Person) -> HttpResponse:
    """One role more, for whoever is signed in as the person at the address."""
    if not person.is_active:
        return no_longer(request, found, "Your account is switched off.")
    if not request.user.is_authenticated:
        return page(request, found, "invitation_sign_in")
    if request.user != person:
        return page(request, found, "invitation_for_another")
    if request.method == "GET":
        return page(request, found, "invitation_accept")
    accept(found, by=person)
    messages.success(request, f"You are now {role_words(found)} of {organisation_of(found).title}.")
    return redirect("web:home")
