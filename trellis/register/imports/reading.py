"""Which kind of file it is, by what is in it and never by its name, and what it says."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from trellis.files.archives import is_archive, unpack
from trellis.files.containers import is_zip
from trellis.files.csvs import decode, read_csv
from trellis.files.refusals import FILE_LIMIT, MEGABYTE, RefusedError, check_size
from trellis.files.spreadsheets import OLE_MAGIC, read_workbook
from trellis.register.imports import adjusted, by_age, epcn, epraccur, landscape, lists, ord
from trellis.register.imports.facts import Facts
from trellis.register.imports.tables import Cells, FileRefusedError, Table, likeness, normalise, refuse

LIST_LIMIT = 64 * MEGABYTE
"""The list by age has 20.6 MB in July 2026 and grows, so a list may be larger than the 20 MB of other files."""
LIKE_ENOUGH = 0.6
"""With this share of a layout's columns a table is taken to be of that kind, and the missing ones are named."""
HEAD = 64 * 1024
WANTED = (
    "The register takes ODS's ePCN, epraccur and eccg, records of the ODS ORD interface, the lists of patients "
    "registered by practice and by five-year age, the list of practices and their networks, and the PCN adjusted "
    "population."
)
KNOWN_ELSEWHERE = {
    "PCN workforce by person": {"staff group", "detailed staff role", "fte"},
    "deprivation by practice": {"imd score", "practice code"},
    "QOF prevalence": {"practice list size", "register", "patient list type"},
    "Network DES indicators": {"ind code", "measure", "ach date"},
}


@dataclass(frozen=True)
class Source:
    """A file to be read. ``today`` bounds dates that are inferred; ``as_at`` overrides the date of the content."""

    content: bytes
    name: str
    today: date
    as_at: date | None = None


@dataclass(frozen=True)
class Found:
    """A file whose kind is known. ``rank`` orders the two halves of an ePCN; ``read`` says what is in it."""

    read: Callable[[], Facts]
    networks: Table | None = None
    memberships: Table | None = None


def read_source(content: bytes, name: str, *, today: date, as_at: date | None = None) -> Facts:
    """What a file says, zipped or not. Raises FileRefusedError, and nothing else whatever the bytes are."""
    try:
        return _find(Source(content, name, today, as_at)).read()
    except RefusedError as refused:
        raise FileRefusedError(refused.kind, refused.sentence) from refused
    except RecursionError as error:
        raise refuse(name, "not-a-table", "is nested too deeply to be read") from error


def _find(source: Source) -> Found:
    if is_archive(source.content, source.name):
        return _find_in_archive(source)
    if is_zip(source.content) or source.content.startswith(OLE_MAGIC):
        return _find_in_workbook(source)
    check_size(source.content, source.name, LIST_LIMIT)
    if source.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return _find_in_json(source)
    return _find_in_csv(source)


# Zips --------------------------------------------------------------------------------------------------------------


def _find_in_archive(source: Source) -> Found:
    """The one thing in a zip that is for the register. Documents beside it are passed over."""
    found: dict[str, Found] = {}
    refusals: list[FileRefusedError] = []
    for member in unpack(source.content, source.name, member_limit=LIST_LIMIT):
        try:
            if member.refused:
                raise member.refused
            inner = Source(member.content, f"{source.name}/{member.name}", source.today, source.as_at)
            found[member.name] = _find(inner)
        except (FileRefusedError, RefusedError) as refusal:
            refusals.append(FileRefusedError(refusal.kind, refusal.sentence))
    if not found:
        raise _most_telling(refusals)
    if len(found) == 1:
        return next(iter(found.values()))
    networks = [one.networks for one in found.values() if one.networks]
    memberships = [one.memberships for one in found.values() if one.memberships]
    if len(found) == 2 and len(networks) == 1 and len(memberships) == 1:
        return _epcn(networks[0], memberships[0], source)
    raise refuse(
        source.name,
        "several-files",
        f"holds {len(found)} files for the register ({', '.join(sorted(found))})",
        "Unpack it and import them one by one.",
    )


def _most_telling(refusals: Sequence[FileRefusedError]) -> FileRefusedError:
    """Of a zip without anything for us: what is wrong with the file that was most nearly readable."""
    order = ("known-elsewhere", "missing-column", "single-age", "two-dates", "bad-date", "no-date", "nothing-readable")
    return min(refusals, key=lambda one: order.index(one.kind) if one.kind in order else len(order))


# Workbooks ---------------------------------------------------------------------------------------------------------


def _find_in_workbook(source: Source) -> Found:
    workbook = read_workbook(source.content, source.name, limit=FILE_LIMIT)
    networks = memberships = None
    for sheet in workbook.sheets:
        place = f"{source.name}, sheet {sheet.name}"
        networks = networks or epcn.networks_table(sheet.rows, place)
        memberships = memberships or epcn.memberships_table(sheet.rows, place)
    if networks and memberships:
        return _epcn(networks, memberships, source)
    if networks or memberships:
        lacking = "core partner practices" if networks else "networks"
        raise refuse(
            source.name, "missing-sheet", f"lacks the sheet of {lacking}", "Ask for the workbook as ODS sends it."
        )
    for sheet in workbook.sheets:
        if sheet.rows and not sheet.hidden:
            return _find_by_header(sheet.rows, f"{source.name}, sheet {sheet.name}", source)
    raise _unknown(source.name)


def _epcn(networks: Table | None, memberships: Table | None, source: Source) -> Found:
    read = partial(epcn.read, networks, memberships, source.name, today=source.today, as_at=source.as_at)
    return Found(read, networks, memberships)


# JSON --------------------------------------------------------------------------------------------------------------


def _find_in_json(source: Source) -> Found:
    check_size(source.content, source.name, FILE_LIMIT)
    try:
        answer = json.loads(decode(source.content, source.name).lstrip("\ufeff"))
    except ValueError as error:
        raise refuse(source.name, "not-json", "starts like JSON but is damaged", "Ask for it again.") from error
    if ord.organisations(answer):
        return Found(partial(ord.read, answer, source.name, as_at=source.as_at))
    if isinstance(answer, dict) and "england-and-wales" in answer:
        raise _known_elsewhere(source.name, "bank holidays")
    raise _unknown(source.name)


# CSV ---------------------------------------------------------------------------------------------------------------


def _find_in_csv(source: Source) -> Found:
    header = _first_line(source)
    if likeness(header, by_age.COLUMNS) >= LIKE_ENOUGH and "age group 5" in header:
        return Found(partial(by_age.read, source.content, header, source.name, as_at=source.as_at))
    rows = read_csv(source.content, source.name, limit=LIST_LIMIT)
    networks = epcn.networks_table(rows, source.name)
    memberships = None if networks else epcn.memberships_table(rows, source.name)
    if networks or memberships:
        return _epcn(networks, memberships, source)
    if epraccur.is_commissioners(rows):
        return Found(partial(epraccur.read_commissioners, rows, source.name, today=source.today, as_at=source.as_at))
    if epraccur.is_practices(rows):
        return Found(partial(epraccur.read_practices, rows, source.name, today=source.today, as_at=source.as_at))
    return _find_by_header(rows, source.name, source)


def _first_line(source: Source) -> tuple[str, ...]:
    """The normalised header of a CSV, without reading the rest: one of them has 326,241 rows."""
    head = source.content[:HEAD].split(b"\n")[0]
    if not head.strip():
        return ()
    rows = read_csv(head, source.name) if b"," in head else []
    return tuple(map(normalise, rows[0])) if rows else ()


def _find_by_header(rows: Sequence[Cells], place: str, source: Source) -> Found:
    header, body = tuple(map(normalise, rows[0])) if rows else (), rows[1:]
    table = Table(place, header, body, 2)
    _refuse_single_ages(header, place)
    readers: Iterable[tuple[dict[str, str], Callable[[], Facts]]] = (
        (lists.MAP_COLUMNS, partial(lists.read_map, table, source.name, as_at=source.as_at)),
        (lists.LIST_COLUMNS, partial(lists.read_list_sizes, table, source.name, as_at=source.as_at)),
        (adjusted.COLUMNS, partial(adjusted.read, table, source.name, as_at=source.as_at)),
        (landscape.COLUMNS, partial(landscape.read, table, source.name, today=source.today, as_at=source.as_at)),
    )
    like, read = max(((likeness(header, columns), read) for columns, read in readers), key=lambda pair: pair[0])
    if like >= LIKE_ENOUGH:
        return Found(read)
    for what, columns in KNOWN_ELSEWHERE.items():
        if columns <= set(header):
            raise _known_elsewhere(place, what)
    raise _unknown(place)


def _refuse_single_ages(header: Sequence[str], place: str) -> None:
    if {"org code", "age", "number of patients"} <= set(header):
        raise refuse(
            place,
            "single-age",
            "counts patients by single years of age and holds no totals by practice",
            "Import gp-reg-pat-prac-all or gp-reg-pat-prac-quin-age of the same month.",
        )


def _known_elsewhere(place: str, what: str) -> FileRefusedError:
    return refuse(place, "known-elsewhere", f"holds {what}, which says nothing that the register keeps", WANTED)


def _unknown(place: str) -> FileRefusedError:
    return refuse(place, "unknown-layout", "is no file that the register knows", WANTED)
