"""Why: the networks behind the figures of one theme."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import Round
from trellis.assessment.presenters import Crumb, crumbs
from trellis.assessment.queries.rounds import edition_of_round
from trellis.insight.presenters.returns import position_page, theme_page
from trellis.insight.queries import remembered, round_summary
from trellis.insight.views.allowed import round_with_returns
from trellis.matrix.rules import Theme


@require_safe
def theme(request: SignedInRequest, slug: str, theme_id: str) -> HttpResponse:
    """Which network stands where in a theme, and what its position rests on."""
    round_ = round_with_returns(request, slug)
    found = theme_of(round_, theme_id)
    page = remembered(round_, f"theme.{found.id}", lambda: theme_page(round_summary(round_), found))
    context = {"round": round_, "theme": found, "page": page, "crumbs": way_to(round_)}
    return render(request, "insight/theme.jinja", context)


@require_safe
def position(request: SignedInRequest, slug: str, theme_id: str, at: str, number: int = 1) -> HttpResponse:
    """Every network at one position of a theme, a hundred a page."""
    round_ = round_with_returns(request, slug)
    found = theme_of(round_, theme_id)
    what = f"position.{found.id}.{at}.{number}"
    page = remembered(round_, what, lambda: position_page(round_summary(round_), found, at, number))
    if page is None:
        raise Http404
    above = (found.title, reverse("insight:theme", args=[slug, found.id]))
    context = {"round": round_, "theme": found, "page": page, "crumbs": [*way_to(round_), above]}
    return render(request, "insight/theme.jinja", context)


def theme_of(round_: Round, theme_id: str) -> Theme:
    """The theme of the round's edition. Raises Http404."""
    found = edition_of_round(round_).theme_by_id.get(theme_id)
    if found is None:
        raise Http404
    return found


def way_to(round_: Round) -> list[Crumb]:
    """The way back from a theme."""
    return [*crumbs(round_), ("Where the networks stand", reverse("insight:returns", args=[round_.slug]))]
