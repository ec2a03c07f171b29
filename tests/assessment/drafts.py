"""A draft for the tests: the places of Teasel's matrix, and how people enter something in them."""

from trellis.accounts.models import Person
from trellis.assessment.actions.drafting import Input, Saved, enter
from trellis.assessment.drafting import Field, Place
from trellis.assessment.models import Round, RoundNetwork
from trellis.assessment.queries.drafts import draft_of, drafts_for
from trellis.matrix.shipped import shipped_edition

EDITION = shipped_edition("pcn-2019-08")
COMPONENTS = [one.id for one in EDITION.components if one.theme == "leadership" and one.audience == "network"]
FIRST, SECOND, THIRD = COMPONENTS[:3]


def mark(component: str = FIRST) -> Place:
    """Where the answer to a component of leadership stands."""
    return Place(Field.MARK, "leadership", "network", component)


def note(component: str = FIRST) -> Place:
    """Where its note for the system stands."""
    return Place(Field.NOTE, "leadership", "network", component)


def private(component: str = FIRST) -> Place:
    """Where its private note stands."""
    return Place(Field.PRIVATE, "leadership", "network", component)


def block(field: Field) -> Place:
    """A field of leadership, for the network."""
    return Place(field, "leadership", "network")


def asked_of(round_: Round, code: str = "ZN101") -> RoundNetwork:
    """The network as the round asks it, loaded as a view loads it."""
    return RoundNetwork.objects.select_related("network", "round__board", "round__edition__parent").get(
        round=round_, network__code=code
    )


def says(asked: RoundNetwork, by: Person | None, *said: tuple[Place, str], seen: int | None = None) -> Saved:
    """Somebody enters values, having the newest draft before them (or having seen it as far as ``seen``)."""
    draft = draft_of(RoundNetwork.objects.get(pk=asked.pk))
    inputs = [Input(place, value, draft.seen(place) if seen is None else seen) for place, value in said]
    return enter(asked, inputs, by=by)


__all__ = [
    "COMPONENTS",
    "EDITION",
    "FIRST",
    "SECOND",
    "THIRD",
    "asked_of",
    "block",
    "drafts_for",
    "mark",
    "note",
    "private",
    "says",
]
