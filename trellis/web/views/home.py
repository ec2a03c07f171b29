"""The first page after sign-in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.access.queries import appointments
from trellis.accounts.requests import SignedInRequest
from trellis.assessment.queries.waiting import own_networks_waiting, rounds_waiting
from trellis.insight.queries import rounds_to_read
from trellis.web.presenters import network_waiting, nothing_waits, role_lines, round_waiting


def home(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, then what there is to read."""
    person, today = request.user, timezone.localdate()
    own, rounds = own_networks_waiting(person), rounds_waiting(person, today)
    waiting = [
        *(network_waiting(each, person, today) for each in own),
        *(round_waiting(each, person, today) for each in rounds),
    ]
    context = {
        "waiting": [each for each in waiting if each],
        "readable": rounds_to_read(person),
        "roles": role_lines(appointments(person, today), today),
        "nothing": nothing_waits(own, rounds),
    }
    return render(request, "web/home.jinja", context)
