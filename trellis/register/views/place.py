"""A region, an integrated care board, a sub-ICB location or a locality."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.register import queries
from trellis.register.presenters import (
    address,
    crumbs,
    figures_sentence,
    place_rows,
    sizes_sentence,
    without_network_sentence,
)
from trellis.register.rules import Level
from trellis.register.snapshot import Place, Snapshot
from trellis.register.views.looking import Look, for_readers, look

BELOW = {Level.REGION: Level.BOARD, Level.BOARD: Level.SUB_ICB}
"""The places that a page of a place lists."""


@for_readers
def place(request: HttpRequest, code: str) -> HttpResponse:
    """A region with its boards, or a board or sub-ICB location with its networks."""
    here = look(request)
    found = queries.snapshot(here.as_at)
    one = found.place(code)
    if one is None or one.level is Level.LOCALITY:
        raise Http404
    return _page(request, one, found, here)


@for_readers
def locality(request: HttpRequest, code: str) -> HttpResponse:
    """A locality with its networks."""
    here = look(request)
    found = queries.snapshot(here.as_at)
    one = found.localities.get(code)
    if one is None:
        raise Http404
    return _page(request, one, found, here)


def _page(request: HttpRequest, one: Place, found: Snapshot, here: Look) -> HttpResponse:
    figures = found.figures_of(one.code)
    below = BELOW.get(one.level)
    inside = place_rows(found, found.inside(below, one.code), here.given) if below else []
    localities = [
        row
        for row in place_rows(found, found.inside(Level.LOCALITY), here.given)
        if one.code in {row.place.parent, found.board_of(row.place.parent)}
    ]
    context = {
        "place": one,
        "figures": figures,
        "sentence": figures_sentence(figures),
        "sizes": sizes_sentence(figures),
        "without_network": without_network_sentence(figures),
        "inside": inside if one.level is Level.REGION or len(inside) > 1 else [],
        "inside_level": below,
        "localities": localities if one.level in {Level.BOARD, Level.SUB_ICB} else [],
        "networks": found.networks_within(one.code) if one.level is not Level.REGION else (),
        "loose_practices": [practice for practice in found.practices_within(one.code) if not practice.network]
        if one.level in {Level.BOARD, Level.SUB_ICB}
        else [],
        "crumbs": crumbs(found, one.code, here.given),
        "address": address,
        "sources": found.sources,
        **here.context,
    }
    return render(request, "register/place.jinja", context)
