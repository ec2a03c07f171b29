"""Starting from what a network said in the round before."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.carrying import carry_forward
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.before import before_page, counted
from trellis.assessment.presenters.network import address_of, network_crumbs, network_tabs
from trellis.assessment.presenters.openness import openness_of
from trellis.assessment.queries.before import plan_of
from trellis.assessment.queries.matrix import sheet_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.views.own import own_or_404
from trellis.common.transitions import NotAllowedNowError

TOKEN_LONGEST = 40


@require_http_methods(["GET", "POST"])
def before(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """What would be taken, what stays, what cannot be compared; and one button that takes it."""
    asked = own_or_404(request, slug, code, "assessment.answer")
    if request.method == "POST":
        return taken(request, asked)
    plan, openness = plan_of(asked), openness_of(sheet_of(asked))
    context = {
        "asked": asked,
        "page": before_page(plan, edition_of_round(asked.round)) if plan else None,
        "is_open": openness.is_open,
        "why_not": openness.why_not,
        "token": secrets.token_hex(16),
        "address": address_of("before", asked),
        "network_address": address_of("network", asked),
        "tabs": network_tabs(asked, request.user, "network"),
        "crumbs": network_crumbs(asked),
    }
    return render(request, "assessment/before.jinja", context)


def taken(request: SignedInRequest, asked: RoundNetwork) -> HttpResponse:
    """Take it, and lead to the matrix."""
    try:
        saved = carry_forward(asked, by=request.user, token=request.POST.get("token", "")[:TOKEN_LONGEST])
    except (NotAllowedNowError, ValidationError) as error:
        messages.error(request, error.messages[0] if isinstance(error, ValidationError) else str(error))
        return redirect(address_of("before", asked))
    if saved.outcomes:
        words = counted(each.place for each in saved.outcomes)
        messages.success(request, f"Taken from the round before: {words}. Look through them and change what has moved.")
    else:
        messages.success(request, "Nothing was left to take: every place says something of its own already.")
    return redirect(address_of("network", asked))
