"""A document as a Word file that people can go on editing: real headings, captions, header rows and fields.

The same document gives the same bytes: no clock in it.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from trellis.common.dates import nhs_date
from trellis.files.documents import (
    WHOLE_CHART,
    Block,
    Bullets,
    Document,
    DotChart,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Run,
    Table,
    plain,
)

INK, SOFT, BLUE = "212B32", "4C6272", "005EB8"
LINE, PALE, GREY, GREEN = "AEB7BD", "E8F1FB", "F0F4F5", "007F3B"
DOT_COLOURS = (BLUE, "425563", "006747")
DOTS = ("●", "■", "◆")
RING = "○"
FONT = "Arial"
TEXT_WIDTH = Cm(17)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def to_docx(document: Document) -> bytes:
    """The document as .docx for Word 2013 and later: A4, UK English, page numbers, header rows on every page."""
    word = docx.Document()
    _properties(word, document)
    _page(word, document)
    _styles(word, document.language)
    _front(word, document)
    broken = False
    leads = document.leads()
    for at, (block, label) in enumerate(document.labels()):
        before = len(word.paragraphs) if broken else 0
        _block(word, block, label)
        if at in leads:
            word.paragraphs[-1].paragraph_format.keep_with_next = True
        if broken and len(word.paragraphs) > before:
            word.paragraphs[before].paragraph_format.page_break_before = True
        broken = isinstance(block, PageBreak)
    out = io.BytesIO()
    word.save(out)
    return _without_clock(out.getvalue())


def _without_clock(saved: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _ZIP_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _properties(word: Any, document: Document) -> None:
    properties = word.core_properties
    properties.title = plain(document.title)[:255]
    properties.subject = plain(document.subtitle)[:255]
    properties.author = properties.last_modified_by = plain(document.organisation)[:255]
    properties.comments = ""
    properties.language = document.language
    made = datetime.combine(document.as_at or date(2000, 1, 1), time(), UTC)
    properties.created = properties.modified = made


def _page(word: Any, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = Cm(2)
    section.bottom_margin = Cm(2.2)
    # Without this, Word opens the file in the compatibility mode of 2007.
    compat = _element("w:compat")
    compat.append(
        _element("w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    )
    word.settings.element.append(compat)
    as_at = f"Data as at {nhs_date(document.as_at)}" if document.as_at else ""
    footer = section.footer.paragraphs[0]
    tabs = word.styles["Footer"].paragraph_format.tab_stops
    tabs.clear_all()
    tabs.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(" · ".join(part for part in (plain(document.title)[:90], as_at) if part) + "\tPage ")
    _add_field(footer, "PAGE", "1")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES", "1")


def _styles(word: Any, language: str) -> None:
    styles = word.styles
    for tag in styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
    _type(styles["Normal"], 11, INK, before=0, after=7)
    styles["Normal"].paragraph_format.line_spacing = 1.12
    _type(styles["Title"], 24, INK, bold=True, before=0, after=4)
    _type(styles["Subtitle"], 13, SOFT, before=0, after=14)
    for level, size in ((1, 16), (2, 13), (3, 11.5)):
        _type(styles[f"Heading {level}"], size, INK, bold=True, before=16 if level == 1 else 12, after=5)
        styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    _type(styles["Caption"], 10.5, INK, bold=True, before=10, after=4)
    styles["Caption"].paragraph_format.keep_with_next = True
    _type(styles["List Bullet"], 11, INK, before=0, after=4)
    _type(styles["Footer"], 9, SOFT, before=0, after=0)
    for name, size, colour, bold in (
        ("Organisation", 11, BLUE, True),
        ("Notice", 11, INK, False),
        ("Table Text", 9.5, INK, False),
        ("Table Note", 9, SOFT, False),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _type(style, size, colour, bold=bold, before=0, after=0)
    styles["Table Text"].paragraph_format.line_spacing = 1.0
    styles["Table Note"].paragraph_format.space_before = Pt(4)
    styles["Table Note"].paragraph_format.space_after = Pt(10)
    _frame(styles["Notice"])
    for name in ("Title", "Subtitle"):
        for tag in ("w:pBdr", "w:kern", "w:spacing"):
            for ornament in list(styles[name].element.iter(qn(tag))):
                if tag != "w:spacing" or ornament.getparent().tag == qn("w:rPr"):
                    ornament.getparent().remove(ornament)


def _type(style: Any, size: float, colour: str, *, bold: bool = False, before: float, after: float) -> None:
    font = style.font
    font.size, font.bold, font.italic = Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):  # fonts of the theme would win over ours
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _frame(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    borders = _element("w:pBdr")
    borders.append(_element("w:left", val="single", sz="28", space="8", color=GREEN))
    shading = _element("w:shd", val="clear", color="auto", fill=GREY)
    # The schema wants borders and shading before spacing and indents.
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    properties.insert_element_before(shading, "w:tabs", "w:spacing", "w:ind", "w:jc")
    layout = style.paragraph_format
    layout.left_indent, layout.space_before, layout.space_after = Cm(0.4), Pt(4), Pt(6)
    layout.keep_together = True


def _front(word: Any, document: Document) -> None:
    if document.organisation:
        word.add_paragraph(plain(document.organisation), style="Organisation").paragraph_format.space_after = Pt(8)
    word.add_paragraph(plain(document.title), style="Title")
    if document.subtitle:
        word.add_paragraph(plain(document.subtitle), style="Subtitle")


def _block(word: Any, block: Block, label: str) -> None:
    match block:
        case Heading():
            word.add_heading(plain(block.text), level=block.level)
        case Paragraph():
            _add_runs(word.add_paragraph(), block.runs)
        case Notice():
            _add_runs(word.add_paragraph(style="Notice"), block.runs)
        case Bullets():
            for item in block.items:
                _add_runs(word.add_paragraph(style="List Bullet"), item)
        case Table():
            _table(word, block, label)
        case DotChart():
            _dots(word, block, label)


def _add_runs(paragraph: Any, runs: Iterable[Run]) -> None:
    for run in runs:
        added = paragraph.add_run(plain(run.text))
        added.bold = run.bold or None
        if run.link:
            added.font.color.rgb, added.font.underline = RGBColor.from_string(BLUE), True
            link = OxmlElement("w:hyperlink")
            link.set(
                qn("r:id"), paragraph.part.relate_to(plain(run.link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            )
            added._r.addprevious(link)
            link.append(added._r)


def _table(word: Any, table: Table, label: str) -> None:
    _caption(word, label, table.caption)
    grid, places = _grid(word, table.header, len(table.rows), table.shares, table.caption)
    for index, (row, span) in enumerate(zip(table.rows, table.spans(), strict=True)):
        cells = places[index + 1]
        for at, words in enumerate(row):
            if at or span:
                _write(cells[at], words, bold=(index, at) in table.strong, right=table.alignment[at] == "right")
        if span > 1:
            cells[0].merge(places[index + span][0])
    for at, side in enumerate(table.alignment):
        if side == "right":
            places[0][at].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _finish(grid, keep=table.whole, word=word, note=table.note)


def _dots(word: Any, chart: DotChart, label: str) -> None:
    _caption(word, label, chart.caption)
    header = (chart.label_header, chart.group_header, *chart.columns)
    grid, places = _grid(word, header, len(chart.rows), chart.shares, chart.caption)
    for index, (row, span) in enumerate(zip(chart.rows, chart.spans(), strict=True)):
        cells = places[index + 1]
        group = chart.groups.index(row.group)
        largest = chart.largest(row)
        if span:
            _write(cells[0], row.label)
        _write(cells[1], row.group)
        for at, count in enumerate(row.counts):
            cell = cells[at + 2]
            _write(cell, f"{count:,}", bold=at in largest)
            if count:
                sign = RING if at in chart.hollow else DOTS[group % len(DOTS)]
                _add_dots(cell, sign * chart.dots(count), INK if at in chart.hollow else DOT_COLOURS[group % 3])
            if at in largest:
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=PALE))
        if span > 1:
            cells[0].merge(places[index + span][0])
    note = " ".join(part for part in (chart.note, chart.key) if part)
    _finish(grid, keep=len(chart.rows) <= WHOLE_CHART, word=word, note=note)


def _add_dots(cell: Any, dots: str, colour: str) -> None:
    run = _as_table_text(cell.add_paragraph()).add_run(dots)
    run.font.size, run.font.color.rgb = Pt(9.5), RGBColor.from_string(colour)


def _caption(word: Any, label: str, caption: str) -> None:
    paragraph = word.add_paragraph(style="Caption")
    kind, number = label.split()
    paragraph.add_run(f"{kind} ")
    _add_field(paragraph, f"SEQ {kind} \\* ARABIC", number)
    paragraph.add_run(f": {plain(caption)}")


def _grid(word: Any, header: tuple[str, ...], rows: int, shares: tuple[float, ...], caption: str) -> tuple[Any, Any]:
    grid = word.add_table(rows=rows + 1, cols=len(header))
    grid.autofit = False
    properties = grid._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(TEXT_WIDTH.twips))
    borders = _element("w:tblBorders")
    for edge, colour, size in (("top", BLUE, "8"), ("bottom", LINE, "4"), ("insideH", LINE, "4")):
        borders.append(_element(f"w:{edge}", val="single", sz=size, space="0", color=colour))
    margins = _element("w:tblCellMar")
    for edge, inset in (("top", "50"), ("left", "70"), ("bottom", "50"), ("right", "70")):
        margins.append(_element(f"w:{edge}", w=inset, type="dxa"))
    look = properties.find(qn("w:tblLook"))
    look.addprevious(borders)
    look.addprevious(margins)
    look.addnext(_element("w:tblCaption", val=plain(caption)))
    cells = [row.cells for row in grid.rows]
    for at, share in enumerate(shares):
        grid.columns[at].width = int(TEXT_WIDTH * share)
        for row in cells:
            row[at].width = int(TEXT_WIDTH * share)
    for cell, words in zip(cells[0], header, strict=True):
        _write(cell, words, bold=True)
    grid.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    return grid, cells


def _write(cell: Any, words: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = _as_table_text(cell.paragraphs[0])
    paragraph.add_run(plain(words)).bold = bold or None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _as_table_text(paragraph: Any) -> Any:
    # By the style's id: looking it up by its name takes some 2 ms, and a paper has hundreds of cells.
    paragraph._p.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), "TableText")
    return paragraph


def _finish(grid: Any, *, keep: bool, word: Any, note: str) -> None:
    rows = list(grid.rows)
    for row in rows:
        row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit"))
        for paragraph in row._tr.iter(qn("w:p")):
            properties = paragraph.get_or_add_pPr()
            if row is rows[0] or (keep and (row is not rows[-1] or note)):
                properties.get_or_add_keepNext()
    # An empty paragraph after a table keeps two tables from growing together; a note serves as well.
    word.add_paragraph(plain(note), style="Table Note")


def _add_field(paragraph: Any, code: str, shown: str) -> None:
    for kind, words in (("begin", ""), ("", code), ("separate", ""), (None, shown), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        elif kind is None:
            run.text = words
        else:
            instruction = _element("w:instrText")
            instruction.text = f" {words} "
            run._r.append(instruction)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
