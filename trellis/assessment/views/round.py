"""One round: how it stands, for those who oversee it; for the people of a network, the way to their own page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.forms.uploads import UploadForm
from trellis.assessment.models import Round
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.links import people_pattern
from trellis.assessment.presenters.moves import MOVES, terms_rows
from trellis.assessment.presenters.round_page import RoundTable, filter_in, notes, page_in, pattern_of, rows
from trellis.assessment.queries.round_lists import beside, list_of
from trellis.assessment.queries.rounds import uploads_to
from trellis.assessment.queries.scope import asked_for, rounds_for
from trellis.assessment.queries.standings import overseen_for
from trellis.assessment.selecting import offered
from trellis.assessment.standing import ROUND_TRANSITIONS, RoundStatus


def round_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """A round and the networks of it that the person oversees, or else the person's own."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    listed = list_of(round_, overseen_for(request.user, round_), timezone.localdate())
    if not listed.networks:
        return own_networks_page(request, round_)
    table = RoundTable(listed, filter_in(request.GET, listed), page_in(request.GET))
    may = request.user.has_perm  # asked in general: the list holds only networks that the person oversees
    may_manage = request.user.has_perm("assessment.manage_round", round_)
    may_record = request.user.has_perm("assessment.record_returns", round_)
    status, said = RoundStatus(round_.status), beside(listed, table.shown)
    context = {
        "round": round_,
        "stage": ROUND_TRANSITIONS[status],
        "table": table,
        "rows": rows(table, said),
        "notes": notes(table, said, may_manage),
        "terms": terms_rows(round_),
        "moves": MOVES[status] if may_manage else (),
        "doings": offered(status, any_withdrawn=table.any_withdrawn) if may_manage else (),
        "may_manage": may_manage,
        "people_pattern": people_pattern() if may_manage else "",
        "workbook_pattern": pattern_of("workbook", round_) if may("assessment.download_workbook") else "",
        "submitted_pattern": pattern_of("submitted", round_) if may("assessment.view_returns") else "",
        "moderates": may("assessment.moderate"),
        "may_see_returns": request.user.has_perm("assessment.view_returns", round_),
        "form": UploadForm() if may_record and status is not RoundStatus.DRAFT else None,
        "uploads": uploads_to(round_) if may_record else [],
        "crumbs": crumbs(),
    }
    return render(request, "assessment/round.jinja", context)


def own_networks_page(request: SignedInRequest, round_: Round) -> HttpResponse:
    """The page of the person's own network; a choice where they are of several."""
    own = list(asked_for(request.user, round_))
    if len(own) == 1:
        return redirect("assessment:network", round_.slug, own[0].network.code)
    return render(request, "assessment/round_own.jinja", {"round": round_, "own": own, "crumbs": crumbs()})
