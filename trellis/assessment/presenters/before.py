"""What would be taken from the round before, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trellis.assessment.carrying import LeftOut, WhyLeft
from trellis.assessment.drafting import Field, Place
from trellis.assessment.presenters.history import BlockShown, blocks_shown
from trellis.assessment.presenters.words import field_in_words, place_in_words
from trellis.assessment.queries.before import Plan
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Edition
from trellis.nhsuk.environment import plural


@dataclass(frozen=True)
class LeftGroup:
    """What cannot be taken for one reason: where it was said, and what."""

    why: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class BeforePage:
    """What the page says. ``takes`` counts what would be taken, ``kept`` the places that say something of their own."""

    sentence: str
    takes: int
    button: str
    blocks: Sequence[BlockShown]
    kept: str
    left: Sequence[LeftGroup]
    new: Sequence[str]
    other_matrix: str


def before_page(plan: Plan, edition: Edition) -> BeforePage:
    """What would be taken, what stays, and what cannot be compared."""
    earlier, carried = plan.earlier, plan.carried
    remarks = dict.fromkeys(carried.reworded, "Asked in other words now: check that it still holds")
    kept = sum(1 for place in carried.values if place not in plan.takes)
    differs = earlier.edition.id != edition.id
    return BeforePage(
        sentence=f"You returned {earlier.round} on {nhs_date(earlier.day)}. {what_is_taken(plan)}",
        takes=len(plan.takes),
        button=f"Take {counted(plan.takes)}",
        blocks=blocks_shown(edition, plan.takes, remarks),
        kept=kept_words(kept),
        left=left_groups(edition if not differs else earlier.edition, carried.left_out),
        new=[edition.by_id[name].statement for name in carried.new] if differs else [],
        other_matrix=earlier.edition.title if differs else "",
    )


def what_is_taken(plan: Plan) -> str:
    """Whether there is anything to take."""
    if plan.takes:
        return f"{counted(plan.takes)[0].upper()}{counted(plan.takes)[1:]} can be taken into what is empty now."
    if plan.carried.values:
        return "Nothing is left to take: every place that it could fill says something of its own now."
    return "Nothing of it can be taken: the reasons are below."


def counted(takes: Iterable[Place]) -> str:
    """How many answers, positions and notes, as far as there are any."""
    places = list(takes)
    parts = [
        plural(count, one)
        for one, count in (
            ("answer", sum(1 for place in places if place.field is Field.MARK)),
            ("position", sum(1 for place in places if place.field is Field.POSITION)),
            ("note", sum(1 for place in places if place.field.is_text)),
            ("target", sum(1 for place in places if place.field is Field.TARGET)),
        )
        if count
    ] or [plural(len(places), "place")]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def kept_words(kept: int) -> str:
    """How much stays as it is."""
    if not kept:
        return ""
    stays = "stays as it is" if kept == 1 else "stay as they are"
    return f"{plural(kept, 'place')} that you have filled in since, or whose answer is another one now, {stays}."


def left_groups(edition: Edition, left: Sequence[LeftOut]) -> list[LeftGroup]:
    """What cannot be taken, by reason; ``edition`` is the one that it was said under."""
    return [
        LeftGroup(
            why.label,
            [
                (capital(place_in_words(edition, each.place)), field_in_words(edition, each.place.field, each.value))
                for each in left
                if each.why is why
            ],
        )
        for why in WhyLeft
        if any(each.why is why for each in left)
    ]


def capital(words: str) -> str:
    """With a capital letter in front."""
    return words[:1].upper() + words[1:]
