"""One edition, theme by theme, and its downloads."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from trellis.accounts.requests import SignedInRequest
from trellis.matrix.exports import edition_to_csv, edition_to_workbook, edition_to_yaml
from trellis.matrix.presenters import (
    crumbs,
    differences,
    in_short,
    standing_in_the_way,
    status_label,
    theme_tables,
)
from trellis.matrix.queries import DERIVE, edition_of, editions_kept_by, editions_seen_by, find_edition
from trellis.matrix.rules import EditionStatus

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def edition(request: SignedInRequest, slug: str) -> HttpResponse:
    """A table for each theme: steps by whom the statements speak about."""
    row = get_object_or_404(editions_seen_by(request.user), slug=slug)
    shown, status = edition_of(row), EditionStatus(row.status)
    may_change = editions_kept_by(request.user).filter(pk=row.pk).exists()
    context = {
        "edition": shown,
        "published_at": row.published_at,
        "retired_at": row.retired_at,
        "status": status.value,
        "status_label": status_label(status),
        "in_short": in_short(shown),
        "tables": theme_tables(shown),
        "differences": differences(shown, find_edition),
        "may_make": request.user.has_perm(DERIVE),
        "may_change": may_change,
        "in_the_way": standing_in_the_way(shown) if may_change and status is EditionStatus.DRAFT else [],
        "crumbs": crumbs(),
    }
    return render(request, "matrix/edition.jinja", context)


def edition_yaml(request: SignedInRequest, slug: str) -> HttpResponse:
    """The edition as YAML that can be read back."""
    shown = edition_of(get_object_or_404(editions_seen_by(request.user), slug=slug))
    return file_response(edition_to_yaml(shown).encode(), f"{slug}.yaml", "application/yaml; charset=utf-8")


def edition_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The edition as a table; with a mark by which Excel knows UTF-8."""
    shown = edition_of(get_object_or_404(editions_seen_by(request.user), slug=slug))
    return file_response(edition_to_csv(shown).encode("utf-8-sig"), f"{slug}.csv", "text/csv; charset=utf-8")


def edition_workbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """The edition as a workbook in the national layout, to be filled in."""
    shown = edition_of(get_object_or_404(editions_seen_by(request.user), slug=slug))
    return file_response(edition_to_workbook(shown), f"{slug}.xlsx", XLSX)


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep. An edition's id has no character that a header would mind."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
