"""Transition tables: what a status is called, whose turn it is, and which moves lead out of it.

A room writes its table as a literal dict in its rules.py. The diagrams in docs/reference/transitions.md are made from
those dicts and compared in ``make check``, so that neither can drift from what actions allow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Move(Generic[S]):
    """A way out of a status: the verb of the action, where it leads, and the audit event it writes."""

    verb: str
    to: S
    event: str


@dataclass(frozen=True)
class Stage(Generic[S]):
    """What a status is called on a page, whose turn it is, and the moves out of it (none: it is an end)."""

    label: str
    whose_turn: str
    moves: tuple[Move[S], ...] = ()


class NotAllowedNowError(Exception):
    """A move that the status does not allow. Its text is a sentence for the person who tried."""


def move_from(table: Mapping[S, Stage[S]], status: S, verb: str) -> Move[S]:
    """The move that ``verb`` makes from ``status``. Raises NotAllowedNowError where there is none."""
    for move in table[status].moves:
        if move.verb == verb:
            return move
    raise NotAllowedNowError(f"It is {table[status].label.lower()}: to {verb} it now is not possible.")
