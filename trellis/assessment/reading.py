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
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from trellis.assessment.notes import NotesRead, NotesReader, notes_sheet_of, with_notes
from trellis.assessment.plans import EditionIndex, Plan, quoted
from trellis.assessment.rules import BlockReturn, Problem, ProblemKind, Return
from trellis.assessment.tables import TableRead, TableReader
from trellis.assessment.wordings import EARLIEST, DateRead, read_date
from trellis.files.archives import is_archive, is_clutter, unpack
from trellis.files.refusals import FILE_LIMIT, RefusalKind, RefusedError, too_large
from trellis.files.spreadsheets import Cell, Sheet, Workbook, cell_name, is_error, read_workbook, text_of
from trellis.matrix.layout import ABOUT_SHEET, Found, UnclearLayoutError, about, find_labels, fold
from trellis.matrix.notes_sheet import NOTES_SHEET
from trellis.matrix.rules import Block, Edition

PLACEHOLDERS = ("insert", "enter", "nameof", "typeyour", "pleaseenter", "addname", "yournetwork", "tbc")
"""What a network's name starts with, folded, where nobody wrote it."""
LONGEST_CODE = 12
YEAR_AHEAD = timedelta(days=366)
"""Nobody agrees a return further ahead than this: such a date is a slip, and would win over every true one."""

OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

Progress = Callable[[int, int], None]
"""Told after every file: how many are done, of how many."""


def is_blank(written: Cell) -> bool:
    """Whether there is nothing beside a label but a placeholder, an error or a dash."""
    folded = fold(text_of(written))
    return not folded or folded.startswith(PLACEHOLDERS) or is_error(written)


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


FileKey: TypeAlias = tuple[int, int] | str
"""What tells one file from another: device and number of the file, or the path of one that cannot be reached."""


def _sources(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to look at, each once; a path that leads nowhere is passed on, to be reported."""
    seen: set[FileKey] = set()
    for path in paths:
        found = sorted(_walk(str(path))) if path.is_dir() else [(path.parts, str(path), _key(str(path)))]
        for _, file, key in found:
            if key not in seen:
                seen.add(key)
                yield Path(file)


def _walk(folder: str) -> Iterator[tuple[Sequence[str], str, FileKey]]:
    """Every file below a folder, with the names on its way to sort by; links to other folders are not followed.

    The folder's own listing tells what each file is: asking for every file again is a tenth of the whole reading.
    """
    try:
        device = os.stat(folder).st_dev
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if is_clutter(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif not entry.is_dir():
            key = _key(entry.path) if entry.is_symlink() else (device, entry.inode())
            yield entry.path.split(os.sep), entry.path, key


def _key(file: str) -> FileKey:
    try:
        found = os.stat(file)
    except OSError:
        return file
    return found.st_dev, found.st_ino


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
    """A file's bytes, in as few questions to the system as can be; opened so that a pipe does not keep us waiting."""
    opened = os.open(path, OPEN_FLAGS)
    try:
        about_file = os.fstat(opened)
        if not stat.S_ISREG(about_file.st_mode):
            raise RefusedError(
                RefusalKind.NOT_A_WORKBOOK, name, f"{name} is not a file that holds anything. Nothing was read."
            )
        if about_file.st_size > FILE_LIMIT:
            raise too_large(name, about_file.st_size, FILE_LIMIT)
        content = os.read(opened, about_file.st_size)
        while len(content) < about_file.st_size and (more := os.read(opened, about_file.st_size - len(content))):
            content += more
    finally:
        os.close(opened)
    return content


def _rejection(name: str, refused: RefusedError) -> Problem:
    kinds = {kind.value: kind for kind in ProblemKind}
    return Problem(name, kinds.get(refused.kind.value, ProblemKind.NOT_A_WORKBOOK), refused.sentence)


# One workbook -----------------------------------------------------------------------------------------------------


def is_formula(workbook: Workbook, found: Found) -> bool:
    """Whether what stands beside a label is a formula."""
    sheet = workbook.sheet(found.sheet)
    return sheet is not None and (found.row, found.column) in sheet.formulas


class ReturnReader:
    """Reads returns of one edition. Make it once for many: it keeps what the edition's wordings are looked up by."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.index = EditionIndex(edition)
        self.slips_from = datetime.now(tz=UTC).date() + YEAR_AHEAD

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
            workbook = read_workbook(content, name, errors_as_text=True)
        except RefusedError as refused:
            raise RejectedReturnError(_rejection(name, refused)) from refused
        return self.read_values(workbook)

    def read_values(self, workbook: Workbook) -> Return:
        """The return in a workbook that is already plain values; raises as ``read_return``."""
        file = workbook.name
        known = about(workbook.sheets)
        self._check_edition(file, known.get("edition", ""))
        # The matrix and its labels are looked for everywhere but on our own sheet for notes.
        aside = notes_sheet_of(workbook) if known or workbook.sheet(NOTES_SHEET) else None
        national = replace(workbook, sheets=tuple(one for one in workbook.sheets if one is not aside))
        table, labels = self._table(national, self._plans(national), known)
        name_at = labels.get("network")
        network = self._network_name(name_at, known)
        notes = NotesReader(aside, self.index, file, network).read() if aside else NotesRead()
        if not network:
            raise RejectedReturnError(self._nameless(workbook, name_at, filled=table.filled or notes.filled))
        dated = read_date(labels["date"].value if "date" in labels else "", self.slips_from)
        blocks = {block: with_notes(said, notes) for block, said in table.blocks.items()} if aside else table.blocks
        problems = (
            *self._name_problems(file, network, name_at, known),
            *self._date_problems(file, network, labels.get("date"), dated),
            *self._formula_problems(workbook, network, labels),
            *table.problems,
            *notes.problems,
            *self._reasons_missing(file, network, table, blocks),
        )
        code = known.get("network_code", "") or self._code(labels.get("code"))
        version = known.get("version", "")
        return Return(
            *(file, self.edition.id, network, code, dated.dated, blocks, problems, known.get("round", "")),
            version=int(version) if version.isdecimal() else None,
        )

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

    def _table(
        self, workbook: Workbook, plans: Sequence[tuple[Plan, Sheet]], known: dict[str, str]
    ) -> tuple[TableRead, dict[str, Found]]:
        """The one table that counts, and its labels: of several that with answers; where several have some, none."""
        file = workbook.name
        read: list[tuple[TableRead, dict[str, Found], str]] = []
        for plan, sheet in plans:
            if plan.recognised:
                labels = self._labels(workbook, sheet, plan.layout.header)
                network = self._network_name(labels.get("network"), known)
                table = TableReader(plan, sheet, self.index, file, network).read()
                hidden = "hidden " if sheet.hidden else ""
                read.append((table, labels, f'row {plan.layout.header + 1} of {hidden}sheet "{sheet.name}"'))
        if not read:
            raise self._wrong_layout(file, "it names the steps, but none of its rows has a statement of the matrix")
        filled = [one for one in read if one[0].filled]
        if len(filled) > 1:
            places = " and ".join(place for _, _, place in filled)
            raise RejectedReturnError(
                Problem(
                    file,
                    ProblemKind.WRONG_LAYOUT,
                    f"{file} has more than one table with answers (below {places}), and which one counts cannot be "
                    "told. Nothing of it was kept. Ask for one workbook a network, with one filled table in it.",
                )
            )
        counts, labels, _ = (filled or read)[0]
        return counts, labels

    # Whose it is, and of when -------------------------------------------------------------------------------------

    @staticmethod
    def _labels(workbook: Workbook, table: Sheet, header: int) -> dict[str, Found]:
        """What stands beside the labels above the table; where nothing does, on another sheet."""
        labels = find_labels(table, header)
        for sheet in workbook.sheets:
            if sheet is table or sheet.name.casefold() == ABOUT_SHEET:
                continue
            for kind, found in find_labels(sheet).items():
                if kind not in labels or (is_blank(labels[kind].value) and not is_blank(found.value)):
                    labels[kind] = found
        return labels

    @staticmethod
    def _network_name(found: Found | None, known: dict[str, str]) -> str:
        """The name as written, else as Trellis wrote it into the workbook; empty where there is only a placeholder."""
        name = " ".join(text_of(found.value).split()) if found else ""
        if is_blank(name):
            return known.get("network_name", "") or known.get("network_code", "")
        return name

    @staticmethod
    def _code(found: Found | None) -> str:
        code = text_of(found.value).upper() if found else ""
        return code if code.isalnum() and len(code) <= LONGEST_CODE else ""

    @staticmethod
    def _nameless(workbook: Workbook, name_at: Found | None, *, filled: bool) -> Problem:
        file = workbook.name
        place = f"cell {cell_name(name_at.row, name_at.column)}" if name_at else "the place for the network's name"
        if filled:
            lacks = "is a formula without a value" if name_at and is_formula(workbook, name_at) else "has no name"
            if name_at is None:
                place, lacks = "nothing above its table is labelled", '"Network" or "PCN"'
            kind, sentence = (
                ProblemKind.NO_NETWORK,
                f"{file} has answers but names no network: {place} {lacks}. Nothing of it was kept. "
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
    def _reasons_missing(
        file: str, network: str, table: TableRead, blocks: dict[Block, BlockReturn]
    ) -> Iterator[Problem]:
        """Statements that are said not to apply, and nothing says why."""
        for block, said in blocks.items() if table.not_applying else ():
            for component in sorted(table.not_applying.keys() & said.marks.keys() - said.remarks.keys()):
                cell = table.not_applying[component]
                sentence = (
                    f"{file}, cell {cell}: statement {component} is said not to apply, and nothing says why. It was "
                    "kept as not applying. Ask for the reason."
                )
                yield Problem(file, ProblemKind.NO_REASON, sentence, network, block.theme, block.audience.value, cell)

    @staticmethod
    def _formula_problems(workbook: Workbook, network: str, labels: dict[str, Found]) -> Iterator[Problem]:
        """The name or the date is a formula, which may come to something else tomorrow: =TODAY() always does."""
        for kind, what in (("network", "the network's name"), ("date", "the date")):
            found = labels.get(kind)
            if found is None or not is_formula(workbook, found):
                continue
            cell = cell_name(found.row, found.column)
            kept = (
                f"The value it last came to, {quoted(found.value)}, was kept"
                if found.value != ""
                else "It has no value, so none was kept"
            )
            sentence = f"{workbook.name}, cell {cell}: {what} is a formula. {kept}. Ask what is meant."
            yield Problem(workbook.name, ProblemKind.FORMULA, sentence, network, cell=cell)

    @staticmethod
    def _name_problems(file: str, network: str, found: Found | None, known: dict[str, str]) -> Iterator[Problem]:
        made_for = known.get("network_name", "")
        if found and made_for and fold(network) != fold(made_for):
            cell = cell_name(found.row, found.column)
            code = known.get("network_code", "")
            kept = f"the network it was made for, by its code {code}" if code else "the name that is written here"
            yield Problem(
                file,
                ProblemKind.WORDING_DIFFERS,
                f"{file}, cell {cell}: the network is called {quoted(network)} here, and the workbook was made for "
                f"{quoted(made_for)}. Its answers were kept for {kept}. Ask whose they are.",
                network,
                cell=cell,
            )

    def _date_problems(self, file: str, network: str, found: Found | None, read: DateRead) -> Iterator[Problem]:
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
                f"year from {EARLIEST.year} to {self.slips_from.year}. "
                "The answers were kept without a date. Ask when they were agreed."
            )
        yield Problem(file, read.problem, f"{place}: {sentence}", network, cell=cell)
