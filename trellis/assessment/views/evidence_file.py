"""A file that a network shows as evidence, to save. It is never opened in the browser as a page of this site."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.presenters.evidence import evidence_address
from trellis.assessment.queries.evidence import files_for, stored_content
from trellis.files.kinds import safe_name

NOT_AS_A_PAGE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


@require_safe
def evidence_file(request: SignedInRequest, slug: str, code: str, number: int) -> HttpResponse:
    """The file as it was added, byte for byte, or a word that the store has it no longer."""
    piece = get_object_or_404(files_for(request.user), asked__round__slug=slug, asked__network__code=code, pk=number)
    content = stored_content(piece)
    if content is None:
        messages.error(
            request,
            f"{piece.file_name} cannot be opened: the store of files does not have it as it was added. "
            "Tell whoever runs Trellis for you; if you have the file, add it again.",
        )
        return redirect(evidence_address(piece.asked, piece.component.slug))
    disposition = content_disposition_header(as_attachment=True, filename=safe_name(piece.file_name))
    headers = NOT_AS_A_PAGE | {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(content, content_type=piece.media_type, headers=headers)
