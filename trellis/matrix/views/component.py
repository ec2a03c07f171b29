"""One statement of an edition."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from trellis.accounts.requests import SignedInRequest
from trellis.matrix.presenters import crumbs, where
from trellis.matrix.queries import edition_of, editions_seen_by, find_edition
from trellis.matrix.rules import Component, Edition, EditionStatus


def component(request: SignedInRequest, slug: str, component: str) -> HttpResponse:
    """The statement, what in place looks like, where it stands and where it comes from."""
    row = get_object_or_404(editions_seen_by(request.user), slug=slug)
    edition = edition_of(row)
    shown = component_or_404(edition, component)
    parent = find_edition(edition.parent) if shown.parents else None
    context = {
        "edition": edition,
        "component": shown,
        "where": where(edition, shown),
        "parent": parent,
        "parents": [parent.by_id[each] for each in shown.parents] if parent else [],
        "may_change": row.status == EditionStatus.DRAFT.value,  # a draft is seen by whoever keeps it
        "crumbs": crumbs(edition),
    }
    return render(request, "matrix/component.jinja", context)


def component_or_404(edition: Edition, component_id: str) -> Component:
    """The component of that id. Raises Http404 where the edition has none."""
    if component_id not in edition.by_id:
        raise Http404
    return edition.by_id[component_id]
