"""Where the national layout stands on a sheet: header row, columns, rows of each theme and audience.

People insert rows, columns and sheets, merge and unmerge cells, and retitle themes. So nothing is taken from a fixed
place: the header is the row that names the steps, and the rest is found from it. Nothing here decides what a mark or
a statement means.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trellis.files.spreadsheets import Cell, Row, Sheet, text_of
from trellis.matrix.rules import Audience, Edition, Step, Theme

ABOUT_SHEET = "trellis"
"""The hidden sheet of a workbook that Trellis wrote: rows of key and value (see ``about``)."""
ID_PREFIX = "id:"
"""The hidden columns of component ids are headed by this and the step's id."""

NUMBER_WORDS = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight"}
MARK_HEADS = frozenset(
    {
        "x",
        "х",
        "χ",
        "xinplace",
        "mark",
        "marks",
        "marked",
        "tick",
        "inplace",
        "status",
        "yn",
        "yesno",
        "progress",
        "done",
    }
)
AUDIENCE_WORDS = {
    Audience.NETWORK: frozenset({"pcn", "pcns", "network", "networks", "primarycarenetwork", "primarycarenetworks"}),
    Audience.SYSTEM: frozenset(
        {"system", "systems", "ics", "icss", "icb", "icbs", "stp", "stps", "icsstp", "integratedcaresystem"}
    ),
}
LABELS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("network", "networkname", "nameofnetwork", "pcn", "pcnname", "nameofpcn", "thenetwork", "namenetwork"),
            *("primarycarenetwork", "nameofprimarycarenetwork", "primarycarenetworkname"),
        ),
        "network",
    ),
    **dict.fromkeys(
        ("networkcode", "pcncode", "odscode", "pcnodscode", "networkodscode", "codeofnetwork"),
        "code",
    ),
    **dict.fromkeys(
        (
            *(
                "date",
                "dated",
                "datecompleted",
                "dateofcompletion",
                "completedon",
                "dateofreturn",
                "returndate",
                "asat",
            ),
            *("dateofassessment", "assessmentdate", "dateofselfassessment", "completiondate", "datereviewed"),
            *("dateagreed",),
        ),
        "date",
    ),
    **dict.fromkeys(
        (
            *(
                "clinicaldirector",
                "accountableclinicaldirector",
                "cd",
                "lead",
                "clinicallead",
                "pcnlead",
                "networklead",
            ),
            *("manager", "pcnmanager", "networkmanager", "completedby", "author", "contact", "contactname", "email"),
            *("ccg", "icb", "ics", "stp", "subicblocation", "locality", "place", "region", "version", "practices"),
            *("memberpractices", "listsize", "patients", "role", "telephone", "phone", "signedoffby", "agreedby"),
        ),
        "other",
    ),
}
"""The folded labels beside which a workbook names its network, the network's code and the date, and others that often
stand there: they are not the value of the label before them."""
LABEL = re.compile(r"[^\W\d][^\d:]*:")
LONGEST_LABEL = 200
LONGEST_HEADING = 60
AFTER_HEADING = re.compile(r"[:(\n–—]|\s-\s")
NOT_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """A short text without case, spacing and punctuation, so that "Step 1 >" and "STEP1" are one."""
    return NOT_LETTERS.sub("", text.casefold())


@dataclass(frozen=True, slots=True)
class StepColumns:
    """The columns of one step, from 0: its statements, its marks, and the hidden ids where there are some."""

    step: str
    statement: int
    mark: int
    identifier: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table in the national layout, from 0."""

    steps: tuple[StepColumns, ...]
    theme: int | None
    audience: int | None
    position: int | None
    comments: int | None


@dataclass(frozen=True, slots=True)
class Band:
    """Consecutive rows under one theme text and one audience text: what should be one block of the edition.

    ``theme`` and ``audience`` are None where their text is not one that the edition knows. Blank rows are among
    ``rows``, and a band may have nothing but those (a heading, a signature below the table).
    """

    theme_text: str
    audience_text: str
    theme: str | None
    audience: Audience | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A value found beside its label: the network's name, its code, the date."""

    value: Cell
    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """One table in the national layout, on its sheet."""

    sheet: Sheet
    header: int
    columns: Columns
    bands: tuple[Band, ...]


class UnclearLayoutError(Exception):
    """A sheet holds something like the national layout that cannot be read without guessing; the text says what."""


# The words of headings --------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def step_words(steps: tuple[Step, ...]) -> dict[str, str]:
    """Step ids by the folded words that name a step in a heading: its title, its id, "step one" for "Step 1"."""
    words: dict[str, str] = {}
    for step in steps:
        title = fold(step.title)
        words |= {title: step.id, fold(step.id): step.id}
        for digit, word in NUMBER_WORDS.items():
            if title == f"step{digit}":
                words |= {f"step{word}": step.id, f"{digit}{title}": step.id}
    return words


@lru_cache(maxsize=64)
def theme_words(themes: tuple[Theme, ...]) -> dict[str, str]:
    """Theme ids by the folded titles, short titles, local titles and ids that name a theme."""
    words: dict[str, str] = {}
    for theme in themes:
        for name in (theme.title, theme.short_title, theme.id, *theme.also_called):
            if name:
                words.setdefault(fold(name.replace("&", " and ")), theme.id)
    return words


@lru_cache(maxsize=1024)
def audience_of(text: str) -> Audience | None:
    """Whom "For the PCN", "Systems" or "For the system" speaks of; None for anything else."""
    folded = fold(text)
    for lead in ("for", "the", "all"):
        folded = folded.removeprefix(lead)
    return next((audience for audience, words in AUDIENCE_WORDS.items() if folded in words), None)


def theme_of(text: str, words: Mapping[str, str]) -> str | None:
    """The id of the theme that a text names, by ``theme_words``; case, punctuation and a number before it do not."""
    folded = fold(text.replace("&", " and "))
    return words.get(folded) or words.get(folded.removeprefix("theme").lstrip("0123456789"))


def names_steps(row: Row, steps: tuple[Step, ...]) -> bool:
    """Whether a row could head a table: it names every step."""
    if len(row) - row.count("") < len(steps):
        return False
    return len(_named_steps(row, step_words(steps))) == len(steps)


# The table --------------------------------------------------------------------------------------------------------


def find_layouts(sheet: Sheet, edition: Edition) -> tuple[Layout, ...]:
    """Every table on the sheet that is headed by the edition's steps; usually one, or none.

    A header printed again further down over the same columns belongs to the same table. Raises UnclearLayoutError where
    a header names a step twice, leaves one out, or has no column for its marks.
    """
    tables: list[tuple[int, Columns]] = []
    repeated: set[int] = set()
    words = step_words(edition.steps)
    named = [len(_named_steps(row, words)) for row in sheet.rows]
    # A row of answers may name a step or two; only where no row names them all is that a header with one missing.
    enough = len(edition.steps) if len(edition.steps) in named else max(2, (len(edition.steps) + 1) // 2)
    for number in (number for number, steps in enumerate(named) if steps >= enough):
        columns = _columns(sheet, number, edition, words)
        if tables and tables[-1][1].steps == columns.steps:
            repeated.add(number)
        else:
            tables.append((number, columns))
    ends = [*(header for header, _ in tables), len(sheet.rows)][1:]
    return tuple(
        Layout(sheet, header, columns, tuple(_bands(sheet, range(header + 1, end), repeated, columns, edition)))
        for (header, columns), end in zip(tables, ends, strict=True)
    )


def _named_steps(row: Row, words: Mapping[str, str]) -> set[str]:
    """The steps that stand in a row."""
    return {step for cell in row if type(cell) is str and (step := _step_of(cell, words))}


def _step_of(cell: str, words: Mapping[str, str]) -> str | None:
    """The step that a heading names, be it "Step 1 >" or "Step 1: developing" or "Step 1 (X)"; None for other text."""
    if not cell or len(cell) > LONGEST_HEADING:
        return None
    return words.get(fold(cell)) or words.get(fold(AFTER_HEADING.split(cell, maxsplit=1)[0]))


def _columns(sheet: Sheet, header: int, edition: Edition, words: Mapping[str, str]) -> Columns:
    row = sheet.rows[header]
    heads = [fold(cell) if type(cell) is str else "" for cell in row]
    statements = _statement_columns(sheet, header, words, edition.steps)
    others = _other_columns(row, heads, after=max(statements.values()))
    first = min(statements.values())
    ends = sorted({*statements.values(), *(column for column in others.values() if column > first), len(row)})
    steps = tuple(
        StepColumns(
            step.id,
            statements[step.id],
            _mark_column(sheet, header, heads, statements[step.id], ends),
            others.get(f"{ID_PREFIX}{step.id}"),
        )
        for step in edition.steps
    )
    audience = _audience_column(sheet, header, first)
    theme = _theme_column(sheet, header, heads, [column for column in range(first) if column != audience])
    return Columns(steps, theme, audience, others.get("position"), others.get("comments"))


def _statement_columns(sheet: Sheet, header: int, words: Mapping[str, str], steps: tuple[Step, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[header]):
        step = _step_of(cell, words) if type(cell) is str else None
        if step is None:
            continue
        # The heading of a merged cell may have been copied into the mark column beside it.
        if step in found and column != found[step] + 1:
            raise UnclearLayoutError(
                f'row {header + 1} of sheet "{sheet.name}" names the step {text_of(cell)!r} twice, so it is not clear '
                "which columns count"
            )
        found.setdefault(step, column)
    missing = [step.title for step in steps if step.id not in found]
    if missing:
        raise UnclearLayoutError(
            f'row {header + 1} of sheet "{sheet.name}" names some steps of the matrix and has no column for '
            + " and ".join(missing)
        )
    return found


def _other_columns(row: Row, heads: Sequence[str], after: int) -> dict[str, int]:
    """The columns of position, comments and hidden ids, by what they are."""
    found: dict[str, int] = {}
    for column, head in enumerate(heads):
        text = row[column]
        if type(text) is str and text.startswith(ID_PREFIX):
            found.setdefault(text.strip(), column)
        elif column > after and (head.startswith("overall") or head.endswith("position")):
            found.setdefault("position", column)
        elif column > after and head.startswith(("comment", "note", "narrative", "remark", "evidence")):
            found.setdefault("comments", column)
    return found


def _mark_column(sheet: Sheet, header: int, heads: Sequence[str], statement: int, ends: Sequence[int]) -> int:
    """The column after a step's statements: the one headed as a mark, where another was put in between."""
    end = next((end for end in ends if end > statement), statement + 1)
    between = range(statement + 1, end)
    headed = [column for column in between if heads[column] in MARK_HEADS]
    if headed:
        return headed[0]
    if between:
        return between[0]
    raise UnclearLayoutError(
        f'row {header + 1} of sheet "{sheet.name}" has no column for marks after '
        f"{text_of(sheet.rows[header][statement])!r}"
    )


def _audience_column(sheet: Sheet, header: int, first: int) -> int | None:
    """Of the columns before the first step the one with most audiences in it; None where none has any."""
    best, most = None, 0
    for column in range(first):
        count = sum(
            1 for row in sheet.rows[header + 1 :] if type(cell := row[column]) is str and cell and audience_of(cell)
        )
        if count > most:
            best, most = column, count
    return best


def _theme_column(sheet: Sheet, header: int, heads: Sequence[str], candidates: Sequence[int]) -> int | None:
    """The column headed as themes, else the nearest to the statements that has text."""
    for column in candidates:
        if heads[column].startswith(("theme", "domain", "developmenttheme")):
            return column
    for column in reversed(candidates):
        if any(type(row[column]) is str and row[column] for row in sheet.rows[header + 1 :]):
            return column
    return None


# Its rows ---------------------------------------------------------------------------------------------------------


def _bands(
    sheet: Sheet, numbers: Iterable[int], repeated: set[int], columns: Columns, edition: Edition
) -> Iterator[Band]:
    """Rows gathered under their theme and audience. A text stands in the first row of its band, or in every row."""
    theme_text = audience_text = ""
    rows: list[int] = []
    only = edition.audiences[0] if len(edition.audiences) == 1 and columns.audience is None else None
    theme_at, audience_at = columns.theme, columns.audience
    words = theme_words(edition.themes)

    def band() -> Band:
        theme = theme_of(theme_text, words)
        if not theme_text and len(edition.themes) == 1:
            theme = edition.themes[0].id
        return Band(theme_text, audience_text, theme, audience_of(audience_text) or only, tuple(rows))

    for number in numbers:
        if number in repeated:
            continue
        row = sheet.rows[number]
        new_theme = _label(row, theme_at)
        new_audience = _label(row, audience_at)
        theme_changes = bool(new_theme) and new_theme != theme_text
        if theme_changes or (new_audience and new_audience != audience_text):
            if rows:
                yield band()
            rows = []
            theme_text = new_theme or theme_text
            audience_text = new_audience if theme_changes else new_audience or audience_text
        rows.append(number)
    if rows:
        yield band()


def _label(row: Row, column: int | None) -> str:
    if column is None:
        return ""
    cell = row[column]
    return " ".join(cell.split()) if type(cell) is str else text_of(cell)


# What stands above it ---------------------------------------------------------------------------------------------


def find_labels(sheet: Sheet, before: int | None = None) -> dict[str, Found]:
    """The values beside the labels "network", "code" and "date" above row ``before`` (from 0; None: the first 40 rows).

    Beside means: after a colon in the same cell, else the next filled cell to the right that is no label itself, else
    the cell below. A label without a value gives an empty value at the place where it should stand; the first label of
    a kind that has a value counts.
    """
    rows = sheet.rows[: 40 if before is None else before]
    found: dict[str, Found] = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if type(cell) is not str or not cell or len(cell) > LONGEST_LABEL:
                continue
            label, colon, rest = cell.partition(":")
            kind = LABELS.get(fold(label))
            if kind is None or (kind in found and found[kind].value != ""):
                continue
            if colon and rest.strip():
                found[kind] = Found(rest.strip(), sheet.name, number, column)
            else:
                beside = _beside(sheet, rows, number, column)
                if kind not in found or beside.value != "":
                    found[kind] = beside
    return found


def _beside(sheet: Sheet, rows: Sequence[Row], number: int, column: int) -> Found:
    row = rows[number]
    for right in range(column + 1, len(row)):
        cell = row[right]
        if cell == "":
            continue
        # Further off, "Lead: Dr Jones" is more likely a label of its own than anybody's network.
        if not _is_label(cell) and (right == column + 1 or not _has_label(cell)):
            return Found(cell, sheet.name, number, right)
        break
    if number + 1 < len(rows) and (below := rows[number + 1][column]) != "" and not _is_label(below):
        return Found(below, sheet.name, number + 1, column)
    return Found("", sheet.name, number, min(column + 1, len(row) - 1))


def _is_label(cell: Cell) -> bool:
    return type(cell) is str and fold(cell.partition(":")[0]) in LABELS


def _has_label(cell: Cell) -> bool:
    """Whether a cell starts with a label of any kind: words and a colon, which a time of day is not."""
    return type(cell) is str and LABEL.match(cell) is not None


def about(sheets: Iterable[Sheet]) -> dict[str, str]:
    """What the hidden sheet of a workbook that Trellis wrote says; else empty.

    Its keys: edition, network_code, network_name, round (its slug), version (of the draft that it holds).
    """
    for sheet in sheets:
        if sheet.name.casefold() == ABOUT_SHEET:
            return {text_of(row[0]): text_of(row[1]) for row in sheet.rows if len(row) > 1 and row[0] != ""}
    return {}
