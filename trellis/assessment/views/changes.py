"""What others changed while a page is open."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.forms.matrix import number_in
from trellis.assessment.presenters.matrix import reader
from trellis.assessment.queries.drafts import changed_since, draft_of, drafts_for
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.views.fragments import state_answer
from trellis.assessment.views.own import own_or_404


@never_cache
@require_safe
def changes(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The rows in which anything was entered after the version ``since``, as they are now; 204 where nothing was.

    Every open page asks every few seconds, so the answer "nothing" costs one query beside the sign-in.
    """
    since = number_in(request.GET.get("since", ""))
    here = drafts_for(request.user).filter(round__slug=slug, network__code=code)
    version = here.values_list("version", flat=True).first()
    if version is None:
        raise Http404
    if version <= since:
        return HttpResponse(status=204)
    asked = own_or_404(request, slug, code)
    places = dict.fromkeys(each.place for each in changed_since(asked, since))
    who = reader(request.user, timezone.now())
    draft = draft_of(asked, {place.theme for place in places})
    return state_answer(edition_of_round(asked.round), draft, places, who, version=asked.version)
