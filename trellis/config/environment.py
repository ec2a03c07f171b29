"""Settings from the environment, read strictly: a word we do not know stops the start."""

import os

TRUTHS = {"true": True, "false": False, "1": True, "0": False}


class UnclearSettingError(Exception):
    """An environment variable whose value could mean two things."""


def switch(name: str, *, default: bool) -> bool:
    """The boolean in environment variable ``name``; ``true``, ``false``, ``1`` or ``0`` in any case.

    Raises UnclearSettingError for anything else ("yes", "on", a typing slip): a server that guesses at
    DEBUG is a server that shows its secrets.
    """
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        return TRUTHS[raw.strip().lower()]
    except KeyError:
        raise UnclearSettingError(f"{name} is {raw!r}; write true or false.") from None


def words(name: str, *, default: str) -> list[str]:
    """The comma-separated words in environment variable ``name``, without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]
