"""Everything that was ever entered into a draft, as CSV for the network's own people: private notes are in it."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from trellis.assessment.drafting import EntryState
from trellis.assessment.exports import file_stem
from trellis.assessment.models import RoundNetwork
from trellis.assessment.presenters.words import field_in_words
from trellis.assessment.queries.drafts import Entered
from trellis.files.csvs import write_csv
from trellis.matrix.rules import Audience, Edition

HEADINGS = (
    *("Number", "Entered at", "By", "Address", "Theme", "For whom", "Step", "Statement", "What", "Words"),
    *("How", "What became of it", "Leaves the network"),
)
STANDINGS = {
    EntryState.CURRENT: "counts now",
    EntryState.PAST: "counted once",
    EntryState.BESIDE: "stands beside",
    EntryState.ASIDE: "stood beside, not chosen",
}


def history_csv(edition: Edition, entries: Iterable[Entered]) -> str:
    """A row for each entry, in the order in which they were made; moments are London's."""
    return write_csv(HEADINGS, rows_of(edition, entries))


def rows_of(edition: Edition, entries: Iterable[Entered]) -> Iterator[tuple[str | int, ...]]:
    """The rows of the table."""
    for each in entries:
        component = edition.by_id.get(each.place.component)
        theme = edition.theme_by_id.get(each.place.theme)
        yield (
            each.number,
            timezone.localtime(each.at).isoformat(sep=" ", timespec="seconds"),
            *(each.by or "command line", each.by_address),
            theme.title if theme else each.place.theme,
            Audience(each.place.audience).label,
            edition.position_title(component.step) if component else "",
            component.statement if component else each.place.component,
            each.place.field.label,
            field_in_words(edition, each.place.field, each.value, "(cleared)"),
            each.origin.label,
            STANDINGS[each.state],
            "yes" if each.place.field.leaves_the_network else "never",
        )


def history_name(asked: RoundNetwork) -> str:
    """A file name that warns of what is in it."""
    return f"private-history-{file_stem(asked)}.csv"
