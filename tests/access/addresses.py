"""Every address of the site, with something in the small world to open it on."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.world import BOARD, COMPONENT, EDITION, FIRST_DAY, LOCALITY, NETWORK, PRACTICE, World
from trellis.access.actions import add_person, appoint
from trellis.access.actions.inviting import invite
from trellis.access.models import Appointment, Invitation
from trellis.access.rules import Level, Role

ROUND_PAGES = (
    "add_network", "ask", "change", "close", "delete", "extend", "networks_csv", "open", "publish", "remind",
    "reopen", "take_back", "unpublish", "withdraw",
)  # fmt: skip
"""The pages on which a round is moved, and its networks looked after."""

SIGNING_PAGES = ("ask_to_sign", "recall", "reopen_network", "sharing", "sign", "submitted", "submitted_csv")
"""The pages on which a network signs, opens again and shares, and on which that is seen."""
OWN_PAGES = ("before", "history", "history_csv")
"""The pages on which a network starts from what it said before, and looks back."""

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
    answer: Parts = {"component": COMPONENT}
    component: Parts = edition | answer
    known: dict[str, Parts] = {
        "access:invitation": {"token": "never-sent"},
        "access:organisation": {"level": "network", "code": NETWORK},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
        **{f"assessment:{page}": slug for page in ROUND_PAGES},
        **{f"assessment:{page}": slug | code for page in SIGNING_PAGES},
        **{f"assessment:{page}": slug | code for page in OWN_PAGES},
        "assessment:answer_history": slug | code | answer,
        "assessment:block_history": slug | code | {"theme": "leadership", "audience": "network"},
        "assessment:evidence": slug | code | answer,
        "assessment:evidence_file": slug | code | {"number": world.evidence},
        "assessment:moderate": slug | code,
        "assessment:moderation": slug,
        "assessment:offered": slug | code | {"number": world.offered},
        "assessment:own_workbook": slug | code,
        "assessment:questions": slug | code,
        **{f"assessment:{page}": slug | code for page in ("changes", "network", "quick", "save")},
        "assessment:round": slug,
        "assessment:shared": slug,
        "assessment:standard_evidence": slug,
        "assessment:theme": slug | code | {"theme": "leadership"},
        "assessment:upload": slug,
        "assessment:uploaded": slug | {"number": world.upload.pk},
        "assessment:why": slug | code | {"theme": "leadership", "audience": "network"},
        "assessment:workbook": slug | code,
        "insight:calibration": slug,
        "insight:calibration_csv": slug,
        "insight:calibration_why": slug | {"kind": "theme", "key": "leadership-network", "shift": "same"},
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
    if name.startswith(("access:", "mfa_", "openid_connect")) and name not in known:
        known |= people_parts(name)
    if name.startswith("matrix:") and name not in {"matrix:editions", "matrix:take_in"}:
        known.setdefault(name, edition)
    return known.get(name, {})


def people_parts(name: str) -> dict[str, Parts]:
    """The parts of an address about somebody: a newcomer to Harbourside, one who is invited there, nobody's passkey."""
    if name in {"access:person", "access:switch", "access:end_role"}:
        newcomer = add_person(email="newcomer@example.org", name="Newcomer", by=None)
        role, level = Role.CONTRIBUTOR, Level.NETWORK
        held = Appointment.objects.filter(person=newcomer).first() or appoint(
            newcomer, role=role, level=level, code=NETWORK, started=FIRST_DAY, by=None
        )
        return {name: {"number": held.pk if name == "access:end_role" else newcomer.pk}}
    if name in {"access:resend", "access:withdraw"}:
        email, role, level = "invited@example.org", Role.CONTRIBUTOR, Level.NETWORK
        waiting = Invitation.objects.filter(email=email).first() or invite(
            email=email, role=role, level=level, code=NETWORK, by=None
        )
        return {name: {"number": waiting.pk}}
    none: Parts = {"number": 0}
    return {
        "access:end_session": none,
        "mfa_edit_webauthn": {"pk": 0},
        "mfa_remove_webauthn": {"pk": 0},
        "openid_connect_callback": {"provider_id": "organisation"},
        "openid_connect_login": {"provider_id": "organisation"},
    }
