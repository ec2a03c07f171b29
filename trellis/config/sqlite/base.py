"""The backend: one writer at a time, in the order in which they came.

SQLite lets one connection write; another that wants to sleeps and tries again, ever longer, up to a tenth of a second,
although the first is done after three milliseconds. With eight people saving at once most of the time goes by asleep.
So whoever begins a transaction that writes takes the lock of a file beside the database first. Waiting for that costs
nothing, ends at once when it is free, and holds between threads and processes alike; a process that is killed lets go.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn before BEGIN IMMEDIATE and gives it up after COMMIT or ROLLBACK."""

    turn: int | None = None
    has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()
            if self.turn is not None:
                os.close(self.turn)
                self.turn = None

    def _take_turn(self) -> None:
        name: Any = self.settings_dict["NAME"]
        if self.is_in_memory_db():
            return
        if self.turn is None:
            self.turn = os.open(f"{name}-turn", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self.turn, fcntl.LOCK_EX)
        self.has_turn = True

    def _give_turn(self) -> None:
        if self.has_turn and self.turn is not None:
            self.has_turn = False
            fcntl.flock(self.turn, fcntl.LOCK_UN)
