"""Evidence in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.crumbs import Crumb
from trellis.assessment.presenters.network import address_of, network_crumbs, piece_address, theme_address
from trellis.assessment.queries.evidence import EvidenceCount, Offered, Piece
from trellis.common.dates import nhs_date
from trellis.files.kinds import TAKEN, ending_of
from trellis.files.refusals import MEGABYTE, in_megabytes
from trellis.matrix.rules import Component, Edition


@dataclass(frozen=True)
class PieceLine:
    """A piece of evidence: what it is called, where it leads, what it is, and what became of it."""

    number: int
    title: str
    address: str
    what: str
    added: str
    mark: str
    removed: str


def piece_lines(asked: RoundNetwork, pieces: Iterable[Piece]) -> list[PieceLine]:
    """Pieces of evidence of a network, in words."""
    return [
        PieceLine(
            number=each.number,
            title=each.title,
            address=piece_address(asked, each.number, each.link),
            what=what_it_is(each),
            added=f"Added {nhs_date(each.added_at)}{by(each.added_by)}",
            mark=standing_of(each),
            removed=f"Removed {nhs_date(each.removed_at)}{by(each.removed_by)}" if each.removed_at else "",
        )
        for each in pieces
    ]


def by(name: str | None) -> str:
    """Who did it, as the end of a sentence."""
    return f" by {name}" if name else ""


def what_it_is(piece: Piece) -> str:
    """A web page of which site, or a file of which kind and size."""
    if piece.link:
        return f"Web page at {host_of(piece.link)}"
    kind = next((kind.title for kind in TAKEN if ending_of(piece.file_name) in kind.endings), "file")
    return f"{kind[0].upper()}{kind[1:]}, {size_of(piece.size)}"


def host_of(link: str) -> str:
    """Whose site a web address leads to."""
    return urlsplit(link).hostname or link


def size_of(size: int) -> str:
    """A size in bytes as a person reads it."""
    return in_megabytes(size) if size >= MEGABYTE else f"{max(round(size / 1024), 1)} KB"


def standing_of(piece: Piece) -> str:
    """Where it came from, if the board published it."""
    if piece.standard is None:
        return ""
    if piece.withdrawn_at:
        return f"Published by your board, which withdrew it on {nhs_date(piece.withdrawn_at)}"
    return "Published by your board for all of its networks"


@dataclass(frozen=True)
class OfferedLine:
    """What a board has published for a statement."""

    number: int
    title: str
    link: str
    what: str
    says: str
    published: str
    withdrawn: str


def offered_lines(offered: Iterable[Offered]) -> list[OfferedLine]:
    """What a board has published, in words."""
    return [
        OfferedLine(
            number=each.number,
            title=each.title,
            link=each.link,
            what=f"Web page at {host_of(each.link)}",
            says=each.says,
            published=f"Published {nhs_date(each.published_at)}",
            withdrawn=f"Withdrawn {nhs_date(each.withdrawn_at)}" if each.withdrawn_at else "",
        )
        for each in offered
    ]


@dataclass(frozen=True)
class PublishedFor:
    """A statement and what is published for it."""

    statement: str
    theme: str
    lines: Sequence[OfferedLine]


def published_lines(edition: Edition, offered: Sequence[Offered]) -> list[PublishedFor]:
    """Everything a board has published, by statement, in matrix order; what a round does not ask about is left out."""
    found = []
    for component in edition.components:
        its = offered_lines(each for each in offered if each.component == component.id)
        if its:
            found.append(PublishedFor(component.statement, edition.theme_by_id[component.theme].title, its))
    return found


def where_of(edition: Edition, component: Component) -> str:
    """Where a statement stands in the matrix: "Leadership, for the network, Foundation"."""
    step = next(step.title for step in edition.steps if step.id == component.step)
    return f"{edition.theme_by_id[component.theme].title}, {component.audience.label.lower()}, {step}"


def theme_crumbs(asked: RoundNetwork, edition: Edition, component: Component) -> list[Crumb]:
    """The way back from a statement's page: to the theme that it belongs to."""
    theme = edition.theme_by_id[component.theme]
    return [*network_crumbs(asked), (theme.title, theme_address(asked, component.theme))]


def evidence_address(asked: RoundNetwork, component: str) -> str:
    """The page of the evidence for a component."""
    return address_of("evidence", asked, component)


def evidence_links(counts: Mapping[str, EvidenceCount]) -> dict[str, str]:
    """What the link to a statement's evidence says, by component."""
    return {component: evidence_link(count) for component, count in counts.items()}


def evidence_link(count: EvidenceCount) -> str:
    """How much is shown, and how much the board offers beside it."""
    shown = f"Evidence ({count.shown})" if count.shown else "Evidence"
    return f"{shown}, {count.offered} offered by your board" if count.offered else shown
