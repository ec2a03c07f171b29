"""The story of Severn Vale, a chapter a file, each with ``tell(story)``. A new chapter goes at the end of the list."""

from trellis.demo.chapters import (
    autumn_2026,
    harbourside,
    october_2019,
    october_2020,
    organisations,
    the_matrix,
    the_people,
)
from trellis.demo.story import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    the_people.tell,
    organisations.tell,
    the_matrix.tell,
    october_2019.tell,
    october_2020.tell,
    autumn_2026.tell,
    harbourside.tell,
)
"""The whole story in order."""
