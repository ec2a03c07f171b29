"""The statements of a matrix as rows to answer, worked out to plain words so that a page of 69 is quick to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from trellis.accounts.models import Person
from trellis.assessment.drafting import Field, Place
from trellis.assessment.naming import anchor_of, block_name, block_place, component_place, name_of
from trellis.assessment.presenters.position import Why, why_of
from trellis.assessment.presenters.times import clock
from trellis.assessment.presenters.words import FIELD_LABELS, LABELS, day_in_words, field_as_line
from trellis.assessment.queries.drafts import Draft, Entered
from trellis.assessment.rules import Mark
from trellis.matrix.rules import Block, Component, Edition
from trellis.nhsuk.environment import plural

ANSWERS = (
    Mark.NOT_STARTED,
    Mark.IN_PLAN,
    Mark.IN_PROGRESS,
    Mark.IN_PLACE,
    Mark.NOT_SURE,
    Mark.DOES_NOT_APPLY,
)
"""The answers in the order in which a page offers them."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of several versions that people entered in one place: in words, and its number in the draft."""

    number: int
    text: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place in which two versions or more wait for a choice.

    ``name`` is the place's, ``seen`` the number up to which versions are shown. ``is_text``: both can be kept.
    """

    name: str
    anchor: str
    what: str
    versions: Sequence[Version]
    seen: int
    is_text: bool


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose."""

    value: str
    label: str
    chosen: bool


OPTIONS: Mapping[str, Sequence[Option]] = {
    chosen: tuple(Option(each.value, LABELS[each], each.value == chosen) for each in ANSWERS)
    for chosen in ("", *(mark.value for mark in Mark))
}
"""The answers to choose from, by the one that is chosen."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text to enter: the note for the system, the private note, or a comment."""

    name: str
    anchor: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A statement with what the network says of it. ``before`` is another answer of the last round, offered again."""

    component: str
    anchor: str
    statement: str
    looks_like: str
    name: str
    options: Sequence[Option]
    answer: str
    mark: str
    note: Words
    private: Words
    editable: bool
    before: str = ""
    before_mark: str = ""
    asked_again: bool = False
    changed: str = ""
    error: str = ""
    conflicts: Sequence[Conflict] = ()
    evidence: str = ""
    evidence_address: str = ""
    history_address: str = ""


@dataclass(frozen=True, slots=True)
class StepRows:
    """The statements of one step."""

    title: str
    anchor: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class PositionCard:
    """Where a theme and audience stands: suggested, stated and aimed at."""

    block: str
    anchor: str
    why: Why
    why_address: str
    position_name: str
    positions: Sequence[Option]
    stated: str
    comment: Words
    target_name: str
    targets: Sequence[Option]
    target: str
    by_name: str
    by_value: str
    by_error: str
    by_words: str
    editable: bool
    changed: str
    conflicts: Sequence[Conflict]


@dataclass(frozen=True, slots=True)
class BlockRows:
    """The statements of a theme and audience, by step, and its position."""

    title: str
    heading: str
    anchor: str
    answered: str
    steps: Sequence[StepRows]
    card: PositionCard


@dataclass(frozen=True)
class Beside:
    """What a page shows beside the values: see ``Sheet`` and the queries it comes from.

    ``typed`` is what somebody sent and what could not be saved, ``problems`` are the sentences about it. ``evidence``
    says by component what is shown and offered; addresses have COMPONENT in the place of a component's id.
    """

    takes: Mapping[str, bool] = field(default_factory=dict)
    again: frozenset[str] = frozenset()
    before: Mapping[str, Mark] = field(default_factory=dict)
    typed: Mapping[Place, str] = field(default_factory=dict)
    problems: Mapping[Place, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    evidence_pattern: str = ""
    history_pattern: str = ""
    why_pattern: str = ""


@dataclass(frozen=True)
class Reader:
    """Who looks at a matrix, and when: "you" is said to whoever entered something themselves."""

    address: str
    now: datetime

    def name(self, entered: Entered) -> str:
        """Whoever entered it, as this reader calls them."""
        return "you" if entered.by_address == self.address else entered.by or "Trellis"

    def changed(self, entered: Sequence[Entered]) -> str:
        """Who changed something last, and when; empty where nobody did."""
        last = max(entered, key=lambda each: each.number, default=None)
        return f"Changed by {self.name(last)}, {clock(last.at, self.now)}" if last else ""


def reader(person: Person, now: datetime) -> Reader:
    """A person, as a reader."""
    return Reader(person.email, now)


def block_rows(
    edition: Edition, block: Block, values: Mapping[Place, str], draft: Draft, beside: Beside, who: Reader
) -> BlockRows:
    """A theme and audience as rows and a position."""
    maker = Maker(edition, values, draft, beside, who)
    return BlockRows(
        title=edition.theme_by_id[block.theme].title,
        heading=block.audience.label,
        anchor=f"{block.theme}-{block.audience.value}",
        answered=answered_of(edition, block, values),
        steps=[
            StepRows(
                step.title, f"{block.theme}-{block.audience.value}-{step.id}", [maker.row(each) for each in components]
            )
            for step in edition.steps
            if (components := edition.cells.get((block.theme, block.audience, step.id), ()))
        ],
        card=maker.card(block),
    )


def answered_of(edition: Edition, block: Block, values: Mapping[Place, str]) -> str:
    """How many statements of a theme and audience are answered, in words."""
    components = edition.of_block(block)
    answered = sum(1 for one in components if values.get(component_place(Field.MARK, one)))
    if answered == len(components):
        return f"All {plural(answered, 'statement')} answered" if answered > 1 else "Its statement is answered"
    return f"{answered} of {plural(len(components), 'statement')} answered"


def marks_in(edition: Edition, block: Block, values: Mapping[Place, str]) -> dict[str, Mark]:
    """The answers of a theme and audience, by component id."""
    found = {one.id: values.get(component_place(Field.MARK, one), "") for one in edition.of_block(block)}
    return {component: Mark(value) for component, value in found.items() if value}


@dataclass(frozen=True)
class Maker:
    """Makes the rows of a page."""

    edition: Edition
    values: Mapping[Place, str]
    draft: Draft
    beside: Beside
    who: Reader

    def row(self, component: Component) -> Row:
        """A statement."""
        mark, note, private = (component_place(each, component) for each in (Field.MARK, Field.NOTE, Field.PRIVATE))
        value, before = self.value(mark), self.beside.before.get(component.id)
        offered = before is not None and before.value != value
        return Row(
            component=component.id,
            anchor=anchor_of(component.id),
            statement=component.statement,
            looks_like=component.looks_like,
            name=name_of(mark),
            options=OPTIONS.get(value, OPTIONS[""]),
            answer=LABELS[Mark(value)] if value else "Not answered",
            mark=value,
            note=self.words(note),
            private=self.words(private),
            editable=self.beside.takes.get(component.id, False),
            before=before.label if before and offered else "",
            before_mark=before.value if before and offered else "",
            asked_again=component.id in self.beside.again,
            changed=self.changed(mark, note, private),
            error=self.beside.problems.get(mark, ""),
            conflicts=self.conflicts(mark, note, private),
            evidence=self.beside.evidence.get(component.id, "Evidence"),
            evidence_address=self.beside.evidence_pattern.replace("COMPONENT", component.id),
            history_address=self.beside.history_pattern.replace("COMPONENT", component.id) if self.value(mark) else "",
        )

    def card(self, block: Block) -> PositionCard:
        """The position of a theme and audience."""
        stated, comment, target, by = (
            block_place(each, block) for each in (Field.POSITION, Field.COMMENT, Field.TARGET, Field.TARGET_BY)
        )
        return PositionCard(
            block=block_name(block),
            anchor=f"position-{block.theme}-{block.audience.value}",
            why=why_of(self.edition, block, marks_in(self.edition, block, self.values)),
            why_address=self.beside.why_pattern.replace("THEME", block.theme).replace("AUDIENCE", block.audience.value),
            position_name=name_of(stated),
            positions=self.positions(self.value(stated)),
            stated=self.title(self.value(stated)),
            comment=self.words(comment),
            target_name=name_of(target),
            targets=self.positions(self.value(target))[1:],
            target=self.title(self.value(target)),
            by_name=name_of(by),
            by_value=self.value(by),
            by_error=self.beside.problems.get(by, ""),
            by_words=day_in_words(self.value(by)),
            editable=self.beside.takes.get("", False),
            changed=self.changed(stated, comment, target, by),
            conflicts=self.conflicts(stated, comment, target, by),
        )

    def value(self, place: Place) -> str:
        """What a place shows: what was sent and could not be saved, else what stands there."""
        typed = self.beside.typed.get(place)
        return self.values.get(place, "") if typed is None else typed

    def words(self, place: Place) -> Words:
        """A text."""
        return Words(name_of(place), anchor_of(name_of(place)), self.value(place), self.beside.problems.get(place, ""))

    def positions(self, chosen: str) -> list[Option]:
        """The positions to choose from, lowest first."""
        return [Option(each, self.edition.position_title(each), each == chosen) for each in self.edition.positions]

    def title(self, position: str) -> str:
        """A position in words; empty for none."""
        return self.edition.position_title(position) if position in self.edition.positions else ""

    def changed(self, *places: Place) -> str:
        """Who changed something in these places last."""
        return self.who.changed([self.draft.current[place] for place in places if place in self.draft.current])

    def conflicts(self, *places: Place) -> list[Conflict]:
        """Those of these places in which versions wait for a choice."""
        return [
            conflict_of(self.edition, self.draft, place, self.who) for place in places if self.draft.beside.get(place)
        ]


def conflict_of(edition: Edition, draft: Draft, place: Place, who: Reader) -> Conflict:
    """What people entered in one place at once, the version that counts first."""
    counting = [draft.current[place]] if place in draft.current else []
    return Conflict(
        name=name_of(place),
        anchor=f"versions-{anchor_of(name_of(place))}",
        what=FIELD_LABELS[place.field],
        versions=[
            Version(
                each.number,
                text_of(edition, each),
                who.name(each),
                clock(each.at, who.now),
            )
            for each in (*counting, *draft.beside[place])
        ],
        seen=draft.seen(place),
        is_text=place.field.is_text,
    )


def text_of(edition: Edition, entered: Entered) -> str:
    """What somebody entered, in words."""
    return field_as_line(edition, entered.place.field, entered.value, "nothing (cleared)")
