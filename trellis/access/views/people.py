"""The organisations whose people somebody looks after; for administrators, everybody."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from trellis.access.presenters import address_of, organisation_lines, people_lines
from trellis.access.queries import (
    KEEP,
    MANAGE,
    organisations_found,
    organisations_managed_by,
    people_counted,
    people_found,
    roles_today,
)
from trellis.accounts.requests import SignedInRequest

A_PAGE = 50


def people(request: SignedInRequest) -> HttpResponse:
    """The organisations in which a person may appoint; straight to it where there is one."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    today, words = timezone.localdate(), request.GET.get("q", "").strip()[:100]
    keeps = request.user.has_perm(KEEP)
    managed = organisations_managed_by(request.user, today)
    if len(managed) == 1 and not keeps:
        return redirect(address_of(managed[0]))
    shown = organisations_found(words, today) if keeps and words else managed
    lines = organisation_lines(shown, people_counted(shown, today))
    return render(request, "access/people.jinja", {"lines": lines, "keeps": keeps, "words": words})


def everybody_page(request: SignedInRequest) -> HttpResponse:
    """Everybody who can or could sign in, found by name or address, fifty a page."""
    if not request.user.has_perm(KEEP):
        raise PermissionDenied
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(people_found(words), A_PAGE).get_page(request.GET.get("page"))
    lines = people_lines(page.object_list, roles_today(page.object_list))
    return render(request, "access/everybody.jinja", {"lines": lines, "page": page, "words": words})
