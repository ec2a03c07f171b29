"""Where the networks of a round stand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.presenters import crumbs
from trellis.insight.presenters.returns import returns_page
from trellis.insight.queries import remembered, round_summary
from trellis.insight.views.allowed import names_wanted, round_to_count


@require_safe
def returns(request: SignedInRequest, slug: str) -> HttpResponse:
    """The counts, what they say, what is missing, who is missing and what there is to ask."""
    round_, may_name = round_to_count(request, slug)
    names = may_name and names_wanted(request)
    page = remembered(round_, f"returns.{names}", lambda: returns_page(round_summary(round_), with_names=names))
    context = {"round": round_, "page": page, "names": names, "may_name": may_name, "crumbs": crumbs(round_)}
    return render(request, "insight/returns.jinja", context)
