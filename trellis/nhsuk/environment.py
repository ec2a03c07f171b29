"""The Jinja environment that renders every page, and what every page has in common."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from trellis.common.dates import nhs_date


def environment(**options: Any) -> Environment:
    """Django's Jinja environment with the NHS components, our filters, and nothing undefined in silence elsewhere.

    ChainableUndefined is what the NHS components ask for; our own pages are covered by tests that read them.
    """
    # The cache is left on whatever DEBUG says, because parsing the components anew takes longer than any page.
    ours = options.pop("loader")
    made = Environment(  # noqa: S701  autoescape is in the options that Django passes, and is on
        **options | {"undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True},
        loader=ChoiceLoader([ours, PackageLoader("nhsuk_frontend_jinja")]),
    )
    made.globals.update({"static": static, "url": url, "assetPath": static("nhsuk/vendor/assets")})
    made.filters.update({"nhs_date": nhs_date, "number": grouped, "plural": plural})
    return made


def url(name: str, *args: object, **query: object) -> str:
    """The address of a named page, with ``query`` as its query string; parts that are None or empty are left out."""
    given = {key.replace("_", "-"): value for key, value in query.items() if value not in (None, "")}
    return reverse(name, args=args, query=given)


def grouped(value: int | float | None, missing: str = "not known") -> str:
    """A number with commas, as the NHS writes it; words where there is none, because missing is not zero."""
    return missing if value is None else str(number_format(value, use_l10n=True, force_grouping=True))


def plural(count: int, one: str, many: str = "") -> str:
    """``1 network``, ``18 networks``."""
    return f"{grouped(count)} {one if count == 1 else many or one + 's'}"


def page_furniture(request: HttpRequest) -> dict[str, object]:
    """What every page shows: the organisation's name, the person, the messages."""
    return {
        "organisation": settings.ORGANISATION or ("Severn Vale (demonstration)" if settings.DEMO else ""),
        "person": request.user if hasattr(request, "user") and request.user.is_authenticated else None,
        "messages_to_show": get_messages(request),
        "demonstration": settings.DEMO,
    }
