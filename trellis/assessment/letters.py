"""What the letters of a round say. Plain text; no letter to one network says anything of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.assessment.models import Round
from trellis.assessment.standing import ModerationSeen, PeersSee, Status
from trellis.common.dates import in_days, nhs_date

TOLD = {
    Status.NOT_STARTED: "has not started its assessment",
    Status.IN_PROGRESS: "has started its assessment and has not signed it",
}


@dataclass(frozen=True)
class Words:
    """A letter: its subject, and its text without the greeting."""

    subject: str
    text: str


def paragraphs(*said: str) -> str:
    """Those that say something, with an empty line between them."""
    return "\n\n".join(each.strip() for each in said if each.strip())


def when_due(due: date, today: date) -> str:
    """When a return is due, seen from ``today``."""
    if due < today:
        return f"It was due on {nhs_date(due)}. That day has not moved, and a late return is still taken."
    if due == today:
        return "It is due today."
    return f"It is due on {nhs_date(due)}, {in_days(due, today)}."


def invitation(round_: Round, network: str, due: date, link: str, why: str = "") -> Words:
    """The round has opened, or the network came in later (``why``)."""
    return Words(
        f"{network}: where do you stand? {round_.title}",
        paragraphs(
            f"{round_.title} is open. {network} is asked to say where it stands on the maturity matrix "
            f"({round_.edition.title}).",
            why and f"It was added to the round, with this reason: {why}",
            f"Your answers are due by {nhs_date(due)}. They are your network's own until it signs them: "
            "nobody outside it sees them before that.",
            round_.message,
            f"Start here: {link}",
        ),
    )


def reminder(round_: Round, network: str, status: Status, due: date, today: date, link: str, said: str = "") -> Words:
    """How things stand, without a reproach. ``said`` is a sentence of the system lead."""
    return Words(
        f"{network}: {round_.title} {'was' if today > due else 'is'} due on {nhs_date(due)}",
        paragraphs(
            f"{network} {TOLD[status]} in {round_.title}. {when_due(due, today)}",
            said,
            f"Everything entered so far is kept. Go on here: {link}",
        ),
    )


def request(round_: Round, network: str, statements: Sequence[str], said: str, link: str) -> Words:
    """The system asks for these statements only."""
    count = "one statement" if len(statements) == 1 else f"{len(statements)} statements"
    return Words(
        f"{network}: {count} to look at in {round_.title}",
        paragraphs(
            f"{network} is asked to look at just {count} in {round_.title}:",
            "\n".join(f"- {each}" for each in statements),
            said,
            f"Everything else stays as it is. Answer them here, then sign: {link}",
        ),
    )


def due_moved(round_: Round, network: str, due: date, before: date, link: str, why: str = "") -> Words:
    """The day moved, for everybody or (``why``) for this network."""
    return Words(
        f"{network}: {round_.title} is now due on {nhs_date(due)}",
        paragraphs(
            f"The due date of {round_.title} has changed for {network}: it is now {nhs_date(due)}, "
            f"and was {nhs_date(before)}.",
            why and f"The reason: {why}",
            f"Everything entered so far is kept. See where you are: {link}",
        ),
    )


def withdrawn(round_: Round, network: str, why: str) -> Words:
    """The network is asked no longer."""
    return Words(
        f"{network} is no longer asked in {round_.title}",
        paragraphs(
            f"{network} has been withdrawn from {round_.title}. There is nothing more for you to do in it.",
            f"The reason: {why}",
            "What was entered and signed is kept.",
        ),
    )


def taken_back(round_: Round, network: str, due: date, link: str, why: str) -> Words:
    """The network is asked again."""
    return Words(
        f"{network} is asked again in {round_.title}",
        paragraphs(
            f"{network} has been taken back into {round_.title}. What was entered before is still there.",
            f"The reason: {why}",
            f"It is due on {nhs_date(due)}. Go on here: {link}",
        ),
    )


def closed(round_: Round, network: str, started: bool, link: str) -> Words:
    """To a network that has not returned."""
    kept = "What you have entered is kept. It cannot be signed any more, unless the round is opened again."
    return Words(
        f"{round_.title} has closed without a return of {network}",
        paragraphs(
            f"{round_.title} has closed. {network} has not returned.",
            kept if started else "Nothing can be entered or signed any more, unless the round is opened again.",
            f"If that is not right, ask your system lead. See the round: {link}",
        ),
    )


def reopened(round_: Round, network: str, due: date, link: str, why: str) -> Words:
    """To a network that has not returned."""
    return Words(
        f"{round_.title} is open again for {network}",
        paragraphs(
            f"{round_.title} has been opened again. {network} can enter, change and sign its assessment.",
            f"The reason: {why}",
            f"The due date is {nhs_date(due)}; a later return is taken all the same. Go on here: {link}",
        ),
    )


def published(round_: Round, network: str, link: str) -> Words:
    """To every network that the round asked."""
    now = round_.moderation_seen == ModerationSeen.WHEN_PUBLISHED.value
    counts = round_.peers_see == PeersSee.COUNTS.value
    return Words(
        f"{round_.title} is published",
        paragraphs(
            f"{round_.title} is published. What {network} signed is on the record.",
            "You can now see the positions that the area team gave your assessment." if now else "",
            "You can now see how many networks stand where, without names." if counts else "",
            "Who else sees your answers is as your network has decided.",
            f"See it here: {link}",
        ),
    )


def asked_to_sign(round_: Round, network: str, lead: str, due: date, link: str) -> Words:
    """To the clinical director and their deputies."""
    return Words(
        f"{network}: please read and sign its assessment, {round_.title}",
        paragraphs(
            f"{lead} asks you to sign the assessment of {network} in {round_.title}. It is due on {nhs_date(due)}.",
            "You see exactly what your board will see, and nobody outside the network sees it before you sign.",
            f"Read it and sign it here: {link}",
        ),
    )


def handed_back(round_: Round, network: str, why: str, link: str) -> Words:
    """To the leaders of a network whose assessment the system has reopened."""
    return Words(
        f"{network}: your assessment was reopened, {round_.title}",
        paragraphs(
            f"Your system lead has reopened the assessment of {network} in {round_.title}, with this reason: {why}",
            "What you signed is kept as an earlier copy. All your answers are as you left them, and can be changed.",
            f"Look at it and sign it again here: {link}",
        ),
    )
