"""Changing what was decided about a round."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.rounds import change_round, mark_of
from trellis.assessment.forms.rounds import RoundForm, as_it_is, attempted
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.queries.planning import offer_of
from trellis.assessment.queries.rounds import expected_networks
from trellis.assessment.views.asking import managed, posted


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything while it is a draft; later its title, due date, end of moderation, and who sees what."""
    round_ = managed(request, slug)
    offer = offer_of(round_.board.code, timezone.localdate())
    codes = [asked.code for asked in expected_networks(round_)]
    form = RoundForm(posted(request), offer=offer, round_=round_, initial=as_it_is(round_, codes))
    if form.is_valid():
        saved, _ = attempted(
            form,
            lambda: change_round(
                round_,
                form.terms(),
                by=request.user,
                edition=form.cleaned_data.get("edition"),
                networks=form.codes(),
                seen=form.cleaned_data["seen"],
            ),
        )
        if saved:
            messages.success(request, "Your changes were saved.")
            return redirect("assessment:round", round_.slug)
    context = {
        "form": form,
        "round": round_,
        "board": offer.board,
        "seen": mark_of(round_),
        "heading": f"Change {round_.title}",
        "button": "Save changes",
        "crumbs": crumbs(round_),
    }
    return render(request, "assessment/round_form.jinja", context)
