"""Planning a round."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.rounds import plan_round
from trellis.assessment.forms.rounds import RoundForm, attempted, starting
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.queries.planning import boards_of, last_round, offer_of
from trellis.assessment.views.asking import posted

USUAL_LENGTH = timedelta(weeks=8)


@require_http_methods(["GET", "POST"])
def plan(request: SignedInRequest) -> HttpResponse:
    """Decide what a board asks, of whom, and until when. Nobody is told yet."""
    today = timezone.localdate()
    boards = boards_of(request.user, today)
    if not boards:
        raise PermissionDenied
    wanted = request.GET.get("board")
    if wanted is None and len(boards) > 1:
        return render(request, "assessment/round_board.jinja", {"boards": boards, "crumbs": crumbs()})
    board = next((each for each in boards if wanted in {None, each.code}), None)
    if board is None:
        raise Http404
    form = RoundForm(
        posted(request),
        offer=offer_of(board.code, today),
        initial=starting(last_round(board.code), today, today + USUAL_LENGTH),
    )
    if form.is_valid():
        made = attempted(
            form,
            lambda: plan_round(
                form.terms(),
                edition=form.cleaned_data["edition"],
                board=board.code,
                networks=form.codes() or [],
                by=request.user,
            ),
        )[1]
        if made:
            messages.success(request, f"{made.title} is planned. Nobody has been told: look at it, then open it.")
            return redirect("assessment:round", made.slug)
    context = {"form": form, "board": board, "heading": "Plan a round", "button": "Plan it", "crumbs": crumbs()}
    return render(request, "assessment/round_form.jinja", context)
