"""Every event is told in plain words."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.places import PROJECT
from trellis.access.rules import ROLES_ALLOWED
from trellis.audit.models import Event
from trellis.web.events import details, page_about
from trellis.web.wordings import EVENTS, event_words

ROOMS = "accounts|access|matrix|register|assessment|insight|post|audit|web|demo"
NO_EVENTS = {"assessment.kept"}
"""What looks like one: a key of the session."""
NAME = re.compile(rf"({ROOMS})\.[a-z_]+")


def names_in_the_code() -> Iterator[str]:
    """Every text that is the name of an event: dotted, beginning with a room, and no permission."""
    for path in (PROJECT / "trellis").rglob("*.py"):
        if "migrations" in path.parts or path.match("web/wordings.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
                yield node.value


def test_every_event_that_the_code_records_has_words_and_no_words_are_idle() -> None:
    assert set(names_in_the_code()) - set(ROLES_ALLOWED) - NO_EVENTS == set(EVENTS)


def test_an_event_of_an_older_version_is_told_legibly() -> None:
    assert event_words("matrix.edition_painted_over") == "Edition painted over"


@pytest.mark.parametrize(
    ("event", "detail", "says"),
    [
        ("access.appointed", {"role": "system-lead", "at": "ZSV"}, "Role: System lead. In: ZSV."),
        ("assessment.entered", {"entries": 2, "numbers": [4, 5], "digest": "ab" * 32}, "Entry: 4 to 5."),
        ("assessment.entered", {"entries": 1, "numbers": [6, 6]}, "Entry: 6."),
        ("assessment.round_planned", {"due": "2026-12-11", "by_hand": False}, "Due: 11 December 2026. By hand: no."),
        ("assessment.round_opened", {"networks": [f"ZN{n}" for n in range(8)], "words": ""}, None),
        (
            "assessment.round_changed",
            {"due": ["2026-12-11", "2026-12-18"], "message": ["", "Take your time."]},
            "Due: 11 December 2026 → 18 December 2026. Message: none → Take your time.",
        ),
    ],
)
def test_what_else_was_recorded_is_told_in_words(event: str, detail: dict[str, object], says: str | None) -> None:
    told = details(Event(event=event, detail=detail))
    assert told == (says or "Networks: ZN0, ZN1, ZN2, ZN3, ZN4, ZN5 and 2 more.")


def test_a_subject_leads_to_its_page_where_it_has_one() -> None:
    assert page_about("round autumn-2026") == ("the round autumn-2026", "/rounds/autumn-2026/")
    assert page_about("network ZN001") == ("the network ZN001", "/register/networks/ZN001/")
    assert page_about("person ann@example.org") is None
    assert page_about("network ZN001 in round autumn-2026") == ("the round autumn-2026", "/rounds/autumn-2026/")
