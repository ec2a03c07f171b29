"""A document as a tagged PDF (PDF/UA-1) in a few milliseconds, with the fonts that come with the typesetter.

The same document gives the same bytes: no clock, no fonts of the machine.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path
from textwrap import wrap
from typing import Any

import typst

from trellis.common.dates import nhs_date
from trellis.files.documents import (
    WHOLE_CHART,
    Block,
    Bullets,
    Document,
    DotChart,
    Heading,
    Notice,
    Paragraph,
    Run,
    Table,
    plain,
)

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
_PROBE = b'#set document(title: "probe")\n#set text(font: "Libertinus Serif")\n#sys.inputs.document'
_LONG_WORD = re.compile(r"[^\s\u200b]{22,}")

Display = Callable[[str], str]
"""Turns text into text that the fonts can show."""


def to_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1: tagged, titled, with its language, headings and tables named as such.

    A character that none of the fonts can show (an emoji, Chinese) is written as its name or code in square brackets,
    so that nothing is lost without a trace.
    """
    try:
        return _compile(document, plain)
    except typst.TypstError:
        pass
    try:
        return _compile(document, _shown)
    except typst.TypstError:
        # Signs that can be shown alone but not together, such as a mark on a letter of another script.
        return _compile(document, _latin)


def _compile(document: Document, display: Display) -> bytes:
    return _typeset(TEMPLATE.read_bytes(), json.dumps(_data(document, lambda words: _breakable(display(words)))))


def _typeset(source: bytes, data: str) -> bytes:
    return typst.compile(
        source, sys_inputs={"document": data}, pdf_standards=["ua-1"], ignore_system_fonts=True, timestamp=0
    )


def _breakable(words: str) -> str:
    """The words, with places in very long ones where a line may break, so that nothing runs out of its cell."""
    return _LONG_WORD.sub(lambda found: "\u200b".join(wrap(found[0], 10)), words)


def _shown(words: str) -> str:
    return "".join(_displayed(character) for character in plain(words))


def _latin(words: str) -> str:
    return "".join(character if character <= "\u017f" else _named(character) for character in plain(words))


@lru_cache(maxsize=4096)
def _displayed(character: str) -> str:
    if character <= "\u017f":
        return character
    try:
        _typeset(_PROBE, character)
    except typst.TypstError:
        return _named(character)
    return character


def _named(character: str) -> str:
    symbol = unicodedata.category(character).startswith("S")
    name = unicodedata.name(character, "").lower() if symbol else ""
    return f"[{name or f'U+{ord(character):04X}'}]"


def _data(document: Document, display: Display) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    leads = document.leads()
    as_at = f"Data as at {nhs_date(document.as_at)}" if document.as_at else ""
    return {
        "title": display(document.title),
        "subtitle": display(document.subtitle),
        "organisation": display(document.organisation),
        "author": [plain(document.organisation)] if document.organisation else [],
        "footer": display(" · ".join(part for part in (document.title, as_at) if part)),
        "lang": language.lower(),
        "region": region.lower() or None,
        "blocks": [
            _block(block, label, display) | {"leads": at in leads}
            for at, (block, label) in enumerate(document.labels())
        ],
    }


def _block(block: Block, label: str, display: Display) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": "break"}
    match block:
        case Heading():
            made = {"kind": "heading", "level": block.level, "text": display(block.text)}
        case Paragraph():
            made = {"kind": "paragraph", "runs": _runs(block.runs, display)}
        case Notice():
            made = {"kind": "notice", "runs": _runs(block.runs, display)}
        case Bullets():
            made = {"kind": "bullets", "items": [_runs(item, display) for item in block.items]}
        case Table():
            made = _table(block, label, display)
        case DotChart():
            made = _dots(block, label, display)
    return made


def _runs(runs: Iterable[Run], display: Display) -> list[dict[str, Any]]:
    return [{"text": display(run.text), "bold": run.bold, "link": plain(run.link)} for run in runs]


def _table(table: Table, label: str, display: Display) -> dict[str, Any]:
    cell = partial(_cell, display=display)
    rows = [
        [
            cell(words, align=table.alignment[at], strong=(index, at) in table.strong, span=span if at == 0 else 1)
            for at, words in enumerate(row)
            if at or span
        ]
        for index, (row, span) in enumerate(zip(table.rows, table.spans(), strict=True))
    ]
    return {
        "kind": "table",
        "counter": "table",
        "label": label,
        "caption": display(table.caption),
        "note": display(table.note),
        "header": [display(head) for head in table.header],
        "align": table.alignment,
        "widths": table.shares,
        "size": 10 if len(table.header) < 8 else 9,
        "long": not table.whole,
        "rows": rows,
    }


def _dots(chart: DotChart, label: str, display: Display) -> dict[str, Any]:
    cell = partial(_cell, display=display)
    rows = []
    for row, span in zip(chart.rows, chart.spans(), strict=True):
        largest = chart.largest(row)
        kind = chart.groups.index(row.group)
        cells = [cell(row.label, span=span)] if span else []
        cells.append(cell(row.group))
        cells.extend(
            cell(f"{count:,}", strong=at in largest, dots=chart.dots(count), kind=-1 if at in chart.hollow else kind)
            for at, count in enumerate(row.counts)
        )
        rows.append(cells)
    return {
        "kind": "dots",
        "counter": "figure",
        "label": label,
        "caption": display(chart.caption),
        "note": display(" ".join(part for part in (chart.note, chart.key) if part)),
        "header": [display(head) for head in (chart.label_header, chart.group_header, *chart.columns)],
        "widths": chart.shares,
        "long": len(chart.rows) > WHOLE_CHART,
        "rows": rows,
    }


def _cell(
    words: str,
    display: Display,
    *,
    align: str = "left",
    strong: bool = False,
    span: int = 1,
    dots: int = 0,
    kind: int = 0,
) -> dict[str, Any]:
    return {"text": display(words), "align": align, "strong": strong, "span": span, "dots": dots, "kind": kind}
