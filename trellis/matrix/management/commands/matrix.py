"""``trellis matrix list | check | export | ship | import``: editions of the maturity matrix from the command line.

``list``, ``check`` and ``export`` work without a database and then know the shipped editions only.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from trellis.files.refusals import RefusedError
from trellis.files.whole import write_whole
from trellis.matrix.actions import EditionRefusedError, import_edition, ship_editions
from trellis.matrix.edition_files import edition_in_file, text_of
from trellis.matrix.exports import edition_to_workbook, edition_to_yaml
from trellis.matrix.imports import EditionInvalidError, edition_from_yaml
from trellis.matrix.queries import EditionLine, all_editions, edition_lines, find_edition
from trellis.matrix.rules import EDITION_TRANSITIONS, Edition
from trellis.matrix.shipped import SHIPPED_IDS, find_shipped, shipped_edition, shipped_text

SOUND, FAULTY, UNREADABLE = 0, 1, 2
"""Exit codes of ``check``: an edition, a file with faults, a file that cannot be read at all."""


class Command(BaseCommand):
    """Lists, checks, exports and takes in editions of the maturity matrix."""

    help = "List, check, export and take in editions of the maturity matrix."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, then to what."""
        what = parser.add_subparsers(dest="what", required=True, metavar="list|check|export|ship|import")
        listing = what.add_parser("list", help="The editions there are.")
        listing.set_defaults(action=self.list_editions)
        check = what.add_parser("check", help="Name every fault of an edition file with its line. Needs no database.")
        check.add_argument("file", type=Path, metavar="FILE")
        check.set_defaults(action=self.check_file)
        export = what.add_parser("export", help="An edition as YAML or as a workbook to fill in.")
        export.add_argument("edition", metavar="ID")
        export.add_argument("--format", choices=["yaml", "workbook"], default="yaml")
        export.add_argument("--out", type=Path, metavar="FILE", help="Where to write it. YAML is printed without this.")
        export.set_defaults(action=self.export)
        ship = what.add_parser("ship", help="Put the shipped editions into the database as published.")
        ship.set_defaults(action=self.ship)
        taking = what.add_parser("import", help="Take an edition in as a draft, from YAML or a national workbook.")
        taking.add_argument("file", type=Path, metavar="FILE")
        taking.add_argument("--id", default="", help="The new edition's id. A workbook needs one.")
        taking.add_argument("--title", default="", help="The new edition's title. A workbook needs one.")
        taking.set_defaults(action=self.take_in)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        chosen = Namespace(**options)
        chosen.action(chosen)

    def list_editions(self, chosen: Namespace) -> None:
        """A line for each edition: id, status, components, title."""
        del chosen
        for line in edition_table():
            self.stdout.write(line)

    def check_file(self, chosen: Namespace) -> None:
        """Print FILE:LINE: sentence for every fault, and leave by the code that says how it went."""
        content = bytes_of_file(chosen.file)
        try:
            text = text_of(content, chosen.file.name)
        except EditionInvalidError as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error
        try:
            edition = edition_from_yaml(text, chosen.file.name, find=find_shipped)
        except EditionInvalidError as error:
            for fault in error.faults:
                self.stdout.write(f"{chosen.file}:{fault.line}: {fault.sentence}")
            sys.exit(FAULTY)
        self.stdout.write(f"{chosen.file} is sound: {described(edition)}.")

    def export(self, chosen: Namespace) -> None:
        """Write or print the edition."""
        edition = edition_named(chosen.edition)
        if chosen.format == "workbook":
            out = chosen.out or Path(f"{edition.id}.xlsx")
            self.write(out, edition_to_workbook(edition))
        elif chosen.out:
            self.write(chosen.out, yaml_of(edition).encode())
        else:
            self.stdout.write(yaml_of(edition), ending="")

    def ship(self, chosen: Namespace) -> None:
        """Put the shipped editions in, and say what was there already."""
        del chosen
        shipping = ship_editions(by=None)
        for edition_id in shipping.new:
            self.stdout.write(f"{edition_id} is published.")
        for edition_id in shipping.unchanged:
            self.stdout.write(f"{edition_id} was there already.")
        for edition_id in shipping.kept:
            self.stdout.write(f"{edition_id} differs from the one shipped now and was kept as it was published.")

    def take_in(self, chosen: Namespace) -> None:
        """Take the file in as a draft; say every fault, and keep nothing where there is one."""
        try:
            content = bytes_of_file(chosen.file)
            edition = edition_in_file(content, chosen.file.name, chosen.id, chosen.title, find=find_edition)
            row = import_edition(edition, by=None)
        except EditionInvalidError as error:
            for fault in error.faults:
                self.stderr.write(f"{chosen.file}:{fault.line}: {fault.sentence}")
            raise CommandError("Nothing was taken in.") from error
        except (EditionRefusedError, RefusedError) as error:
            raise CommandError(f"{error} Nothing was taken in.") from error
        self.stdout.write(f"{row.slug} is a draft now: {row.title}.")

    def write(self, out: Path, content: bytes) -> None:
        """Write a file whole or not at all, and say where it is."""
        try:
            write_whole(content, out)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.", returncode=UNREADABLE) from error
        self.stdout.write(f"Written to {out}.")


def edition_table() -> list[str]:
    """A line for each edition of the database and each shipped one that is not in it."""
    lines = edition_lines_at_hand()
    found = [(line.slug, EDITION_TRANSITIONS[line.status].label, line.components, line.title) for line in lines]
    there = {line.slug for line in lines}
    shipped = (shipped_edition(edition_id) for edition_id in SHIPPED_IDS if edition_id not in there)
    found += [(edition.id, "Shipped", len(edition.components), edition.title) for edition in shipped]
    width = max(len(slug) for slug, *_ in found)
    return [f"{slug:<{width}}  {status:<9}  {count:>3} components  {title}" for slug, status, count, title in found]


def edition_lines_at_hand() -> tuple[EditionLine, ...]:
    """The editions of the database; none where there is no database, or not yet its tables."""
    try:
        return edition_lines(all_editions())
    except DatabaseError:
        return ()


def edition_named(edition_id: str) -> Edition:
    """The edition with this id, of the database or shipped. Raises CommandError with the ids there are."""
    try:
        edition = find_edition(edition_id)
    except DatabaseError:
        edition = None
    if edition is None:
        edition = find_shipped(edition_id)
    if edition is None:
        ids = dict.fromkeys((*(line.slug for line in edition_lines_at_hand()), *SHIPPED_IDS))
        raise CommandError(f"There is no edition “{edition_id}”. There are: {', '.join(ids)}.")
    return edition


def yaml_of(edition: Edition) -> str:
    """The edition as YAML: the shipped file itself, comments and all, where it is one of those."""
    return shipped_text(edition.id) if edition == find_shipped(edition.id) else edition_to_yaml(edition)


def bytes_of_file(path: Path) -> bytes:
    """The content of a file. Raises CommandError, with the exit code of what cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=UNREADABLE) from error


def described(edition: Edition) -> str:
    """How much of a matrix an edition is."""
    counts = ((len(edition.themes), "theme"), (len(edition.steps), "step"), (len(edition.components), "component"))
    return f"{edition.id}, with " + ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
