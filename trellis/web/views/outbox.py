"""Letters: whether they went; in a demonstration, which has no mail server, also what they say."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from trellis.accounts.requests import SignedInRequest
from trellis.common.dates import nhs_time
from trellis.common.paging import key_in, page_of
from trellis.nhsuk.environment import plural
from trellis.post.queries import letters, letters_by_state
from trellis.post.rules import LetterState
from trellis.web.actions import try_letters_again

OWN_ADDRESS = re.compile(r"https?://(127\.0\.0\.1|localhost)(:\d+)?(?![\w.:])")
"""This machine, under whichever port."""


@require_safe
def outbox(request: SignedInRequest) -> HttpResponse:
    """Letters, newest first: for administrators, in a demonstration for everybody who has signed in."""
    may_try_again = request.user.has_perm("post.view_outbox")
    if not (may_try_again or settings.DEMO):
        raise PermissionDenied
    asked, counts = request.GET.get("state", ""), letters_by_state()
    chosen = LetterState(asked) if asked in set(LetterState) else None
    before, after = (key_in(request.GET.get(name, "")) for name in ("before", "after"))
    return render(
        request,
        "web/outbox.jinja",
        {
            "shown": page_of(letters(chosen), before=before, after=after),
            "sentence": sentence(counts),
            "states": [
                ("All", "", sum(counts.values())),
                *((each.label, each.value, count) for each, count in counts.items() if count or each is chosen),
            ],
            "chosen": chosen.value if chosen else "",
            "failed": counts[LetterState.FAILED] + counts[LetterState.LEFT],
            "may_try_again": may_try_again,
            "with_texts": settings.DEMO,
            "links_here": links_here,
            "here": request.build_absolute_uri("/").rstrip("/"),
            "nhs_time": nhs_time,
        },
    )


@require_POST
def outbox_again(request: SignedInRequest) -> HttpResponse:
    """Have one letter that failed, or all of them, tried again."""
    if not request.user.has_perm("post.view_outbox"):
        raise PermissionDenied
    tried = try_letters_again(key_in(request.POST.get("number", "")), by=request.user)
    if tried:
        messages.success(request, f"{plural(tried, 'letter')} will be tried again in a moment.")
    else:
        messages.info(request, "Nothing was left to try again: it is sent, or is being sent.")
    return redirect("web:outbox")


def links_here(text: str, here: str) -> str:
    """A letter of a demonstration, its links leading to where that is served now, whatever the port was then."""
    return OWN_ADDRESS.sub(here, text.replace(settings.ADDRESS, here))


def sentence(counts: Mapping[LetterState, int]) -> str:
    """How things stand, in words."""
    left, failed, waiting = (counts[state] for state in (LetterState.LEFT, LetterState.FAILED, LetterState.WAITING))
    parts = [
        f"{plural(left, 'letter')} could not be sent and {'was' if left == 1 else 'were'} given up." if left else "",
        f"{plural(failed, 'letter')} failed and will be tried again." if failed else "",
        f"{plural(waiting, 'letter')} {'waits' if waiting == 1 else 'wait'} to be sent." if waiting else "",
    ]
    return " ".join(part for part in parts if part) or "Every letter is sent."
