"""What calibration counts, in sentences. Pure: counts in, sentences out; every sentence carries its figures."""

from trellis.insight.calibration import Calibration, Distribution, Shift
from trellis.insight.wording import joined, short_name


def calibration_sentences(calibration: Calibration) -> tuple[str, ...]:
    """What the counts say; every sentence carries its figures."""
    whole = calibration.whole
    if not whole.total:
        return ("No moderated position has been given yet.",)
    return tuple(
        sentence
        for sentence in (left_sentence(whole), moved_sentence(whole), none_stated(whole), most_moved(calibration))
        if sentence
    )


def left_sentence(whole: Distribution) -> str:
    """How many positions were left as they were stated, of those that were."""
    same, stated = whole.counts[Shift.SAME], whole.total - whole.counts[Shift.NOT_STATED]
    if not stated:
        return ""
    if stated == 1:
        return f"The area team {'left' if same else 'changed'} the one position that it judged."
    if same == stated:
        return f"The area team left all {stated:,} positions as they were stated."
    left = f"{same:,}" if same else "none"
    return f"The area team left {left} of {stated:,} positions as {'it was' if same == 1 else 'they were'} stated."


def moved_sentence(whole: Distribution) -> str:
    """How many were moved, and which way."""
    if not whole.moved:
        return ""
    ways = [f"{count:,} {way}" for count, way in ((whole.lower, "lower"), (whole.higher, "higher")) if count]
    none = "" if whole.lower and whole.higher else f" and none {'higher' if whole.lower else 'lower'}"
    more = ""
    if whole.by_more:
        them = "of them " if whole.moved > whole.by_more else ""
        more = f", {whole.by_more:,} {them}by two steps or more" if them else ", by two steps or more"
    return f"It judged {joined(ways)}{none}{more}."


def none_stated(whole: Distribution) -> str:
    """How many positions it gave where the network stated none."""
    count = whole.counts[Shift.NOT_STATED]
    if not count:
        return ""
    return f"It gave {count:,} {'position' if count == 1 else 'positions'} where the network had stated none."


def most_moved(calibration: Calibration) -> str:
    """Where more positions were moved than anywhere else; nothing where that is true of many, or of the only one."""
    moved = {block: each.moved for block, each in calibration.by_block.items() if each.total}
    most = max(moved.values(), default=0)
    blocks = [block for block, count in moved.items() if count == most]
    if not most or len(moved) < 2 or len(blocks) > 3:
        return ""
    edition = calibration.edition
    where = [
        f"{short_name(edition.theme_by_id[block.theme])}, {block.audience.label.lower()} "
        f"({most:,} of {calibration.by_block[block].total:,})"
        for block in blocks
    ]
    return f"Most were moved in {joined(where)}."
