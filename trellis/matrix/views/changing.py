"""Changing a draft: a theme's title, a statement's words, a statement more or less."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.matrix.actions import change_edition
from trellis.matrix.derivation import Change, Drop
from trellis.matrix.forms import AddForm, ConfirmForm, RetitleForm, RewordForm, attempted
from trellis.matrix.models import Edition
from trellis.matrix.presenters import crumbs, done
from trellis.matrix.queries import drafts_kept_by, edition_of
from trellis.matrix.views.asking import only_for_makers, posted
from trellis.matrix.views.component import component_or_404


@require_http_methods(["GET", "POST"])
def retitle(request: SignedInRequest, slug: str, theme: str) -> HttpResponse:
    """Give a theme another title."""
    only_for_makers(request)
    row = get_object_or_404(drafts_kept_by(request.user), slug=slug)
    edition = edition_of(row)
    if theme not in edition.theme_by_id:
        raise Http404
    shown = edition.theme_by_id[theme]
    form = RetitleForm(posted(request), initial={"title": shown.title})
    if form.is_valid() and made(request, row, form, form.change(shown)):
        return redirect("matrix:edition", slug)
    context = {"edition": edition, "theme": shown, "form": form, "crumbs": crumbs(edition)}
    return render(request, "matrix/retitle.jinja", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def reword(request: SignedInRequest, slug: str, component: str) -> HttpResponse:
    """Say a statement in other words."""
    only_for_makers(request)
    row = get_object_or_404(drafts_kept_by(request.user), slug=slug)
    edition = edition_of(row)
    shown = component_or_404(edition, component)
    form = RewordForm(posted(request), initial={"statement": shown.statement})
    if form.is_valid() and made(request, row, form, form.change(shown)):
        return redirect("matrix:component", slug, component)
    context = {"edition": edition, "component": shown, "form": form, "crumbs": crumbs(edition)}
    return render(request, "matrix/reword.jinja", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a new statement at the end of a cell."""
    only_for_makers(request)
    row = get_object_or_404(drafts_kept_by(request.user), slug=slug)
    edition = edition_of(row)
    form = AddForm(posted(request), edition=edition, initial=request.GET.dict())
    if form.is_valid() and made(request, row, form, form.change()):
        return redirect("matrix:edition", slug)
    context = {"edition": edition, "form": form, "crumbs": crumbs(edition)}
    return render(request, "matrix/add.jinja", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def drop(request: SignedInRequest, slug: str, component: str) -> HttpResponse:
    """Leave a statement out, once that is confirmed."""
    only_for_makers(request)
    row = get_object_or_404(drafts_kept_by(request.user), slug=slug)
    edition = edition_of(row)
    shown = component_or_404(edition, component)
    form = ConfirmForm(posted(request))
    if request.method == "POST" and made(request, row, form, Drop(shown.id)):
        return redirect("matrix:edition", slug)
    context = {"edition": edition, "component": shown, "form": form, "crumbs": crumbs(edition)}
    return render(request, "matrix/drop.jinja", context, status=422 if form.errors else 200)


def made(request: SignedInRequest, row: Edition, form: Form, change: Change) -> bool:
    """Whether the change was made; if not, the form says why."""
    changed = attempted(form, lambda: change_edition(row, changes=[change], by=request.user))
    if changed:
        messages.success(request, done(change))
    return changed is not None
