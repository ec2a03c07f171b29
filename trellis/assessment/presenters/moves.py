"""What a page says before a round is opened, closed, published, taken back or deleted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trellis.assessment.actions.rounds import mark_of
from trellis.assessment.models import Round
from trellis.assessment.presenters.links import people_pattern
from trellis.assessment.queries.round_lists import Listed, RoundList
from trellis.assessment.standing import (
    REMINDER_DAYS,
    ROUND_TRANSITIONS,
    ModerationSeen,
    PeersSee,
    RoundStatus,
    Sharing,
    Status,
)
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Audience
from trellis.nhsuk.environment import plural


@dataclass(frozen=True)
class Named:
    """Networks that a question names, under a heading; each a name and an address, empty for none."""

    heading: str
    networks: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """What is asked before a move: what will happen, whom it concerns, and what is said once it is done."""

    heading: str
    sentences: Sequence[str]
    button: str
    done: str
    named: Sequence[Named] = ()
    warns: bool = False


def question(verb: str, listed: RoundList, leaders: Mapping[str, int]) -> Question:
    """The question before a move. ``leaders`` counts who is written to, by code. Raises KeyError for no such verb."""
    return {
        "open": opening,
        "close": closing,
        "publish": publishing,
        "reopen": reopening,
        "unpublish": unpublishing,
        "delete": deleting,
    }[verb](listed, leaders)


def drafts_in(listed: RoundList) -> list[Listed]:
    """The networks whose draft is not signed."""
    return [each for each in listed.networks if each.standing.status is Status.IN_PROGRESS]


def mark_shown(listed: RoundList) -> str:
    """A short text that is another as soon as the round was changed, or another draft is there to be left unsigned."""
    return f"{mark_of(listed.round)}-{len(drafts_in(listed))}"


def opening(listed: RoundList, leaders: Mapping[str, int]) -> Question:
    """Before it opens."""
    round_, today = listed.round, listed.today
    days = [f"{abs(each)} {'day' if abs(each) == 1 else 'days'}" for each in REMINDER_DAYS if each < 0]
    sentences = [
        written_to(listed.networks, leaders, "invited to start"),
        f"Returns are due on {nhs_date(round_.due)}. Networks that have not returned are reminded "
        f"{', '.join(days[:-1])} and {days[-1]} before that, and as long after it.",
        "What is asked, and of whom, then stays. You can still add and withdraw networks, and move the due date.",
    ]
    if round_.due < today:
        sentences.insert(0, f"The due date, {nhs_date(round_.due)}, has passed. Change it before you open the round.")
    gone = [(each.standing.name, "") for each in listed.networks if each.closed]
    named = [Named("Closed on the register since you planned: leave them out", gone)] if gone else []
    named += nobody_at(listed.networks, leaders)
    done = f"{round_.title} is open. {written_to(listed.networks, leaders, 'invited')}"
    return Question(f"Open {round_.title}?", sentences, "Open the round", done, named)


def closing(listed: RoundList, leaders: Mapping[str, int]) -> Question:
    """Before it closes."""
    drafts = drafts_in(listed)
    waiting = [each for each in listed.networks if each.standing.status.waits_for_network]
    sentences = [
        "Nothing can then be entered or signed. The area team goes on with what was signed, and you can open the round "
        "again.",
        f"{has(len(waiting))} not returned. {written_to(waiting, leaders, 'told')}"
        if waiting
        else "Every network has returned.",
    ]
    if drafts:
        sentences.append(
            "The drafts below are not signed. They are kept, and cannot be signed any more unless the round is "
            "opened again."
        )
    names = [(each.standing.name, "") for each in drafts]
    named = [Named(f"Drafts that are not signed ({len(drafts)})", names)] if drafts else []
    return Question(
        f"Close {listed.round.title}?", sentences, "Close the round", f"{listed.round.title} is closed.", named
    )


def publishing(listed: RoundList, leaders: Mapping[str, int]) -> Question:
    """Before it is published."""
    round_ = listed.round
    part = [each for each in listed.networks if each.standing.status is not Status.WITHDRAWN]
    open_ends = [each for each in part if each.standing.status in {Status.SUBMITTED, Status.IN_MODERATION}]
    peers = PeersSee(round_.peers_see)
    sentences = [
        "Your board’s people see what every network signed, as before.",
        "Networks see how many of them stand where, without names, if enough have returned."
        if peers is PeersSee.COUNTS
        else "Networks see nothing of the whole round.",
        seen_by_networks(round_),
        f"Beyond that, each network’s answers are seen by whom it has allowed: “{Sharing.SYSTEM.label}” unless it "
        "chose otherwise. Private notes and unsigned drafts are seen by nobody outside the network.",
        written_to(part, leaders, "told"),
    ]
    if open_ends:
        sentences.insert(0, f"The moderation of {plural(len(open_ends), 'network')} is not concluded.")
    named = [Named("Not concluded", [(each.standing.name, "") for each in open_ends])] if open_ends else []
    return Question(f"Publish {round_.title}?", sentences, "Publish the round", f"{round_.title} is published.", named)


def seen_by_networks(round_: Round) -> str:
    """When networks see their moderated positions."""
    return {
        ModerationSeen.AT_ONCE: "Each network sees the area team’s positions of its own assessment already.",
        ModerationSeen.WHEN_CONCLUDED: "Each network whose moderation is concluded sees its own moderated positions "
        "already.",
        ModerationSeen.WHEN_PUBLISHED: "From now on each network sees the area team’s positions of its own assessment.",
    }[ModerationSeen(round_.moderation_seen)]


def reopening(listed: RoundList, leaders: Mapping[str, int]) -> Question:
    """Before it is opened again."""
    round_ = listed.round
    waiting = [each for each in listed.networks if each.standing.status is Status.NOT_RETURNED]
    passed = " It has passed, so they are overdue at once, unless you move it." if round_.due < listed.today else ""
    sentences = [
        f"{has(len(waiting))} not returned, and can enter and sign again. {written_to(waiting, leaders, 'told')}"
        if waiting
        else "Every network has returned. They can change their answers once their assessment is reopened.",
        f"The due date stays {nhs_date(round_.due)}.{passed}",
    ]
    return Question(f"Open {round_.title} again?", sentences, "Open it again", f"{round_.title} is open again.")


def unpublishing(listed: RoundList, leaders: Mapping[str, int]) -> Question:
    """Before its publication is taken back."""
    sentences = [
        "It is closed again. Networks no longer see how many of them stand where, nor what they see only of a "
        "published round.",
        "Nobody is written to. What people have read or downloaded stays with them.",
    ]
    title = listed.round.title
    return Question(
        f"Take the publication of {title} back?",
        sentences,
        "Take it back",
        f"{title} is closed, and no longer published.",
        warns=True,
    )


def deleting(listed: RoundList, leaders: Mapping[str, int]) -> Question:
    """Before a draft is deleted."""
    title = listed.round.title
    return Question(
        f"Delete the draft {title}?",
        ["It is a plan, and nobody has been told of it. It cannot be brought back."],
        "Delete it",
        f"The draft {title} was deleted.",
        warns=True,
    )


def written_to(networks: Collection[Listed], leaders: Mapping[str, int], why: str) -> str:
    """How many people are written to."""
    people = sum(leaders.get(each.standing.code, 0) for each in networks)
    reached = sum(each.standing.code in leaders for each in networks)
    if not people:
        return "Nobody is written to."
    verb = "is" if people == 1 else "are"
    return f"{plural(people, 'person', 'people')} of {plural(reached, 'network')} {verb} {why} by e-mail."


def nobody_at(networks: Collection[Listed], leaders: Mapping[str, int]) -> list[Named]:
    """The networks where nobody can be written to, with the page on which somebody can be invited."""
    nobody = [each.standing for each in networks if each.standing.code not in leaders]
    if not nobody:
        return []
    pattern = people_pattern()
    heading = f"Nobody to write to ({len(nobody):,}): nobody is clinical director, deputy or network lead there"
    return [Named(heading, [(each.name, pattern.replace("CODE", each.code)) for each in nobody])]


def has(count: int) -> str:
    """So many networks have (not done something)."""
    return f"{plural(count, 'network')} {'has' if count == 1 else 'have'}"


MOVES: Mapping[RoundStatus, Sequence[tuple[str, str]]] = {
    RoundStatus.DRAFT: (("open", "Open the round"),),
    RoundStatus.OPEN: (("close", "Close the round"),),
    RoundStatus.CLOSED: (("publish", "Publish the round"), ("reopen", "Open it again")),
    RoundStatus.PUBLISHED: (("unpublish", "Take the publication back"),),
}
"""The moves that a page of a round offers, with the words of their links."""


def allows(verb: str, round_: Round) -> str:
    """Why a round cannot be moved so now, as a sentence; empty where it can."""
    status = RoundStatus(round_.status)
    stage = ROUND_TRANSITIONS[status]
    if any(move.verb == verb for move in stage.moves) or (verb == "delete" and status is RoundStatus.DRAFT):
        return ""
    already = any(move.verb == verb and move.to is status for each in ROUND_TRANSITIONS.values() for move in each.moves)
    return f"{round_.title} is {stage.label.lower()}{' already' if already else ''}. Nothing was changed."


def terms_rows(round_: Round) -> list[tuple[str, str]]:
    """What is decided about a round, as terms and values."""
    opened = ("Opened", nhs_date(round_.opened_at)) if round_.opened_at else ("Opens", nhs_date(round_.opens))
    rows = [
        ("Due", nhs_date(round_.due)),
        opened,
        ("Moderation ends", nhs_date(round_.moderation_ends, "")),
        ("Closed", nhs_date(round_.closed_at, "")),
        ("Published", nhs_date(round_.published_at, "")),
        ("Matrix", round_.edition.title),
        ("Asks", ", ".join(Audience(each).label.lower() for each in round_.audiences)),
        ("Networks see of the whole", PeersSee(round_.peers_see).label),
        ("A network sees its moderated positions", ModerationSeen(round_.moderation_seen).label),
    ]
    return [(term, value) for term, value in rows if value]
