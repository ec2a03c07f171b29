"""Ten-minute mode: one statement at a time, what is left, and where to go from here."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.glance import Step, next_step
from trellis.assessment.presenters.matrix import Maker, Reader, Row
from trellis.assessment.presenters.network import address_of, theme_address
from trellis.assessment.presenters.openness import openness_of
from trellis.assessment.presenters.theme import Refused, beside_of, errors_of
from trellis.assessment.queries.matrix import Before, Sheet, left_in
from trellis.matrix.rules import Component


@dataclass(frozen=True)
class QuickPage:
    """What the page says. ``row`` is None at the end, and where nothing can be entered."""

    row: Row | None
    place: str
    left: str
    why_not: str
    errors: Sequence[object]
    version: int
    token: str
    address: str
    earlier: str
    later: str
    undo: str
    theme: str
    glance: str
    following: Step
    round_before: str


def quick_page(  # what the page is made of
    sheet: Sheet,
    at: str,
    last: str,
    who: Reader,
    *,
    before: Before,
    may_lead: bool,
    refused: Refused | None = None,
) -> QuickPage:
    """The statement ``at`` (a component's id; empty for the first that waits), after ``last`` was answered."""
    asked, edition, refused = sheet.asked, sheet.edition, refused or Refused()
    pool, left = pool_of(sheet), left_in(sheet)
    shown = edition.by_id.get(at or (left[0] if left else ""))
    shown = shown if shown and shown.id in pool else None
    beside = beside_of(sheet, before, {}, refused)
    return QuickPage(
        row=Maker(edition, sheet.values, sheet.draft, beside, who).row(shown) if shown else None,
        place=place_in_words(sheet, shown) if shown else "",
        left=f"{len(left)} of {len(pool)} left" if left else "Nothing is left to answer",
        why_not=openness_of(sheet).why_not if not pool else "",
        errors=errors_of(edition, refused),
        version=asked.version if refused.version is None else refused.version,
        token=secrets.token_hex(16),
        address=address_of("quick", asked),
        earlier=beside_in(asked, pool, shown, -1),
        later=skipping(sheet, pool, shown),
        undo=quick_address(asked, last) if last in pool and (shown is None or last != shown.id) else "",
        theme=theme_address(asked, shown.theme) if shown else "",
        glance=address_of("network", asked),
        following=next_step(sheet, may_lead=may_lead),
        round_before=before.round,
    )


def pool_of(sheet: Sheet) -> list[str]:
    """The components (ids) that can be answered now, in matrix order."""
    openness = openness_of(sheet)
    return [one.id for one in sheet.edition.components if openness.takes(one.id)]


def place_in_words(sheet: Sheet, component: Component) -> str:
    """Where in the matrix a statement stands."""
    step = next(step.title for step in sheet.edition.steps if step.id == component.step)
    theme = sheet.edition.theme_by_id[component.theme].title
    audience = f", {component.audience.label.lower()}" if len(sheet.edition.audiences) > 1 else ""
    return f"{theme}{audience}, {step}"


def following_of(sheet: Sheet, component: str) -> str:
    """The component to go to after this one: the next that waits, or the first that does; empty at the end."""
    order = {one.id: number for number, one in enumerate(sheet.edition.components)}
    left = [each for each in left_in(sheet) if each != component]
    later = [each for each in left if order[each] > order.get(component, -1)]
    return next(iter(later or left), "")


def beside_in(asked: RoundNetwork, pool: Sequence[str], shown: Component | None, by: int) -> str:
    """The address of the statement before or after this one; empty where there is none."""
    if shown is None:
        return ""
    place = pool.index(shown.id) + by
    return quick_address(asked, pool[place]) if 0 <= place < len(pool) else ""


def skipping(sheet: Sheet, pool: Sequence[str], shown: Component | None) -> str:
    """The address to go to without answering: of the next that waits, else of the next at all."""
    following = following_of(sheet, shown.id) if shown else ""
    return quick_address(sheet.asked, following) if following else beside_in(sheet.asked, pool, shown, 1)


def quick_address(asked: RoundNetwork, at: str = "", last: str = "") -> str:
    """The address of a statement in ten-minute mode; of the end, where it is empty."""
    query = "&".join(f"{name}={value}" for name, value in (("at", at), ("last", last)) if value)
    return f"{address_of('quick', asked)}{'?' if query else ''}{query}"
