"""What the returns say, in sentences worked out from the counts. Pure: counts in, sentences out.

"Most" is strictly more than half of the returns, those that did not say included; "half" is exactly half; a tie is
said to be one. Every sentence carries its figures, so that a reader can check it against the table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trellis.assessment.rules import REJECTIONS, BlockReturn, Problem, ProblemKind, Return, counted_position
from trellis.common.dates import nhs_date, nhs_month
from trellis.insight.rules import BlockCount, ComponentMiss, Summary
from trellis.matrix.rules import Audience, Edition, Theme

NO_ANSWER = "No answer"
"""What a table heads the networks with that say nothing of a theme."""
SET_ASIDE = frozenset({ProblemKind.SUPERSEDED, ProblemKind.CONTRADICTED})
"""Kinds of problem for which a readable file does not count."""

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MOST_NAMES = 12
"""As many names as a sentence can carry; the rest are counted."""


class Claim(StrEnum):
    """What may truly be said of how the networks of one theme and audience are spread."""

    ALL = "all"
    MOST = "most"
    HALF = "half"
    SPLIT = "split"
    LARGEST = "largest"
    TIE = "tie"
    SILENT = "silent"
    HALF_SILENT = "half-silent"
    NONE = "none"


@dataclass(frozen=True)
class Standing:
    """The strongest true claim about one theme and audience.

    ``positions`` are the titles of the position, or tied positions, that the claim is about; ``count`` the networks at
    each of them (of those that did not say, for the silent claims); ``before`` and ``beyond`` the networks below the
    lowest and above the highest of them; ``silent`` those that did not say; all of ``returns``.
    """

    theme: str
    claim: Claim
    positions: tuple[str, ...]
    count: int
    before: int
    beyond: int
    silent: int
    returns: int


@dataclass(frozen=True)
class Missed:
    """The components most often not in place. ``as_often`` more are missing as often as the last one and not listed."""

    shown: tuple[ComponentMiss, ...]
    as_often: int


def short_name(theme: Theme) -> str:
    """The theme's name in a sentence."""
    return theme.short_title or theme.title


def standing(edition: Edition, count: BlockCount) -> Standing:
    """The strongest true claim about one block."""
    positions = edition.positions
    numbers = [count.by_position.get(position, 0) for position in positions]
    top = max(numbers)
    tied = [index for index, number in enumerate(numbers) if number == top and top > 0]
    claim = _claim(count, top, len(tied))
    silent_claim = claim in {Claim.SILENT, Claim.HALF_SILENT, Claim.NONE}
    return Standing(
        theme=short_name(edition.theme_by_id[count.block.theme]),
        claim=claim,
        positions=() if silent_claim else tuple(edition.position_title(positions[index]) for index in tied),
        count=count.not_stated if silent_claim else top,
        before=0 if silent_claim else sum(numbers[: tied[0]]),
        beyond=0 if silent_claim else sum(numbers[tied[-1] + 1 :]),
        silent=count.not_stated,
        returns=count.returns,
    )


def _claim(count: BlockCount, top: int, tied: int) -> Claim:
    returns = count.returns
    single = {
        Claim.NONE: top == 0,
        Claim.ALL: top == returns,
        Claim.MOST: top * 2 > returns,
        Claim.SPLIT: top * 2 == returns and tied == 2,
        Claim.HALF: top * 2 == returns,
        Claim.SILENT: count.not_stated * 2 > returns,
        Claim.HALF_SILENT: count.not_stated * 2 == returns,
        Claim.TIE: tied > 1,
    }
    return next((claim for claim, true in single.items() if true), Claim.LARGEST)


def position_sentences(summary: Summary, audience: Audience) -> tuple[str, ...]:
    """Where the networks stand for one audience: every theme once, themes of one truth in one sentence.

    Empty where no return counts or the edition does not speak of the audience.
    """
    counts = [count for count in summary.counts if count.block.audience is audience and count.returns]
    groups: dict[tuple[Claim, tuple[str, ...], int], list[Standing]] = {}
    for found in (standing(summary.edition, count) for count in counts):
        groups.setdefault((found.claim, found.positions, found.returns), []).append(found)
    order = list(Claim)
    ranked = sorted(groups.values(), key=lambda group: order.index(group[0].claim))
    return tuple(_sentence(group, audience) for group in ranked)


def _sentence(group: list[Standing], audience: Audience) -> str:
    group = sorted(group, key=lambda found: -found.count)
    first = group[0]
    if first.claim in {Claim.LARGEST, Claim.TIE}:
        return _spread(group, audience)
    position = joined(first.positions)
    each = " each" if first.claim is Claim.SPLIT else ""
    one = first.returns == 1
    network = audience is Audience.NETWORK
    at = ("is at" if one else "are at") if network else ("puts the system at" if one else "put the system at")
    stands = ("it stands" if one else "they stand") if network else "the system stands"
    everybody = _everybody(first.returns)
    split = f"Half of the networks {at} {first.positions[0]} and half at {first.positions[-1]}" if each else ""
    opening = {
        Claim.ALL: f"{everybody} {at} {position}",
        Claim.MOST: f"Most networks {at} {position}",
        Claim.HALF: f"Half of the networks {at} {position}",
        Claim.SPLIT: split,
        Claim.SILENT: f"Most networks do not say where {stands}",
        Claim.HALF_SILENT: f"Half of the networks do not say where {stands}",
        Claim.NONE: f"{_nobody(first.returns)} where {'it stands' if network else stands}",
    }[first.claim]
    if first.claim in {Claim.ALL, Claim.NONE}:
        return f"{opening} for {joined([found.theme for found in group])}."
    silent = first.claim not in {Claim.SILENT, Claim.HALF_SILENT}
    themes = [
        f"{found.theme} ({found.count}{f' of {found.returns}{each}' if at_start else each}"
        f"{_not_said(found) if silent else ''})"
        for at_start, found in ((index == 0, found) for index, found in enumerate(group))
    ]
    return f"{opening} for {joined(themes)}."


def _everybody(returns: int) -> str:
    named = {1: "The one network that returned", 2: "Both networks"}
    return named.get(returns, f"All {returns} networks")


def _nobody(returns: int) -> str:
    named = {1: "The one network that returned does not say", 2: "Neither network says"}
    return named.get(returns, f"None of the {returns} networks says")


def _spread(group: list[Standing], audience: Audience) -> str:
    """Sentences for themes in which no position has even half of the networks."""
    first = group[0]
    system = audience is Audience.SYSTEM
    tie = first.claim is Claim.TIE
    positions = joined(first.positions)
    are = f"are {'where the largest groups put the system' if system else 'the largest groups'}"
    largest = f"is {'where the largest group puts the system' if system else 'the largest group'}"
    facts = {(found.count, found.before, found.beyond, found.silent) for found in group}
    if len(facts) == 1:
        themes = joined([found.theme for found in group])
        figures = f"({first.count} of {first.returns}{' each' if tie else ''})"
        claim = f"{are} {figures}" if tie else f"{largest} {figures} but not most"
        return f"For {themes}, {positions} {claim}{_rest(first, audience)}."
    claim = are if tie else f"{largest}, but not most,"
    themes = joined(
        [
            f"{found.theme} ({found.count} of {found.returns}{' each' if tie else ''}{_rest(found, audience)})"
            for found in group
        ]
    )
    return f"{positions} {claim} for {themes}."


def _rest(found: Standing, audience: Audience) -> str:
    """How many stand before the largest group, or beyond it where none is before; and how many did not say."""
    count, nearer = (found.before, True) if found.before else (found.beyond, False)
    if not count or found.claim is Claim.TIE:
        return _not_said(found)
    if audience is Audience.SYSTEM:
        where = f"put{_s(count)} it {'lower' if nearer else 'higher'}"
    else:
        where = f"{'is' if count == 1 else 'are'} {'still before it' if nearer else 'beyond it'}"
    return f"; {count} of {found.returns} {where}{_not_said(found)}"


def _not_said(found: Standing) -> str:
    return f"; {found.silent} did not say" if found.silent else ""


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def coverage_sentences(summary: Summary, *, with_names: bool = True) -> tuple[str, ...]:
    """Who returned, who did not, what was left empty and which files do not count."""
    return (_returned(summary), *_missing(summary, with_names), *_empty_blocks(summary), *_files(summary))


def _returned(summary: Summary) -> str:
    returned = len(summary.counted)
    if not summary.expected:
        return f"{number(returned, start=True)} {plural(returned, 'network')} returned."
    asked = len(summary.expected)
    of_asked = asked - len(summary.missing)
    sentence = f"{of_asked} of {asked} {plural(asked, 'network')} returned."
    if (more := returned - of_asked) > 0:
        sentence += f" {number(more, start=True)} more returned that {'was' if more == 1 else 'were'} not asked."
    return sentence


def _missing(summary: Summary, with_names: bool) -> list[str]:
    missing = summary.missing
    if not missing:
        return []
    who = names(missing) if with_names else number(len(missing), start=True)
    return [f"{who} {'has' if len(missing) == 1 else 'have'} not returned."]


def _empty_blocks(summary: Summary) -> list[str]:
    left = [empty for returned in summary.counted if (empty := empty_blocks(summary.edition, returned))]
    if not left:
        return []
    fewest, most = min(left), max(left)
    rows = f"{number(most)} {plural(most, 'row')}" if fewest == most else f"between {fewest} and {most} rows"
    return [f"{number(len(left), start=True)} left {rows} of the matrix empty."]


def _files(summary: Summary) -> list[str]:
    if not summary.files or summary.files == len(summary.counted):
        return []
    aside = summary.files - summary.rejected - len(summary.counted)
    parts = [f"{len(summary.counted)} {'counts' if len(summary.counted) == 1 else 'count'}"]
    if aside > 0:
        parts.append(f"{aside} {'was' if aside == 1 else 'were'} read and set aside")
    if summary.rejected:
        parts.append(f"{summary.rejected} could not be read")
    return [f"Of {summary.files} files, {joined(parts)}."]


def empty_blocks(edition: Edition, returned: Return) -> int:
    """How many themes and audiences a return says nothing of: no readable position and no mark."""
    return sum(
        counted_position(edition, returned.blocks.get(block) or BlockReturn(block)) is None for block in edition.blocks
    )


def top_missed(misses: Sequence[ComponentMiss], audience: Audience, limit: int = 10) -> Missed:
    """The first ``limit`` of one audience's components; ``misses`` begin with the most missed, as rules give them."""
    missed = [miss for miss in misses if miss.component.audience is audience and miss.missing]
    shown = tuple(missed[:limit])
    as_often = sum(miss.missing == shown[-1].missing for miss in missed[limit:]) if shown else 0
    return Missed(shown, as_often)


def missed_sentence(missed: Missed, about: str = "") -> str:
    """How often the most missed component is missing, and whether others are as often; empty where none is missed.

    ``about`` stands after the word component: "for the network".
    """
    if not missed.shown:
        return ""
    top = missed.shown[0]
    tied = sum(miss.missing == top.missing for miss in missed.shown)
    tied += missed.as_often if tied == len(missed.shown) else 0
    figures = f"{top.missing} of {top.returns} {plural(top.returns, 'return')}"
    about = f" {about}" if about else ""
    if tied == 1:
        return f"The component{about} missed most often is not in place in {figures}."
    return f"{number(tied, start=True)} components{about} are missed most often: each is not in place in {figures}."


def tied_note(missed: Missed) -> str:
    """What the list leaves out that belongs to it as much as its last line; empty where it leaves out nothing."""
    if not missed.as_often:
        return ""
    others = f"{number(missed.as_often, start=True)} {plural(missed.as_often, 'other')}"
    return f"{others} {'is' if missed.as_often == 1 else 'are'} missing as often as the last of these."


def queries(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that are questions about a return that counts; rejected and set-aside files are left out."""
    return tuple(problem for problem in problems if problem.kind not in REJECTIONS | SET_ASIDE)


def question(problem: Problem) -> str:
    """What there is to ask, without the name of the file, for a table that has the network's name beside it."""
    told = problem.detail.removeprefix(problem.file).lstrip(",: ") if problem.network else problem.detail
    return f"{told[:1].upper()}{told[1:]}"


def query_sentence(summary: Summary) -> str:
    """How many questions there are and to how many networks."""
    asked = queries(summary.problems)
    if not asked:
        return "There are no questions to the networks."
    networks = {problem.network or problem.file for problem in asked}
    are = "is" if len(asked) == 1 else "are"
    return (
        f"There {are} {number(len(asked))} {plural(len(asked), 'question')} "
        f"to {number(len(networks))} {plural(len(networks), 'network')}. None of them changed a figure by itself."
    )


def method_sentences(summary: Summary) -> tuple[str, ...]:
    """How the figures come about, what they are of and as at when; a sentence each."""
    edition = summary.edition
    steps = joined([step.title for step in edition.steps])
    return (
        f"The matrix is “{edition.title}” ({edition.id}). Its source: {edition.source}",
        f"The steps are {steps}, in that order, with Pre-foundation before them. They are never averaged.",
        "A network counts at the position it states. Where it marks components and states no position, it counts at "
        "the suggested position, and a question is put to it.",
        "The suggested position is the highest step of which every component, and every component of the steps below "
        "it, is in place; Pre-foundation where there is none.",
        f"A row left empty (a theme, for one audience) counts under “{NO_ANSWER}”, never as Pre-foundation.",
        "A component is missing where a return that answered its theme does not mark it as in place.",
        "“Most” means more than half of the returns, those without an answer included.",
        "Of two returns of one network the later counts; of two of one date neither does.",
        _dates(summary),
    )


def _dates(summary: Summary) -> str:
    dated = sorted(returned.dated for returned in summary.counted if returned.dated)
    undated = len(summary.counted) - len(dated)
    if not dated:
        return "No return carries a date that can be read."
    told = f"Data as at {nhs_date(dated[-1])}, the date of the latest return"
    if dated[0] != dated[-1]:
        told += f"; the earliest is of {nhs_date(dated[0])}"
    if undated:
        told += f"; {number(undated)} {'carries' if undated == 1 else 'carry'} no date that can be read"
    return f"{told}."


def default_title(summary: Summary) -> str:
    """``Maturity matrix returns, October 2019``; without the month where no return is dated."""
    return f"Maturity matrix returns, {nhs_month(summary.as_at)}" if summary.as_at else "Maturity matrix returns"


def kind_title(kind: ProblemKind) -> str:
    """What a kind of problem is called on a page and in the report."""
    return _KINDS.get(kind, kind.value.replace("-", " ").capitalize())


_KINDS = {
    ProblemKind.NOT_A_WORKBOOK: "Not a workbook",
    ProblemKind.ENCRYPTED: "Protected by a password",
    ProblemKind.EMPTY: "Empty file",
    ProblemKind.TOO_LARGE: "Too large",
    ProblemKind.WRONG_LAYOUT: "Not in the layout of the matrix",
    ProblemKind.NOT_FILLED_IN: "Not filled in",
    ProblemKind.NO_NETWORK: "No network named",
    ProblemKind.WRONG_EDITION: "Another edition of the matrix",
    ProblemKind.SUPERSEDED: "A later return counts",
    ProblemKind.CONTRADICTED: "Two returns of the same date",
    ProblemKind.POSITION_NOT_STATED: "Marks but no stated position",
    ProblemKind.MARK_ABOVE_UNSECURED: "A mark above an unsecured step",
    ProblemKind.STATED_ABOVE_MARKED: "Stated above the highest marked step",
    ProblemKind.STATED_DIFFERS: "Stated differs from suggested",
    ProblemKind.BLANK_BLOCK: "Left empty",
}


def number(count: int, *, start: bool = False) -> str:
    """A number in a sentence: words up to nine, figures with commas from ten. ``start`` begins a sentence."""
    words = _WORDS[count] if 0 <= count < len(_WORDS) else f"{count:,}"
    return words.capitalize() if start else words


def plural(count: int, noun: str) -> str:
    """The noun for a count of things: ``1 network``, ``2 networks``, ``0 networks``."""
    return noun if count == 1 else f"{noun}s"


def joined(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def names(found: Sequence[str]) -> str:
    """Names in a sentence; beyond twelve the rest are counted."""
    if len(found) <= _MOST_NAMES:
        return joined(found)
    rest = len(found) - _MOST_NAMES
    return joined([*found[:_MOST_NAMES], f"{rest} more"])
