"""The report of a set of returns: one document, for Word, PDF and HTML, from the same summary as page and CSV."""

from collections import Counter
from pathlib import Path

from trellis.assessment.rules import REJECTIONS, Problem
from trellis.files.documents import (
    Align,
    Block,
    Bullets,
    Document,
    DotChart,
    DotRow,
    Heading,
    Notice,
    Paragraph,
    Table,
    sentence,
)
from trellis.files.formats import write_document
from trellis.insight.rules import BlockCount, Summary, next_to_secure
from trellis.insight.wording import (
    NO_ANSWER,
    SET_ASIDE,
    Missed,
    coverage_sentences,
    default_title,
    kind_title,
    method_sentences,
    missed_sentence,
    plural,
    position_sentences,
    queries,
    query_sentence,
    question,
    short_name,
    tied_note,
    top_missed,
)
from trellis.matrix.rules import Audience, Edition

MOST_NEXT = 5
"""As many components before the next step as a paper lists, for each audience."""
NEXT_NOTE = "Of the networks whose next step it is."
MOST_QUERIES = 25
"""As many questions as a paper lists; the problems CSV has them all."""
GROUPS = {Audience.NETWORK: "Network", Audience.SYSTEM: "System"}
ABOUT = {
    Audience.NETWORK: "Where the networks place themselves",
    Audience.SYSTEM: "Where the networks place the system that supports them",
}


def report_document(summary: Summary, title: str = "", *, organisation: str = "", with_names: bool = True) -> Document:
    """The report of a summary, for a committee that was not there.

    ``title`` is worked out where it is empty. Without names, networks are counted and never named, so that the report
    can be shared beyond those who may see each network's answers.
    """
    parts = (
        _purpose(summary, with_names),
        _said(summary),
        _counts(summary),
        _next(summary),
        _missed(summary),
        _absent(summary, with_names),
        _not_counted(summary, with_names),
        _queries(summary, with_names),
        _method(summary),
    )
    return Document(
        title=title or default_title(summary),
        blocks=tuple(block for part in parts for block in part),
        subtitle="Where the networks stand on the maturity matrix",
        organisation=organisation,
        as_at=summary.as_at,
    )


def write_report(
    summary: Summary, out: Path, title: str = "", *, organisation: str = "", with_names: bool = True
) -> None:
    """Write the report in the format that ``out`` ends in (.docx, .pdf, .html), whole or not at all.

    Raises UnknownFormatError for another ending and OSError where the folder cannot be written to.
    """
    write_document(report_document(summary, title, organisation=organisation, with_names=with_names), out)


def _purpose(summary: Summary, with_names: bool) -> list[Block]:
    return [
        Heading("Purpose"),
        Paragraph(
            sentence(
                "To say where the networks stand and what they most often lack, so that help can go where it is "
                "needed. The positions are the networks' own judgement. The report counts networks and does not rank "
                "them."
            )
        ),
        Bullets(tuple(sentence(line) for line in coverage_sentences(summary, with_names=with_names))),
    ]


def _said(summary: Summary) -> list[Block]:
    blocks: list[Block] = [Heading("What the returns say")]
    for audience in summary.edition.audiences:
        told = position_sentences(summary, audience)
        if told and len(summary.edition.audiences) > 1:
            blocks.append(Heading(ABOUT[audience], 2))
        blocks.extend(Notice(sentence(line)) for line in told)
    if len(blocks) == 1:
        blocks.append(Notice(sentence("No return counts, so nothing can be said of where the networks stand.")))
    return blocks


def spread_chart(summary: Summary) -> DotChart:
    """Networks at each position for every theme and audience, with those that did not answer as rings."""
    edition = summary.edition
    columns = (*(edition.position_title(position) for position in edition.positions), NO_ANSWER)
    return DotChart(
        caption=f"How the networks are spread, {_returns(summary)}",
        label_header="Theme",
        group_header="For",
        columns=columns,
        rows=tuple(
            DotRow(edition.theme_by_id[count.block.theme].title, GROUPS[count.block.audience], _numbers(edition, count))
            for count in summary.counts
        ),
        hollow=frozenset({len(columns) - 1}),
        note=_chart_note(edition),
    )


def _returns(summary: Summary) -> str:
    return f"{len(summary.counted)} {plural(len(summary.counted), 'return')}"


def _counts(summary: Summary) -> list[Block]:
    if not summary.counted:
        return []
    chart = spread_chart(summary)
    left: Align = "left"
    right: Align = "right"
    table = Table(
        caption=f"Networks at each position, {_returns(summary)}",
        header=("Theme", "For", *chart.columns),
        rows=tuple((row.label, row.group, *(f"{count:,}" for count in row.counts)) for row in chart.rows),
        align=(left, left, *(right for _ in chart.columns)),
        widths=(7.2, 3.0, 4.6, 4.0, *(2.7 for _ in chart.columns[3:]), 2.9),
        row_headers=2,
        whole=True,
        strong=frozenset((at, place + 2) for at, row in enumerate(chart.rows) for place in chart.largest(row)),
        grouped=True,
        note="The largest group of each row is in bold.",
    )
    return [Heading("Networks at each position"), table, chart]


def _numbers(edition: Edition, count: BlockCount) -> tuple[int, ...]:
    return (*(count.by_position.get(position, 0) for position in edition.positions), count.not_stated)


def _chart_note(edition: Edition) -> str:
    both = len(edition.audiences) > 1
    shapes = " Discs are for the network, squares for the system, rings for no answer." if both else ""
    return f"One sign a network; the largest group of each row is shaded and its number in bold.{shapes}"


def _next(summary: Summary) -> list[Block]:
    misses = next_to_secure(summary.edition, summary.counted)
    tables = [
        _components(summary, "What the next step lacks", audience, missed, NEXT_NOTE)
        for audience in summary.edition.audiences
        if (missed := top_missed(misses, audience, MOST_NEXT)).shown
    ]
    told = (
        "A network's next step in a theme is the lowest one that it has not secured. These components of that step are "
        "missing in the largest numbers of networks, so help with them would move many on."
    )
    return [Heading("What stands before the next step"), Paragraph(sentence(told)), *tables] if tables else []


def _missed(summary: Summary) -> list[Block]:
    blocks: list[Block] = []
    for audience in summary.edition.audiences:
        missed = top_missed(summary.most_missed, audience)
        if missed.shown:
            about = audience.label.lower() if len(summary.edition.audiences) > 1 else ""
            blocks.append(Paragraph(sentence(missed_sentence(missed, about))))
            blocks.append(_components(summary, "Most often missing", audience, missed))
    return [Heading("Components missed most often"), *blocks] if blocks else []


def _components(summary: Summary, caption: str, audience: Audience, missed: Missed, note: str = "") -> Table:
    edition = summary.edition
    about = f", {audience.label.lower()}" if len(edition.audiences) > 1 else ""
    return Table(
        caption=f"{caption}{about}",
        header=("Missing in", "Component", "Theme", "Step"),
        rows=tuple(
            (
                f"{miss.missing} of {miss.returns}",
                miss.component.statement,
                short_name(edition.theme_by_id[miss.component.theme]),
                edition.position_title(miss.component.step),
            )
            for miss in missed.shown
        ),
        widths=(2.3, 11, 3.8, 2.9),
        whole=len(missed.shown) <= MOST_NEXT,
        note=" ".join(part for part in (note, tied_note(missed)) if part),
    )


def _absent(summary: Summary, with_names: bool) -> list[Block]:
    heading = Heading("Networks that have not returned")
    if not summary.expected:
        unknown = "It was not said which networks were asked, so it cannot be said which have not returned."
        return [heading, Paragraph(sentence(unknown))]
    if not summary.missing:
        return [heading, Paragraph(sentence("None: every network that was asked has returned."))]
    told = f"{len(summary.missing)} of {len(summary.expected)} {plural(len(summary.expected), 'network')}."
    blocks: list[Block] = [heading, Paragraph(sentence(told))]
    if with_names:
        blocks.append(Bullets(tuple(sentence(name) for name in summary.missing)))
    return blocks


def _not_counted(summary: Summary, with_names: bool) -> list[Block]:
    found = [problem for problem in summary.problems if problem.kind in REJECTIONS | SET_ASIDE]
    if not found:
        return []
    heading = Heading("Files that do not count")
    if not with_names:
        return [heading, _kinds("Files that do not count, by reason", found)]
    return [
        heading,
        Table(
            caption="Files that do not count, and why",
            header=("File", "Why", "What was found"),
            rows=tuple((problem.file, kind_title(problem.kind), problem.detail) for problem in found),
            widths=(4.5, 4.5, 11),
        ),
    ]


def _queries(summary: Summary, with_names: bool) -> list[Block]:
    asked = queries(summary.problems)
    blocks: list[Block] = [Heading("Questions to the networks"), Paragraph(sentence(query_sentence(summary)))]
    if len({problem.kind for problem in asked}) > 1 or (asked and not with_names):
        blocks.append(_kinds("Questions by kind", list(asked)))
    if not (asked and with_names):
        return blocks
    order = {block: at for at, block in enumerate(summary.edition.blocks)}
    places = {(block.theme, block.audience.value): at for block, at in order.items()}
    ranked = sorted(
        asked,
        key=lambda found: (found.network or found.file, places.get((found.theme, found.audience), -1)),
    )
    listed = ranked[:MOST_QUERIES]
    left = len(ranked) - len(listed)
    note = f"The first {len(listed)} of {len(ranked)}; the problems CSV lists them all." if left else ""
    blocks.append(
        Table(
            caption="Questions by network",
            header=("Network", "Question"),
            rows=tuple((found.network or found.file, question(found)) for found in listed),
            widths=(4, 16),
            note=note,
        )
    )
    return blocks


def _kinds(caption: str, problems: list[Problem]) -> Table:
    kinds = Counter(problem.kind for problem in problems)
    right: Align = "right"
    left: Align = "left"
    return Table(
        caption=caption,
        header=("Kind", "How many", "Networks"),
        rows=tuple(
            (
                kind_title(kind),
                f"{count:,}",
                f"{len({problem.network or problem.file for problem in problems if problem.kind is kind}):,}",
            )
            for kind, count in kinds.most_common()
        ),
        align=(left, right, right),
        widths=(12, 4, 4),
        whole=True,
    )


def _method(summary: Summary) -> list[Block]:
    return [Heading("How it was counted"), Bullets(tuple(sentence(line) for line in method_sentences(summary)))]


__all__ = ["MOST_QUERIES", "report_document", "spread_chart", "write_report"]
