"""The editions that come with Trellis, read from their files. Needs no database."""

from functools import cache
from importlib.resources import files

from trellis.matrix.imports import edition_from_yaml
from trellis.matrix.rules import Edition

SHIPPED_IDS = ("pcn-2019-08", "pcn-2019-07-early", "neighbourhood-2025")
"""The editions that come with Trellis, the one most systems want first."""


class NotShippedError(KeyError):
    """An edition id that does not come with Trellis."""

    def __init__(self, edition_id: str) -> None:
        super().__init__(edition_id)
        self.sentence = f"There is no edition “{edition_id}” among those shipped: {', '.join(SHIPPED_IDS)}."

    def __str__(self) -> str:
        return self.sentence


@cache
def shipped_edition(edition_id: str) -> Edition:
    """The shipped edition with this id; raises NotShippedError, whose words list the ids there are.

    Read once a process, in about a tenth of a second: nearly all of it is ruamel.yaml's scanner, which is written in
    Python alone and takes some 70 microseconds for every value.
    """
    if edition_id not in SHIPPED_IDS:
        raise NotShippedError(edition_id)
    return edition_from_yaml(shipped_text(edition_id), f"{edition_id}.yaml", find=find_shipped)


def shipped_text(edition_id: str) -> str:
    """The file of a shipped edition, comments and all. Raises NotShippedError."""
    if edition_id not in SHIPPED_IDS:
        raise NotShippedError(edition_id)
    return (files("trellis.matrix") / "editions" / f"{edition_id}.yaml").read_text(encoding="utf-8")


def find_shipped(edition_id: str) -> Edition | None:
    """The shipped edition with this id, or None: for ``edition_from_yaml``'s ``find``."""
    return shipped_edition(edition_id) if edition_id in SHIPPED_IDS else None
