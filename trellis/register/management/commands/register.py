"""``trellis register import`` and ``trellis register networks``."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from trellis.register import queries
from trellis.register.actions import import_file
from trellis.register.exports import networks_csv, networks_json, networks_table, report_table
from trellis.register.imports.tables import FileRefusedError
from trellis.register.reports import ImportReport


def day(text: str) -> date:
    """A date written as 2024-10-01. Raises ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no date; write it as 2024-10-01") from None


class Command(BaseCommand):
    """Fills the register from public files, and lists what it holds."""

    help = "Take files into the register (import FILE...), or list its networks (networks)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two words, each with its own options."""
        words = parser.add_subparsers(dest="what", required=True)
        taking = words.add_parser("import", help="take in files of networks, practices and list sizes")
        taking.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, zipped or not, or a folder")
        taking.add_argument("--format", choices=["table", "json"], default="table")
        taking.add_argument("--as-at", type=day, help="the date the files hold at, where their content does not say")
        listing = words.add_parser("networks", help="list the networks that are open on a date")
        listing.add_argument("--as-at", type=day, help="the date to look from; today unless given")
        listing.add_argument("--within", metavar="CODE", help="of this region, ICB, sub-ICB location or locality only")
        listing.add_argument("--format", choices=["table", "csv", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the word says. Exit 0 when all was done, 1 when some files were refused, 2 when nothing could be.

        Brings the database up to date first, so that the command works on a fresh one.
        """
        call_command("migrate", verbosity=0, interactive=False)
        if options["what"] == "import":
            self._import(options["files"], options["format"], options["as_at"])
        else:
            self._networks(options["as_at"] or timezone.localdate(), options["within"], options["format"])

    def _import(self, given: list[Path], form: str, as_at: date | None) -> None:
        paths = list(_files(given))
        reports: list[ImportReport] = []
        for path in tqdm(paths, unit="file", disable=not sys.stderr.isatty() or len(paths) < 2):
            try:
                reports.append(import_file(path.read_bytes(), path.name, by=None, as_at=as_at))
            except FileRefusedError as refused:
                self.stderr.write(refused.sentence)
            except OSError as error:
                self.stderr.write(f"{path} cannot be opened ({error.strerror}). Nothing was kept of it.")
        if form == "json":
            shown = [report.as_json() for report in reports]
            one_file = len(given) == 1 and len(shown) == 1
            self.stdout.write(json.dumps(shown[0] if one_file else shown, ensure_ascii=False, indent=2))
        else:
            for report in reports:
                self.stdout.write(report_table(report))
        if len(reports) < len(paths) or not paths:
            sys.exit(1 if reports else 2)

    def _networks(self, as_at: date, within: str | None, form: str) -> None:
        found = queries.networks(as_at, within)
        if queries.is_empty():
            self.stderr.write("The register is empty. Fill it with: trellis register import FILE...")
        elif within and not found and queries.place(within, as_at) is None:
            self.stderr.write(f"{within} is no region, ICB, sub-ICB location or locality of the register.")
            sys.exit(2)
        write = {"csv": networks_csv, "json": networks_json, "table": networks_table}[form]
        self.stdout.write(write(found, as_at), ending="" if form == "csv" else "\n")
        partly = [network for network in found if network.registered.known is not None and network.registered.missing]
        if partly:
            self.stderr.write(
                f"{len(partly):,} of these networks have a practice without a list size: their figure is of the others."
            )


def _files(given: Iterable[Path]) -> Iterable[Path]:
    """The files themselves, and those directly in the folders, by name."""
    for path in given:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        else:
            yield path
