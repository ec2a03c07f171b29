"""What stands to be signed for a network, what was signed before, and who may sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from trellis.access.models import Appointment
from trellis.access.queries import appointments
from trellis.access.rules import SIGNATORIES, Level, Role
from trellis.accounts.models import Person
from trellis.assessment.drafting import Field, Place
from trellis.assessment.models import Assessment, Evidence, Moderation, RoundNetwork, SignOff
from trellis.assessment.queries.drafts import Draft, draft_of, requested_cells, return_from, values_of
from trellis.assessment.queries.returns import plain_returns
from trellis.assessment.queries.rounds import edition_of_round
from trellis.assessment.rules import Mark, Return, return_digest
from trellis.matrix.rules import Edition


@dataclass(frozen=True)
class Shown:
    """A piece of evidence as a page shows it. ``component`` is an id, ``number`` that of the row.

    ``link`` is empty for a file and ``file_name`` for a link; ``sha256`` is of the file's bytes.
    """

    number: int
    component: str
    title: str
    link: str
    file_name: str
    sha256: str

    @property
    def named(self) -> str:
        """How the digest of a return names it."""
        return f"{self.component}: {self.title} {self.link or self.sha256}"


def shown(rows: QuerySet[Evidence]) -> tuple[Shown, ...]:
    """Evidence as plain values, in the order in which it was added."""
    fields = ("pk", "component__slug", "title", "link", "file_name", "sha256")
    return tuple(Shown(*row) for row in rows.order_by("pk").values_list(*fields))


def evidence_standing(asked: RoundNetwork) -> QuerySet[Evidence]:
    """What a network shows now: without what it has removed."""
    return Evidence.objects.filter(asked=asked, removed_at__isnull=True)


def digest_of(returned: Return, evidence: Sequence[Shown]) -> str:
    """The digest of a return with its evidence."""
    return return_digest(returned, [each.named for each in evidence])


# What stands to be signed ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToSign:
    """What a signature would stand for, exactly as the board would get it, and what hinders it.

    ``current`` is the frozen copy that stands now, if any. ``again``: the board has asked for some components anew, so
    that a newer copy may replace it. ``conflicts`` are places in which two versions wait for a choice.
    """

    edition: Edition
    returned: Return
    evidence: tuple[Shown, ...]
    version: int
    current: Assessment | None = None
    signature: SignOff | None = None
    again: frozenset[str] = frozenset()
    conflicts: tuple[Place, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it is signed and nothing is asked anew."""
        return self.signature is not None and not self.again

    @property
    def as_it_came(self) -> bool:
        """Whether a workbook's return would be signed as it is, without a new copy."""
        return self.current is not None and self.signature is None and not self.again

    @property
    def without_reason(self) -> tuple[str, ...]:
        """The components (ids) that are said not to apply, without a reason."""
        return tuple(
            name
            for block in self.returned.blocks.values()
            for name, mark in block.marks.items()
            if mark is Mark.DOES_NOT_APPLY and not block.remarks.get(name, "").strip()
        )

    @property
    def says_something(self) -> bool:
        """Whether anything is answered at all."""
        return any(block.answered for block in self.returned.blocks.values())

    @property
    def token(self) -> str:
        """Stands for all of it in a form: another token, and something else would be signed than was shown."""
        digest = digest_of(replace(self.returned, dated=None), self.evidence)
        return f"{self.current.pk if self.current else 0}-{digest}"


def to_sign(asked: RoundNetwork) -> ToSign:
    """What a signature of this network would stand for now.

    The draft; where a workbook came that nobody has signed, that return as it is; and where the board has asked for
    some components anew, the copy that stands with these components, and no others, from the draft.
    """
    edition = edition_of_round(asked.round)
    current = current_copy(asked)
    again = requested_cells(asked) if current else frozenset()
    signature = signature_of(current)
    if current and not again:
        said = return_of_copy(current)
        return ToSign(edition, said, shown(current.evidence.all()), asked.version, current, signature)
    draft = draft_of(asked)
    values = overlaid(values_of(return_of_copy(current)), draft, again) if current else draft.values
    return ToSign(
        edition,
        return_from(values, asked, edition, None),
        shown(evidence_standing(asked)),
        asked.version,
        current,
        signature,
        again,
        tuple(place for place in draft.beside if not again or place.component in again),
    )


def overlaid(signed: Mapping[Place, str], draft: Draft, again: frozenset[str]) -> dict[Place, str]:
    """What was signed, with those components that were asked for anew as the draft has them."""
    anew = {place: each.value for place, each in draft.current.items() if place.component in again}
    return {place: value for place, value in {**signed, **anew}.items() if value and place.field is not Field.PRIVATE}


# What was signed ------------------------------------------------------------------------------------------------------


def copies_of(asked: RoundNetwork) -> QuerySet[Assessment]:
    """Every frozen copy of a network's returns in a round, in the order in which they came, with their signatures."""
    return Assessment.objects.filter(asked=asked).select_related("sign_off__signed_by").order_by("pk")


def current_copy(asked: RoundNetwork) -> Assessment | None:
    """The frozen copy that stands now; None where there is none."""
    return copies_of(asked).filter(superseded_at__isnull=True).first()


def signature_of(copy: Assessment | None) -> SignOff | None:
    """Who signed a copy and when; None where nobody did."""
    return getattr(copy, "sign_off", None)


def return_of_copy(copy: Assessment) -> Return:
    """What a frozen copy says."""
    return plain_returns(Assessment.objects.filter(pk=copy.pk))[0]


def digest_of_copy(copy: Assessment) -> str:
    """The digest of a frozen copy, worked out from its rows as they are now."""
    return digest_of(return_of_copy(copy), shown(copy.evidence.all()))


def is_moderated(asked: RoundNetwork) -> bool:
    """Whether the area team has begun to moderate, or has concluded."""
    return Moderation.objects.filter(asked=asked, ended_at__isnull=True).exists()


# Who signs ------------------------------------------------------------------------------------------------------------


def signs_as(person: Person, network: str, day: date) -> Role | None:
    """The role in which a person signs for a network (by code) on a day; None where they may not."""
    roles = set(
        appointments(person, day)
        .filter(level=Level.NETWORK.value, code=network, role__in=[role.value for role in SIGNATORIES])
        .values_list("role", flat=True)
    )
    return next((role for role in (Role.CLINICAL_DIRECTOR, Role.DEPUTY_DIRECTOR) if role.value in roles), None)


def signatories_of(network: str, day: date) -> list[Person]:
    """Those who may sign for a network (by code) on a day, by name."""
    held = Appointment.objects.held_on(day).filter(
        level=Level.NETWORK.value, code=network, role__in=[role.value for role in SIGNATORIES]
    )
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "email"))
