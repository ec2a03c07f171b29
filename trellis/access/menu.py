"""What the menu of every page asks of access."""

from collections.abc import Callable

from django.http import HttpRequest

from trellis.access.queries import MANAGE


def people(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """``may_manage_people()`` for templates: whether the menu leads to the people. Asked only where a menu is shown."""

    def may_manage_people() -> bool:
        return request.user.has_perm(MANAGE)

    return {"may_manage_people": may_manage_people}
