"""The editions of the matrix that come with Trellis."""

from trellis.demo.story import Story
from trellis.matrix.actions import ship_editions


def tell(story: Story) -> None:
    """They are published and ready to be asked about."""
    ship_editions(by=story.administrator)
