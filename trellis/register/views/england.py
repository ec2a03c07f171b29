"""The first page of the register: England."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.register import queries
from trellis.register.presenters import figures_sentence, place_rows, sizes_sentence, without_network_sentence
from trellis.register.rules import Level
from trellis.register.views.looking import for_readers, look


@for_readers
def england(request: HttpRequest) -> HttpResponse:
    """Regions and boards with their networks, practices and patients; or how to fill an empty register."""
    here = look(request)
    found = queries.snapshot(here.as_at)
    if found.is_empty:
        return render(request, "register/empty.jinja", here.context)
    groups = [
        (row, place_rows(found, found.inside(Level.BOARD, row.place.code), here.given))
        for row in place_rows(found, found.inside(Level.REGION), here.given)
    ]
    context = {
        "figures": found.england,
        "sentence": figures_sentence(found.england),
        "sizes": sizes_sentence(found.england),
        "without_network": without_network_sentence(found.england),
        "groups": groups,
        "loose_boards": place_rows(found, [one for one in found.inside(Level.BOARD) if not one.parent], here.given),
        "loose_sub_icbs": place_rows(found, [one for one in found.inside(Level.SUB_ICB) if not one.parent], here.given),
        "sources": found.sources,
        **here.context,
    }
    return render(request, "register/england.jinja", context)
