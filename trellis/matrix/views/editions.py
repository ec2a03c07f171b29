"""Every edition of the matrix."""

from django.http import HttpResponse
from django.shortcuts import render

from trellis.accounts.requests import SignedInRequest
from trellis.matrix.presenters import EditionEntry
from trellis.matrix.queries import DERIVE, edition_lines, editions_seen_by


def editions(request: SignedInRequest) -> HttpResponse:
    """Published editions, then drafts, then retired ones."""
    entries = [EditionEntry(line) for line in edition_lines(editions_seen_by(request.user))]
    context = {"entries": entries, "may_make": request.user.has_perm(DERIVE)}
    return render(request, "matrix/editions.jinja", context)
