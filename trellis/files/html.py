"""A document as one page of HTML that needs nothing else: no script, no style sheet, no picture to fetch."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from trellis.common.dates import nhs_date
from trellis.files.documents import (
    Bullets,
    Document,
    DotChart,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Table,
    plain,
)

TEMPLATES = Path(__file__).parent / "templates"
_KINDS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Notice: "notice",
    Bullets: "bullets",
    Table: "table",
    DotChart: "dots",
    PageBreak: "break",
}


def to_html(document: Document) -> str:
    """The document as a whole page, with its style inside; it reads on a phone and prints on A4."""
    # Our own style sheet, and so the one thing that is not escaped.
    style = Markup((TEMPLATES / "document.css").read_text(encoding="utf-8"))  # noqa: S704
    as_at = nhs_date(document.as_at) if document.as_at else ""
    return _template().render(document=document, kinds=_KINDS, style=style, as_at=as_at)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    return environment.get_template("document.html.jinja")
