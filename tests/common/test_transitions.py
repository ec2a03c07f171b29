"""Transition tables say what may follow what."""

from enum import StrEnum

import pytest

from trellis.common.transitions import Move, NotAllowedNowError, Stage, move_from


class Door(StrEnum):
    """A small example."""

    OPEN = "open"
    SHUT = "shut"


DOOR = {
    Door.OPEN: Stage("Open", "whoever leaves last", (Move("shut", Door.SHUT, "door.shut"),)),
    Door.SHUT: Stage("Shut", "nobody"),
}


def test_a_move_says_where_it_leads_and_what_is_recorded() -> None:
    """Both from the table."""
    assert move_from(DOOR, Door.OPEN, "shut") == Move("shut", Door.SHUT, "door.shut")


def test_a_move_that_the_table_does_not_have_is_refused_in_a_sentence() -> None:
    """For the person who tried."""
    with pytest.raises(NotAllowedNowError, match="It is shut: to shut it now is not possible"):
        move_from(DOOR, Door.SHUT, "shut")
