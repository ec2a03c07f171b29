"""Calibration as rows of a page and of a CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.assessment.queries.area_team import Judgement
from trellis.files.csvs import write_csv
from trellis.insight.calibration import Calibration, Distribution, Shift, shift_of
from trellis.insight.calibration_wording import calibration_sentences
from trellis.matrix.rules import Block, Edition

EVERYBODY = "all"
THEME, MODERATOR = "theme", "moderator"
MOST_LINES = 200
"""As many networks behind a figure as a page shows; the CSV has them all."""


@dataclass(frozen=True)
class Figure:
    """How many lie so, and what makes the rest of its address: whose it is, and which shift."""

    count: int
    shift: str
    column: str
    is_same: bool


@dataclass(frozen=True)
class Row:
    """A distribution with what it is of. ``kind`` and ``key`` name it in an address."""

    title: str
    group: str
    kind: str
    key: str
    figures: tuple[Figure, ...]
    total: int

    @property
    def whose(self) -> str:
        """What it is of, in words."""
        return f"{self.title}, {self.group.lower()}" if self.group else self.title


@dataclass(frozen=True)
class CalibrationPage:
    """How far moderation moved networks. There is a column for no stated position only where there is one such."""

    sentences: tuple[str, ...]
    columns: tuple[str, ...]
    whole: Row
    themes: tuple[Row, ...]
    moderators: tuple[Row, ...]


def calibration_page(calibration: Calibration) -> CalibrationPage:
    """The page of a round's calibration."""
    edition = calibration.edition
    shown = [each for each in Shift if each is not Shift.NOT_STATED or calibration.whole.counts[each]]
    return CalibrationPage(
        sentences=calibration_sentences(calibration),
        columns=tuple(each.label for each in shown),
        whole=row("Every theme", "", EVERYBODY, EVERYBODY, calibration.whole, shown),
        themes=tuple(
            row(edition.theme_by_id[block.theme].title, block.audience.label, THEME, key_of(block), counted, shown)
            for block, counted in calibration.by_block.items()
        ),
        moderators=tuple(
            row(one.name, "", MODERATOR, str(one.number), counted, shown)
            for one, counted in calibration.by_moderator.items()
        ),
    )


def row(title: str, group: str, kind: str, key: str, counted: Distribution, shown: Sequence[Shift]) -> Row:
    """A distribution as a row."""
    figures = tuple(Figure(counted.counts[each], each.value, each.label, each is Shift.SAME) for each in shown)
    return Row(title, group, kind, key, figures, counted.total)


def key_of(block: Block) -> str:
    """A theme and audience in an address."""
    return f"{block.theme}-{block.audience.value}"


# Why: the networks behind a figure ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WhyLine:
    """A moderated position beside the stated one, in words."""

    network: str
    code: str
    anchor: str
    where: str
    stated: str
    moderated: str
    reason: str
    by: str


@dataclass(frozen=True)
class WhyPage:
    """The networks behind one figure, or the first of them: ``count`` says how many there are."""

    title: str
    whose: str
    count: int
    lines: tuple[WhyLine, ...]


def why_page(edition: Edition, judgements: Sequence[Judgement], kind: str, key: str, shift: str) -> WhyPage | None:
    """The networks behind a figure, perhaps none; None where the page has no such figure."""
    whose = whose_figure(edition, judgements, kind, key)
    if not whose or shift not in set(Shift):
        return None
    within = [
        each
        for each in judgements
        if each.block in edition.blocks
        and (kind, key) in {(EVERYBODY, EVERYBODY), (THEME, key_of(each.block)), (MODERATOR, str(each.by_number))}
        and shift_of(edition, each.stated, each.moderated).value == shift
    ]
    lines = tuple(why_line(edition, each) for each in within[:MOST_LINES])
    return WhyPage(Shift(shift).label, whose, len(within), lines)


def whose_figure(edition: Edition, judgements: Sequence[Judgement], kind: str, key: str) -> str:
    """What a figure is of, in words; empty where there is no such row."""
    rows = {(EVERYBODY, EVERYBODY): "Every theme"}
    rows |= {(THEME, key_of(block)): where_of(edition, block) for block in edition.blocks}
    rows |= {(MODERATOR, str(each.by_number)): each.by for each in judgements}
    return rows.get((kind, key), "")


def why_line(edition: Edition, judgement: Judgement) -> WhyLine:
    """A moderated position in words."""
    return WhyLine(
        network=judgement.network,
        code=judgement.code,
        anchor=key_of(judgement.block),
        where=where_of(edition, judgement.block),
        stated=edition.position_title(judgement.stated) if judgement.stated else "None",
        moderated=edition.position_title(judgement.moderated),
        reason=judgement.reason,
        by=judgement.by,
    )


def where_of(edition: Edition, block: Block) -> str:
    """A theme and audience in words."""
    return f"{edition.theme_by_id[block.theme].title}, {block.audience.label.lower()}"


HEADER = ("code", "network", "theme", "audience", "stated", "moderated", "shift", "moderator", "reason")


def calibration_csv(edition: Edition, judgements: Sequence[Judgement]) -> str:
    """Every moderated position, a row each; ids for themes and positions."""
    return write_csv(
        HEADER,
        (
            (
                *(each.code, each.network, each.block.theme, each.block.audience.value, each.stated, each.moderated),
                *(shift_of(edition, each.stated, each.moderated).value, each.by, each.reason),
            )
            for each in judgements
            if each.block in edition.blocks
        ),
    )
