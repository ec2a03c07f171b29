"""A workbook beside the page, in words: what would change, what changed on both sides, what only the page changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from trellis.assessment.drafting import Difference, Field, Place, Side
from trellis.assessment.models import OfferedReturn
from trellis.assessment.naming import anchor_of, name_of
from trellis.assessment.presenters.matrix import Reader, text_of
from trellis.assessment.presenters.openness import Openness
from trellis.assessment.presenters.times import clock
from trellis.assessment.presenters.words import block_title, field_as_line
from trellis.assessment.queries.drafts import Entered
from trellis.assessment.queries.offered import Offer, TakingBack
from trellis.assessment.rules import Mark
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Audience, Block
from trellis.nhsuk.environment import plural

NOTHING = "Nothing"
LONG = 400
"""From so many characters on, a text is folded."""


@dataclass(frozen=True)
class Said:
    """What one side says in a place: the text, who said it and when, and what else stands beside it."""

    text: str
    by: str = ""
    beside: Sequence[str] = ()

    @property
    def is_long(self) -> bool:
        """Whether it is folded."""
        return len(self.text) > LONG

    @property
    def start(self) -> str:
        """Its first words."""
        return self.text[:120].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True)
class ChangeRow:
    """A place in which page and workbook differ. ``takes`` tells whether it can be changed now.

    ``since`` and ``asks`` are sentences, or empty.
    """

    name: str
    anchor: str
    label: str
    page: Said
    workbook: Said
    checked: bool
    takes: bool
    since: str = ""
    asks: str = ""


@dataclass(frozen=True)
class ChangeItem:
    """The rows of one statement, or of the position of a theme and audience."""

    title: str
    rows: Sequence[ChangeRow]


@dataclass(frozen=True)
class ChangeBlock:
    """What differs in one theme and audience."""

    title: str
    items: Sequence[ChangeItem]


@dataclass(frozen=True)
class Part:
    """Differences of one kind: what is taken unless told otherwise, or what is left."""

    anchor: str
    title: str
    words: str
    count: int
    blocks: Sequence[ChangeBlock]
    is_conflict: bool = False


def parts_of(offer: Offer, openness: Openness, who: Reader) -> list[Part]:
    """The differences by who changed them, those that nothing speaks against first."""
    known = offer.offered.made_at_version is not None
    both = "Changed on the page and in the workbook" if known else "Different on the page and in the workbook"
    why_both = (
        "Since the workbook was downloaded somebody changed these on the page, to something else. Taking one replaces "
        "what the page says; that stays in the history."
        if known
        else "The workbook does not say which version of the page it was made from. Taking one replaces what the page "
        "says; that stays in the history."
    )
    kinds: tuple[tuple[str, str, str, Callable[[Difference], bool]], ...] = (
        (
            "changed",
            "Changed in the workbook",
            "The page has not changed here since. They are taken unless you clear the box.",
            lambda one: one.taken_by_default,
        ),
        ("conflicts", both, why_both, lambda one: one.side is not Side.PAGE and not one.taken_by_default),
        (
            "older",
            "Changed on the page alone",
            "The workbook still has what the page said when it was downloaded. Leave these, unless you want that back.",
            lambda one: one.side is Side.PAGE,
        ),
    )
    return [
        Part(anchor, title, words, len(those), change_blocks(offer, those, openness, who), anchor == "conflicts")
        for anchor, title, words, belongs in kinds
        if (those := [one for one in offer.differences if belongs(one)])
    ]


def change_blocks(offer: Offer, those: Iterable[Difference], openness: Openness, who: Reader) -> list[ChangeBlock]:
    """Differences, in matrix order, by theme and audience and within it by statement."""
    edition = offer.edition
    made = []
    for (theme, audience), here in groupby(those, lambda one: (one.place.theme, one.place.audience)):
        items = [
            ChangeItem(
                edition.by_id[component].statement if component else "Overall position and target",
                [change_row(offer, one, openness, who) for one in rows],
            )
            for component, rows in groupby(here, lambda one: one.place.component)
        ]
        made.append(ChangeBlock(block_title(edition, Block(theme, Audience(audience))), items))
    return made


def change_row(offer: Offer, one: Difference, openness: Openness, who: Reader) -> ChangeRow:
    """A difference in words."""
    place, edition = one.place, offer.edition
    entered = offer.sheet.draft.current.get(place)
    beside = [
        f"{text_of(edition, each)} ({by_name(who, each)}, {clock(each.at, who.now)})"
        for each in offer.sheet.draft.beside.get(place, ())
    ]
    by = f"{by_name(who, entered)}, {clock(entered.at, who.now)}" if entered and entered.value == one.draft else ""
    takes = openness.takes(place.component)
    return ChangeRow(
        name=name_of(place),
        anchor=anchor_of(name_of(place)),
        label=place.field.label,
        page=Said(
            field_as_line(edition, place.field, one.draft, NOTHING),
            by,
            beside,
        ),
        workbook=Said(field_as_line(edition, place.field, one.workbook, NOTHING)),
        checked=takes and one.taken_by_default,
        takes=takes,
        since=since_in_words(offer.since.get(place, ()), who),
        asks=reason_asked(offer, one),
    )


def by_name(who: Reader, entered: Entered) -> str:
    """Whoever entered it, at the start of a line."""
    name = who.name(entered)
    return "You" if name == "you" else name


def since_in_words(since: Sequence[Entered], who: Reader) -> str:
    """Who changed a place on the page since the workbook was downloaded; empty where nobody did."""
    if not since:
        return ""
    last = since[-1]
    times = "" if len(since) == 1 else f", the last of {len(since)} changes"
    return f"Changed on the page since the download by {who.name(last)}, {clock(last.at, who.now)}{times}."


def reason_asked(offer: Offer, one: Difference) -> str:
    """What to say to an answer "does not apply" of which the workbook gives no reason, and the page neither."""
    place = one.place
    if place.field is not Field.MARK or one.workbook != Mark.DOES_NOT_APPLY.value:
        return ""
    note = Place(Field.NOTE, place.theme, place.audience, place.component)
    if offer.said.get(note) or offer.sheet.values.get(note):
        return ""
    return "The workbook gives no reason. It can be taken; say why in the note before anybody signs."


# Where it stands ------------------------------------------------------------------------------------------------------


def came(offered: OfferedReturn) -> str:
    """From whom a workbook came, and when."""
    by = offered.received_by.name if offered.received_by else "Trellis"
    whom = f"your board ({by})" if offered.from_system else by
    return f"Uploaded by {whom} on {nhs_date(offered.received_at)}"


def settled(offered: OfferedReturn) -> str:
    """What was decided about a workbook; empty while it waits."""
    if offered.settled_at is None:
        return ""
    by = f"by {offered.settled_by.name} " if offered.settled_by else ""
    what = f"{plural(offered.taken, 'change')} taken" if offered.taken else "Put aside"
    return f"{what} {by}on {nhs_date(offered.settled_at)}"


def taken_in_words(chosen: int, conflicts: int) -> str:
    """What was just taken."""
    were = "was" if conflicts == 1 else "were"
    beside = f" {conflicts:,} {were} changed on the page meanwhile: both versions are kept there, for you to choose."
    return f"{plural(chosen, 'change')} taken from the workbook.{beside if conflicts else ''}"


def taken_back_in_words(back: TakingBack) -> str:
    """What was just put back."""
    left = f" {plural(back.changed_since, 'other')} changed since, and left as is." if back.changed_since else ""
    return f"{plural(len(back.places), 'change')} put back to what the page said before.{left}"
