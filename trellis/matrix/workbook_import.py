"""An edition from a workbook in the national layout, blank or filled in.

This is how the national wording comes in: as the user's own data, from the user's own file. Marks, positions and
comments in it are passed over. A statement that a known edition recognises, by fingerprint or by its own words, is
mapped to that edition's component, so that results under the two stay comparable.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trellis.files.spreadsheets import Sheet, read_workbook, text_of
from trellis.matrix.imports import EditionFault, EditionInvalidError, showable
from trellis.matrix.layout import ABOUT_SHEET, Band, Layout, UnclearLayoutError, find_layouts, theme_of, theme_words
from trellis.matrix.notes_sheet import header_of
from trellis.matrix.rules import (
    TITLE_LONGEST,
    Audience,
    Component,
    Edition,
    Step,
    Theme,
    fingerprint,
    in_matrix_order,
    tidied,
)
from trellis.matrix.shipped import SHIPPED_IDS, shipped_edition
from trellis.matrix.soundness import flaws, label_flaws

LONGEST_STATEMENT = 2_000
"""Characters. The longest national sentence has 340."""

WHOLE = "whole"
"""The theme of a workbook that names none."""


@dataclass(frozen=True)
class Cell:
    """A statement on the sheet: under which theme text, for whom, at which step."""

    theme_text: str
    audience: Audience
    step: str
    statement: str


def edition_from_workbook(
    content: bytes, name: str, edition_id: str, title: str, *, known: Sequence[Edition] | None = None
) -> Edition:
    """The matrix that a workbook holds, as an edition with the given id and title.

    ``known`` are the editions that may recognise its statements: without it, the shipped ones. The one that recognises
    most becomes the parent. Raises files.RefusedError for what is no workbook, and EditionInvalidError (its lines are
    rows of the sheet) for one without a table in the national layout, with two different ones, or with a fault in it.
    """
    _check_names(name, edition_id, title)
    editions = [shipped_edition(shipped) for shipped in SHIPPED_IDS] if known is None else list(known)
    model = editions[0]
    layout = _only_layout(name, _layouts(content, name, model))
    cells = tuple(_cells(name, layout))
    parent = _recogniser(editions, cells)
    edition = _edition(edition_id, tidied(title), f"Read from the workbook {tidied(name)}", cells, model.steps, parent)
    found = flaws(edition)
    if found:
        raise EditionInvalidError(name, [EditionFault(layout.header + 1, flaw.sentence) for flaw in found])
    return edition


def _check_names(name: str, edition_id: str, title: str) -> None:
    """Raise EditionInvalidError for an id or title that no edition can have."""
    faults = [EditionFault(1, flaw.sentence) for flaw in label_flaws(edition_id, tidied(title))]
    if not showable(title):
        faults.append(EditionFault(1, "The title holds a control character."))
    if faults:
        raise EditionInvalidError(name, faults)


def _layouts(content: bytes, name: str, model: Edition) -> Iterator[Layout]:
    """Every table in the national layout on the sheets that can be seen."""
    for sheet in read_workbook(content, name).sheets:
        if sheet.hidden or sheet.name.casefold() == ABOUT_SHEET or header_of(sheet) is not None:
            continue
        try:
            yield from find_layouts(sheet, model)
        except UnclearLayoutError as error:
            raise EditionInvalidError(name, [EditionFault(1, f"The sheet cannot be read: {error}.")]) from None


def _only_layout(name: str, layouts: Iterator[Layout]) -> Layout:
    """The table of the workbook. Several sheets may hold the same one, filled in for several networks."""
    by_wording: dict[tuple[str, ...], Layout] = {}
    for layout in layouts:
        wording = tuple(
            _text(layout.sheet, row, column.statement) for row in _rows(layout) for column in layout.columns.steps
        )
        by_wording.setdefault(wording, layout)
    if not by_wording:
        sentence = (
            "No sheet holds a table in the national layout: a row that names Foundation, Step 1, Step 2 and Step 3, "
            "with statements below it."
        )
        raise EditionInvalidError(name, [EditionFault(1, sentence)])
    if len(by_wording) > 1:
        sheets = " and ".join(f'"{layout.sheet.name}"' for layout in by_wording.values())
        sentence = f"The sheets {sheets} hold different tables. Keep the one that is meant and send it again."
        raise EditionInvalidError(name, [EditionFault(1, sentence)])
    return next(iter(by_wording.values()))


def _rows(layout: Layout) -> Iterator[int]:
    """The rows of a table, from 0."""
    for band in layout.bands:
        yield from band.rows


def _text(sheet: Sheet, row: int, column: int) -> str:
    """What a cell says."""
    return _shown(text_of(sheet.rows[row][column]))


def _shown(text: str) -> str:
    """The text with single spaces, without what no page can show."""
    return "".join(filter(showable, tidied(text)))


def _cells(name: str, layout: Layout) -> Iterator[Cell]:
    """The statements of a table, row by row. Raises EditionInvalidError for what cannot be placed."""
    speaks_to_nobody = layout.columns.audience is None
    faults: list[EditionFault] = []
    for band in layout.bands:
        audience = Audience.NETWORK if speaks_to_nobody else band.audience
        theme_text = _shown(band.theme_text)
        for row in band.rows:
            for column in layout.columns.steps:
                statement = _text(layout.sheet, row, column.statement)
                if not statement:
                    continue
                if audience is None:
                    faults.append(EditionFault(row + 1, _for_whom(band)))
                elif len(statement) > LONGEST_STATEMENT or len(theme_text) > TITLE_LONGEST:
                    sentence = (
                        f"A statement has at most {LONGEST_STATEMENT:,} characters and a theme {TITLE_LONGEST}; "
                        "this one is longer."
                    )
                    faults.append(EditionFault(row + 1, sentence))
                else:
                    yield Cell(theme_text, audience, column.step, statement)
    if faults:
        raise EditionInvalidError(name, dict.fromkeys(faults))


def _for_whom(band: Band) -> str:
    """What to do about rows that do not say whom they are for."""
    said = f"“{band.audience_text}” does not say" if band.audience_text else "Nothing says"
    return f"{said} whom this row is for. Write “For the PCN” or “For Systems” in the column before the steps."


def _recogniser(editions: Sequence[Edition], cells: Sequence[Cell]) -> Edition | None:
    """The edition that recognises most of the statements; None where none recognises any."""
    prints = {fingerprint(cell.statement) for cell in cells}
    hits = {edition.id: len(prints & wordings_of(edition).keys()) for edition in editions}
    best = max(editions, key=lambda edition: hits[edition.id], default=None)
    return best if best is not None and hits[best.id] else None


def wordings_of(edition: Edition) -> Mapping[str, Component]:
    """The edition's components by the fingerprint of every wording that means them, their own statements included."""
    found: dict[str, Component] = {}
    for component in edition.components:
        for each in (*component.fingerprints, fingerprint(component.statement)):
            found.setdefault(each, component)
    return found


def _edition(
    edition_id: str, title: str, source: str, cells: Sequence[Cell], steps: Sequence[Step], parent: Edition | None
) -> Edition:
    """The edition that the statements make, mapped to ``parent`` where it recognises them."""
    wordings = wordings_of(parent) if parent else {}
    themes = _themes(cells, parent, wordings)
    places: Counter[tuple[str, Audience, str]] = Counter()
    components = []
    for cell in cells:
        theme = themes[cell.theme_text].id
        at = (theme, cell.audience, cell.step)
        places[at] += 1
        seen = fingerprint(cell.statement)
        recognised = wordings.get(seen)
        components.append(
            Component(
                id=f"{theme}.{cell.audience}.{cell.step}.{places[at]}",
                theme=theme,
                audience=cell.audience,
                step=cell.step,
                order=places[at],
                statement=cell.statement,
                looks_like=recognised.looks_like if recognised else "",
                source=source,
                fingerprints=tuple(dict.fromkeys((seen, *(recognised.fingerprints if recognised else ())))),
                parents=(recognised.id,) if recognised else (),
            )
        )
    edition = Edition(
        id=edition_id,
        title=title,
        source=source,
        themes=tuple({theme.id: theme for theme in themes.values()}.values()),
        steps=tuple(steps),
        audiences=tuple(audience for audience in Audience if any(cell.audience is audience for cell in cells)),
        components=tuple(components),
        parent=parent.id if parent else "",
    )
    return in_matrix_order(edition)


def _themes(cells: Sequence[Cell], parent: Edition | None, wordings: Mapping[str, Component]) -> dict[str, Theme]:
    """The theme for each theme text: the parent's where its title or its statements are recognised, else a new one."""
    texts = dict.fromkeys(cell.theme_text for cell in cells)
    found: dict[str, Theme] = {}
    for number, text in enumerate(texts, 1):
        theirs = _theme_of_parent(text, cells, parent, wordings)
        if theirs is not None:
            names = (theirs.title, *theirs.also_called)
            found[text] = replace(theirs, title=text or theirs.title, also_called=tuple(n for n in names if n != text))
        else:
            slug = re.sub(r"[^a-z0-9]+", "-", text.casefold())[:60].strip("-") or (f"theme-{number}" if text else WHOLE)
            taken = {theme.id for theme in found.values()}
            found[text] = Theme(slug if slug not in taken else f"{slug}-{number}", text or "The whole matrix")
    return found


def _theme_of_parent(
    text: str, cells: Sequence[Cell], parent: Edition | None, wordings: Mapping[str, Component]
) -> Theme | None:
    """The parent's theme that a text names, or under which most of its statements stand there; None where neither."""
    if parent is None:
        return None
    named = theme_of(text, theme_words(parent.themes)) if text else None
    if named is not None:
        return parent.theme_by_id[named]
    stand = Counter(
        wordings[seen].theme
        for cell in cells
        if cell.theme_text == text and (seen := fingerprint(cell.statement)) in wordings
    )
    return parent.theme_by_id[stand.most_common(1)[0][0]] if stand else None
