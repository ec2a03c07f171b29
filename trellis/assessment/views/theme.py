"""One theme of a network's matrix: to answer, or to read once it cannot be changed."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.drafting import Outcome
from trellis.assessment.drafting import Verdict
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.evidence import evidence_links
from trellis.assessment.presenters.matrix import reader
from trellis.assessment.presenters.network import network_crumbs, network_tabs
from trellis.assessment.presenters.theme import Refused, blocks_of_theme, next_address, theme_page
from trellis.assessment.queries.evidence import evidence_counts
from trellis.assessment.queries.matrix import answers_before, sheet_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.views.entering import enter_posted
from trellis.assessment.views.own import own_or_404
from trellis.nhsuk.environment import plural


@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: SignedInRequest, slug: str, code: str, theme: str) -> HttpResponse:
    """The statements of a theme and its position; a form sent whole saves what was changed in it."""
    asked = own_or_404(request, slug, code, "assessment.answer")
    if not blocks_of_theme(edition_of_round(asked.round), theme):
        raise Http404
    refused = saved_or_refused(request, asked) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect(after(request, asked, theme))
    page = theme_page(
        sheet_of(asked),
        theme,
        reader(request.user, timezone.now()),
        before=answers_before(asked),
        evidence=evidence_links(evidence_counts(asked)),
        refused=refused,
    )
    tabs = network_tabs(asked, request.user, "network")
    context = {"asked": asked, "page": page, "tabs": tabs, "crumbs": network_crumbs(asked)}
    return render(request, "assessment/theme.jinja", context)


def saved_or_refused(request: SignedInRequest, asked: RoundNetwork) -> Refused | None:
    """Save what the form changed, and say so; what could not be saved, with the reason, where nothing was."""
    became = enter_posted(request, asked)
    if isinstance(became, Refused):
        return became
    tell(request, became)
    return None


def tell(request: SignedInRequest, outcomes: Iterable[Outcome]) -> None:
    """Say what was saved, and where somebody else had been at the same place."""
    verdicts = [each.verdict for each in outcomes]
    taken, beside = verdicts.count(Verdict.TAKEN), verdicts.count(Verdict.BESIDE)
    if taken:
        messages.success(request, f"Saved: {plural(taken, 'change')}.")
    if beside:
        messages.warning(
            request,
            "Somebody else changed the same thing meanwhile. Both versions are kept: choose below which one counts.",
        )


def after(request: SignedInRequest, asked: RoundNetwork, theme: str) -> str:
    """Where a form that was saved leads: on to the next theme, or back to the page."""
    if request.POST.get("then") != "next":
        return request.path
    return next_address(asked, edition_of_round(asked.round), theme)
