"""The returns of a round as files: the counts and the questions as CSV, the report as Word, PDF and HTML."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.files.formats import FORMATS
from trellis.insight.exports import problems_csv, summary_csv
from trellis.insight.queries import board_name, round_summary
from trellis.insight.report import report_document
from trellis.insight.views.allowed import names_wanted, round_to_count, round_with_returns

CSV = "text/csv; charset=utf-8"


@require_safe
def returns_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Networks per position, a row per theme and audience; names nobody."""
    round_, _ = round_to_count(request, slug)
    return download(summary_csv(round_summary(round_)), f"returns-{round_.slug}.csv", CSV)


@require_safe
def questions_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything to ask the networks, a row each."""
    round_ = round_with_returns(request, slug)
    return download(problems_csv(round_summary(round_)), f"questions-{round_.slug}.csv", CSV)


@require_safe
def report(request: SignedInRequest, slug: str, ending: str) -> HttpResponse:
    """The report in the format of its ending."""
    round_, may_name = round_to_count(request, slug)
    made = FORMATS.get(f".{ending}")
    if made is None:
        raise Http404
    document = report_document(
        round_summary(round_),
        f"Maturity matrix returns, {round_.title}",
        organisation=settings.ORGANISATION or board_name(round_),
        with_names=may_name and names_wanted(request),
    )
    return download(made.render(document), f"returns-{round_.slug}{made.suffix}", made.media_type)


def download(content: str | bytes, name: str, media_type: str) -> HttpResponse:
    """A file to save under ``name``."""
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})
