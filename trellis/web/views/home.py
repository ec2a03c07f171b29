"""The first page after sign-in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.access.queries import appointments
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.queries.rounds import counts_for
from trellis.assessment.queries.scope import not_returned_for, rounds_for
from trellis.web.presenters import nothing_waits, role_lines, waiting_rounds


def home(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, then what there is to read."""
    person, today = request.user, timezone.localdate()
    rounds, counts = list(rounds_for(person)), counts_for(person)
    return render(
        request,
        "web/home.jinja",
        {
            "waiting": waiting_rounds(rounds, counts, not_returned_for(person), today),
            "readable": [
                round_
                for round_ in rounds
                if counts[round_.pk].returned and person.has_perm("assessment.view_returns", round_)
            ],
            "roles": role_lines(appointments(person, today), today),
            "nothing": nothing_waits(counts.values()),
            "may_record": {round_.pk for round_ in rounds if person.has_perm("assessment.record_returns", round_)},
        },
    )
