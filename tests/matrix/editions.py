"""Small invented editions for tests."""

from hypothesis import strategies as st

from trellis.matrix.rules import (
    Audience,
    Component,
    Edition,
    Step,
    SupportDomain,
    Theme,
    fingerprint,
    in_matrix_order,
    tidied,
)

TWO_THEMES = """\
# Two themes, two steps, both audiences.
id: ours
title: 'Our matrix: 2026'
source: Written by us
audiences: [network, system]
steps:
  - id: foundation
    title: Foundation
  - id: step_1
    title: Step 1
themes:
  - id: care
    title: Caring together
    also_called: [Caring, 'No']
    support_domains: [collaboration]
  - id: people
    title: People
components:
  - id: care.1
    theme: care
    audience: network
    step: foundation
    order: 1
    statement: Teams know each other.
    looks_like: A diary
  - id: care.2
    theme: care
    audience: network
    step: foundation
    order: 2
    statement: Teams meet every month.
  - id: care.3
    theme: care
    audience: system
    step: step_1
    order: 1
    statement: Somebody pays for the room.
  - id: people.1
    theme: people
    audience: network
    step: foundation
    order: 1
    statement: People were asked.
"""

SHOWABLE = st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\ufffe\uffff")
SENTENCES = st.text(SHOWABLE, min_size=1, max_size=40).map(tidied).filter(bool)
AWKWARD = st.sampled_from(
    [
        "null",
        "~",
        "no",
        "1",
        "1.0",
        "2019-08-01",
        "- a",
        "a: b",
        "# not",
        "'",
        '"',
        "&a",
        "*a",
        "!a",
        "%",
        "@",
        "`",
        "[",
        "{}",
        "|",
        ">",
        "?",
        "=",
        "<<",
        "---",
    ]
)
TEXTS = st.one_of(SENTENCES, AWKWARD)
OPTIONAL = st.one_of(st.just(""), TEXTS)
IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,11}", fullmatch=True)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Any sound edition: every step and theme in use, orders that count, ids that differ."""
    step_ids = draw(
        st.lists(IDS.filter(lambda made: not made.startswith("step_")), min_size=1, max_size=4, unique=True)
    )
    theme_ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    audiences = draw(st.lists(st.sampled_from(list(Audience)), min_size=1, max_size=2, unique=True))
    parent = draw(st.sampled_from(["", "parent-edition"]))
    cells = {(theme, draw(st.sampled_from(audiences)), draw(st.sampled_from(step_ids))) for theme in theme_ids}
    cells |= {(draw(st.sampled_from(theme_ids)), draw(st.sampled_from(audiences)), step) for step in step_ids}
    components = [
        Component(
            id=f"{theme}.{audience}.{step}.{order}",
            theme=theme,
            audience=audience,
            step=step,
            order=order,
            statement=draw(TEXTS),
            looks_like=draw(OPTIONAL),
            source=draw(OPTIONAL),
            fingerprints=tuple(fingerprint(text) for text in draw(st.lists(TEXTS, max_size=2))),
            parents=tuple(draw(st.lists(IDS, max_size=2))) if parent else (),
        )
        for theme, audience, step in sorted(cells)
        for order in range(1, draw(st.integers(1, 2)) + 1)
    ]
    domains = st.lists(st.sampled_from(list(SupportDomain)), max_size=2, unique=True)
    edition = Edition(
        id="made-up",
        title=draw(TEXTS),
        source=draw(OPTIONAL),
        themes=tuple(
            Theme(
                theme,
                draw(TEXTS),
                draw(OPTIONAL),
                tuple(draw(st.lists(TEXTS, max_size=2))),
                tuple(draw(domains)),
                draw(OPTIONAL),
            )
            for theme in theme_ids
        ),
        steps=tuple(Step(step, draw(TEXTS)) for step in step_ids),
        audiences=tuple(audiences),
        components=tuple(components),
        parent=parent,
        note=draw(OPTIONAL),
    )
    return in_matrix_order(edition)
