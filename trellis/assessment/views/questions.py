"""What the area team asks a network, answered in place; and what the network says to its moderated positions."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from trellis.accounts.models import Person
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.moderating import say_of_position
from trellis.assessment.actions.questioning import reply
from trellis.assessment.forms.moderation import NetworkDoing, NetworkForm
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.moderation import block_at
from trellis.assessment.presenters.network import address_of, network_crumbs, network_tabs
from trellis.assessment.presenters.questions import questions_page
from trellis.assessment.queries.drafts import draft_of, drafts_for
from trellis.assessment.queries.moderation import queries_to, sides_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.common.transitions import NotAllowedNowError

NEEDS: Mapping[NetworkDoing, str] = {
    NetworkDoing.REPLY: "assessment.answer",
    NetworkDoing.SAY: "assessment.lead_network",
}
"""What it takes: everybody of the network answers, its leaders say what the network thinks of a position."""


def questions(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The questions of a network's own people, and its moderated positions once they may be seen."""
    asked = get_object_or_404(drafts_for(request.user), round__slug=slug, network__code=code)
    may_answer, may_say = (request.user.has_perm(permission, asked) for permission in NEEDS.values())
    refused = ""
    form = NetworkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        try:
            return redirect(done(asked, form, request.user))
        except (ValidationError, NotAllowedNowError) as error:
            refused = error.messages[0] if isinstance(error, ValidationError) else str(error)
    closed = asked.round.published_at is not None or asked.withdrawn_at is not None
    doing = request.GET.get("done", "")
    context = {
        "asked": asked,
        "page": questions_page(sides_of(asked), draft_of(asked)),
        "may_answer": may_answer and not closed,
        "may_say": may_say and not closed,
        "refused": refused,
        "sent": form.data if refused else {},
        "at": form.data.get("at", "") if refused else request.GET.get("at", ""),
        "done_words": NetworkDoing(doing).done if doing in set(NetworkDoing) and not refused else "",
        "crumbs": network_crumbs(asked),
        "tabs": network_tabs(asked, request.user, "questions"),
    }
    return render(request, "assessment/questions.jinja", context)


def done(asked: RoundNetwork, form: NetworkForm, by: Person) -> str:
    """Do what was sent; returns the address to go on at.

    Raises ValidationError and NotAllowedNowError with a sentence, and PermissionDenied.
    """
    if not form.is_valid():
        raise ValidationError(form.non_field_errors()[0])
    sent = form.cleaned_data
    doing = NetworkDoing(sent["do"])
    if not by.has_perm(NEEDS[doing], asked):
        raise PermissionDenied
    if doing is NetworkDoing.REPLY:
        query = get_object_or_404(queries_to(asked), pk=sent["question"])
        reply(query, sent["words"], by_network=True, by=by)
    else:
        block = block_at(edition_of_round(asked.round), sent["at"])
        if block is None:
            raise Http404
        if not sent["view"]:
            raise ValidationError("Choose whether you agree or differ. Nothing was changed.")
        say_of_position(asked, block, agrees=sent["view"] == "agree", words=sent["words"], by=by)
    page = address_of("questions", asked)
    return f"{page}?done={doing.value}&at={sent['at']}#{sent['at']}"
