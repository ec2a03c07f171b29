"""What a page of the matrix sends: values by the names of their places, and what its sender had seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce

from django.core.exceptions import ValidationError

from trellis.assessment.actions.drafting import Input, check_each, check_reason
from trellis.assessment.drafting import Field, Place, both
from trellis.assessment.naming import component_place, place_named
from trellis.assessment.queries.drafts import Draft, Entered
from trellis.matrix.rules import Edition

DAYS_WRITTEN = ("%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
YEARS = range(2015, 2100)
"""Years that a target can lie in: anything else is a slip of the keyboard."""
BOTH = "both"


@dataclass(frozen=True)
class Choice:
    """Of several versions of a place somebody keeps one (its number) or both, having seen them up to ``seen``."""

    place: Place
    kept: str
    seen: int


@dataclass(frozen=True)
class Sent:
    """What somebody sent. ``seen`` is by place the number of the newest entry they had before them there.

    ``problems`` are sentences about values that cannot be entered. ``same``: the component (id) for which the answer of
    the last round is taken again.
    """

    values: Mapping[Place, str]
    seen: Mapping[Place, int]
    version: int
    token: str
    problems: Mapping[Place, str] = field(default_factory=dict)
    choice: Choice | None = None
    same: str = ""

    def inputs(self, draft: Draft | None = None) -> list[Input]:
        """What to enter. With the draft as it stood at ``version``, only what differs from what the page showed then.

        A page that is sent whole must not undo, in places which its sender left alone, what others entered meanwhile.
        """
        changed = {
            place: value for place, value in self.values.items() if draft is None or value != tidied(draft.value(place))
        }
        return [Input(place, value, self.seen.get(place, self.version)) for place, value in changed.items()]

    def places(self, edition: Edition) -> list[Place]:
        """Every place that something was sent for, by typing or by pressing a button."""
        same = [component_place(Field.MARK, edition.by_id[self.same])] if self.same in edition.by_id else []
        return [*self.values, *([self.choice.place] if self.choice else []), *same]


def sent_by(post: Mapping[str, str], edition: Edition) -> Sent:
    """Read a form. Fields that belong to no place of the edition are left aside."""
    values: dict[Place, str] = {}
    seen: dict[Place, int] = {}
    problems: dict[Place, str] = {}
    for name in post:
        place = place_named(edition, name.removeprefix("seen:"))
        if place is None:
            continue
        if name.startswith("seen:"):
            seen[place] = number_in(post[name])
            continue
        values[place] = tidied(post[name])
        if place.field is Field.TARGET_BY and values[place]:
            if day := day_in(values[place]):
                values[place] = day
            else:
                problems[place] = NO_DAY
    version, token = number_in(post.get("version", "")), post.get("token", "")[:40]
    choice = choice_in(post.get("choose", ""), edition)
    return Sent(values, seen, version, token, problems, choice, post.get("same", ""))


NO_DAY = "Enter the target date as a day, month and year, such as 31 3 2027."


def problems_in(inputs: Sequence[Input], edition: Edition, values: Mapping[Place, str]) -> dict[Place, str]:
    """A sentence for every input that cannot be entered; ``values`` is what stands in the other places."""
    new = dict(values) | {each.place: each.value for each in inputs}
    problems: dict[Place, str] = {}
    for each in inputs:
        try:
            check_each(edition, [each])
            if each.place.field in {Field.MARK, Field.NOTE}:
                component = edition.by_id[each.place.component]
                check_reason(*(new.get(component_place(kind, component), "") for kind in (Field.MARK, Field.NOTE)))
        except ValidationError as refusal:
            problems[each.place] = " ".join(refusal.messages)
    return problems


def chosen(choice: Choice, draft: Draft) -> Input:
    """What a choice enters. Raises ValidationError where the versions are not there to choose from any more."""
    shown = [each for each in versions_of(draft, choice.place) if each.number <= choice.seen]
    kept = {str(each.number): each.value for each in shown}
    if choice.place.field.is_text:
        kept[BOTH] = reduce(both, (each.value for each in shown if each.value), "")
    if not draft.beside.get(choice.place) or choice.kept not in kept:
        raise ValidationError("Somebody has chosen already. The page shows what counts now.")
    return Input(choice.place, kept[choice.kept], choice.seen)


def versions_of(draft: Draft, place: Place) -> Sequence[Entered]:
    """What stands in a place: the version that counts, then those beside it."""
    counting = [draft.current[place]] if place in draft.current else []
    return [*counting, *draft.beside.get(place, ())]


def choice_in(text: str, edition: Edition) -> Choice | None:
    """``note:<component> 12 14``: the place, what is kept, how far was seen. None for anything else."""
    parts = text.split(" ")
    place = place_named(edition, parts[0])
    return Choice(place, parts[1], number_in(parts[2])) if place and len(parts) == 3 else None


def tidied(text: str) -> str:
    """A text with the line ends that a draft keeps, whatever the browser makes of them."""
    return "\n".join(text.strip().splitlines())


def number_in(text: str) -> int:
    """A number as a form sends it; 0 for anything else, which is to have seen nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def day_in(text: str) -> str:
    """A day as people and browsers write it, as an ISO date; empty where it is none, or none that makes sense."""
    day = None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        for form in DAYS_WRITTEN:
            try:
                day = datetime.strptime(" ".join(text.split()), form).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
    return day.isoformat() if day and day.year in YEARS else ""
