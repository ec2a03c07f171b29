"""One theme of a network's matrix, or all of them on one page, ready to answer or to read."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trellis.assessment.drafting import Field, Place
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import anchor_of, name_of
from trellis.assessment.presenters.matrix import Beside, BlockRows, Reader, block_rows
from trellis.assessment.presenters.network import address_of, theme_address
from trellis.assessment.presenters.openness import due_sentence, openness_of
from trellis.assessment.presenters.words import FIELD_LABELS
from trellis.assessment.queries.matrix import Before, Sheet
from trellis.matrix.rules import Block, Edition

WHOLE = "whole"
"""In an address, where a theme's id would stand: all themes on one page."""


@dataclass(frozen=True)
class Refused:
    """What somebody sent and what could not be saved: it stays on the page, with the reason.

    ``version`` is the draft's version that they had before them. ``why`` is about all of it, ``problems`` about places.
    """

    typed: Mapping[Place, str] = field(default_factory=dict)
    problems: Mapping[Place, str] = field(default_factory=dict)
    why: str = ""
    version: int | None = None


@dataclass(frozen=True)
class ThemePage:
    """What the page says."""

    title: str
    due: str
    why_not: str
    errors: Sequence[Mapping[str, str]]
    blocks: Sequence[BlockRows]
    themes: Sequence[tuple[str, str, bool]]
    is_form: bool
    is_whole: bool
    version: int
    token: str
    address: str
    save_address: str
    changes_address: str
    next_address: str
    next_words: str
    kept_under: str


def blocks_of_theme(edition: Edition, theme: str) -> list[Block]:
    """The blocks of a theme, or of all where it is WHOLE; none where the edition has no such theme."""
    if theme == WHOLE:
        return list(edition.blocks)
    return [block for block in edition.blocks if block.theme == theme]


def theme_page(
    sheet: Sheet,
    theme: str,
    who: Reader,
    *,
    before: Before,
    evidence: Mapping[str, str],
    refused: Refused | None = None,
) -> ThemePage:
    """A theme (id, or WHOLE) as somebody sees it; with ``refused``, what they sent stays as they sent it."""
    asked, edition = sheet.asked, sheet.edition
    refused = refused or Refused()
    blocks = blocks_of_theme(edition, theme)
    beside = beside_of(sheet, before, evidence, refused)
    rows = [block_rows(edition, block, sheet.values, sheet.draft, beside, who) for block in blocks]
    following = next_after(edition, theme)
    is_form = any(beside.takes.values())
    return ThemePage(
        title="The whole matrix" if theme == WHOLE else edition.theme_by_id[theme].title,
        due=due_sentence(sheet, who.now.date()),
        why_not="" if refused.typed else openness_of(sheet).why_not,
        errors=errors_of(edition, refused),
        blocks=rows,
        themes=theme_links(asked, edition, theme),
        is_form=is_form,
        is_whole=theme == WHOLE,
        version=asked.version if refused.version is None else refused.version,
        token=secrets.token_hex(16),
        address=theme_address(asked, theme),
        save_address=address_of("save", asked),
        changes_address=address_of("changes", asked),
        next_address=next_address(asked, edition, theme),
        next_words=next_words(edition, following, is_form),
        kept_under=f"{asked.round.slug}/{asked.network.code}",
    )


def beside_of(sheet: Sheet, before: Before, evidence: Mapping[str, str], refused: Refused) -> Beside:
    """What stands beside the values of a page. What was refused can be typed on, so that nothing of it is lost."""
    asked, openness = sheet.asked, openness_of(sheet)
    names = ["", *(one.id for one in sheet.edition.components)]
    return Beside(
        takes={name: bool(refused.typed) or openness.takes(name) for name in names},
        again=sheet.again,
        before=before.marks,
        typed=refused.typed,
        problems=refused.problems,
        evidence=evidence,
        evidence_pattern=address_of("evidence", asked, "COMPONENT"),
        history_pattern=address_of("answer_history", asked, "COMPONENT"),
        why_pattern=address_of("why", asked, "THEME", "AUDIENCE"),
    )


def errors_of(edition: Edition, refused: Refused) -> Sequence[Mapping[str, str]]:
    """For the summary: each sentence, and the field that it is about."""
    about = [{"text": refused.why}] if refused.why else []
    for place, sentence in refused.problems.items():
        component = edition.by_id.get(place.component)
        what = component.statement if component else edition.theme_by_id[place.theme].title
        about.append({"text": f"{FIELD_LABELS[place.field]}, “{what}”: {sentence}", "href": f"#{field_anchor(place)}"})
    return about


def field_anchor(place: Place) -> str:
    """The id of the field (or its row) in a page."""
    if place.field.is_text:
        return anchor_of(name_of(place))
    if place.field is Field.TARGET_BY:
        return f"position-{place.theme}-{place.audience}-by"
    return row_anchor(place)


def row_anchor(place: Place) -> str:
    """The id of the row, or of the position, in a page."""
    return anchor_of(place.component) if place.component else f"position-{place.theme}-{place.audience}"


def next_after(edition: Edition, theme: str) -> str:
    """The theme after this one; empty after the last."""
    themes = [each.id for each in edition.themes if blocks_of_theme(edition, each.id)]
    following = themes[themes.index(theme) + 1 :] if theme in themes else []
    return following[0] if following else ""


def next_address(asked: RoundNetwork, edition: Edition, theme: str) -> str:
    """Where to go on after a theme: the next one, or the page at a glance."""
    following = next_after(edition, theme)
    return theme_address(asked, following) if following else address_of("network", asked)


def next_words(edition: Edition, following: str, is_form: bool) -> str:
    """What the green button says."""
    where = edition.theme_by_id[following].title if following else "at a glance"
    return f"Save and go on: {where}" if is_form else f"Go on: {where}"


def theme_links(asked: RoundNetwork, edition: Edition, here: str) -> list[tuple[str, str, bool]]:
    """Title, address, and whether it is this one: every theme, then the whole."""
    links = [
        (each.title, theme_address(asked, each.id), each.id == here)
        for each in edition.themes
        if blocks_of_theme(edition, each.id)
    ]
    return [*links, ("The whole matrix on one page", theme_address(asked, WHOLE), here == WHOLE)]
