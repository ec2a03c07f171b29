"""What a network shows for one statement: links and files. Its own people change it; the board reads what is signed."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.evidence import accept_standard, put_back_evidence, remove_evidence
from trellis.assessment.forms.evidence import EvidenceForm
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.evidence import (
    evidence_address,
    offered_lines,
    piece_lines,
    theme_crumbs,
    where_of,
)
from trellis.assessment.presenters.network import network_tabs, theme_address
from trellis.assessment.presenters.openness import openness_of
from trellis.assessment.queries.evidence import (
    asked_shown_to,
    evidence_for_component,
    evidence_of,
    signed_pieces,
    standard_of,
)
from trellis.assessment.queries.matrix import sheet_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Component


@require_http_methods(["GET", "POST"])
def evidence(request: SignedInRequest, slug: str, code: str, component: str) -> HttpResponse:
    """A network's own people see and change its evidence; those it is signed for see what the return shows."""
    asked = get_object_or_404(asked_shown_to(request.user), round__slug=slug, network__code=code)
    statement = edition_of_round(asked.round).by_id.get(component)
    if statement is None:
        raise Http404
    if request.method == "POST":
        if not request.user.has_perm("assessment.answer", asked):
            raise PermissionDenied
        return changed(request, asked, statement)
    if request.user.has_perm("assessment.view_draft", asked):
        return own_page(request, asked, statement, EvidenceForm())
    return signed_page(request, asked, statement)


def changed(request: SignedInRequest, asked: RoundNetwork, statement: Component) -> HttpResponse:
    """Do what was asked for, and show the page again."""
    button = BUTTONS.get(request.POST.get("do", ""))
    if button:
        try:
            messages.success(request, button(request, asked, statement))
        except (NotAllowedNowError, ValidationError) as error:
            messages.error(request, error.messages[0] if isinstance(error, ValidationError) else str(error))
        return redirect(evidence_address(asked, statement.id))
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid() and (kept := form.keep(asked, statement.id, request.user)):
        messages.success(request, f"Added: {kept.title}")
        return redirect(evidence_address(asked, statement.id))
    return own_page(request, asked, statement, form)


def own_page(request: SignedInRequest, asked: RoundNetwork, statement: Component, form: EvidenceForm) -> HttpResponse:
    """The page of the network's own people."""
    edition, found = edition_of_round(asked.round), evidence_for_component(asked, statement.id)
    openness = openness_of(sheet_of(asked))
    context = {
        "asked": asked,
        "statement": statement,
        "where": where_of(edition, statement),
        "shown": piece_lines(asked, found.pieces),
        "removed": piece_lines(asked, found.removed),
        "offered": offered_lines(found.offered),
        "may_change": openness.takes(statement.id) and request.user.has_perm("assessment.answer", asked),
        "why_not": openness.why_not,
        "form": form,
        "address": evidence_address(asked, statement.id),
        "theme": edition.theme_by_id[statement.theme].title,
        "theme_address": theme_address(asked, statement.theme),
        "tabs": network_tabs(asked, request.user, "network"),
        "crumbs": theme_crumbs(asked, edition, statement),
    }
    return render(request, "assessment/evidence.jinja", context)


def signed_page(request: SignedInRequest, asked: RoundNetwork, statement: Component) -> HttpResponse:
    """The page of those whom the network has signed it for."""
    context = {
        "asked": asked,
        "statement": statement,
        "where": where_of(edition_of_round(asked.round), statement),
        "shown": piece_lines(asked, signed_pieces(asked, statement.id)),
        "crumbs": crumbs(asked.round),
    }
    return render(request, "assessment/evidence_signed.jinja", context)


# The buttons: each does one thing and returns the sentence that says so -----------------------------------------------


def number_in(request: SignedInRequest) -> int:
    """The number that a button sends. Raises Http404 where it is none."""
    number = request.POST.get("number", "")
    if not number.isdecimal():
        raise Http404
    return int(number)


def remove(request: SignedInRequest, asked: RoundNetwork, statement: Component) -> str:
    """Show a piece no longer."""
    piece = get_object_or_404(evidence_of(asked, statement.id), pk=number_in(request))
    remove_evidence(piece, by=request.user)
    return f"Removed: {piece.title}. You can put it back."


def put_back(request: SignedInRequest, asked: RoundNetwork, statement: Component) -> str:
    """Show a piece again."""
    piece = get_object_or_404(evidence_of(asked, statement.id), pk=number_in(request))
    put_back_evidence(piece, by=request.user)
    return f"Put back: {piece.title}"


def accept(request: SignedInRequest, asked: RoundNetwork, statement: Component) -> str:
    """Take what the board has published into the network's own."""
    published = standard_of(asked.round).filter(component__slug=statement.id)
    standard = get_object_or_404(published.select_related("component"), pk=number_in(request))
    return f"Accepted: {accept_standard(asked, standard, by=request.user).title}"


BUTTONS: dict[str, Callable[[SignedInRequest, RoundNetwork, Component], str]] = {
    "remove": remove,
    "put-back": put_back,
    "accept": accept,
}
