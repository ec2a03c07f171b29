"""What a board publishes once as evidence for all of its networks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.evidence import withdraw_standard
from trellis.assessment.forms.evidence import StandardEvidenceForm
from trellis.assessment.models import Round
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.evidence import published_lines
from trellis.assessment.queries.evidence import offers, standard_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.scope import rounds_for


@require_http_methods(["GET", "POST"])
def standard_evidence(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything the board has published for the round's matrix, and a form to publish more."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    if not request.user.has_perm("assessment.publish_evidence", round_):
        raise PermissionDenied
    edition = edition_of_round(round_)
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        return withdrawn(request, round_)
    form = StandardEvidenceForm(request.POST or None, initial=request.GET.dict(), edition=edition)
    if request.method == "POST" and form.is_valid() and (kept := form.keep(round_, request.user)):
        messages.success(request, f"Published: {kept.title}. Your networks can accept it now.")
        return redirect("assessment:standard_evidence", round_.slug)
    context = {
        "round": round_,
        "published": published_lines(edition, offers(standard_of(round_))),
        "form": form,
        "crumbs": crumbs(round_),
    }
    return render(request, "assessment/standard_evidence.jinja", context)


def withdrawn(request: SignedInRequest, round_: Round) -> HttpResponse:
    """Offer one no longer."""
    number = request.POST.get("number", "")
    if not number.isdecimal():
        raise Http404
    standard = get_object_or_404(standard_of(round_), pk=int(number))
    withdraw_standard(standard, by=request.user)
    messages.success(
        request, f"Withdrawn: {standard.title}. Networks that have accepted it keep it, marked as withdrawn."
    )
    return redirect("assessment:standard_evidence", round_.slug)
