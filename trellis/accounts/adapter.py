"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves: people are added by an administrator or invited by a lead."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
