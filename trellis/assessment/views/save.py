"""Saving one change of an open page, at once."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from trellis.accounts.middleware import is_fetch
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.drafting import Verdict
from trellis.assessment.forms.matrix import sent_by
from trellis.assessment.presenters.matrix import reader
from trellis.assessment.presenters.network import address_of
from trellis.assessment.queries.drafts import draft_of, writable_by
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.views.entering import enter_sent
from trellis.assessment.views.fragments import said, state_answer
from trellis.common.transitions import NotAllowedNowError

SOMEBODY_ELSE = "Somebody else is signed in here now. What you typed is kept on this device."


@require_POST
def save(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Enter what came; answer with the rows as they are now, 409 where versions wait for a choice.

    422 with a sentence where it cannot be entered, and 401 where nobody, or somebody else, is signed in: then nothing
    was changed.
    """
    asked = writable_by(request.user, slug, code)
    if asked is None:
        raise Http404
    edition = edition_of_round(asked.round)
    if not is_fetch(request):
        return redirect(address_of("network", asked))
    if request.POST.get("person") != str(request.user.pk):
        return said(SOMEBODY_ELSE, 401, sign_in=resolve_url("account_login"))
    sent = sent_by(request.POST, edition)
    if sent.problems:
        return said(" ".join(sent.problems.values()), 422)
    try:
        outcomes = enter_sent(asked, edition, sent, sent.inputs(), by=request.user)
    except NotAllowedNowError as refusal:
        return said(str(refusal), 422)
    except ValidationError as refusal:
        return said(" ".join(refusal.messages), 422)
    beside = any(each.verdict is Verdict.BESIDE for each in outcomes)
    who = reader(request.user, timezone.now())
    places = sent.places(edition)
    draft = draft_of(asked, {place.theme for place in places})
    return state_answer(edition, draft, places, who, version=draft.version, status=409 if beside else 200)
