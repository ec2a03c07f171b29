"""Addresses of pages that stand in other rooms, as patterns that lists fill in."""

from django.urls import NoReverseMatch, reverse


def people_pattern() -> str:
    """The page of a network's people, where somebody can be invited, with CODE for the network; empty without one."""
    try:
        return reverse("access:people", args=["network", "CODE"])
    except NoReverseMatch:
        return ""


def people_address(code: str) -> str:
    """The page of the people of a network; empty where there is none."""
    return people_pattern().replace("CODE", code)
