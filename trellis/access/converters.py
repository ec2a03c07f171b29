"""Parts of addresses."""

from trellis.access.rules import Level


class LevelConverter:
    """The kind of an organisation that has a code, in an address."""

    regex = "|".join(level.value for level in Level if level is not Level.ENGLAND)

    def to_python(self, value: str) -> str:
        """As it stands; views make a Level of it."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
