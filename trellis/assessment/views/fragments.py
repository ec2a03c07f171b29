"""The pieces of the matrix page that change while it is open, and the answers that carry them."""

from collections.abc import Iterable, Sequence

from django.http import JsonResponse
from django.template.loader import render_to_string

from trellis.assessment.drafting import Place
from trellis.assessment.presenters.matrix import Conflict, Reader
from trellis.assessment.presenters.position import Why
from trellis.assessment.presenters.saving import Fragments, state_of
from trellis.assessment.queries.drafts import Draft
from trellis.matrix.rules import Edition


def conflicts_written(conflicts: Sequence[Conflict]) -> str:
    """The versions to choose from."""
    return render_to_string("assessment/_conflicts.jinja", {"conflicts": conflicts, "editable": True})


def suggested_written(why: Why) -> str:
    """The suggested position, and why."""
    return render_to_string("assessment/_suggested.jinja", {"why": why})


FRAGMENTS = Fragments(conflicts_written, suggested_written)


def state_answer(
    edition: Edition, draft: Draft, changed: Iterable[Place], who: Reader, *, version: int, status: int = 200
) -> JsonResponse:
    """The rows in which something changed, as they are now, and the version of the draft."""
    return JsonResponse({"version": version} | state_of(edition, draft, changed, who, FRAGMENTS), status=status)


def said(sentence: str, status: int, **beside: str) -> JsonResponse:
    """A sentence for the person; nothing was changed."""
    return JsonResponse({"says": sentence} | beside, status=status)
