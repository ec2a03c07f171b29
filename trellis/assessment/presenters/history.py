"""How an assessment came to be, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trellis.assessment.drafting import EntryState, Field, Place
from trellis.assessment.models import RoundNetwork
from trellis.assessment.naming import block_place, component_place
from trellis.assessment.presenters.network import address_of
from trellis.assessment.presenters.words import block_in_words, field_as_line, field_in_words
from trellis.assessment.queries.drafts import Entered
from trellis.assessment.queries.history import DayWork
from trellis.common.dates import nhs_date, nhs_time
from trellis.matrix.rules import Component, Edition
from trellis.nhsuk.environment import plural

OF_BLOCK = tuple(field for field in Field if not field.of_component)

# What stands in places ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """A statement, and what is said of it. ``remark`` is a word about the answer itself, such as its new wording."""

    component: str
    statement: str
    answer: str
    note: str
    private: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class BlockShown:
    """A theme and audience: what is said of the whole (title and words), and the statements of which anything is."""

    title: str
    said: Sequence[tuple[str, str]]
    answers: Sequence[AnswerShown]


def blocks_shown(
    edition: Edition, values: Mapping[Place, str], remarks: Mapping[str, str] | None = None
) -> list[BlockShown]:
    """What stands in these places, by theme and audience; where nothing does, it is left out."""
    found = []
    for block in edition.blocks:
        said = [
            (field.label, field_in_words(edition, field, values[place]))
            for field in OF_BLOCK
            if values.get(place := block_place(field, block))
        ]
        shown = [answer_shown(edition, one, values, (remarks or {}).get(one.id, "")) for one in edition.of_block(block)]
        answers = [each for each in shown if each.answer or each.note or each.private]
        if said or answers:
            found.append(BlockShown(block_in_words(edition, block.theme, block.audience.label), said, answers))
    return found


def answer_shown(edition: Edition, one: Component, values: Mapping[Place, str], remark: str) -> AnswerShown:
    """What is said of one statement."""
    answer, note, private = (
        field_in_words(edition, field, values.get(component_place(field, one), ""))
        for field in (Field.MARK, Field.NOTE, Field.PRIVATE)
    )
    return AnswerShown(one.id, one.statement, answer.capitalize(), note, private, remark)


# Who entered what -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayLine:
    """What somebody did on a day."""

    day: str
    by: str
    entries: int
    between: str


def day_lines(days: Iterable[DayWork]) -> list[DayLine]:
    """Who entered how much, in words."""
    lines = []
    for each in days:
        first, last = nhs_time(each.first), nhs_time(each.last)
        between = first if first == last else f"{first} to {last}"
        lines.append(DayLine(nhs_date(each.day), each.by or "The command line", each.entries, between))
    return lines


@dataclass(frozen=True, slots=True)
class EntryLine:
    """What somebody entered: what it is, the words, who and when and how, and what became of it."""

    number: int
    what: str
    words: str
    by: str
    when: str
    how: str
    standing: str
    counts: bool


def entry_lines(edition: Edition, entries: Sequence[Entered]) -> list[EntryLine]:
    """Everything that was entered in some places, the latest first, and what became of each."""
    lines = []
    after: dict[Place, Entered] = {}
    for each in reversed(entries):
        lines.append(
            EntryLine(
                number=each.number,
                what=each.place.field.label,
                words=field_as_line(edition, each.place.field, each.value),
                by=each.by or "The command line",
                when=f"{nhs_date(each.at)} at {nhs_time(each.at)}",
                how=each.origin.label,
                standing=became_of(each, after.get(each.place)),
                counts=each.state is EntryState.CURRENT,
            )
        )
        if each.state.counted:
            after[each.place] = each
    return lines


def became_of(entry: Entered, following: Entered | None) -> str:
    """Whether an entry counts, until when it did, or that it stood beside another; ``following`` took its place."""
    if entry.state is EntryState.PAST and following:
        return f"Counted until {nhs_date(following.at)} at {nhs_time(following.at)}"
    return {
        EntryState.CURRENT: "Counts now",
        EntryState.PAST: "Counted once",
        EntryState.BESIDE: "Stands beside what counts, until somebody chooses",
        EntryState.ASIDE: "Stood beside another, and was not chosen",
    }[entry.state]


def summary_of(entries: Sequence[EntryLine]) -> str:
    """How much there is, in a sentence."""
    if not entries:
        return "Nothing has been entered here yet."
    people = len({each.by for each in entries})
    many = ", the latest first" if len(entries) > 1 else ""
    return f"{plural(len(entries), 'entry', 'entries')} by {plural(people, 'person', 'people')}{many}."


# Where it is all to be found ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryLink:
    """A theme and audience, where its history is, and where that of each of its statements is."""

    title: str
    address: str
    statements: Sequence[tuple[str, str]]


def history_links(asked: RoundNetwork, edition: Edition) -> list[HistoryLink]:
    """The way to every answer's history, in matrix order."""
    pattern = address_of("answer_history", asked, "COMPONENT")
    return [
        HistoryLink(
            block_in_words(edition, block.theme, block.audience.label),
            address_of("block_history", asked, block.theme, block.audience.value),
            [(one.statement, pattern.replace("COMPONENT", one.id)) for one in edition.of_block(block)],
        )
        for block in edition.blocks
    ]
