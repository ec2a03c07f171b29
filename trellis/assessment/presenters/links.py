"""Addresses of pages that stand in other rooms, as patterns that lists fill in."""

from django.urls import reverse

from trellis.access.rules import Level


def people_pattern() -> str:
    """The page of a network's people, where somebody can be invited, with CODE for the network."""
    return reverse("access:organisation", args=[Level.NETWORK.value, "CODE"])
