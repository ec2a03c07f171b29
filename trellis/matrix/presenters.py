"""Editions in words: what a page shows, worked out from frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.matrix.derivation import Add, Change, DerivationRefusedError, Drop, Retitle, Reword, comparable
from trellis.matrix.queries import EditionLine
from trellis.matrix.rules import EDITION_TRANSITIONS, Audience, Component, Edition, EditionStatus, FindEdition, Theme
from trellis.matrix.soundness import flaws
from trellis.nhsuk.environment import plural

Crumb = tuple[str, str]


def crumbs(edition: Edition | None = None) -> list[Crumb]:
    """The way back: to all editions, and to this one."""
    way = [("The maturity matrix", reverse("matrix:editions"))]
    return [*way, (edition.title, reverse("matrix:edition", args=[edition.id]))] if edition else way


def status_label(status: EditionStatus) -> str:
    """The status as a page calls it."""
    return EDITION_TRANSITIONS[status].label


@dataclass(frozen=True)
class EditionEntry:
    """An edition in the list."""

    line: EditionLine

    @property
    def size(self) -> str:
        """How much there is of it: "5 themes, 69 statements"."""
        return f"{plural(self.line.themes, 'theme')}, {plural(self.line.components, 'statement')}"

    @property
    def status(self) -> str:
        """The status as a page calls it."""
        return status_label(self.line.status)


@dataclass(frozen=True)
class StepRow:
    """A step of one theme: for each audience of the edition, in order, the components of the cell."""

    step: str
    title: str
    cells: tuple[tuple[Audience, tuple[Component, ...]], ...]


@dataclass(frozen=True)
class ThemeTable:
    """A theme as a table: a row a step, a column an audience."""

    theme: Theme
    rows: tuple[StepRow, ...]

    @property
    def size(self) -> str:
        """How many statements the theme has."""
        return plural(sum(len(components) for row in self.rows for _, components in row.cells), "statement")

    @property
    def support(self) -> str:
        """The support domains that go with the theme, or nothing."""
        return "; ".join(domain.label for domain in self.theme.support_domains)


def theme_tables(edition: Edition) -> tuple[ThemeTable, ...]:
    """The edition theme by theme."""
    return tuple(
        ThemeTable(
            theme,
            tuple(
                StepRow(
                    step.id,
                    step.title,
                    tuple((each, edition.cells.get((theme.id, each, step.id), ())) for each in edition.audiences),
                )
                for step in edition.steps
            ),
        )
        for theme in edition.themes
    )


def in_short(edition: Edition) -> str:
    """The edition in one sentence: "69 statements: 40 for the network, 29 for the system"."""
    counts = dict.fromkeys(edition.audiences, 0)
    for component in edition.components:
        counts[component.audience] += 1
    if len(counts) == 1:
        return f"{plural(len(edition.components), 'statement')} in {plural(len(edition.steps), 'step')}."
    parts = [f"{count} {audience.label[0].lower()}{audience.label[1:]}" for audience, count in counts.items()]
    return f"{plural(len(edition.components), 'statement')}: {', '.join(parts)}."


@dataclass(frozen=True)
class Differences:
    """How a derived edition differs from its parent; ``refusal`` says why that cannot be told, where it cannot."""

    parent: Edition
    reworded: tuple[tuple[Component, Component], ...] = ()
    added: tuple[Component, ...] = ()
    dropped: tuple[Component, ...] = ()
    retitled: tuple[tuple[Theme, Theme], ...] = ()
    refusal: str = ""

    @property
    def sentence(self) -> str:
        """All of them, counted."""
        counts = (
            (len(self.reworded), "reworded"),
            (len(self.added), "added"),
            (len(self.dropped), "left out"),
        )
        parts = [f"{plural(count, 'statement')} {verb}" for count, verb in counts if count]
        if self.retitled:
            parts.append(f"{plural(len(self.retitled), 'theme')} retitled")
        return f"{', '.join(parts)}." if parts else "Nothing differs."


def differences(edition: Edition, find: FindEdition) -> Differences | None:
    """How the edition differs from its parent; None where it has none at hand."""
    parent = find(edition.parent) if edition.parent else None
    if parent is None:
        return None
    try:
        comparison = comparable(edition, parent, find)
    except DerivationRefusedError as refused:
        return Differences(parent, refusal=str(refused))
    pairs = [(edition.by_id[ours], parent.by_id[theirs]) for ours, theirs in comparison.pairs]
    return Differences(
        parent,
        reworded=tuple((ours, theirs) for ours, theirs in pairs if ours.statement != theirs.statement),
        added=tuple(edition.by_id[each] for each in comparison.only_first),
        dropped=tuple(parent.by_id[each] for each in comparison.only_second),
        retitled=tuple(
            (theme, parent.theme_by_id[theme.id])
            for theme in edition.themes
            if theme.id in parent.theme_by_id and theme.title != parent.theme_by_id[theme.id].title
        ),
    )


def standing_in_the_way(edition: Edition) -> list[str]:
    """What has to be put right before a draft can be published."""
    return [flaw.sentence for flaw in flaws(edition)]


def where(edition: Edition, component: Component) -> Sequence[tuple[str, str]]:
    """Where a component stands, as terms and values."""
    members = edition.cells[component.theme, component.audience, component.step]
    return (
        ("Theme", edition.theme_by_id[component.theme].title),
        ("Whom it speaks about", component.audience.label),
        ("Step", edition.position_title(component.step)),
        ("Place in its step", f"{component.order} of {len(members)}"),
    )


@dataclass(frozen=True)
class Confirmation:
    """What is asked before something that cannot be taken back."""

    question: str
    consequence: str
    button: str
    warns: bool = False


CONFIRMATIONS = {
    "publish": Confirmation(
        "Publish this edition?",
        "From then on it never changes, so that what networks answer on it stays comparable. "
        "To change it later, make another edition from it.",
        "Publish it",
    ),
    "retire": Confirmation(
        "Retire this edition?",
        "New rounds will no longer offer it. What networks answered on it stays, and so does this page.",
        "Retire it",
    ),
    "discard": Confirmation(
        "Delete this draft?",
        "The draft and every change made in it are deleted. The edition it was made from stays as it is.",
        "Delete it",
        warns=True,
    ),
}
"""By the verb of the move, or of the action that discards."""


def done(change: Change) -> str:
    """A change as a sentence, for the message that it was made."""
    match change:
        case Retitle(title=title):
            return f"The theme is called “{title}” now."
        case Add():
            return "The statement was added."
        case Drop():
            return "The statement was left out of this edition."
        case Reword():
            return "The statement was reworded. It still compares with the one it came from."
