"""Opening, closing and publishing a round, and taking that back. Each says first what will happen."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.models import Person
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.rounds import (
    close_round,
    delete_round,
    open_round,
    publish_round,
    reopen_round,
    unpublish_round,
)
from trellis.assessment.forms.rounds import LeavingForm, MoveForm, ReasonForm, attempted
from trellis.assessment.models import Round
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.moves import allows, drafts_in, mark_shown, question
from trellis.assessment.queries.people import leaders_counted
from trellis.assessment.queries.round_lists import list_of
from trellis.assessment.queries.standings import overseen_for
from trellis.assessment.views.asking import managed, posted

Act = Callable[[Round, Form, Person], object]

ACTS: dict[str, tuple[type[MoveForm], Act]] = {
    "open": (MoveForm, lambda round_, form, by: open_round(round_, by=by)),
    "close": (
        LeavingForm,
        lambda round_, form, by: close_round(
            round_, leaving_drafts=form.cleaned_data.get("leaving_drafts", False), by=by
        ),
    ),
    "publish": (MoveForm, lambda round_, form, by: publish_round(round_, by=by)),
    "reopen": (ReasonForm, lambda round_, form, by: reopen_round(round_, why=form.cleaned_data["why"], by=by)),
    "unpublish": (ReasonForm, lambda round_, form, by: unpublish_round(round_, why=form.cleaned_data["why"], by=by)),
    "delete": (MoveForm, lambda round_, form, by: delete_round(round_, by=by)),
}
"""By the verb: what is filled in, and what is done."""


@require_http_methods(["GET", "POST"])
def move(request: SignedInRequest, slug: str, verb: str) -> HttpResponse:
    """Ask whether it is meant, and then do it. Where it is done already, say so and change nothing."""
    round_ = managed(request, slug)
    if refusal := allows(verb, round_):
        messages.error(request, refusal)
        return redirect("assessment:round", slug)
    listed = list_of(round_, overseen_for(request.user, round_), timezone.localdate())
    asked = question(verb, listed, leaders_counted([each.standing.code for each in listed.networks], listed.today))
    form_class, act = ACTS[verb]
    if verb == "close" and not drafts_in(listed):
        form_class = MoveForm
    shown = mark_shown(listed)
    form = form_class(posted(request), shown=shown)
    if form.is_valid() and attempted(form, lambda: act(round_, form, request.user))[0]:
        messages.success(request, asked.done)
        return redirect("assessment:rounds") if verb == "delete" else redirect("assessment:round", slug)
    context = {"round": round_, "question": asked, "form": form, "shown": shown, "crumbs": crumbs(round_)}
    return render(request, "assessment/round_move.jinja", context)
