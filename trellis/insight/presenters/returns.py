"""The returns of a round in words and rows, as plain values that a page shows and memory keeps."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trellis.assessment.rules import BlockReturn, Mark, Problem, counted_position, suggested_position
from trellis.common.dates import nhs_date
from trellis.files.documents import DotChart, DotRow
from trellis.insight.report import ABOUT, MOST_NEXT, NEXT_NOTE, spread_chart
from trellis.insight.rules import ComponentMiss, Summary, next_to_secure
from trellis.insight.wording import (
    NO_ANSWER,
    Missed,
    coverage_sentences,
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
from trellis.matrix.rules import Audience, Block, Edition, Theme

NOT_ANSWERED = "no-answer"
"""Stands for a position in the address of those who did not answer."""
MOST_NAMES = 60
"""As many names as a list behind a figure shows; the rest are counted, and stand on the theme's page."""
MOST_AT_POSITION = 30
"""As many networks at one position as a theme's page shows before it asks to follow a link to the rest."""
PAGE_SIZE = 100
"""Networks on one page of those at one position."""
MOST_NETWORKS = 30
"""As many networks with questions as the page lists; the CSV has them all."""


@dataclass(frozen=True)
class Figure:
    """How many networks stand somewhere, and the dots that show it. ``anchor`` is where they are named."""

    count: int
    dots: int
    largest: bool
    hollow: bool
    column: str
    meaning: str
    anchor: str


@dataclass(frozen=True)
class SpreadRow:
    """The figures of one theme and audience. ``shape`` counts the audiences from 0: disc, square."""

    group: str
    shape: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class SpreadTheme:
    """A theme's rows."""

    id: str
    title: str
    rows: tuple[SpreadRow, ...]


@dataclass(frozen=True)
class Said:
    """Sentences under a heading; the heading is empty where there is one audience only."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class ComponentLine:
    """A component and the networks that lack it; ``unnamed`` more than the names given."""

    missing: int
    returns: int
    statement: str
    theme: str
    step: str
    names: tuple[str, ...]
    unnamed: int


@dataclass(frozen=True)
class ComponentTable:
    """A table of components with its caption, the sentence above it and the note below it."""

    caption: str
    sentence: str
    note: str
    lines: tuple[ComponentLine, ...]


@dataclass(frozen=True)
class NetworkQuestions:
    """What there is to ask one network."""

    network: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class ReturnsPage:
    """Where the networks stand. Names are left out altogether where they may not be shown."""

    coverage: tuple[str, ...]
    said: tuple[Said, ...]
    columns: tuple[str, ...]
    themes: tuple[SpreadTheme, ...]
    key: str
    two_audiences: bool
    next_steps: tuple[ComponentTable, ...]
    missed: tuple[ComponentTable, ...]
    absent: int
    asked: int
    absent_names: tuple[str, ...]
    question_sentence: str
    questions: tuple[NetworkQuestions, ...]
    more_questions: int
    method: tuple[str, ...]
    returned: int


def returns_page(summary: Summary, *, with_names: bool) -> ReturnsPage:
    """The page of a round's returns."""
    edition = summary.edition
    chart = spread_chart(summary)
    asked = grouped_questions(summary.problems)
    as_at = [as_at_of(summary)] if summary.as_at else []
    return ReturnsPage(
        coverage=(*coverage_sentences(summary, with_names=with_names), *as_at),
        said=tuple(said_of(summary)),
        columns=chart.columns,
        themes=tuple(spread_themes(summary, chart)) if summary.counted else (),
        key=chart.key,
        two_audiences=len(edition.audiences) > 1,
        next_steps=tuple(next_tables(summary, with_names)),
        missed=tuple(missed_tables(summary, with_names)),
        absent=len(summary.missing),
        asked=len(summary.expected),
        absent_names=summary.missing if with_names else (),
        question_sentence=query_sentence(summary),
        questions=asked[:MOST_NETWORKS] if with_names else (),
        more_questions=max(len(asked) - MOST_NETWORKS, 0) if with_names else 0,
        method=method_sentences(summary),
        returned=len(summary.counted),
    )


def said_of(summary: Summary) -> Iterable[Said]:
    """What the returns say, audience by audience."""
    for audience in summary.edition.audiences:
        if told := position_sentences(summary, audience):
            yield Said(ABOUT[audience] if len(summary.edition.audiences) > 1 else "", told)


def spread_themes(summary: Summary, chart: DotChart) -> Iterable[SpreadTheme]:
    """The chart's rows by theme, each figure with its meaning and the place where its networks are named."""
    rows: dict[str, list[SpreadRow]] = {}
    for count, row in zip(summary.counts, chart.rows, strict=True):
        rows.setdefault(count.block.theme, []).append(spread_row(summary.edition, count.block, row, chart))
    for theme_id, found in rows.items():
        yield SpreadTheme(theme_id, summary.edition.theme_by_id[theme_id].title, tuple(found))


def spread_row(edition: Edition, block: Block, row: DotRow, chart: DotChart) -> SpreadRow:
    """One row of the chart for a page."""
    largest = chart.largest(row)
    places = (*edition.positions, NOT_ANSWERED)
    theme = short_name(edition.theme_by_id[block.theme])
    return SpreadRow(
        group=row.group,
        shape=chart.groups.index(row.group),
        figures=tuple(
            Figure(
                count=count,
                dots=chart.dots(count),
                largest=at in largest,
                hollow=at in chart.hollow,
                column=chart.columns[at],
                meaning=meaning(count, chart.columns[at], f"{theme}, {row.group.lower()}"),
                anchor=anchor(block.audience, places[at]),
            )
            for at, count in enumerate(row.counts)
        ),
    )


def meaning(count: int, column: str, where: str) -> str:
    """What a figure says, after the figure: " networks at Foundation: Leadership, network"."""
    noun = plural(count, "network")
    return f"{noun} without an answer: {where}" if column == NO_ANSWER else f"{noun} at {column}: {where}"


def anchor(audience: Audience, position: str) -> str:
    """Where on a theme's page the networks at a position are named."""
    return f"{audience.value}-{position.replace('_', '-')}"


def next_tables(summary: Summary, with_names: bool) -> Iterable[ComponentTable]:
    """What stands before the next step, audience by audience."""
    misses = next_to_secure(summary.edition, summary.counted)
    for audience in summary.edition.audiences:
        found = top_missed(misses, audience, MOST_NEXT)
        if found.shown:
            note = " ".join(part for part in (NEXT_NOTE, tied_note(found)) if part)
            yield component_table(summary, audience, found, "What the next step lacks", "", note, with_names)


def missed_tables(summary: Summary, with_names: bool) -> Iterable[ComponentTable]:
    """The components missed most often, audience by audience."""
    for audience in summary.edition.audiences:
        found = top_missed(summary.most_missed, audience)
        if found.shown:
            about = audience.label.lower() if len(summary.edition.audiences) > 1 else ""
            told = missed_sentence(found, about)
            yield component_table(summary, audience, found, "Most often missing", told, tied_note(found), with_names)


def component_table(
    summary: Summary, audience: Audience, missed: Missed, caption: str, sentence: str, note: str, with_names: bool
) -> ComponentTable:
    """A table of components, captioned with whom it is about where there are two audiences."""
    edition = summary.edition
    about = f", {audience.label.lower()}" if len(edition.audiences) > 1 else ""
    lines = tuple(component_line(edition, miss, with_names) for miss in missed.shown)
    return ComponentTable(f"{caption}{about}", sentence, note, lines)


def component_line(edition: Edition, miss: ComponentMiss, with_names: bool) -> ComponentLine:
    """A component with the networks that lack it."""
    return ComponentLine(
        missing=miss.missing,
        returns=miss.returns,
        statement=miss.component.statement,
        theme=short_name(edition.theme_by_id[miss.component.theme]),
        step=edition.position_title(miss.component.step),
        names=miss.networks[:MOST_NAMES] if with_names else (),
        unnamed=max(len(miss.networks) - MOST_NAMES, 0) if with_names else 0,
    )


def grouped_questions(problems: Iterable[Problem]) -> tuple[NetworkQuestions, ...]:
    """The questions about returns that count, by network's name."""
    asked: dict[str, list[str]] = {}
    for problem in queries(problems):
        asked.setdefault(problem.network or problem.file, []).append(question(problem))
    return tuple(NetworkQuestions(network, tuple(asked[network])) for network in sorted(asked))


# One theme: which network stands where, and why ---------------------------------------------------------------------


@dataclass(frozen=True)
class NetworkLine:
    """Where one network counts in one theme and audience, and what that rests on."""

    network: str
    stated: str
    suggested: str
    in_place: str
    comment: str


@dataclass(frozen=True)
class PositionGroup:
    """The networks at one position, or some of them: ``count`` says how many there are."""

    anchor: str
    title: str
    count: int
    lines: tuple[NetworkLine, ...]

    @property
    def cut(self) -> bool:
        """Whether there are more than are shown."""
        return len(self.lines) < self.count


@dataclass(frozen=True)
class AudiencePart:
    """One audience of a theme: who stands where, from the lowest position; those without an answer last."""

    title: str
    sentences: tuple[str, ...]
    groups: tuple[PositionGroup, ...]


@dataclass(frozen=True)
class ThemePage:
    """The networks behind the figures of one theme; those of one position alone where ``at`` names it.

    ``earlier`` and ``later`` are the pages before and after this one, 0 where there is none.
    """

    title: str
    as_at: str
    parts: tuple[AudiencePart, ...]
    at: str = ""
    earlier: int = 0
    later: int = 0


def theme_page(summary: Summary, theme: Theme) -> ThemePage:
    """Which network stands where in a theme, and what its position rests on; the first of each position."""
    blocks = [block for block in summary.edition.blocks if block.theme == theme.id]
    return ThemePage(theme.title, as_at_of(summary), tuple(audience_part(summary, block) for block in blocks))


def position_page(summary: Summary, theme: Theme, at: str, number: int) -> ThemePage | None:
    """One page of the networks at one position of a theme; None where nobody stands there or there is no such page.

    ``at`` is the anchor of the position on the theme's page; ``number`` counts pages from 1.
    """
    for block in (block for block in summary.edition.blocks if block.theme == theme.id):
        for group in position_groups(summary, block):
            shown = group.lines[PAGE_SIZE * (number - 1) : PAGE_SIZE * number]
            if group.anchor == at and shown:
                later = number + 1 if group.count > PAGE_SIZE * number else 0
                part = AudiencePart(block.audience.label, (), (replace(group, lines=shown),))
                return ThemePage(theme.title, as_at_of(summary), (part,), at, number - 1, later)
    return None


def as_at_of(summary: Summary) -> str:
    """Of what day the data are, as a sentence; empty where no return is dated."""
    return f"Data as at {nhs_date(summary.as_at)}." if summary.as_at else ""


def audience_part(summary: Summary, block: Block) -> AudiencePart:
    """One audience of a theme, with the first networks of each position."""
    return AudiencePart(
        title=block.audience.label,
        sentences=position_sentences(only(summary, block), block.audience),
        groups=tuple(replace(group, lines=group.lines[:MOST_AT_POSITION]) for group in position_groups(summary, block)),
    )


def position_groups(summary: Summary, block: Block) -> Iterable[PositionGroup]:
    """The networks at each position of a block, from the lowest; those without an answer last."""
    edition = summary.edition
    lines: dict[str, list[NetworkLine]] = {}
    for returned in summary.counted:
        answers = returned.blocks.get(block) or BlockReturn(block)
        place = counted_position(edition, answers) or NOT_ANSWERED
        lines.setdefault(place, []).append(network_line(edition, returned.network, answers))
    for place in (*edition.positions, NOT_ANSWERED):
        if found := tuple(lines.get(place, ())):
            title = NO_ANSWER if place == NOT_ANSWERED else edition.position_title(place)
            yield PositionGroup(anchor(block.audience, place), title, len(found), found)


def only(summary: Summary, block: Block) -> Summary:
    """The summary with the counts of one block alone."""
    return Summary(
        edition=summary.edition,
        counted=summary.counted,
        counts=(summary.count_of(block),),
        most_missed=(),
        problems=(),
    )


def network_line(edition: Edition, network: str, answers: BlockReturn) -> NetworkLine:
    """What a network's position rests on."""
    components = edition.of_block(answers.block)
    in_place = sum(answers.marks.get(component.id) is Mark.IN_PLACE for component in components)
    return NetworkLine(
        network=network,
        stated=edition.position_title(answers.stated) if answers.stated else "Not stated",
        suggested=edition.position_title(suggested_position(edition, answers.block, answers.marks))
        if answers.marks
        else "No marks",
        in_place=f"{in_place} of {len(components)}",
        comment=answers.comment,
    )
