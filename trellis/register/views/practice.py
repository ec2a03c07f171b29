"""A practice."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.register import queries
from trellis.register.history import practice_history
from trellis.register.presenters import address, crumbs
from trellis.register.views.looking import for_readers, look


@for_readers
def practice(request: HttpRequest, code: str) -> HttpResponse:
    """A practice's network, list size and history."""
    here = look(request)
    found = queries.snapshot(here.as_at)
    one = found.practices.get(code)
    if one is None:
        raise Http404
    context = {
        "practice": one,
        "network": found.networks.get(one.network),
        "sub_icb": found.sub_icbs.get(one.sub_icb),
        "history": practice_history(code),
        "networks": found.networks,
        "crumbs": crumbs(found, code, here.given),
        "address": address,
        "sources": found.sources,
        **here.context,
    }
    return render(request, "register/practice.jinja", context)
