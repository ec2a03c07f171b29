"""One network's assessment side by side: what it says, what the area team says, and what they ask each other."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from trellis.accounts.models import Person
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions import moderating, questioning
from trellis.assessment.forms.moderation import Doing, ModeratingForm
from trellis.assessment.models import Query, RoundNetwork
from trellis.assessment.presenters.moderation import block_at, moderate_page, moderation_crumbs
from trellis.assessment.presenters.network import address_of
from trellis.assessment.queries.moderation import asked_to_look_at, conclusions_taken_back, queries_to, sides_of
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.standing import Conclusion
from trellis.common.transitions import NotAllowedNowError
from trellis.matrix.rules import Block

Sent = Mapping[str, Any]
"""What a form sent, cleaned."""


def moderate(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Side by side, for those who read; with forms for whoever moderates the network."""
    asked = get_object_or_404(asked_to_look_at(request.user), round__slug=slug, network__code=code)
    if not request.user.has_perm("assessment.view_returns", asked):
        raise PermissionDenied
    may_moderate = request.user.has_perm("assessment.moderate", asked)
    refused = ""
    form = ModeratingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_moderate:
            raise PermissionDenied
        try:
            return redirect(done(asked, form, request.user))
        except (ValidationError, NotAllowedNowError) as error:
            refused = error.messages[0] if isinstance(error, ValidationError) else str(error)
    sides = sides_of(asked)
    context = {
        "asked": asked,
        "round": asked.round,
        "sides": sides,
        "page": moderate_page(sides),
        "may_moderate": may_moderate and asked.round.published_at is None and sides.signed is not None,
        "refused": refused,
        "sent": form.data if refused else {},
        "done_words": "" if refused else done_words(request.GET.get("done", "")),
        "taken_back": conclusions_taken_back(sides.moderation) if sides.moderation else (),
        "at": form.data.get("at", "") if refused else request.GET.get("at", ""),
        "crumbs": moderation_crumbs(asked.round),
    }
    return render(request, "assessment/moderate.jinja", context)


def done(asked: RoundNetwork, form: ModeratingForm, by: Person) -> str:
    """Do what was sent; returns the address to go on at. Raises ValidationError and NotAllowedNowError."""
    if not form.is_valid():
        raise ValidationError(form.non_field_errors()[0])
    sent = form.cleaned_data
    doing = Doing(sent["do"])
    DO[doing](asked, sent, by)
    page = address_of("moderate", asked)
    return f"{page}?done={doing.value}&at={sent['at']}#{sent['at']}"


def done_words(value: str) -> str:
    """What to say of what was just done; empty for nothing, and for what is none of ours."""
    return Doing(value).done if value in set(Doing) else ""


def judge(asked: RoundNetwork, sent: Sent, by: Person) -> None:
    """A moderated position."""
    moderating.moderate(asked, block_sent(asked, sent), sent["position"], reason=sent["words"], by=by)


def ask(asked: RoundNetwork, sent: Sent, by: Person) -> None:
    """A question about a component, or about the whole of a theme and audience."""
    questioning.ask(asked, block_sent(asked, sent), sent["words"], component=sent["about"], by=by)


def reply(asked: RoundNetwork, sent: Sent, by: Person) -> None:
    """The area team speaks again."""
    questioning.reply(query_sent(asked, sent), sent["words"], by_network=False, by=by)


def conclude(asked: RoundNetwork, sent: Sent, by: Person) -> None:
    """Agreed, or agreed to differ."""
    outcome = Conclusion(sent["outcome"]) if sent["outcome"] else None
    moderating.conclude(asked, outcome=outcome, words=sent["words"], by=by)


DO: Mapping[Doing, Callable[[RoundNetwork, Sent, Person], object]] = {
    Doing.START: lambda asked, sent, by: moderating.start_moderation(asked, by=by),
    Doing.JUDGE: judge,
    Doing.LEAVE: lambda asked, sent, by: moderating.leave_as_stated(asked, by=by),
    Doing.ASK: ask,
    Doing.REPLY: reply,
    Doing.CLOSE: lambda asked, sent, by: questioning.close(query_sent(asked, sent), by=by),
    Doing.REOPEN: lambda asked, sent, by: questioning.reopen(query_sent(asked, sent), by=by),
    Doing.CONCLUDE: conclude,
    Doing.TAKE_BACK: lambda asked, sent, by: moderating.take_back(asked, why=sent["words"], by=by),
}
"""What each button does."""


def block_sent(asked: RoundNetwork, sent: Sent) -> Block:
    """The theme and audience that a form is about. Raises Http404."""
    found = block_at(edition_of_round(asked.round), sent["at"])
    if found is None:
        raise Http404
    return found


def query_sent(asked: RoundNetwork, sent: Sent) -> Query:
    """The question that a form is about. Raises Http404."""
    query: Query = get_object_or_404(queries_to(asked), pk=sent["question"])
    return query
