"""The permission backend: the one place that answers ``user.has_perm``."""

from typing import cast

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from trellis.access.queries import holdings_of
from trellis.access.rules import ADMINISTRATOR_MAY, ROLES_ALLOWED, Placed, may
from trellis.accounts.models import Person


class AccessBackend(BaseBackend):
    """Answers permissions from appointments. Signs nobody in."""

    def has_perm(self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: object | None = None) -> bool:
        """Whether the person may do ``perm``, to ``obj`` or (without one) anywhere at all.

        ``obj`` says itself where it belongs (see access.rules.Placed). Raises KeyError for a permission that
        nobody has defined, so that a typing slip in a view shows in its first test; and PermissionDenied rather
        than False, so that no later backend is asked.
        """
        roles = ROLES_ALLOWED[perm]
        if not isinstance(user_obj, Person) or not user_obj.is_active:
            raise PermissionDenied
        if user_obj.is_administrator and perm in ADMINISTRATOR_MAY:
            return True
        within = cast("Placed", obj).places() if obj is not None else None
        if may(perm, holdings_of(user_obj) if roles else frozenset(), within):
            return True
        raise PermissionDenied
