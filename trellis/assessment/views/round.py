"""One round: who has returned, and who has not."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.forms.uploads import UploadForm
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.presenters import RoundProgress, crumbs, workbook_addresses
from trellis.assessment.queries.rounds import NetworkStanding, standings, uploads_to
from trellis.assessment.queries.scope import asked_for, rounds_for


def round_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """A round and the networks of it that the person may see."""
    round_ = get_object_or_404(rounds_for(request.user), slug=slug)
    may_record = request.user.has_perm("assessment.record_returns", round_)
    asked = asked_for(request.user, round_)
    networks = standings(asked)
    context = {
        "round": round_,
        "progress": RoundProgress(networks, workbook_addresses(round_, fetchable(request, round_, asked, networks))),
        "may_see_returns": request.user.has_perm("assessment.view_returns", round_),
        "form": UploadForm() if may_record else None,
        "uploads": uploads_to(round_) if may_record else [],
        "crumbs": crumbs(),
    }
    return render(request, "assessment/round.jinja", context)


def fetchable(
    request: SignedInRequest, round_: Round, asked: QuerySet[RoundNetwork], networks: list[NetworkStanding]
) -> list[str]:
    """The codes of those networks whose workbook the person may fetch: none without a role that
    may, all for the board, else asked one by one.
    """
    if not request.user.has_perm("assessment.download_workbook"):
        return []
    if request.user.has_perm("assessment.download_workbook", round_):
        return [network.code for network in networks]
    return [row.network.code for row in asked if request.user.has_perm("assessment.download_workbook", row)]
