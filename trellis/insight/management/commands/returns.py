"""``trellis returns summary`` and ``report``: what a folder of returned workbooks says. Needs no database."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from trellis.assessment.reading import read_returns
from trellis.assessment.rules import QUERIES
from trellis.files.formats import UnknownFormatError, format_of
from trellis.files.whole import write_whole
from trellis.insight.exports import problems_csv, summary_csv, summary_json, summary_text
from trellis.insight.report import write_report
from trellis.insight.rules import Summary, summarise
from trellis.matrix.imports import EditionInvalidError, edition_from_yaml
from trellis.matrix.rules import Edition
from trellis.matrix.shipped import SHIPPED_IDS, NotShippedError, find_shipped, shipped_edition

ALL_READ, SOME_REJECTED, NONE_READ = 0, 1, 2
"""Exit codes: every file was read, some were rejected (the rest still counted), none could be."""


class Command(BaseCommand):
    """Reads returned workbooks and says where the networks stand."""

    help = "Read returned workbooks (files, folders, zips) and say where the networks stand."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, then what to read."""
        what = parser.add_subparsers(dest="what", required=True, metavar="summary|report")
        summary = what.add_parser("summary", help="Networks per position for each theme and audience.")
        add_reading_arguments(summary)
        summary.add_argument("--format", choices=["table", "csv", "json"], default="table")
        summary.set_defaults(action=self.summary)
        report = what.add_parser("report", help="The same as a paper in Word, PDF or HTML.")
        add_reading_arguments(report)
        report.add_argument(
            "--out", type=report_file, required=True, metavar="FILE", help="Ends in .docx, .pdf or .html."
        )
        report.add_argument(
            "--title", default="", help="Default: Maturity matrix returns, and the month of the latest."
        )
        report.add_argument(
            "--without-names", action="store_true", help="Count networks and name none, for a report to pass on."
        )
        report.set_defaults(action=self.report)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, do what was asked, and leave by the code that says how the reading went."""
        chosen = Namespace(**options)
        summary = read_summary(chosen)
        self.report_rejected(summary)
        if chosen.problems:
            write_problems(chosen.problems, problems_csv(summary))
        if summary.rejected < summary.files:
            chosen.action(summary, chosen)
        code = exit_code(summary)
        if code:
            sys.exit(code)

    def summary(self, summary: Summary, chosen: Namespace) -> None:
        """Print the table of counts; on a terminal also what else there is to know."""
        if chosen.format == "csv":
            self.stdout.write(summary_csv(summary), ending="")
        elif chosen.format == "json":
            self.stdout.write(summary_json(summary))
        else:
            self.stdout.write(summary_text(summary))
            self.stdout.write(closing_sentences(summary, chosen.problems))

    def report(self, summary: Summary, chosen: Namespace) -> None:
        """Write the paper, whole or not at all, and say where it is."""
        try:
            write_report(
                summary,
                chosen.out,
                chosen.title,
                organisation=settings.ORGANISATION,
                with_names=not chosen.without_names,
            )
        except OSError as error:
            raise CommandError(f"{chosen.out} cannot be written: {error.strerror}.", returncode=NONE_READ) from error
        self.stdout.write(f"{counted(len(summary.counted), 'network')} counted. The report is in {chosen.out}.")

    def report_rejected(self, summary: Summary) -> None:
        """Say on standard error which files were rejected or set aside, and why."""
        if not summary.files:
            self.stderr.write("There is no file to read in what was named. Name the folder that the returns are in.")
        for problem in summary.problems[: summary.files - len(summary.counted)]:
            self.stderr.write(problem.detail)


def add_reading_arguments(parser: ArgumentParser) -> None:
    """The arguments that say what is read, and against which matrix."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="A workbook, a zip or a folder of them.")
    parser.add_argument(
        "--matrix",
        default=SHIPPED_IDS[0],
        help="The edition returned: an id of `trellis matrix list`, or a YAML file. Default: %(default)s.",
    )
    parser.add_argument(
        "--expected", type=names_in, default=(), metavar="FILE.txt", help="Names of the networks asked, one a line."
    )
    parser.add_argument("--problems", type=Path, metavar="FILE.csv", help="Write everything to look at into this file.")


def report_file(name: str) -> Path:
    """Where the report goes; asked before anything is read. Raises ArgumentTypeError where it cannot be written."""
    out = Path(name)
    try:
        format_of(out)
    except UnknownFormatError as error:
        raise ArgumentTypeError(str(error)) from error
    if not out.parent.is_dir():
        raise ArgumentTypeError(f"there is no folder {out.parent} to write {out.name} into. Nothing was written.")
    return out


def read_summary(chosen: Namespace) -> Summary:
    """The summary of what was named, with a progress bar where somebody watches."""
    edition = edition_named(chosen.matrix)
    with tqdm(unit=" files", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        reading = read_returns(chosen.paths, edition, progress)
    return summarise(edition, reading.returns, reading.rejected, chosen.expected)


def names_in(file: str) -> tuple[str, ...]:
    """The names in a text file, one a line, blank lines and repeats left out. Raises ArgumentTypeError."""
    try:
        lines = Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArgumentTypeError(f"{file} cannot be read as text: {error}. Nothing was read.") from error
    return tuple(dict.fromkeys(name for line in lines if (name := line.strip())))


def edition_named(name: str) -> Edition:
    """A shipped edition by its id, or one from a YAML file. Raises CommandError with what is wrong."""
    try:
        if name not in SHIPPED_IDS and Path(name).is_file():
            text = Path(name).read_text(encoding="utf-8")
            return edition_from_yaml(text, Path(name).name, find=find_shipped)
        return shipped_edition(name)
    except EditionInvalidError as error:
        lines = (f"{error.name}, line {fault.line}: {fault.sentence}" for fault in error.faults)
        raise CommandError("\n".join((*lines, "Nothing was read.")), returncode=NONE_READ) from error
    except (NotShippedError, OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{error} Nothing was read.", returncode=NONE_READ) from error


def exit_code(summary: Summary) -> int:
    """0 when every file was read, 1 when some were rejected, 2 when none could be."""
    if summary.rejected == summary.files:
        return NONE_READ
    return SOME_REJECTED if summary.rejected else ALL_READ


def closing_sentences(summary: Summary, problems: Path | None) -> str:
    """How many networks counted, as at when, and how many things there are to look at."""
    networks, files = len(summary.counted), summary.files
    when = f", the latest dated {summary.as_at.day} {summary.as_at:%B %Y}" if summary.as_at else ""
    queries = sum(problem.kind in QUERIES for problem in summary.problems)
    others = len(summary.problems) - queries
    told = f"See {problems}." if problems else "To see them, add --problems FILE.csv."
    nothing = "There is nothing to ask or to look at."
    looked = f"{counted(networks, 'network')} counted from {counted(files, 'file')}{when}."
    asked = f"{counted(queries, 'query', 'queries')} to put to networks, {counted(others, 'other thing')} to look at."
    return f"\n{looked}\n{f'{asked} {told}' if summary.problems else nothing}"


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun: "1 file", "18 files"."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def write_problems(path: Path, text: str) -> None:
    """Write the problems whole or not at all. Raises CommandError where they cannot be written."""
    try:
        write_whole(text.encode(), path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=NONE_READ) from error
