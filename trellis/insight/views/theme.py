"""Why: the networks behind the figures of one theme."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from trellis.assessment.presenters import crumbs
from trellis.assessment.views.signed_in import SignedInRequest
from trellis.insight.presenters import theme_page
from trellis.insight.queries import remembered, round_summary
from trellis.insight.views.allowed import round_with_returns
from trellis.matrix.queries import edition_of


@require_safe
def theme(request: SignedInRequest, slug: str, theme_id: str) -> HttpResponse:
    """Which network stands where in a theme, and what its position rests on."""
    round_ = round_with_returns(request, slug)
    found = edition_of(round_.edition).theme_by_id.get(theme_id)
    if found is None:
        raise Http404
    page = remembered(round_, f"theme.{found.id}", lambda: theme_page(round_summary(round_), found))
    way = [*crumbs(round_), ("Where the networks stand", reverse("insight:returns", args=[round_.slug]))]
    return render(request, "insight/theme.jinja", {"round": round_, "page": page, "crumbs": way})
