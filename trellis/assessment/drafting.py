"""How a draft is written by several people at once, and nothing of it is lost. Pure, like rules.py.

A draft is what was entered last in each of its places, a place being one field of one component or of one theme and
audience. Whoever enters something says which entry they saw there. Where another came in between and says something
else, both stay: the first counts on, the second stands beside it until somebody who has seen both chooses.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

LONGEST_TEXT = 10_000
"""Characters in a note or comment: some five pages, and it fits a workbook's cell."""


class Field(StrEnum):
    """What can be entered: of a component its mark and notes, of a theme and audience its position and target."""

    MARK = "mark"
    NOTE = "note"
    PRIVATE = "private"
    POSITION = "position"
    COMMENT = "comment"
    TARGET = "target"
    TARGET_BY = "target_by"

    @property
    def label(self) -> str:
        """For a page."""
        return {
            "mark": "Answer",
            "note": "Note for the system",
            "private": "Private note",
            "position": "Overall position",
            "comment": "Comment",
            "target": "Target step",
            "target_by": "Target date",
        }[self.value]

    @property
    def of_component(self) -> bool:
        """Whether it is a field of a component; the others are of a theme and audience."""
        return self in {Field.MARK, Field.NOTE, Field.PRIVATE}

    @property
    def is_text(self) -> bool:
        """Whether two versions can be kept together by writing one below the other."""
        return self in {Field.NOTE, Field.PRIVATE, Field.COMMENT}

    @property
    def leaves_the_network(self) -> bool:
        """Whether the system sees it once the assessment is signed."""
        return self is not Field.PRIVATE


class Origin(StrEnum):
    """How something came to be entered."""

    PAGE = "page"
    WORKBOOK = "workbook"
    BEFORE = "before"

    @property
    def label(self) -> str:
        """For a page."""
        return {"page": "on the page", "workbook": "from a workbook", "before": "same as the round before"}[self.value]


class EntryState(StrEnum):
    """Whether an entry counts: the current one of its place does; a past one did.

    One beside the current one waits for a choice, and after that is set aside: neither ever counted.
    """

    CURRENT = "current"
    BESIDE = "beside"
    PAST = "past"
    ASIDE = "aside"

    @property
    def counted(self) -> bool:
        """Whether it counts or did once."""
        return self in {EntryState.CURRENT, EntryState.PAST}


@dataclass(frozen=True)
class Place:
    """A field of a component (``component`` is its id), or of a theme and audience (``component`` is empty)."""

    field: Field
    theme: str
    audience: str
    component: str = ""


class Verdict(StrEnum):
    """What becomes of something that is entered."""

    SAME = "same"
    TAKEN = "taken"
    BESIDE = "beside"


def verdict(*, current: str, current_number: int, new: str, based_on: int) -> Verdict:
    """What becomes of ``new`` in a place where ``current`` counts (empty and 0 for nothing), seen as ``based_on``.

    The same again changes nothing. What was entered by somebody who saw the current entry is taken. What was entered
    by somebody who saw an older one stands beside it: it may not overwrite what its author never saw.
    """
    if new == current:
        return Verdict.SAME
    return Verdict.TAKEN if based_on >= current_number else Verdict.BESIDE


def states_of(entries: Iterable[tuple[int, int]]) -> dict[int, EntryState]:
    """The state of every entry of one place, by number; each given with what it was based on, in their order.

    One whose author had seen the current entry becomes the current one, and sets aside those beside it that its author
    had seen too; any other stands beside.
    """
    states: dict[int, EntryState] = {}
    current = 0
    for number, based_on in entries:
        if based_on < current:
            states[number] = EntryState.BESIDE
            continue
        aside = [other for other, state in states.items() if state is EntryState.BESIDE and other <= based_on]
        states |= dict.fromkeys(aside, EntryState.ASIDE)
        states |= {current: EntryState.PAST} if current else {}
        states[number], current = EntryState.CURRENT, number
    return states


def both(first: str, second: str) -> str:
    """Two versions of a text kept together, the first above the second; one that holds the other is enough."""
    if second in first:
        return first
    return second if first in second else f"{first}\n{second}"


def entry_digest(  # every part that the seal must cover
    *,
    asked: str,
    number: int,
    place: Place,
    value: str,
    based_on: int,
    entered_at: datetime,
    entered_by: str,
    token: str,
) -> str:
    """SHA-256 (64 hexadecimal digits) over everything an entry says; ``token`` keeps short words from being guessed.

    The state is not in it, because it changes; it follows from ``based_on`` (see ``states_of``), which is.
    """
    said = [
        *(asked, number, place.component, place.theme, place.audience, place.field.value),
        *(value, based_on, entered_at.astimezone(UTC).isoformat(), entered_by, token),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def digest_of_all(digests: Iterable[str]) -> str:
    """One digest for entries that came together: the digest itself where there is one."""
    every = list(digests)
    return every[0] if len(every) == 1 else hashlib.sha256("\n".join(every).encode()).hexdigest()


# A workbook beside the draft ------------------------------------------------------------------------------------------


class Side(StrEnum):
    """Who changed a place since a workbook was downloaded."""

    WORKBOOK = "workbook"
    PAGE = "page"
    BOTH = "both"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Difference:
    """A place in which a workbook says something else than the draft, and who changed it, as far as is known."""

    place: Place
    draft: str
    workbook: str
    side: Side

    @property
    def taken_by_default(self) -> bool:
        """Whether to take it unless told otherwise: only where nothing on the page would be lost by it."""
        return self.side is Side.WORKBOOK or (self.side is Side.UNKNOWN and not self.draft)


def differences(
    draft: Mapping[Place, str],
    workbook: Mapping[Place, str],
    then: Mapping[Place, str] | None,
    places: Collection[Place],
) -> tuple[Difference, ...]:
    """Where a workbook and the draft differ, of ``places`` in their order.

    ``then`` is the draft as it was when the workbook was downloaded, None where that is not known. With it a place
    that only the page changed is told from one that only the workbook changed, and from one that both did.
    """
    found = []
    for place in places:
        ours, theirs = draft.get(place, ""), workbook.get(place, "")
        if ours == theirs:
            continue
        found.append(
            Difference(place, ours, theirs, _side(ours, theirs, None if then is None else then.get(place, "")))
        )
    return tuple(found)


def _side(ours: str, theirs: str, before: str | None) -> Side:
    if before is None:
        return Side.UNKNOWN
    if theirs == before:
        return Side.PAGE
    return Side.WORKBOOK if ours == before else Side.BOTH
