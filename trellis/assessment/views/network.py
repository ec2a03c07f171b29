"""The front page of a network's assessment: everything at a glance, and what to do next."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.glance import KEY, glance_page
from trellis.assessment.presenters.matrix import reader
from trellis.assessment.presenters.network import address_of, network_crumbs, network_tabs
from trellis.assessment.queries.drafts import drafts_for
from trellis.assessment.queries.matrix import moderated_for_network, open_questions_by_block, sheet_of
from trellis.assessment.queries.scope import asked_for, rounds_for


@require_safe
def network(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """A network's matrix for its own people; whoever else may know of the network is led to what it has signed."""
    asked = drafts_for(request.user).filter(round__slug=slug, network__code=code).first()
    if asked is None:
        return to_what_is_signed(request, slug, code)
    page = glance_page(
        sheet_of(asked),
        reader(request.user, timezone.now()),
        moderated=moderated_for_network(asked),
        questions=open_questions_by_block(asked),
        may_lead=request.user.has_perm("assessment.lead_network", asked),
    )
    tabs = network_tabs(asked, request.user, "network")
    context = {"asked": asked, "page": page, "key": KEY, "tabs": tabs, "crumbs": network_crumbs(asked)[:-1]}
    return render(request, "assessment/network.jinja", context)


def to_what_is_signed(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The way of the board and its team, who never see a draft."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    asked: RoundNetwork = get_object_or_404(asked_for(request.user, round_), network__code=code)
    return redirect(address_of("submitted", asked))
