"""What stands to be signed, exactly as the board will see it, and the signature."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.actions.signing import ChangedSinceError, ask_to_sign, sign, take_back_asking
from trellis.assessment.forms.signing import SignForm
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.network import network_crumbs, network_tabs
from trellis.assessment.presenters.signed import as_seen, changes_in_words, left_to_do, why_closed
from trellis.assessment.queries.drafts import changed_since
from trellis.assessment.queries.signed import is_moderated, signatories_of, to_sign
from trellis.assessment.views.own import own_or_404
from trellis.common.transitions import NotAllowedNowError


@require_http_methods(["GET", "POST"])
def sign_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Read it, and sign it or ask for the signature."""
    asked = own_or_404(request, slug, code, "assessment.lead_network")
    if request.method != "POST":
        return page(request, asked)
    if not request.user.has_perm("assessment.sign", asked):
        raise PermissionDenied
    form = SignForm(request.POST, network=asked.name)
    if not form.is_valid():
        return page(request, asked, form)
    version, shown = form.cleaned_data["version"], form.cleaned_data["shown"]
    try:
        sign(asked, version=version, by=request.user, shown=shown)
    except ChangedSinceError as error:
        messages.error(request, str(error))
        return page(request, asked, since=version)
    except NotAllowedNowError as error:
        messages.error(request, str(error))
        return redirect("assessment:sign", slug, code)
    messages.success(request, f"You signed the assessment of {asked.name}. Your board can see it now.")
    return redirect("assessment:submitted", slug, code)


def page(
    request: SignedInRequest, asked: RoundNetwork, form: SignForm | None = None, since: int | None = None
) -> HttpResponse:
    """The page; with what was entered after version ``since`` of the draft, where that is why nothing was signed."""
    standing = to_sign(asked)
    changes = changed_since(asked, since) if since is not None else []
    context = {
        "asked": asked,
        "standing": standing,
        "left": left_to_do(standing, asked),
        "returned": as_seen(standing.edition, standing.returned, standing.evidence, asked),
        "form": form or SignForm(network=asked.name, standing=standing),
        "changed": since is not None,
        "changes": changes_in_words(standing.edition, changes, timezone.now()),
        "closed": why_closed(asked),
        "may_sign": request.user.has_perm("assessment.sign", asked),
        "may_recall": standing.current is not None and not is_moderated(asked),
        "signatories": signatories_of(asked.network.code, timezone.localdate()),
        "tabs": network_tabs(asked, request.user, "sign"),
        "crumbs": network_crumbs(asked),
    }
    return render(request, "assessment/sign.jinja", context)


@require_POST
def ask_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Ask the clinical director to sign, or take that back."""
    asked = own_or_404(request, slug, code, "assessment.lead_network")
    try:
        if "take-back" in request.POST:
            take_back_asking(asked, by=request.user)
            messages.success(request, "The request to sign was taken back.")
        else:
            people = ask_to_sign(asked, by=request.user)
            names = " and ".join(person.name for person in people)
            messages.success(
                request, f"A letter goes to {names}." if people else "The signature was asked for already."
            )
    except NotAllowedNowError as error:
        messages.error(request, str(error))
    return redirect("assessment:sign", slug, code)
