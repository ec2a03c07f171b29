"""Adding a network to a round that is open."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.participation import add_network
from trellis.assessment.forms.participation import AddForm
from trellis.assessment.forms.rounds import attempted
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.queries.planning import addable_to
from trellis.assessment.standing import RoundStatus
from trellis.assessment.views.asking import managed, posted


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose one of the board's open networks that the round does not ask, and say why it comes in."""
    round_ = managed(request, slug)
    if round_.status != RoundStatus.OPEN.value:
        messages.error(request, f"{round_.title} is {round_.status}: networks are added while it is open.")
        return redirect("assessment:round", slug)
    offered = [(entry.code, f"{entry.title} ({entry.code})") for entry in addable_to(round_, timezone.localdate())]
    form = AddForm(posted(request), offered=offered, initial={"network": request.GET.get("network", "")})
    if form.is_valid():
        data = form.cleaned_data
        added, made = attempted(
            form, lambda: add_network(round_, network=data["network"], why=data["why"], by=request.user)
        )
        if added and made:
            messages.success(request, f"{made.name} is in the round now. Those who lead it were written to.")
            return redirect("assessment:round", slug)
    context = {"round": round_, "form": form, "offered": offered, "crumbs": crumbs(round_)}
    return render(request, "assessment/round_add.jinja", context)
