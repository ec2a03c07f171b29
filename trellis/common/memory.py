"""What a process remembers for itself, so that it need not be read or computed again.

Django's default cache is in the database, because what counts attempts to sign in must count for every process at once.
What merely saves work is kept here instead: the values themselves and not copies of them, so they have to be ones that
nobody changes (frozen dataclasses). Every key holds the version of what it rests on; so nothing grows old here, and
only room ends it.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any

MOST_KEPT = 500
"""Values; the one that was not asked for longest makes room."""


class Memory:
    """The newest values by key, for all threads of a process."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Any:
        """What is kept under a key; None for nothing."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def set(self, key: str, value: object) -> None:
        """Keep a value that nobody changes."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._kept.clear()


memory = Memory()
