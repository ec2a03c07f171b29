"""What the templates of the register show: rows, crumbs and sentences, worked out from a snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trellis.common.dates import nhs_date
from trellis.nhsuk.environment import grouped, plural, url
from trellis.register.history import History
from trellis.register.rules import Level, Patients, Size, Succession
from trellis.register.snapshot import Figures, NetworkEntry, Place, PracticeEntry, Snapshot


def address(one: Place | NetworkEntry | PracticeEntry, given: str | None) -> str:
    """The page of a place, network or practice; ``given`` keeps the date that is looked from."""
    if isinstance(one, NetworkEntry):
        return url("register:network", one.code, as_at=given)
    if isinstance(one, PracticeEntry):
        return url("register:practice", one.code, as_at=given)
    return url("register:locality" if one.level is Level.LOCALITY else "register:place", one.code, as_at=given)


def crumbs(found: Snapshot, code: str, given: str | None) -> list[tuple[str, str]]:
    """The way from England down to whatever has the code, itself left out."""
    above = [(place.title, address(place, given)) for place in found.above(code)]
    return [("England", url("register:england", as_at=given)), *above]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in a table, with its figures."""

    place: Place
    figures: Figures
    address: str


def place_rows(found: Snapshot, places: Iterable[Place], given: str | None) -> list[PlaceRow]:
    """Rows for places."""
    return [PlaceRow(place, found.figures_of(place.code), address(place, given)) for place in places]


def figures_sentence(figures: Figures) -> str:
    """The figures of a place as one sentence that is true."""
    if not figures.practices:
        return f"{plural(figures.networks, 'network')}; no practice is known."
    start = f"{plural(figures.networks, 'network')} and {plural(figures.practices, 'practice')}"
    patients = figures.registered
    if patients.known is None:
        return f"{start}. No list size is known."
    return f"{start}, with {grouped(patients.known)} registered patients{dated(patients)}.{missing(patients)}"


def sizes_sentence(figures: Figures) -> str:
    """How many networks lie outside the norm of 30,000 to 50,000 patients."""
    sizes = figures.sizes
    if not figures.networks or sizes[Size.UNKNOWN] == figures.networks:
        return ""
    text = (
        f"{plural(sizes[Size.USUAL], 'network has', 'networks have')} the usual 30,000 to 50,000 patients; "
        f"{grouped(sizes[Size.BELOW])} {'has' if sizes[Size.BELOW] == 1 else 'have'} fewer and "
        f"{grouped(sizes[Size.ABOVE])} more."
    )
    if sizes[Size.UNKNOWN]:
        text += f" Of {grouped(sizes[Size.UNKNOWN])} the size is not known."
    return text


def without_network_sentence(figures: Figures) -> str:
    """How many practices are in no network; empty where all are in one."""
    if not figures.without_network:
        return ""
    return f"{plural(figures.without_network, 'practice is', 'practices are')} in no network."


def dated(patients: Patients) -> str:
    """When the list sizes in a sum are from."""
    if patients.oldest is None or patients.newest is None:
        return ""
    if patients.oldest == patients.newest:
        return f" on {nhs_date(patients.newest)}"
    return f" on dates from {nhs_date(patients.oldest)} to {nhs_date(patients.newest)}"


def missing(patients: Patients) -> str:
    """How many practices have no list size, as a sentence to follow; empty where none is missing."""
    if not patients.missing:
        return ""
    return f" {plural(patients.missing, 'practice has', 'practices have')} no known list size and are not counted."


def network_sentence(network: NetworkEntry, as_at: date) -> str:
    """What a network is on the date, in one sentence that is true."""
    practices = plural(len(network.practices), "practice")
    if not network.is_open:
        return _not_open(network, as_at)
    if not network.practices:
        return "The network is open, and no practice is known to be in it."
    patients = network.registered
    if patients.known is None:
        return f"{practices}. No list size is known."
    return f"{practices}, with {grouped(patients.known)} registered patients{dated(patients)}.{missing(patients)}"


def _not_open(network: NetworkEntry, as_at: date) -> str:
    if network.closed and network.closed < as_at:
        return f"The network closed on {nhs_date(network.closed)}."
    if network.opened and network.opened > as_at:
        return f"The network was not open on {nhs_date(as_at)}: it opened on {nhs_date(network.opened)}."
    return f"The network was not open on {nhs_date(as_at)}: the newest list of practices up to then does not have it."


@dataclass(frozen=True, slots=True)
class StepLine:
    """Where practices came from or went, in a sentence; ``other`` is the other network."""

    sentence: str
    other: str
    address: str
    practices: list[tuple[str, str]]


def step_lines(history: History, found: Snapshot, given: str | None) -> tuple[list[StepLine], list[StepLine]]:
    """What came before a network and what came after it."""
    verbs = {
        Succession.MERGER: ("came when {other} closed", "went to {other} when this network closed"),
        Succession.SPLIT: ("split off from {other} to open this network", "split off to open {other}"),
        Succession.MOVE: ("came from {other}", "went to {other}"),
    }
    lines: tuple[list[StepLine], list[StepLine]] = ([], [])
    for side, steps in enumerate((history.before, history.after)):
        for step in steps:
            other = found.networks[step.move.target if side else step.move.source]
            who = plural(len(step.move.practices), "practice")
            verb = verbs[step.kind][side].format(other=other.title)
            practices = [
                (found.practices[code].title, address(found.practices[code], given)) for code in step.move.practices
            ]
            sentence = f"{who} {verb} on {nhs_date(step.move.on)}"
            lines[side].append(StepLine(sentence, other.title, address(other, given), practices))
    return lines
