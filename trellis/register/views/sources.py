"""Where the register's facts come from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.nhsuk.environment import url
from trellis.register import queries
from trellis.register.views.looking import for_readers

ODD_SHOWN = 200
"""The first so many on the page; the CSV has them all."""


@for_readers
def sources(request: HttpRequest) -> HttpResponse:
    """Every source that was taken in, and what each changed."""
    crumbs = [("England", url("register:england"))]
    return render(request, "register/sources.jinja", {"sources": queries.sources(), "crumbs": crumbs})


@for_readers
def source(request: HttpRequest, number: int) -> HttpResponse:
    """One source: what it said, what became of it, what was odd."""
    found = queries.source(number)
    if found is None:
        raise Http404
    context = {
        "source": found,
        "odd": found.odd[:ODD_SHOWN],
        "odd_count": len(found.odd),
        "crumbs": [("England", url("register:england")), ("Sources", url("register:sources"))],
    }
    return render(request, "register/source.jinja", context)
