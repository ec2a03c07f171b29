"""A summary of returns as CSV, as JSON and as a table for a terminal. The figures come from insight.rules alone."""

import json
import textwrap
from collections.abc import Sequence

from trellis.files.csvs import write_csv
from trellis.insight.rules import PROBLEM_HEADER, Summary, problem_rows, table_header, table_rows

TERMINAL_WIDTH = 100
THEME_AT_LEAST = 16
GAP = "  "


def summary_csv(summary: Summary) -> str:
    """The table of counts: a row per theme and audience, ids for names."""
    return write_csv(table_header(summary.edition), table_rows(summary))


def problems_csv(summary: Summary) -> str:
    """Everything a person should look at, a row each."""
    return write_csv(PROBLEM_HEADER, problem_rows(summary.problems))


def summary_json(summary: Summary) -> str:
    """The counts, what was missed most, who is missing and every problem, indented, with ids for names."""
    return json.dumps(
        {
            "matrix": summary.edition.id,
            "as_at": summary.as_at.isoformat() if summary.as_at else None,
            "files": summary.files,
            "rejected": summary.rejected,
            "returns": len(summary.counted),
            "counts": [dict(zip(table_header(summary.edition), row, strict=True)) for row in table_rows(summary)],
            "most_missed": [
                {
                    "component": miss.component.id,
                    "missing": miss.missing,
                    "returns": miss.returns,
                    "networks": list(miss.networks),
                }
                for miss in summary.most_missed
            ],
            "missing": list(summary.missing),
            "problems": [dict(zip(PROBLEM_HEADER, row, strict=True)) for row in problem_rows(summary.problems)],
        },
        indent=2,
        ensure_ascii=False,
    )


def summary_text(summary: Summary) -> str:
    """The table of counts for a terminal 100 columns wide: titles for ids, the theme's title beside its rows."""
    edition = summary.edition
    titles = [*(edition.position_title(position) for position in edition.positions), "Not stated", "Returns"]
    heads = [_head(title) for title in titles]
    widths = [max(map(len, head)) for head in heads]
    audience_width = max(len(count.block.audience.value) for count in summary.counts)
    figures = sum(widths) + len(GAP) * (len(widths) + 1) + audience_width
    theme_width = max(THEME_AT_LEAST, TERMINAL_WIDTH - figures)
    lines = _header_lines(heads, widths, theme_width, audience_width)
    for theme in edition.themes:
        rows = [row for row in table_rows(summary) if row[0] == theme.id]
        title = textwrap.wrap(theme.title, theme_width)
        for number in range(max(len(rows), len(title))):
            left = title[number] if number < len(title) else ""
            cells: Sequence[str | int] = rows[number][1:] if number < len(rows) else ()
            audience, *numbers = cells or ("",)
            figures_text = GAP.join(f"{value:>{width}}" for value, width in zip(numbers, widths, strict=False))
            lines.append(f"{left:<{theme_width}}{GAP}{audience:<{audience_width}}{GAP}{figures_text}".rstrip())
        lines.append("")
    return "\n".join(lines)


def _head(title: str) -> list[str]:
    """A heading on as many lines as it has words, so that its column is no wider than it must be."""
    if len(title) <= len("Step 1"):
        return [title]
    return title.replace("-", "- ").split()


def _header_lines(
    heads: Sequence[Sequence[str]], widths: Sequence[int], theme_width: int, audience_width: int
) -> list[str]:
    height = max(map(len, heads))
    lines = []
    for line in range(height):
        cells = [
            f"{([''] * (height - len(head)) + list(head))[line]:>{width}}"
            for head, width in zip(heads, widths, strict=True)
        ]
        left = "Theme" if line == height - 1 else ""
        lines.append(f"{left:<{theme_width}}{GAP}{'':<{audience_width}}{GAP}{GAP.join(cells)}".rstrip())
    return [*lines, "-" * len(max(lines, key=len))]
