"""Telling the story."""

from django.db import transaction

from trellis.demo.chapters import CHAPTERS
from trellis.demo.story import Story


@transaction.atomic
def tell_story() -> Story:
    """Every chapter in order, each through the actions that the site itself uses; all of it or nothing."""
    story = Story()
    for tell in CHAPTERS:
        tell(story)
    return story
