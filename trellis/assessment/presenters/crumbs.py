"""The way back from a page of a round."""

from django.urls import reverse

from trellis.assessment.models import Round

Crumb = tuple[str, str]


def crumbs(round_: Round | None = None) -> list[Crumb]:
    """The way back: to all rounds, and to this one."""
    way = [("Rounds", reverse("assessment:rounds"))]
    return [*way, (round_.title, reverse("assessment:round", args=[round_.slug]))] if round_ else way
