"""A network."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.register import queries
from trellis.register.history import network_history
from trellis.register.presenters import address, crumbs, network_sentence, step_lines
from trellis.register.views.looking import for_readers, look


@for_readers
def network(request: HttpRequest, code: str) -> HttpResponse:
    """A network's practices, size and history."""
    here = look(request)
    found = queries.snapshot(here.as_at)
    one = found.networks.get(code)
    if one is None:
        raise Http404
    history = network_history(code, found.networks)
    before, after = step_lines(history, found, here.given)
    context = {
        "network": one,
        "sentence": network_sentence(one, here.as_at),
        "sub_icb": found.sub_icbs.get(one.sub_icb),
        "board": found.boards.get(found.board_of(one.sub_icb)),
        "locality": found.localities.get(one.locality),
        "namesakes": [other for other in found.open_networks if other.name == one.name and other.code != code],
        "history": history,
        "before": before,
        "after": after,
        "practices": found.practices,
        "crumbs": crumbs(found, code, here.given),
        "address": address,
        "sources": found.sources,
        **here.context,
    }
    return render(request, "register/network.jinja", context)
