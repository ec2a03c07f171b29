"""Why is it this step? Down to the statements."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.naming import block_named
from trellis.assessment.presenters.network import network_crumbs, network_tabs, theme_address
from trellis.assessment.presenters.position import why_of
from trellis.assessment.queries.matrix import sheet_of
from trellis.assessment.views.own import own_or_404


@require_safe
def why(request: SignedInRequest, slug: str, code: str, theme: str, audience: str) -> HttpResponse:
    """What the suggested position of a theme and audience rests on, and what would lift it one step."""
    asked = own_or_404(request, slug, code)
    sheet = sheet_of(asked)
    block = block_named(sheet.edition, theme, audience)
    if block is None:
        raise Http404
    title, address = sheet.edition.theme_by_id[theme].title, theme_address(asked, theme)
    context = {
        "asked": asked,
        "title": title,
        "audience": block.audience.label,
        "why": why_of(sheet.edition, block, sheet.marks()),
        "address": address,
        "tabs": network_tabs(asked, request.user, "network"),
        "crumbs": [*network_crumbs(asked), (title, address)],
    }
    return render(request, "assessment/why.jinja", context)
