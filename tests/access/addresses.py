"""Every address of the site, with something in the small world to open it on."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.world import BOARD, EDITION, LOCALITY, NETWORK, PRACTICE, World

Parts = dict[str, object]
"""What stands in the variable parts of an address."""


def every_name() -> set[str]:
    """The name of every address pattern there is, with its namespace."""
    return set(names(get_resolver().url_patterns))


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """Names below these patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def address(name: str, world: World) -> str:
    """The address of that name, pointing at something that is there."""
    return reverse(name, kwargs=parts_of(name, world))


def parts_of(name: str, world: World) -> Parts:
    """What the variable parts of an address stand for in the small world."""
    slug: Parts = {"slug": world.round.slug}
    number: Parts = {"number": world.imported}
    code: Parts = {"code": NETWORK}
    edition: Parts = {"slug": EDITION}
    component: Parts = edition | {"component": "leadership.network.foundation.1"}
    known: dict[str, Parts] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
        "assessment:round": slug,
        "assessment:upload": slug,
        "assessment:uploaded": slug | {"number": world.upload.pk},
        "assessment:workbook": slug | code,
        "insight:position": slug | {"theme_id": "leadership", "at": "network-foundation"},
        "insight:questions_csv": slug,
        "insight:report": slug | {"ending": "html"},
        "insight:returns": slug,
        "insight:returns_csv": slug,
        "insight:theme": slug | {"theme_id": "leadership"},
        "matrix:component": component,
        "matrix:drop": component,
        "matrix:reword": component,
        "matrix:retitle": edition | {"theme": "leadership"},
        "register:locality": {"code": LOCALITY},
        "register:network": code,
        "register:network_history_csv": code | {"table": "names"},
        "register:odd_csv": number,
        "register:place": {"code": BOARD},
        "register:places_csv": {"level": "boards"},
        "register:practice": {"code": PRACTICE},
        "register:practice_history_csv": {"code": PRACTICE, "table": "names"},
        "register:source": number,
    }
    if name.startswith("matrix:") and name not in {"matrix:editions", "matrix:take_in"}:
        known.setdefault(name, edition)
    return known.get(name, {})
