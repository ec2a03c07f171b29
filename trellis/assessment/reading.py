"""Returned workbooks, in the national layout and however messy, as what their networks say.

A file is either read (a ``Return``, with the places in it that need a person's eye) or rejected with one sentence.
Nothing is ever guessed silently.
"""

import gc
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trellis.assessment.plans import EditionIndex, Plan, quoted
from trellis.assessment.rules import Problem, ProblemKind, Return
from trellis.assessment.tables import TableRead, TableReader
from trellis.assessment.wordings import DateRead, read_date
from trellis.files.archives import is_archive, is_clutter, unpack
from trellis.files.refusals import FILE_LIMIT, RefusalKind, RefusedError, too_large
from trellis.files.spreadsheets import Sheet, Workbook, cell_name, read_workbook, text_of
from trellis.matrix.layout import ABOUT_SHEET, Found, UnclearLayoutError, about, find_labels, fold
from trellis.matrix.rules import Edition

PLACEHOLDERS = ("insert", "enter", "nameof", "typeyour", "pleaseenter", "addname", "yournetwork", "tbc")
"""What a network's name starts with, folded, where nobody wrote it."""
LONGEST_CODE = 12

Progress = Callable[[int, int], None]
"""Told after every file: how many are done, of how many."""


class RejectedReturnError(Exception):
    """A file of which nothing counts. ``problem`` says why, in a sentence for people."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


@dataclass(frozen=True)
class Reading:
    """What a set of files says: ``files`` looked at, ``returns`` of those read, one problem for each ``rejected``."""

    files: int
    returns: tuple[Return, ...]
    rejected: tuple[Problem, ...]


def read_return(content: bytes, name: str, edition: Edition) -> Return:
    """The return in a workbook; ``name`` is how sentences call the file.

    Raises RejectedReturnError where nothing of it counts (no workbook, encrypted, empty, too large, another layout or
    edition, not filled in, no network named), and nothing else, whatever the bytes are.
    """
    return ReturnReader(edition).read(content, name)


def read_returns(paths: Iterable[Path], edition: Edition, progress: Progress | None = None) -> Reading:
    """Every return in the given files, folders (walked in order of names) and zips.

    Sentences call a file by its name, and by its path where two in different folders have one name. Lock files and
    hidden files are passed over; whatever else is no return is rejected with a sentence.
    """
    reader = ReturnReader(edition)
    sources = list(_sources(paths))
    files = 0
    returns: list[Return] = []
    rejected: list[Problem] = []
    with _collection_paused():
        names = Counter(source.name for source in sources)
        for number, source in enumerate(sources, 1):
            called = source.name if names[source.name] == 1 else source.as_posix()
            for outcome in _read_source(reader, source, called):
                files += 1
                if isinstance(outcome, Return):
                    returns.append(outcome)
                else:
                    rejected.append(outcome)
            if progress:
                progress(number, len(sources))
    return Reading(files, tuple(returns), tuple(rejected))


@contextmanager
def _collection_paused() -> Iterator[None]:
    """No search for reference cycles meanwhile: reading makes none, and the search takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


# Files ------------------------------------------------------------------------------------------------------------


def _sources(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to look at, each once; a path that leads nowhere is passed on, to be reported."""
    seen: set[tuple[int, int] | Path] = set()
    for path in paths:
        for file in _walk(path) if path.is_dir() else (path,):
            try:
                found = file.stat()
                one: tuple[int, int] | Path = (found.st_dev, found.st_ino)
            except OSError:
                one = file
            if one not in seen:
                seen.add(one)
                yield file


def _walk(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order of names; links to other folders are not followed."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_clutter(name)]
        found.extend(os.path.join(place, name) for name in names if not is_clutter(name))
    yield from map(Path, sorted(found, key=lambda path: path.split(os.sep)))


def _read_source(reader: "ReturnReader", path: Path, name: str) -> Iterator[Return | Problem]:
    try:
        content = _content(path, name)
        if name.lower().endswith(".zip") and is_archive(content, name):
            for member in unpack(content, name):
                called = f"{member.name} in {name}"
                yield _rejection(called, member.refused) if member.refused else reader.try_read(member.content, called)
            return
    except RefusedError as refused:
        yield _rejection(name, refused)
    except OSError as error:
        yield Problem(
            name,
            ProblemKind.NOT_FOUND,
            f"{path} cannot be opened: {error.strerror or error}. Nothing was read. "
            "Check the name and whether you may read it.",
        )
    else:
        yield reader.try_read(content, name)


def _content(path: Path, name: str) -> bytes:
    about_file = path.stat()
    if not stat.S_ISREG(about_file.st_mode):
        raise RefusedError(
            RefusalKind.NOT_A_WORKBOOK, name, f"{name} is not a file that holds anything. Nothing was read."
        )
    if about_file.st_size > FILE_LIMIT:
        raise too_large(name, about_file.st_size, FILE_LIMIT)
    return path.read_bytes()


def _rejection(name: str, refused: RefusedError) -> Problem:
    kinds = {kind.value: kind for kind in ProblemKind}
    return Problem(name, kinds.get(refused.kind.value, ProblemKind.NOT_A_WORKBOOK), refused.sentence)


# One workbook -----------------------------------------------------------------------------------------------------


class ReturnReader:
    """Reads returns of one edition. Make it once for many: it keeps what the edition's wordings are looked up by."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.index = EditionIndex(edition)

    def try_read(self, content: bytes, name: str) -> Return | Problem:
        """As ``read``, with a rejection as its problem."""
        try:
            return self.read(content, name)
        except RejectedReturnError as rejected:
            return rejected.problem

    def try_read_values(self, workbook: Workbook) -> Return | Problem:
        """As ``read_values``, with a rejection as its problem."""
        try:
            return self.read_values(workbook)
        except RejectedReturnError as rejected:
            return rejected.problem

    def read(self, content: bytes, name: str) -> Return:
        """As ``read_return``."""
        try:
            workbook = read_workbook(content, name)
        except RefusedError as refused:
            raise RejectedReturnError(_rejection(name, refused)) from refused
        return self.read_values(workbook)

    def read_values(self, workbook: Workbook) -> Return:
        """The return in a workbook that is already plain values; raises as ``read_return``."""
        file = workbook.name
        known = about(workbook.sheets)
        self._check_edition(file, known.get("edition", ""))
        plans = self._plans(workbook)
        labels = self._labels(workbook, plans)
        name_at, date_at = labels.get("network"), labels.get("date")
        network = self._network_name(name_at, known)
        table = self._table(file, plans, network)
        if not network:
            raise RejectedReturnError(self._nameless(file, table, name_at))
        dated = read_date(date_at.value if date_at else "")
        problems = (
            *self._name_problems(file, network, name_at, known),
            *self._date_problems(file, network, date_at, dated),
            *table.problems,
        )
        code = known.get("network_code", "") or self._code(labels.get("code"))
        return Return(file, self.edition.id, network, code, dated.dated, table.blocks, problems)

    # The table ----------------------------------------------------------------------------------------------------

    def _check_edition(self, file: str, made_for: str) -> None:
        if made_for and made_for != self.edition.id:
            raise RejectedReturnError(
                Problem(
                    file,
                    ProblemKind.WRONG_EDITION,
                    f"{file} was made for the matrix {made_for} and is read here against {self.edition.id}. "
                    f"Nothing of it was kept. Read it against {made_for}.",
                )
            )

    def _plans(self, workbook: Workbook) -> list[tuple[Plan, Sheet]]:
        """The tables that stand on any sheet. A sheet that cannot be read matters only where no other can."""
        plans: list[tuple[Plan, Sheet]] = []
        unclear: list[str] = []
        for sheet in workbook.sheets:
            if not sheet.rows or sheet.name.casefold() == ABOUT_SHEET:
                continue
            try:
                plans.extend((plan, sheet) for plan in self.index.plans_of(sheet))
            except UnclearLayoutError as error:
                unclear.append(str(error))
        if plans:
            return plans
        if not any(cell != "" for sheet in workbook.sheets for row in sheet.rows for cell in row):
            raise RejectedReturnError(
                Problem(
                    workbook.name,
                    ProblemKind.EMPTY,
                    f"{workbook.name} is empty: no sheet of it has anything written in it. Nothing was kept. "
                    "Ask for it again.",
                )
            )
        steps = ", ".join(step.title for step in self.edition.steps)
        raise self._wrong_layout(workbook.name, unclear[0] if unclear else f"no row of it names the steps ({steps})")

    @staticmethod
    def _wrong_layout(file: str, why: str) -> RejectedReturnError:
        return RejectedReturnError(
            Problem(
                file,
                ProblemKind.WRONG_LAYOUT,
                f"{file} is not in the national layout: {why}. Nothing of it was kept. "
                "Ask for the answers in the workbook that was sent out.",
            )
        )

    def _table(self, file: str, plans: Sequence[tuple[Plan, Sheet]], network: str) -> TableRead:
        """The one table that counts: of several that with answers; where several have some, nobody can tell."""
        read = [
            (plan, sheet, TableReader(plan, sheet, self.index, file, network).read())
            for plan, sheet in plans
            if plan.recognised
        ]
        if not read:
            raise self._wrong_layout(file, "it names the steps, but none of its rows has a statement of the matrix")
        filled = [one for one in read if one[2].filled]
        if len(filled) > 1:
            places = " and ".join(f'row {plan.layout.header + 1} of sheet "{sheet.name}"' for plan, sheet, _ in filled)
            raise self._wrong_layout(file, f"more than one table in it has answers (below {places})")
        return (filled or read)[0][2]

    # Whose it is, and of when -------------------------------------------------------------------------------------

    @staticmethod
    def _labels(workbook: Workbook, plans: Sequence[tuple[Plan, Sheet]]) -> dict[str, Found]:
        """What stands beside the labels: above the table, else on another sheet; empty only where none is filled."""
        with_table = {sheet.name for _, sheet in plans}
        places: list[tuple[Sheet, int | None]] = [(sheet, plan.layout.header) for plan, sheet in plans]
        places += [
            (sheet, None)
            for sheet in workbook.sheets
            if sheet.name not in with_table and sheet.name.casefold() != ABOUT_SHEET
        ]
        labels: dict[str, Found] = {}
        for sheet, before in places:
            for kind, found in find_labels(sheet, before).items():
                if kind not in labels or (labels[kind].value == "" and found.value != ""):
                    labels[kind] = found
        return labels

    @staticmethod
    def _network_name(found: Found | None, known: dict[str, str]) -> str:
        """The name as written, else as Trellis wrote it into the workbook; empty where there is only a placeholder."""
        name = " ".join(text_of(found.value).split()) if found else ""
        if not name or fold(name).startswith(PLACEHOLDERS) or not fold(name):
            return known.get("network_name", "") or known.get("network_code", "")
        return name

    @staticmethod
    def _code(found: Found | None) -> str:
        code = text_of(found.value).upper() if found else ""
        return code if code.isalnum() and len(code) <= LONGEST_CODE else ""

    @staticmethod
    def _nameless(file: str, table: TableRead, name_at: Found | None) -> Problem:
        place = f"cell {cell_name(name_at.row, name_at.column)}" if name_at else "the place for the network's name"
        if table.filled:
            kind, sentence = (
                ProblemKind.NO_NETWORK,
                f"{file} has answers but names no network: {place} has no name. Nothing of it was kept. "
                "Ask whose it is, write the name there and read it again.",
            )
        else:
            kind, sentence = (
                ProblemKind.NOT_FILLED_IN,
                f"{file} is not filled in: {place} has no network's name, and there is no mark and no position. "
                "Nothing of it was kept. Ask the sender for the filled-in workbook.",
            )
        cell = cell_name(name_at.row, name_at.column) if name_at else ""
        return Problem(file, kind, sentence, cell=cell)

    @staticmethod
    def _name_problems(file: str, network: str, found: Found | None, known: dict[str, str]) -> Iterator[Problem]:
        made_for = known.get("network_name", "")
        if found and made_for and fold(network) != fold(made_for):
            cell = cell_name(found.row, found.column)
            yield Problem(
                file,
                ProblemKind.WORDING_DIFFERS,
                f"{file}, cell {cell}: the network is called {quoted(network)} here, and the workbook was made for "
                f"{quoted(made_for)}. Its answers were kept for the network it was made for. Ask whose they are.",
                network,
                cell=cell,
            )

    @staticmethod
    def _date_problems(file: str, network: str, found: Found | None, read: DateRead) -> Iterator[Problem]:
        if read.problem is None:
            return
        cell = cell_name(found.row, found.column) if found else ""
        place = f"{file}, cell {cell}" if cell else file
        if read.problem is ProblemKind.NO_DATE:
            sentence = "there is no date. The answers were kept without one. Ask when they were agreed."
        elif read.dated:
            when = f"{read.dated.day} {read.dated:%B %Y}"
            sentence = (
                f"{quoted(found.value if found else '')} is text or a number where a date belongs. It was read, day "
                f"first, as {when}. Ask if that is wrong."
            )
        else:
            sentence = (
                f"{quoted(found.value if found else '')} is no date that can be read: it needs a day, a month and a "
                "year. The answers were kept without a date. Ask when they were agreed."
            )
        yield Problem(file, read.problem, f"{place}: {sentence}", network, cell=cell)
