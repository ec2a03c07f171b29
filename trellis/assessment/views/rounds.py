"""Every round that somebody may see."""

from django.http import HttpResponse
from django.shortcuts import render

from trellis.accounts.requests import SignedInRequest
from trellis.assessment.presenters import round_lines
from trellis.assessment.queries.rounds import counts_for
from trellis.assessment.queries.scope import rounds_for


def rounds(request: SignedInRequest) -> HttpResponse:
    """The rounds of the person's board, or those that ask their network, newest first."""
    lines = round_lines(rounds_for(request.user), counts_for(request.user))
    may_plan = request.user.has_perm("assessment.manage_round")
    return render(request, "assessment/rounds.jinja", {"lines": lines, "may_plan": may_plan})
