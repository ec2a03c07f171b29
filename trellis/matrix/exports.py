"""An edition as a file: YAML that can be read back exactly, a table, and the national workbook."""

from functools import lru_cache
from io import StringIO

from ruamel.yaml import YAML

from trellis.files.csvs import write_csv
from trellis.matrix.rules import Component, Edition, Step, Theme
from trellis.matrix.workbook import national_workbook

LINE_WIDTH = 10_000
"""A sentence stays on one line, so that its line number is its own and a search finds it whole."""


@lru_cache(maxsize=32)
def edition_to_yaml(edition: Edition) -> str:
    """The edition as YAML that ``imports.edition_from_yaml`` reads back into an equal one; empty parts are left out.

    The texts last written are remembered: the YAML library takes a fifth of a second for the national matrix.
    """
    head: dict[str, object] = {
        "id": edition.id,
        "title": edition.title,
        "source": edition.source,
        "parent": edition.parent,
        "note": edition.note,
        "audiences": [audience.value for audience in edition.audiences],
        "steps": [_step(step) for step in edition.steps],
        "themes": [_theme(theme) for theme in edition.themes],
        "components": [_component(component) for component in edition.components],
    }
    writer = YAML()
    writer.width = LINE_WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    written = StringIO()
    writer.dump(_without_blanks(head), written)
    return written.getvalue()


def edition_to_workbook(edition: Edition) -> bytes:
    """The edition as a blank .xlsx in the national layout, to be filled in."""
    return national_workbook(edition)


CSV_HEADER = ("id", "theme", "audience", "step", "order", "statement", "looks_like", "source", "parents")


def edition_to_csv(edition: Edition) -> str:
    """The edition as a table, a row for each component in matrix order; parents are separated by spaces."""
    return write_csv(
        CSV_HEADER,
        (
            (
                component.id,
                edition.theme_by_id[component.theme].title,
                component.audience.value,
                edition.position_title(component.step),
                component.order,
                component.statement,
                component.looks_like,
                component.source,
                " ".join(component.parents),
            )
            for component in edition.components
        ),
    )


def _without_blanks(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value not in ("", [])}


def _step(step: Step) -> dict[str, object]:
    return {"id": step.id, "title": step.title}


def _theme(theme: Theme) -> dict[str, object]:
    return _without_blanks(
        {
            "id": theme.id,
            "title": theme.title,
            "short_title": theme.short_title,
            "also_called": list(theme.also_called),
            "support_domains": [domain.value for domain in theme.support_domains],
            "note": theme.note,
        }
    )


def _component(component: Component) -> dict[str, object]:
    return _without_blanks(
        {
            "id": component.id,
            "theme": component.theme,
            "audience": component.audience.value,
            "step": component.step,
            "order": component.order,
            "statement": component.statement,
            "looks_like": component.looks_like,
            "source": component.source,
            "fingerprints": list(component.fingerprints),
            "parents": list(component.parents),
        }
    )
