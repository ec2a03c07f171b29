"""Search of the register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.register import queries
from trellis.register.presenters import address
from trellis.register.views.looking import for_readers, look


@for_readers
def search(request: HttpRequest) -> HttpResponse:
    """Places, networks and practices by name, code or postcode."""
    here = look(request)
    text = request.GET.get("q", "").strip()[:100]
    context = {"text": text, "found": queries.search(text, here.as_at), "address": address, **here.context}
    return render(request, "register/search.jinja", context)
