"""The page of a round for those who oversee it: a sentence, a table by locality, and the networks a hundred a page.

Rows are tuples of words that are escaped already, because a thousand rows of a template cost a tenth of a second
otherwise, and no address is worked out in a loop.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from markupsafe import escape

from trellis.assessment.models import Round
from trellis.assessment.queries.round_lists import Beside, Listed, RoundList
from trellis.assessment.queries.standings import Returned
from trellis.assessment.rules import Via
from trellis.assessment.standing import RoundStatus, Status
from trellis.common.dates import in_days, nhs_date
from trellis.matrix.rules import Edition
from trellis.nhsuk.environment import plural

PAGE = 100
OVERDUE = "overdue"
NO_LOCALITY = "none"

TAGS = {
    Status.WITHDRAWN: "grey",
    Status.NOT_STARTED: "grey",
    Status.IN_PROGRESS: "blue",
    Status.NOT_RETURNED: "orange",
    Status.SUBMITTED: "aqua-green",
    Status.IN_MODERATION: "purple",
    Status.AGREED: "green",
    Status.DIFFER: "yellow",
}
"""The colour beside the words; never instead of them."""

SENTENCES = (
    (Status.NOT_STARTED, "has not started", "have not started"),
    (Status.IN_PROGRESS, "is in progress", "are in progress"),
    (Status.NOT_RETURNED, "has not returned", "have not returned"),
    (Status.SUBMITTED, "has submitted", "have submitted"),
    (Status.IN_MODERATION, "is in moderation", "are in moderation"),
    (Status.AGREED, "is agreed", "are agreed"),
    (Status.DIFFER, "has agreed to differ", "have agreed to differ"),
)
"""Statuses of networks that take part, in order, as sentences say them of one and of several."""


@dataclass(frozen=True)
class Filter:
    """Which networks are listed. ``status`` is a Status value or OVERDUE; ``locality`` a code or NO_LOCALITY."""

    status: str = ""
    locality: str = ""

    def keeps(self, network: Listed) -> bool:
        """Whether a network is among them."""
        if self.locality and (network.locality or NO_LOCALITY) != self.locality:
            return False
        if self.status == OVERDUE:
            return network.overdue
        return not self.status or network.standing.status.value == self.status

    def query(self, page: int = 1) -> str:
        """The query string of an address that shows them."""
        given = {"status": self.status, "locality": self.locality, "page": page if page > 1 else ""}
        return urlencode({name: value for name, value in given.items() if value})


def filter_in(query: QueryDict, listed: RoundList) -> Filter:
    """The filter in an address; what means nothing there is left out."""
    statuses = {OVERDUE, *(status.value for status in Status)}
    localities = {NO_LOCALITY, *listed.localities}
    status, locality = query.get("status", ""), query.get("locality", "")
    return Filter(status if status in statuses else "", locality if locality in localities else "")


def page_in(query: QueryDict) -> int:
    """The page in an address; the first where there is none."""
    wanted = query.get("page", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1


def listed_by(listed: RoundList, chosen: Filter) -> list[Listed]:
    """The networks that a filter keeps."""
    return [network for network in listed.networks if chosen.keeps(network)]


@dataclass(frozen=True)
class FilterLink:
    """A link that lists other networks: its words, how many there are, where it leads, and whether that is here."""

    words: str
    count: int
    address: str
    here: bool


@dataclass(frozen=True)
class RoundTable:
    """What the page says of the networks that somebody sees in a round."""

    listed: RoundList
    chosen: Filter
    page: int = 1

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many networks, by locality and status; overdue ones also as such."""
        counted: Counter[tuple[str, str]] = Counter()
        for network in self.listed.networks:
            locality = network.locality or NO_LOCALITY
            counted[locality, network.standing.status.value] += 1
            if network.overdue:
                counted[locality, OVERDUE] += 1
        return counted

    def count(self, status: str, locality: str = "") -> int:
        """How many networks have a status, in a locality or altogether."""
        places = [locality] if locality else [*self.listed.localities, NO_LOCALITY]
        return sum(self.counts[place, status] for place in places)

    def taking_part(self, locality: str = "") -> int:
        """How many networks are not withdrawn."""
        return sum(self.count(status.value, locality) for status, _, _ in SENTENCES)

    @property
    def waiting(self) -> int:
        """How many networks have still to return, while they can."""
        return self.count(Status.NOT_STARTED) + self.count(Status.IN_PROGRESS)

    @property
    def returned(self) -> int:
        """How many networks have returned."""
        return self.taking_part() - self.waiting - self.count(Status.NOT_RETURNED)

    @property
    def any_withdrawn(self) -> bool:
        """Whether a network was withdrawn."""
        return self.count(Status.WITHDRAWN) > 0

    @property
    def sentence(self) -> str:
        """How things stand."""
        asked = self.taking_part()
        if self.listed.round.status == RoundStatus.DRAFT.value:
            return f"A plan to ask {plural(asked, 'network')}. Nobody has been told of it."
        if not asked:
            return "No network takes part."
        said = [
            f"{count:,} {one if count == 1 else many}"
            for status, one, many in SENTENCES
            if (count := self.count(status.value))
        ]
        told = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
        overdue = self.count(OVERDUE)
        late = f" {overdue:,} {'is' if overdue == 1 else 'are'} overdue." if overdue else ""
        return f"Of {plural(asked, 'network')}, {told}.{late}"

    @property
    def due_sentence(self) -> str:
        """When an open round is due, seen from today; nothing for others."""
        round_, today = self.listed.round, self.listed.today
        if round_.status != RoundStatus.OPEN.value:
            return ""
        if round_.due < today:
            return f"Returns were due on {nhs_date(round_.due)}."
        return f"Returns are due on {nhs_date(round_.due)}, {in_days(round_.due, today)}."

    # By locality -----------------------------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """The statuses that the table counts, with their words: those that can be there while the round is as it is."""
        open_ = self.listed.round.status == RoundStatus.OPEN.value
        left_out = {Status.NOT_RETURNED} if open_ else {Status.NOT_STARTED, Status.IN_PROGRESS}
        shown = [(status.value, status.label) for status, _, _ in SENTENCES if status not in left_out]
        return [*shown, (OVERDUE, "Overdue")] if open_ else shown

    @property
    def places(self) -> list[tuple[str, str]]:
        """The localities with a network, by title; those in none last."""
        named = sorted(self.listed.localities.items(), key=lambda place: place[1])
        unplaced = any(not network.locality for network in self.listed.networks)
        return [*named, (NO_LOCALITY, "In no locality")] if unplaced else named

    @property
    def locality_rows(self) -> list[tuple[str, int, list[tuple[str, int, str]]]]:
        """A row a locality, and one for all: title, networks, and for each column its words, count and query string."""
        places = self.places if len(self.places) > 1 else []
        rows = [*places, ("", "All networks" if places else self.places[0][1])] if self.places else []
        return [
            (
                title,
                self.taking_part(code),
                [
                    (words, self.count(status, code), escape(Filter(status, code).query()))
                    for status, words in self.columns
                ],
            )
            for code, title in rows
        ]

    # The list --------------------------------------------------------------------------------------------------------

    @property
    def status_links(self) -> list[FilterLink]:
        """The list by status, within the locality that is shown."""
        here, locality = self.chosen, self.chosen.locality
        total = sum(network.locality == locality or not locality for network in self.listed.networks)
        if locality == NO_LOCALITY:
            total = sum(not network.locality for network in self.listed.networks)
        offered = [*self.columns, (Status.WITHDRAWN.value, Status.WITHDRAWN.label)]
        links = [
            FilterLink(words, count, f"?{Filter(status, locality).query()}#networks", here.status == status)
            for status, words in offered
            if (count := self.count(status, locality)) or here.status == status
        ]
        return [FilterLink("All", total, f"?{Filter('', locality).query()}#networks", not here.status), *links]

    @property
    def locality_links(self) -> list[FilterLink]:
        """The list by locality, within the status that is shown; nothing where there is one locality only."""
        if len(self.places) < 2:
            return []
        here = self.chosen
        links = []
        for code, title in [("", "All localities"), *self.places]:
            wanted = Filter(here.status, code)
            count = sum(wanted.keeps(network) for network in self.listed.networks)
            links.append(FilterLink(title, count, f"?{wanted.query()}#networks", here.locality == code))
        return links

    @cached_property
    def matching(self) -> list[Listed]:
        """The networks that the filter keeps, on every page."""
        return listed_by(self.listed, self.chosen)

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-len(self.matching) // PAGE))

    @property
    def number(self) -> int:
        """The page shown: the one asked for, or the nearest there is."""
        return min(max(self.page, 1), self.pages)

    @property
    def shown(self) -> Sequence[Listed]:
        """The networks on it."""
        return self.matching[(self.number - 1) * PAGE : self.number * PAGE]

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """The other pages: number and address; nothing where one page holds all."""
        if self.pages == 1:
            return []
        return [(number, f"?{self.chosen.query(number)}#networks") for number in range(1, self.pages + 1)]


Row = tuple[str, str, str, str, str, str, str, str, str]


def pattern_of(name: str, round_: Round) -> str:
    """The address of a page of a network in a round, with CODE for the network."""
    return reverse(f"assessment:{name}", args=[round_.slug, "CODE"])


def rows(table: RoundTable, beside: Beside) -> list[Row]:
    """The networks shown, in words and escaped.

    Code, name, locality, status, colour of its tag, own due date, what was returned, last reminder, people to write to.
    Empty where nothing is to be said.
    """
    words = cache(lambda day: escape(nhs_date(day)))
    label = cache(lambda status, overdue: escape(status.label + (", overdue" if overdue else "")))
    locality = {code: escape(title) for code, title in table.listed.localities.items()}
    found: list[Row] = []
    for network in table.shown:
        standing = network.standing
        detail = beside.details[standing.key]
        reminded = timezone.localtime(detail.reminded).date() if detail.reminded else None
        found.append(
            (
                escape(standing.code),
                escape(standing.name),
                locality.get(network.locality, ""),
                label(standing.status, network.overdue),
                "red" if network.overdue else TAGS[standing.status],
                words(standing.facts.due) if standing.own_due else "",
                escape(returned_words(detail.returned)),
                words(reminded) if reminded else "",
                str(beside.leaders.get(standing.code, 0)),
            )
        )
    return found


def returned_words(returned: Returned | None) -> str:
    """What came back, who it is from and when; empty for nothing."""
    if returned is None:
        return ""
    day = nhs_date(returned.at)
    if returned.via is Via.PAGE:
        return f"Signed by {returned.by}, {day}"
    dated = f"dated {nhs_date(returned.dated)}" if returned.dated else "without a date"
    to_check = f". {plural(returned.problems, 'place')} to check" if returned.problems else ""
    return f"Workbook {dated}, received {day}{to_check}"


@dataclass(frozen=True)
class Note:
    """Something about a network in the list that asks for a decision. ``links`` are words and addresses."""

    sentence: str
    links: Sequence[tuple[str, str]] = ()


def notes(table: RoundTable, beside: Beside, may_manage: bool) -> dict[str, list[Note]]:
    """Notes by the code of a network: closed on the register, withdrawn, added, asked for single statements."""
    found: dict[str, list[Note]] = {}
    for network in table.shown:
        code, detail = network.standing.code, beside.details[network.standing.key]
        said = list(plain_notes(detail.withdrawn_why, detail.added_why, detail.requests))
        if network.closed:
            said.insert(0, closed_note(table, network, beside, may_manage))
        if said:
            found[code] = said
    return found


def plain_notes(withdrawn_why: str, added_why: str, requests: int) -> Iterable[Note]:
    """What was decided about a network."""
    if withdrawn_why:
        yield Note(f"Withdrawn: {withdrawn_why}")
    if added_why:
        yield Note(f"Added: {added_why}")
    if requests:
        yield Note(f"Asked for {plural(requests, 'single statement')}")


def closed_note(table: RoundTable, network: Listed, beside: Beside, may_manage: bool) -> Note:
    """That a network closed in the middle of the round, where its practices went, and what can be done."""
    went = beside.successors.get(network.standing.code, ())
    told = ", ".join(f"{each.name} ({plural(each.practices, 'practice')})" for each in went)
    where = f"Its practices went to {told}." if told else "The register does not say where its practices went."
    slug, code = table.listed.round.slug, network.standing.code
    links = []
    if may_manage and table.listed.round.status == RoundStatus.OPEN.value:
        links = [
            (f"Withdraw {network.standing.name}", f"{reverse('assessment:withdraw', args=[slug])}?network={code}"),
            *(
                (f"Add {each.name}", f"{reverse('assessment:add_network', args=[slug])}?network={each.code}")
                for each in went
                if not each.asked
            ),
        ]
    return Note(f"Closed on the register on {nhs_date(network.closed)}. {where}", links)


def by_theme(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """The components that can be asked for: ids and statements under their theme and audience, in matrix order."""
    return [
        (
            f"{edition.theme_by_id[block.theme].title}, {block.audience.label.lower()}",
            [(component.id, component.statement) for component in edition.of_block(block)],
        )
        for block in edition.blocks
    ]
