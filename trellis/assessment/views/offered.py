"""A workbook that waits: what would change, answer by answer, and what to take of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.offering import put_aside, take, take_back
from trellis.assessment.forms.uploads import DecisionForm
from trellis.assessment.models import OfferedReturn, RoundNetwork
from trellis.assessment.naming import place_named
from trellis.assessment.presenters.matrix import reader
from trellis.assessment.presenters.network import address_of, network_crumbs, network_tabs
from trellis.assessment.presenters.offered import came, parts_of, settled, taken_back_in_words, taken_in_words
from trellis.assessment.presenters.openness import openness_of
from trellis.assessment.queries.offered import TakingBack, offer_of, offers_to, taking_back
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.views.own import own_or_404
from trellis.common.transitions import NotAllowedNowError


@require_http_methods(["GET", "POST"])
def offered(request: SignedInRequest, slug: str, code: str, number: int) -> HttpResponse:
    """The workbook beside the page."""
    asked = own_or_404(request, slug, code, "assessment.lead_network")
    one = get_object_or_404(offers_to(asked), pk=number)
    if request.method == "POST":
        try:
            messages.success(request, done(request, asked, one))
        except (NotAllowedNowError, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect("assessment:offered", slug, code, number)
    offer = offer_of(one, asked)
    openness = openness_of(offer.sheet)
    waits = one.settled_at is None
    context = {
        "asked": asked,
        "offered": one,
        "came": came(one),
        "settled": settled(one),
        "why_not": openness.why_not,
        "takes_any": any(openness.takes(each.place.component) for each in offer.differences),
        "seen": offer.sheet.draft.version,
        "differences": len(offer.differences),
        "parts": parts_of(offer, openness, reader(request.user, timezone.now())) if waits else [],
        "problems": one.content.get("problems", []),
        "back": taking_back(one, asked) if openness.is_open and not waits else TakingBack(),
        "page": address_of("network", asked),
        "history": address_of("history", asked),
        "tabs": network_tabs(asked, request.user, "own_workbook"),
        "crumbs": network_crumbs(asked),
    }
    return render(request, "assessment/offered.jinja", context)


def done(request: SignedInRequest, asked: RoundNetwork, one: OfferedReturn) -> str:
    """Do what was decided; what to tell about it. Raises as the actions do."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise NotAllowedNowError("The form did not arrive whole, so nothing was changed. Decide again.")
    what, seen = form.cleaned_data["do"], form.cleaned_data["seen"]
    if what == "aside":
        put_aside(one, by=request.user, asked=asked)
        return "The workbook is put aside. The page was not changed."
    if what == "back":
        return taken_back_in_words(take_back(one, by=request.user, asked=asked))
    edition = edition_of_round(asked.round)
    sent = request.POST.getlist("shown" if what == "all" else "take")
    places = dict.fromkeys(place for name in sent if (place := place_named(edition, name)))
    saved = take(one, list(places), seen=seen, by=request.user, asked=asked)
    return taken_in_words(len(places), len(saved.conflicts))
