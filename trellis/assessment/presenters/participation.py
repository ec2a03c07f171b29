"""What is said before and after something is done to networks that were ticked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from trellis.assessment.actions.writing import Written
from trellis.assessment.presenters.round_page import filter_in, listed_by
from trellis.assessment.queries.round_lists import Listed, RoundList
from trellis.assessment.selecting import Doing, why_not
from trellis.nhsuk.environment import plural

HEADINGS: Mapping[Doing, str] = {
    Doing.REMIND: "Remind networks",
    Doing.ASK: "Ask for single statements",
    Doing.EXTEND: "Give a later due date",
    Doing.WITHDRAW: "Withdraw networks",
    Doing.TAKE_BACK: "Take networks back in",
}

EXPLAINED: Mapping[Doing, str] = {
    Doing.REMIND: "They are told how things stand and when they are due. The due date does not move.",
    Doing.ASK: "They are asked for just the statements that you tick, also where they have signed. Everything else "
    "stays as it is, and they sign anew.",
    Doing.EXTEND: "The new day holds for these networks only, and they are told of it.",
    Doing.WITHDRAW: "They are asked no longer and told so. What they entered and signed is kept, and you can take them "
    "back in.",
    Doing.TAKE_BACK: "They are asked again and told so. What they entered and signed before is still there.",
}

BUTTONS: Mapping[Doing, str] = {
    Doing.REMIND: "Send the reminder",
    Doing.ASK: "Ask for these statements",
    Doing.EXTEND: "Give them this date",
    Doing.WITHDRAW: "Withdraw",
    Doing.TAKE_BACK: "Take back in",
}


@dataclass(frozen=True)
class Selection:
    """The networks that were ticked: those to which it is done, and the names of those left out, by reason."""

    doing: Doing
    kept: Sequence[Listed]
    left_out: Sequence[tuple[str, Sequence[str]]]
    people: int
    nobody: Sequence[str]

    @property
    def heading(self) -> str:
        """What is done."""
        return HEADINGS[self.doing]

    @property
    def explained(self) -> str:
        """What it means for them."""
        return EXPLAINED[self.doing]

    @property
    def button(self) -> str:
        """The button's words."""
        return BUTTONS[self.doing]

    @property
    def sentence(self) -> str:
        """How many networks and people it concerns."""
        to = f"{plural(self.people, 'person', 'people')} {'is' if self.people == 1 else 'are'} written to."
        return f"{plural(len(self.kept), 'network')}. {to if self.people else 'Nobody is written to.'}"


def ticked_in(given: QueryDict, listed: RoundList) -> list[Listed]:
    """The networks that were ticked; with ``everything``, all that the filter beside it keeps, on every page."""
    if given.get("everything"):
        return listed_by(listed, filter_in(given, listed))
    codes = set(given.getlist("network"))
    return [each for each in listed.networks if each.standing.code in codes]


def selection(
    doing: Doing, ticked: Sequence[Listed], leaders: Mapping[str, int], reminded: Collection[int]
) -> Selection:
    """The ticked networks, sorted into those for which it makes sense and the others. ``reminded`` are keys."""
    reasons = {
        each.standing.code: why_not(doing, each.standing.status, reminded_today=each.standing.key in reminded)
        for each in ticked
    }
    kept = [each for each in ticked if not reasons[each.standing.code]]
    left_out: dict[str, list[str]] = {}
    for each in ticked:
        if reason := reasons[each.standing.code]:
            left_out.setdefault(reason, []).append(each.standing.name)
    return Selection(
        doing,
        kept,
        [(f"{reason[0].upper()}{reason[1:]}", names) for reason, names in left_out.items()],
        sum(leaders.get(each.standing.code, 0) for each in kept),
        [each.standing.name for each in kept if each.standing.code not in leaders],
    )


def done(doing: Doing, written: Written) -> str:
    """What was done, once it was."""
    nobody = len(written.nobody)
    reached = written.networks - nobody if doing is Doing.REMIND else written.networks
    told = f"{plural(reached, 'network')} {'was' if reached == 1 else 'were'} {doing.done}."
    alone = f" {plural(nobody, 'network')} {'has' if nobody == 1 else 'have'} nobody to write to." if nobody else ""
    return f"{told} {plural(written.letters, 'letter')} written.{alone}"
