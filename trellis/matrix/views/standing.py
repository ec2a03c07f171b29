"""What becomes of an edition: publish it, retire it, discard it. Each asks once before it is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from trellis.accounts.requests import SignedInRequest
from trellis.matrix.actions import discard, publish, retire
from trellis.matrix.forms import ConfirmForm, attempted
from trellis.matrix.models import Edition
from trellis.matrix.presenters import CONFIRMATIONS, crumbs
from trellis.matrix.queries import edition_of, editions_kept_by
from trellis.matrix.rules import EditionStatus
from trellis.matrix.views.asking import only_for_makers, posted


@require_http_methods(["GET", "POST"])
def publish_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish a draft, which then never changes."""
    row, form = asked(request, slug, EditionStatus.DRAFT)
    if request.method == "POST" and attempted(form, lambda: publish(row, by=request.user)) is not None:
        messages.success(request, f"{row.title} is published. Rounds can use it from now on.")
        return redirect("matrix:edition", slug)
    return question(request, row, form, "publish")


@require_http_methods(["GET", "POST"])
def retire_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Retire a published edition."""
    row, form = asked(request, slug, EditionStatus.PUBLISHED)
    if request.method == "POST" and attempted(form, lambda: retire(row, by=request.user)) is not None:
        messages.success(request, f"{row.title} is retired. What was answered on it stays.")
        return redirect("matrix:edition", slug)
    return question(request, row, form, "retire")


@require_http_methods(["GET", "POST"])
def discard_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Delete a draft."""
    row, form = asked(request, slug, EditionStatus.DRAFT)
    if request.method == "POST" and attempted(form, lambda: discard(row, by=request.user)) is not None:
        messages.success(request, f"The draft {row.title} was deleted.")
        return redirect("matrix:editions")
    return question(request, row, form, "discard")


def asked(request: SignedInRequest, slug: str, status: EditionStatus) -> tuple[Edition, ConfirmForm]:
    """The edition that is asked about, which must have that status, and the form that confirms."""
    only_for_makers(request)
    row = get_object_or_404(editions_kept_by(request.user), slug=slug, status=status.value)
    return row, ConfirmForm(posted(request))


def question(request: SignedInRequest, row: Edition, form: ConfirmForm, verb: str) -> HttpResponse:
    """Ask whether it is meant, or say why it cannot be."""
    edition = edition_of(row)
    context = {"edition": edition, "form": form, "confirmation": CONFIRMATIONS[verb], "crumbs": crumbs(edition)}
    return render(request, "matrix/confirm.jinja", context, status=422 if form.errors else 200)
