"""Every table of the register as CSV."""

from django.http import Http404, HttpRequest, HttpResponse

from trellis.register import exports, queries
from trellis.register.history import History, network_history, practice_history
from trellis.register.rules import Level
from trellis.register.views.looking import for_readers, look

LEVELS = {"boards": Level.BOARD, "sub-icb-locations": Level.SUB_ICB, "localities": Level.LOCALITY}


def as_file(text: str, name: str) -> HttpResponse:
    """CSV to download, marked as UTF-8 so that Excel reads the accents."""
    return HttpResponse(
        text.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@for_readers
def places_csv(request: HttpRequest, level: str) -> HttpResponse:
    """Boards, sub-ICB locations or localities with their figures; ``?within=`` keeps those under a code."""
    here, within = look(request), request.GET.get("within", "")
    found = queries.snapshot(here.as_at)
    kept = found.inside(LEVELS[level], within)
    return as_file(exports.places_csv(found, kept), f"{level}-{within or 'england'}-{here.as_at}")


@for_readers
def networks_csv(request: HttpRequest) -> HttpResponse:
    """Open networks; ``?within=`` keeps those of a region, ICB, sub-ICB location or locality."""
    here, within = look(request), request.GET.get("within") or None
    found = queries.networks(here.as_at, within)
    return as_file(exports.networks_csv(found, here.as_at), f"networks-{within or 'england'}-{here.as_at}")


@for_readers
def practices_csv(request: HttpRequest) -> HttpResponse:
    """Current practices; ``?within=`` keeps those of a place, ``?network=`` those of a network."""
    here = look(request)
    network, within = request.GET.get("network"), request.GET.get("within")
    found = queries.snapshot(here.as_at)
    if network:
        kept = queries.practices_of(network, here.as_at)
    else:
        kept = found.practices_within(within) if within else found.current_practices
    return as_file(exports.practices_csv(kept), f"practices-{network or within or 'england'}-{here.as_at}")


@for_readers
def network_history_csv(request: HttpRequest, code: str, table: str) -> HttpResponse:
    """One table of a network's history."""
    networks = queries.snapshot(look(request).as_at).networks
    if code not in networks:
        raise Http404
    return _history_csv(network_history(code, networks), code, table)


@for_readers
def practice_history_csv(request: HttpRequest, code: str, table: str) -> HttpResponse:
    """One table of a practice's history."""
    if queries.practice(code, look(request).as_at) is None:
        raise Http404
    return _history_csv(practice_history(code), code, table)


def _history_csv(history: History, code: str, table: str) -> HttpResponse:
    return as_file(exports.HISTORY[table](history), f"{code}-{table}")


@for_readers
def sources_csv(request: HttpRequest) -> HttpResponse:
    """Every source and what it changed."""
    return as_file(exports.sources_csv(queries.sources()), "sources")


@for_readers
def odd_csv(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that was odd in a source."""
    found = queries.source(number)
    if found is None:
        raise Http404
    return as_file(exports.odd_csv(found), f"odd-in-source-{number}")
