"""Everything that was ever entered for one statement, or for one theme and audience."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import block_named
from trellis.assessment.presenters.evidence import where_of
from trellis.assessment.presenters.history import entry_lines, summary_of
from trellis.assessment.presenters.network import address_of, network_crumbs, network_tabs, theme_address
from trellis.assessment.presenters.words import block_in_words
from trellis.assessment.queries.drafts import Entered, history_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.views.own import own_or_404


@require_safe
def answer_history(request: SignedInRequest, slug: str, code: str, component: str) -> HttpResponse:
    """The answer to a statement and its notes: each version with who, when, how, and what stood beside it."""
    asked = own_or_404(request, slug, code)
    edition = edition_of_round(asked.round)
    statement = edition.by_id.get(component)
    if statement is None:
        raise Http404
    entries = history_of(asked, component=component)
    where = {"title": statement.statement, "where": where_of(edition, statement), "theme": statement.theme}
    return page(request, asked, entries, where)


@require_safe
def block_history(request: SignedInRequest, slug: str, code: str, theme: str, audience: str) -> HttpResponse:
    """The position stated for a theme and audience, its comment and its target, likewise."""
    asked = own_or_404(request, slug, code)
    edition = edition_of_round(asked.round)
    block = block_named(edition, theme, audience)
    if block is None:
        raise Http404
    entries = history_of(asked, theme=theme, audience=audience)
    where = {
        "title": block_in_words(edition, theme, block.audience.label),
        "where": "Position, comment and target",
        "theme": theme,
    }
    return page(request, asked, entries, where)


def page(request: SignedInRequest, asked: RoundNetwork, entries: list[Entered], where: dict[str, str]) -> HttpResponse:
    """The entries, the latest first."""
    edition = edition_of_round(asked.round)
    lines = entry_lines(edition, entries)
    context = {
        "asked": asked,
        "where": where,
        "lines": lines,
        "summary": summary_of(lines),
        "theme": edition.theme_by_id[where["theme"]].title,
        "theme_address": theme_address(asked, where["theme"]),
        "tabs": network_tabs(asked, request.user, "history"),
        "crumbs": [*network_crumbs(asked), ("History", address_of("history", asked))],
    }
    return render(request, "assessment/answer_history.jinja", context)
