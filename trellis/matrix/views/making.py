"""Making a local edition: deriving it from another, or taking it in from a file."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.matrix.actions import derive_edition, import_edition
from trellis.matrix.forms import DeriveForm, ImportForm, attempted
from trellis.matrix.presenters import crumbs
from trellis.matrix.queries import edition_of, editions_seen_by, find_edition
from trellis.matrix.views.asking import only_for_makers, posted


@require_http_methods(["GET", "POST"])
def derive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a draft from this edition."""
    row = get_object_or_404(editions_seen_by(request.user), slug=slug)
    only_for_makers(request)
    form = DeriveForm(posted(request))
    if form.is_valid():
        new_id, title = form.cleaned_data["edition_id"], form.cleaned_data["title"]
        made = attempted(form, lambda: derive_edition(row, new_id=new_id, title=title, by=request.user))
        if made:
            return redirect("matrix:edition", made.slug)
    context = {"edition": edition_of(row), "form": form, "crumbs": crumbs(edition_of(row))}
    return render(request, "matrix/derive.jinja", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def import_page(request: SignedInRequest) -> HttpResponse:
    """Take an edition in from a file, as a draft."""
    only_for_makers(request)
    form = ImportForm(posted(request), request.FILES or None)
    if form.is_valid():
        made = attempted(form, lambda: import_edition(form.edition(find_edition), by=request.user))
        if made:
            return redirect("matrix:edition", made.slug)
    context = {"form": form, "crumbs": crumbs()}
    return render(request, "matrix/import.jinja", context, status=422 if form.errors else 200)
