"""What is done to networks that were ticked in the list: remind, extend, withdraw, take back in."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.models import Person
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.asking import ask_for_components
from trellis.assessment.actions.participation import extend, take_back, withdraw
from trellis.assessment.actions.reminding import remind
from trellis.assessment.actions.writing import Written
from trellis.assessment.forms.participation import AskForm, ExtendForm, ReasonForNetworksForm, RemindForm
from trellis.assessment.forms.rounds import attempted
from trellis.assessment.models import Round
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.participation import done, selection, ticked_in
from trellis.assessment.presenters.round_page import by_theme
from trellis.assessment.queries.people import leaders_counted
from trellis.assessment.queries.round_lists import list_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.standings import overseen_for, reminded_on
from trellis.assessment.selecting import WHILE, Doing
from trellis.assessment.standing import RoundStatus
from trellis.assessment.views.asking import managed

Act = Callable[[Round, list[str], Form, Person], Written]

ACTS: dict[Doing, Act] = {
    Doing.REMIND: lambda round_, codes, form, by: remind(
        round_, networks=codes, words=form.cleaned_data["words"], by=by
    ),
    Doing.ASK: lambda round_, codes, form, by: ask_for_components(
        round_,
        networks=codes,
        components=form.cleaned_data["components"],
        words=form.cleaned_data["words"],
        by=by,
    ),
    Doing.EXTEND: lambda round_, codes, form, by: extend(
        round_, networks=codes, due=form.cleaned_data["due"], why=form.cleaned_data["why"], by=by
    ),
    Doing.WITHDRAW: lambda round_, codes, form, by: withdraw(
        round_, networks=codes, why=form.cleaned_data["why"], by=by
    ),
    Doing.TAKE_BACK: lambda round_, codes, form, by: take_back(
        round_, networks=codes, why=form.cleaned_data["why"], by=by
    ),
}


@require_http_methods(["GET", "POST"])
def selected(request: SignedInRequest, slug: str, doing: Doing) -> HttpResponse:
    """Show which of the ticked networks it concerns, ask what it needs, and then do it."""
    round_ = managed(request, slug)
    given = request.POST if request.method == "POST" else request.GET
    listed = list_of(round_, overseen_for(request.user, round_), timezone.localdate())
    ticked = ticked_in(given, listed)
    if not ticked or RoundStatus(round_.status) not in WHILE[doing]:
        messages.error(
            request,
            "You ticked no network, and nothing was done. Tick some in the list, then choose again."
            if not ticked
            else f"{round_.title} is {round_.status}: no network can be {doing.done} now. Nothing was changed.",
        )
        return redirect("assessment:round", slug)
    codes = [each.standing.code for each in ticked]
    form = form_for(doing, request, round_)
    if form.is_valid():
        finished, written = attempted(form, lambda: ACTS[doing](round_, codes, form, request.user))
        if finished and written:
            messages.success(request, done(doing, written))
            return redirect("assessment:round", slug)
    reminded = reminded_on([each.standing.key for each in ticked], listed.today)
    context = {
        "round": round_,
        "codes": codes,
        "selection": selection(doing, ticked, leaders_counted(codes, listed.today), reminded),
        "form": form,
        "themes": by_theme(edition_of_round(round_)) if doing is Doing.ASK else [],
        "crumbs": crumbs(round_),
    }
    return render(request, "assessment/round_selected.jinja", context)


def form_for(doing: Doing, request: SignedInRequest, round_: Round) -> Form:
    """What has to be filled in, with what was sent."""
    data = request.POST if request.method == "POST" else None
    if doing is Doing.ASK:
        return AskForm(data, edition=edition_of_round(round_))
    return {Doing.REMIND: RemindForm, Doing.EXTEND: ExtendForm}.get(doing, ReasonForNetworksForm)(data)
