"""Files that came in together, each read by itself: as a return, or with a report of why it is none. No database."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trellis.assessment.matching import IncomingFile, Outcome
from trellis.assessment.reading import ReturnReader
from trellis.assessment.rules import Problem, Return
from trellis.files.archives import is_archive, unpack
from trellis.files.refusals import RefusedError


@dataclass(frozen=True)
class FileReport:
    """What became of one file, and what in it needs a person's eye."""

    file: str
    outcome: Outcome
    network: str = ""
    sentence: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ReadFile:
    """A file that is a return; ``sha256`` is of its bytes, in hexadecimal."""

    returned: Return
    sha256: str


def unzipped(files: Iterable[IncomingFile]) -> Iterator[IncomingFile | FileReport]:
    """The files, with each zip replaced by what is in it; a zip that cannot be opened by its report."""
    for file in files:
        if not is_archive(file.content, file.name):
            yield file
            continue
        try:
            for member in unpack(file.content, file.name):
                called = f"{member.name} in {file.name}"
                if member.refused:
                    yield FileReport(called, Outcome.REJECTED, sentence=member.refused.sentence)
                else:
                    yield IncomingFile(called, member.content)
        except RefusedError as refused:
            yield FileReport(file.name, Outcome.REJECTED, sentence=refused.sentence)


def read_files(reader: ReturnReader, files: Iterable[IncomingFile | FileReport]) -> Iterator[ReadFile | FileReport]:
    """Each file, zips opened, as soon as it is read; what was reported on already is passed on."""
    for given in files:
        for file in [given] if isinstance(given, FileReport) else unzipped([given]):
            yield file if isinstance(file, FileReport) else read_file(reader, file)


def read_file(reader: ReturnReader, file: IncomingFile) -> ReadFile | FileReport:
    """A file as a return that says something, or why it is none."""
    returned = reader.try_read(file.content, file.name)
    if isinstance(returned, Problem):
        return FileReport(file.name, Outcome.REJECTED, sentence=returned.detail, problems=(returned,))
    if not says_something(returned):
        sentence = "It is not filled in: there is no mark, no position and no comment. Nothing of it was kept."
        return FileReport(file.name, Outcome.REJECTED, returned.network, sentence)
    return ReadFile(returned, hashlib.sha256(file.content).hexdigest())


def says_something(returned: Return) -> bool:
    """Whether anybody wrote anything in it that is kept."""
    return any(
        block.answered or block.comment or block.remarks or block.target or block.target_by
        for block in returned.blocks.values()
    )
