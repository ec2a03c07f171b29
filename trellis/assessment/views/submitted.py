"""What a network has signed, for its own people, its board, and those it shares it with."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.exports_signed import returned_csv, returned_name
from trellis.assessment.models import Assessment
from trellis.assessment.presenters.crumbs import crumbs
from trellis.assessment.presenters.network import network_crumbs, network_tabs
from trellis.assessment.presenters.signed import (
    Returned,
    as_seen,
    came_in_words,
    copy_lines,
    copy_numbered,
    signed_for_peers,
    why_closed,
)
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.queries.sharing import Seen, seen_by
from trellis.assessment.queries.signed import copies_of, is_moderated, return_of_copy, shown, signature_of
from trellis.assessment.queries.standings import standing_of

CSV = "text/csv; charset=utf-8"


@require_safe
def submitted(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The frozen copy that stands, or an earlier one; of a network that has none only where it is."""
    seen = seen_or_404(request, slug, code)
    asked = seen.asked
    copies, copy = copies_seen(request, seen)
    signature = signature_of(copy)
    context = {
        "asked": asked,
        "seen": seen,
        "copy": copy,
        "returned": returned_in(copy, seen) if copy else None,
        "signature": signature,
        "came": "" if copy is None else signed_for_peers(copy) if seen.is_peer else came_in_words(copy),
        "number": copies.index(copy) + 1 if copy and copy.ended else None,
        "copies": [] if seen.is_peer else copy_lines(copies, copy, asked),
        "status": standing_of(asked),
        "closed": why_closed(asked),
        "moderated": is_moderated(asked),
        "may_lead": seen.is_own and request.user.has_perm("assessment.lead_network", asked),
        "may_reopen": not seen.is_peer and request.user.has_perm("assessment.manage_round", asked),
        "tabs": network_tabs(asked, request.user, "sign") if seen.is_own else [],
        "crumbs": network_crumbs(asked) if seen.is_own else crumbs(asked.round),
    }
    return render(request, "assessment/submitted.jinja", context)


@require_safe
def submitted_csv(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The same as a table, for its own people and the board."""
    seen = seen_or_404(request, slug, code)
    copy = copies_seen(request, seen)[1]
    if copy is None or seen.is_peer:
        raise Http404
    disposition = f'attachment; filename="{returned_name(seen.asked)}"'
    content = returned_csv(returned_in(copy, seen)).encode("utf-8-sig")
    return HttpResponse(content, content_type=CSV, headers={"Content-Disposition": disposition})


def seen_or_404(request: SignedInRequest, slug: str, code: str) -> Seen:
    """The network, as this person sees it."""
    seen = seen_by(request.user, slug, code)
    if seen is None:
        raise Http404
    return seen


def copies_seen(request: SignedInRequest, seen: Seen) -> tuple[list[Assessment], Assessment | None]:
    """Every copy, and the one asked for. Another network sees the one that stands and no other."""
    copies = list(copies_of(seen.asked))
    try:
        copy = copy_numbered(copies, request.GET.get("copy", ""))
    except LookupError:
        raise Http404 from None
    if seen.is_peer and (copy is None or copy.superseded_at is not None):
        raise Http404
    return copies, copy


def returned_in(copy: Assessment, seen: Seen) -> Returned:
    """What a copy says, as this person sees it."""
    asked = seen.asked
    edition = edition_of_round(asked.round)
    evidence = () if seen.is_peer else shown(copy.evidence.all())
    return as_seen(edition, return_of_copy(copy), evidence, asked, for_peers=seen.is_peer)
