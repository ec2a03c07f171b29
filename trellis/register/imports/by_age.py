"""Patients registered by five-year age and sex (gp-reg-pat-prac-quin-age): 326,241 rows, totals beside their parts.

The same patients are counted at every level of organisation, in every total and in every part, so nothing here is ever
summed down the column: a practice's list size is its one row for all sexes and all ages, and the rest is for checking.
"""

import io
from datetime import date

import polars as pl

from trellis.files.csvs import decode, separator
from trellis.register.imports.facts import Facts, ListSize, Place
from trellis.register.imports.lists import agreed_date
from trellis.register.imports.tables import MOST_PATIENTS, Notes, Table, refuse
from trellis.register.rules import CODES, Basis, Kind, Level

COLUMNS = {
    "EXTRACT_DATE": "extract date",
    "ORG_TYPE": "org type",
    "ORG_CODE": "org code",
    "POSTCODE": "postcode",
    "SEX": "sex",
    "AGE_GROUP_5": "age group 5",
    "NUMBER_OF_PATIENTS": "number of patients",
}
LEVELS = ("GP", "PCN", "SUB_ICB_LOCATION_CODE", "ICB", "Comm Region")
HEAD = 64 * 1024
PATIENTS = pl.col("NUMBER_OF_PATIENTS")
IS_TOTAL = (pl.col("SEX") == "ALL") & (pl.col("AGE_GROUP_5") == "ALL")


def read(content: bytes, header: tuple[str, ...], place: str, *, as_at: date | None = None) -> Facts:
    """What the file says as at its EXTRACT_DATE. Raises FileRefusedError."""
    at = Table(place, header, (), 2).columns(COLUMNS)
    frame = _frame(content, place, at)
    day = as_at or agreed_date(set(frame["EXTRACT_DATE"].drop_nulls().unique().to_list()) - {""}, place)
    notes = Notes(place)
    frame = _with_figures(frame, notes)
    totals = frame.filter(IS_TOTAL)
    practices = _practices(totals, notes)
    if practices.is_empty():
        raise refuse(place, "nothing-readable", "holds no row that can be read as the list size of a practice")
    _check_levels(totals, notes)
    _check_parts(frame, notes)
    sizes = list(practices.select("ORG_CODE", "NUMBER_OF_PATIENTS", "POSTCODE").iter_rows())
    networks = totals.filter(pl.col("ORG_TYPE") == "PCN").select("ORG_CODE", "NUMBER_OF_PATIENTS")
    return Facts(
        kind=Kind.LIST_SIZES_BY_AGE,
        as_at=day,
        practices=tuple(Place(code, postcode=(postcode or "")[:10]) for code, _, postcode in sizes),
        list_sizes=tuple(ListSize(code, Basis.REGISTERED, patients) for code, patients, _ in sizes),
        network_totals=dict(networks.iter_rows()),
        ignored=frame.height - len(sizes),
        odd=tuple(notes.odd),
    )


def _frame(content: bytes, place: str, at: dict[str, int]) -> pl.DataFrame:
    """The columns we need, as trimmed text, with the row number that a person would give."""
    if not _is_plain(content):
        content = decode(content, place).encode()
    head = content[:HEAD].decode("utf-8", "replace")
    try:
        frame = pl.read_csv(
            io.BytesIO(content),
            has_header=False,
            skip_rows=1,
            infer_schema=False,
            separator=separator(head),
            columns=sorted(at.values()),
            truncate_ragged_lines=True,
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, IndexError) as error:
        raise refuse(place, "not-a-table", "cannot be read as a table to its end", "Ask for it again.") from error
    ours = [name for name, _ in sorted(at.items(), key=lambda item: item[1])]
    frame.columns = ours
    trimmed = [pl.col(name).cast(pl.Utf8).str.strip_chars() for name in ours]
    return frame.select(trimmed).with_row_index("ROW", offset=2)


def _is_plain(content: bytes) -> bool:
    """Whether polars can take the bytes as they are: UTF-8 without a byte order mark."""
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _with_figures(frame: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """The frame with numbers of patients as numbers; rows with anything else are noted and left out."""
    frame = frame.with_columns(PATIENTS.cast(pl.Int64, strict=False).alias("FIGURE"))
    good = pl.col("FIGURE").is_between(0, MOST_PATIENTS * len(LEVELS) * 2).fill_null(value=False)
    for row, code, shown in frame.filter(~good).select("ROW", "ORG_CODE", "NUMBER_OF_PATIENTS").iter_rows():
        notes.add(
            row, "bad-list-size", f"“{(shown or '')[:40]}” is no number of patients of {code}. The row was left out."
        )
    return frame.filter(good).with_columns(pl.col("FIGURE").alias("NUMBER_OF_PATIENTS")).drop("FIGURE")


def _practices(totals: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    found = totals.filter(pl.col("ORG_TYPE") == "GP")
    is_code = pl.col("ORG_CODE").str.contains(f"^({CODES[Level.PRACTICE]})$").fill_null(value=False)
    is_usual = PATIENTS <= MOST_PATIENTS
    for row, code in found.filter(~(is_code & is_usual)).select("ROW", "ORG_CODE").iter_rows():
        notes.add(row, "bad-practice-code", f"“{code}” is no code of a practice. The row was left out.")
    found = found.filter(is_code & is_usual)
    again = found.filter(~pl.col("ORG_CODE").is_first_distinct())
    for row, code in again.select("ROW", "ORG_CODE").iter_rows():
        notes.add(row, "contradiction", f"{code} has a second total here. The first row was kept.")
    return found.filter(pl.col("ORG_CODE").is_first_distinct())


def _check_levels(totals: pl.DataFrame, notes: Notes) -> None:
    """Practices, networks, locations, boards and regions are the same patients: their totals must agree."""
    sums = dict(totals.group_by("ORG_TYPE").agg(PATIENTS.sum()).iter_rows())
    practices = sums.get("GP")
    for level in LEVELS[1:]:
        if level in sums and sums[level] != practices:
            notes.add(
                f"ORG_TYPE {level}",
                "total-differs",
                f"The totals of all {level} rows add up to {sums[level]:,} patients, those of the practices to "
                f"{practices:,}. The practices were kept.",
            )


def _check_parts(frame: pl.DataFrame, notes: Notes) -> None:
    """Each organisation's total is the sum of its parts by age and sex, where it has any."""
    parts = (
        frame.filter((pl.col("SEX") != "ALL") & (pl.col("AGE_GROUP_5") != "ALL"))
        .group_by("ORG_TYPE", "ORG_CODE")
        .agg(PATIENTS.sum().alias("PARTS"))
    )
    both = frame.filter(IS_TOTAL).join(parts, on=["ORG_TYPE", "ORG_CODE"]).filter(pl.col("PARTS") != PATIENTS)
    for row, code, total, summed in (
        both.select("ROW", "ORG_CODE", "NUMBER_OF_PATIENTS", "PARTS").sort("ROW").iter_rows()
    ):
        notes.add(
            row,
            "total-differs",
            f"{code} has {total:,} patients in all, but {summed:,} when its ages and sexes are added up. "
            "The total was kept.",
        )
