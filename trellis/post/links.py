"""Links in letters: a letter is read elsewhere, so they are whole."""

from django.conf import settings
from django.urls import reverse


def link_to(name: str, *args: object) -> str:
    """The whole address of a named page, as people reach the site (TRELLIS_ADDRESS)."""
    return f"{settings.ADDRESS}{reverse(name, args=args)}"
