"""Settings from the environment, read strictly: a word we do not know stops the start."""

import os
from typing import Any

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


def whole(name: str, *, default: int) -> int:
    """The whole number, 0 or more, in environment variable ``name``. Raises UnclearSettingError for anything else."""
    raw = os.environ.get(name, "").strip()
    if raw and not (raw.isascii() and raw.isdigit()):
        raise UnclearSettingError(f"{name} is {raw!r}; write a whole number.")
    return int(raw) if raw else default


def directory() -> dict[str, Any]:
    """The directory by which an organisation's people sign in (OpenID Connect), as allauth is told of it.

    Nothing without TRELLIS_OIDC_ISSUER. Raises UnclearSettingError where the issuer is named and the client is not.
    """
    issuer = os.environ.get("TRELLIS_OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return {}
    client = {
        name: os.environ.get(name, "").strip() for name in ("TRELLIS_OIDC_CLIENT_ID", "TRELLIS_OIDC_CLIENT_SECRET")
    }
    for name, value in client.items():
        if not value:
            raise UnclearSettingError(f"TRELLIS_OIDC_ISSUER is set and {name} is not.")
    app = {
        "provider_id": "organisation",
        "name": os.environ.get("TRELLIS_OIDC_NAME", "").strip() or "your organisation",
        "client_id": client["TRELLIS_OIDC_CLIENT_ID"],
        "secret": client["TRELLIS_OIDC_CLIENT_SECRET"],
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
