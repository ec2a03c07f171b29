"""Whose return is this, and does it count beside the ones already here? Pure; never a guess.

A return is matched to a network that was asked by the code it carries, else by its name exactly (but for case,
spacing, punctuation and the words "PCN" and "Primary Care Network"). What is not matched is reported with the nearest
name as a question and not recorded: a return under the wrong network is worse than one that is missing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from trellis.assessment.rules import BlockReturn, Return
from trellis.common.dates import nhs_date
from trellis.matrix.rules import Block

NEAR_ENOUGH_TO_ASK = 70.0
"""rapidfuzz's ratio, 0 to 100, from which a name is worth asking about. It only ever words a question."""

FILLER = re.compile(r"\b(primary care network|pcn|the)\b")
NO_LETTER = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class IncomingFile:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """A network that a round asks, by its code and its name as at the round."""

    code: str
    name: str


@dataclass(frozen=True)
class Unmatched:
    """Why a return belongs to none of the networks asked, as a sentence for a person."""

    sentence: str


@lru_cache(maxsize=8192)
def folded_name(name: str) -> str:
    """A network's name without what people write in several ways: "The Wharf and Weir PCN" is "wharf weir".

    Remembered: every return of an upload is compared with every network of the round.
    """
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    spaced = NO_LETTER.sub(" ", plain)
    return " ".join(word for word in FILLER.sub(" ", spaced).split() if word != "and")


def whose(returned: Return, asked: Iterable[Asked]) -> Asked | Unmatched:
    """The network that a return is of, or why none can be named.

    A code decides. Where the name written beside it is exactly another network's, the two contradict each other and
    neither decides.
    """
    networks = list(asked)
    name = folded_name(returned.network)
    named = [network for network in networks if folded_name(network.name) == name]
    if returned.network_code:
        coded = next((network for network in networks if network.code == returned.network_code.strip().upper()), None)
        if coded is None:
            return Unmatched(
                f"It carries the code {returned.network_code}, which is not one of the networks that this round asks."
            )
        if named and coded not in named:
            return Unmatched(
                f"It was made for {coded.name} ({coded.code}), and the name written in it is {named[0].name}. "
                "Ask which network it is; then upload a workbook that was downloaded for that network."
            )
        return coded
    if len(named) == 1:
        return named[0]
    if named:
        codes = " and ".join(network.code for network in named)
        return Unmatched(
            f"Two networks that this round asks are called {named[0].name} ({codes}) and it has no code. "
            "Upload a workbook that was downloaded for the right one."
        )
    return Unmatched(f"No network that this round asks is called “{returned.network}”.{nearest(returned, networks)}")


def nearest(returned: Return, networks: list[Asked]) -> str:
    """A question that names the most similar network, or nothing where none is similar."""
    found = process.extractOne(
        folded_name(returned.network),
        {network.name: folded_name(network.name) for network in networks},
        scorer=fuzz.WRatio,
        score_cutoff=NEAR_ENOUGH_TO_ASK,
    )
    if found:
        return f" Did you mean {found[2]}? If so, correct the name in the workbook and upload it again."
    return " Write the network's name in the workbook as this round has it, and upload it again."


class Outcome(StrEnum):
    """What became of one file of an upload."""

    RECORDED = "recorded"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    OFFERED = "offered"
    OLDER = "older"
    CONTRADICTED = "contradicted"
    CLOSED = "closed"
    OTHER_ROUND = "other-round"
    NOT_MATCHED = "not-matched"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The outcome for a page."""
        return {
            "recorded": "Recorded",
            "replaced": "Recorded, replacing an earlier return",
            "unchanged": "Already here, nothing changed",
            "offered": "Kept for the network to look at",
            "older": "Not recorded: a newer return is here",
            "contradicted": "Not recorded: contradicts another return",
            "closed": "Not recorded: closed to changes",
            "other-round": "Not recorded: made for another round",
            "not-matched": "Not recorded: whose is it?",
            "rejected": "Not recorded: could not be read",
        }[self.value]

    @property
    def kept(self) -> bool:
        """Whether the file's answers are now the network's current ones."""
        return self in {Outcome.RECORDED, Outcome.REPLACED, Outcome.UNCHANGED}


def answers_of(returned: Return) -> tuple[str, dict[Block, BlockReturn]]:
    """What a return says, for comparing two: its edition and every block that says something."""
    said = {block: each for block, each in returned.blocks.items() if each != BlockReturn(block)}
    return returned.edition, said


def same(one: Return, other: Return) -> bool:
    """Whether two returns say the same on the same date, however their files are called and saved."""
    return one.dated == other.dated and answers_of(one) == answers_of(other)


def weigh(new: Return, held: Return | None) -> tuple[Outcome, str]:
    """What becomes of a network's return beside the one held already, and a sentence of why.

    The later date counts, and a return with a date replaces one without. Where the two differ and the new one is not
    shown to be later, they contradict each other and the one held stays.
    """
    if held is None:
        return Outcome.RECORDED, ""
    if same(new, held) or (new.dated is None and answers_of(new) == answers_of(held)):
        return Outcome.UNCHANGED, "It says the same as the return already here."
    if new.dated and (held.dated is None or new.dated > held.dated):
        old = f"dated {nhs_date(held.dated)}" if held.dated else "without a date"
        return Outcome.REPLACED, f"It replaces the return {old}, which is kept as history."
    if new.dated and held.dated and new.dated < held.dated:
        return (
            Outcome.OLDER,
            f"It is dated {nhs_date(new.dated)}; the return already here is dated {nhs_date(held.dated)} and still "
            "counts. If this one is right, correct its date and upload it again.",
        )
    return Outcome.CONTRADICTED, f"{contradiction(new.dated, held.dated)} The return already here still counts."


def contradiction(one: date | None, other: date | None) -> str:
    """Why a return cannot be taken for the later of two that differ, and what to do about it."""
    if one is None:
        beside = f"another return is dated {nhs_date(other)}" if other else "neither has another return that differs"
        return (
            f"It has no date and {beside}: nothing says which is the later. Write the date in it and upload it again."
        )
    if other is None:
        return "Another return has no date: nothing says which is the later. Write the date in that one too."
    return (
        f"Both are dated {nhs_date(one)} and they differ. Ask the network which is right; "
        "then give that one a later date and upload it again."
    )
