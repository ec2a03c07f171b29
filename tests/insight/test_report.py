"""The report: what a committee reads, from the counts to the file, and the command that writes it."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from tests.insight.counts import NETWORK_2019, SYSTEM_2019, a_return, a_summary, october_2019
from tests.places import SHARED, needs_shared
from trellis.assessment.rules import Problem, ProblemKind
from trellis.files.documents import Bullets, Document, DotChart, Heading, Notice, Paragraph, Table
from trellis.files.formats import FORMATS
from trellis.files.html import to_html
from trellis.insight.report import MOST_QUERIES, report_document, write_report
from trellis.matrix.shipped import shipped_edition
from trellis.matrix.workbook import national_workbook


def words(document: Document) -> Iterator[str]:
    """Every text of a document, a piece at a time."""
    yield from (document.title, document.subtitle, document.organisation)
    for block in document.blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph() | Notice():
                yield from (run.text for run in block.runs)
            case Bullets():
                yield from (run.text for item in block.items for run in item)
            case Table():
                yield from (block.caption, block.note, *(cell for row in block.rows for cell in row))
            case DotChart():
                yield from (block.caption, block.note, *(row.label for row in block.rows))
            case _:
                pass


def tables(document: Document) -> dict[str, Table]:
    return {block.caption: block for block in document.blocks if isinstance(block, Table)}


def section(document: Document, heading: str) -> list[object]:
    """The blocks under a heading of the first level."""
    blocks = list(document.blocks)
    start = blocks.index(Heading(heading)) + 1
    after = [at for at, block in enumerate(blocks) if at >= start and isinstance(block, Heading) and block.level == 1]
    return list(blocks[start : after[0] if after else None])


def test_the_report_has_its_parts_in_the_order_a_committee_reads_them() -> None:
    document = report_document(october_2019())
    assert [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1] == [
        "Purpose",
        "What the returns say",
        "Networks at each position",
        "What stands before the next step",
        "Networks that have not returned",
        "Questions to the networks",
        "How it was counted",
    ]
    assert document.title == "Maturity matrix returns, October 2019"
    assert document.as_at == date(2019, 10, 31)


def test_the_table_has_the_layout_and_the_figures_of_october_2019() -> None:
    table = tables(report_document(october_2019()))["Networks at each position, 18 returns"]
    assert table.header[2:] == ("Pre-foundation", "Foundation", "Step 1", "Step 2", "Step 3", "No answer")
    counts = [tuple(int(cell) for cell in row[2:]) for row in table.rows]
    silent = [0, 2, 0, 0, 0]
    assert counts[0::2] == [(*row, 0) for row in NETWORK_2019]
    assert counts[1::2] == [(*row, none) for row, none in zip(SYSTEM_2019, silent, strict=True)]
    assert [row[1] for row in table.rows[:2]] == ["Network", "System"]


def test_the_largest_group_of_each_row_is_in_bold_and_no_answer_never_is() -> None:
    summary = a_summary([(1, 1, 0, 0, 0), (0, 2, 1, 0, 0)], returns=9)
    table = tables(report_document(summary))["Networks at each position, 9 returns"]
    assert table.strong == {(0, 2), (0, 3), (1, 3)}


def test_the_chart_shows_what_the_table_shows() -> None:
    document = report_document(october_2019())
    chart = next(block for block in document.blocks if isinstance(block, DotChart))
    table = tables(document)["Networks at each position, 18 returns"]
    assert [tuple(map(str, row.counts)) for row in chart.rows] == [row[2:] for row in table.rows]
    assert chart.per_dot == 1


def test_missing_networks_are_named_and_counted() -> None:
    summary = a_summary([(0, 2, 0, 0, 0)], returns=2, expected=["A", "B", "C", "D"], missing=["C", "D"])
    found = section(report_document(summary), "Networks that have not returned")
    assert [run.text for run in found[0].runs] == ["2 of 4 networks."]  # type: ignore[attr-defined]  # a paragraph
    assert isinstance(found[1], Bullets)
    assert [item[0].text for item in found[1].items] == ["C", "D"]


def test_the_report_does_not_say_that_nobody_is_missing_where_nobody_said_who_was_asked() -> None:
    told = " ".join(words(report_document(october_2019())))
    assert "It was not said which networks were asked" in told
    everybody = a_summary([(0, 1, 0, 0, 0)], returns=1, expected=["Network 01"])
    assert "every network that was asked has returned" in " ".join(words(report_document(everybody)))


def problems(count: int) -> list[Problem]:
    return [
        Problem(f"{at}.xlsx", ProblemKind.BLANK_BLOCK, f"Question {at}.", f"Network {at:03}", "leadership", "network")
        for at in range(count)
    ]


def test_a_long_list_of_questions_is_cut_and_says_so() -> None:
    document = report_document(a_summary([(0, 2, 0, 0, 0)], returns=2, problems=problems(MOST_QUERIES + 7)))
    table = tables(document)["Questions by network"]
    assert len(table.rows) == MOST_QUERIES
    assert table.note == "The first 25 of 32; the problems CSV lists them all."
    assert "There are 32 questions to 32 networks. None of them changed a figure by itself." in list(words(document))
    short = report_document(a_summary([(0, 2, 0, 0, 0)], returns=2, problems=problems(3)))
    assert tables(short)["Questions by network"].note == ""


def test_files_that_do_not_count_are_told_apart_from_questions() -> None:
    found = [
        Problem("notes.txt", ProblemKind.NOT_A_WORKBOOK, "notes.txt is not a workbook."),
        Problem("old.xlsx", ProblemKind.SUPERSEDED, "A later one counts.", "Network 01"),
        *problems(1),
    ]
    document = report_document(a_summary([(0, 2, 0, 0, 0)], returns=2, problems=found, files=4, rejected=1))
    assert [row[0] for row in tables(document)["Files that do not count, and why"].rows] == ["notes.txt", "old.xlsx"]
    assert [row[0] for row in tables(document)["Questions by network"].rows] == ["Network 000"]


def test_a_report_without_names_names_no_network_and_no_file() -> None:
    counted = [a_return("Silverbirch"), a_return("Copperbeech")]
    found = [
        Problem("Hornbeam.xlsx", ProblemKind.NOT_A_WORKBOOK, "Hornbeam.xlsx is not a workbook."),
        Problem("Silverbirch.xlsx", ProblemKind.BLANK_BLOCK, "Silverbirch left it empty.", "Silverbirch"),
    ]
    summary = a_summary(
        [(0, 2, 0, 0, 0)],
        returns=2,
        counted=counted,
        missed={"leadership-network-step_1": 2},
        problems=found,
        expected=["Silverbirch", "Copperbeech", "Whitebeam"],
        missing=["Whitebeam"],
        files=3,
        rejected=1,
    )
    bare = " ".join(words(report_document(summary, with_names=False)))
    assert not [name for name in ("Silverbirch", "Copperbeech", "Hornbeam", "Whitebeam") if name in bare]
    assert "One has not returned." in bare
    assert "2 of 3 networks returned." in bare
    assert "There is one question to one network." in bare
    assert "Whitebeam" in " ".join(words(report_document(summary)))


def test_the_components_are_our_statements_with_how_many_lack_them() -> None:
    missed = {"leadership-network-step_1": 15, "resources-system-step_2": 12}
    document = report_document(a_summary([(0, 18, 0, 0, 0)], returns=18, missed=missed))
    table = tables(document)["Most often missing, for the network"]
    assert table.rows == (
        (
            "15 of 18",
            "Leadership, planning and partnerships: the network has done what Step 1 asks.",
            "Leadership",
            "Step 1",
        ),
    )
    assert [row[0] for row in tables(document)["Most often missing, for the system"].rows] == ["12 of 18"]


def test_a_report_of_nothing_says_that_nothing_can_be_said() -> None:
    document = report_document(a_summary([], returns=0))
    told = list(words(document))
    assert "No return counts, so nothing can be said of where the networks stand." in told
    assert "No return carries a date that can be read." in told
    assert not any(isinstance(block, Table | DotChart) for block in document.blocks)
    assert document.title == "Maturity matrix returns"


def test_the_dates_and_the_undated_are_said() -> None:
    counted = [a_return("A", dated=date(2019, 10, 1)), a_return("B"), a_return("C", dated=None)]
    told = list(words(report_document(a_summary([(0, 3, 0, 0, 0)], returns=3, counted=counted))))
    assert (
        "Data as at 31 October 2019, the date of the latest return; the earliest is of 1 October 2019; "
        "one carries no date that can be read."
    ) in told


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_every_sentence_reaches_every_format(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"report{suffix}"
    write_report(october_2019(), out, "A title of our own", organisation="Severn Vale Integrated Care Board")
    text = read(out)
    for told in (
        "A title of our own",
        "Severn Vale Integrated Care Board",
        "Most networks are at Foundation for Managing resources (13 of 18), Leadership (11) and Integrating care (10).",
        "Data as at 31 October 2019",
    ):
        assert "".join(told.split()) in text


def read(out: Path) -> str:
    """The text of a report, without spaces: where a line breaks is the format's business."""
    if out.suffix == ".docx":
        body = docx.Document(str(out))
        text = " ".join([*(p.text for p in body.paragraphs), *(c.text for t in body.tables for c in t._cells)])
    elif out.suffix == ".pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages)
    else:
        text = out.read_text(encoding="utf-8")
    return "".join(text.split())


# The command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    """A folder of two small returns, both at Foundation for leadership."""
    folder = tmp_path / "returns"
    folder.mkdir()
    edition = shipped_edition("pcn-2019-08")
    block = edition.blocks[0]
    for name in ("Alder", "Birch"):
        content = national_workbook(
            edition, network_name=name, network_code="", dated=date(2019, 10, 9), stated={block: "Foundation"}
        )
        (folder / f"{name}.xlsx").write_bytes(content)
    return folder


def report(*arguments: object) -> str:
    out = io.StringIO()
    call_command("returns", "report", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_writes_the_report_and_says_where(returns: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert report(returns, "--out", out) == f"2 networks counted. The report is in {out}.\n"
    assert "Both networks are at Foundation for Leadership." in out.read_text(encoding="utf-8")
    assert "<h1>Maturity matrix returns, October 2019</h1>" in out.read_text(encoding="utf-8")


def test_the_command_takes_a_title_and_the_names_of_those_asked(returns: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked.txt"
    asked.write_text("Alder\n\nBirch\nCedar\nCedar\n", encoding="utf-8")
    out = tmp_path / "report.html"
    report(returns, "--out", out, "--title", "A & B", "--expected", asked)
    page = out.read_text(encoding="utf-8")
    assert "<h1>A &amp; B</h1>" in page
    assert "Cedar has not returned." in page
    report(returns, "--out", out, "--expected", asked, "--without-names")
    assert "Cedar" not in out.read_text(encoding="utf-8")


def test_a_rejected_file_is_exit_1_and_the_report_is_written_with_the_reason(returns: Path, tmp_path: Path) -> None:
    (returns / "notes.xlsx").write_bytes(b"not a workbook")
    out = tmp_path / "report.html"
    with pytest.raises(SystemExit) as left:
        report(returns, "--out", out)
    assert left.value.code == 1
    assert "notes.xlsx" in out.read_text(encoding="utf-8")


def test_nothing_readable_is_exit_2_and_no_report(tmp_path: Path) -> None:
    (tmp_path / "notes.xlsx").write_bytes(b"not a workbook")
    out = tmp_path / "report.pdf"
    with pytest.raises(SystemExit) as left:
        report(tmp_path / "notes.xlsx", "--out", out)
    assert left.value.code == 2
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [("report.odt", "should end in one of .docx, .pdf, .html"), ("absent/report.pdf", "there is no folder")],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(
    returns: Path, tmp_path: Path, name: str, why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        report(returns, "--out", tmp_path / name)
    assert list(tmp_path.iterdir()) == [returns]


def test_a_folder_in_the_place_of_the_report_is_said_and_left(returns: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    out.mkdir()
    with pytest.raises(CommandError, match="cannot be written") as refused:
        report(returns, "--out", out)
    assert refused.value.returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "returns"]


@needs_shared
def test_the_returns_of_october_2019_make_a_paper_of_five_pages_at_most(tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    report(SHARED / "workbooks" / "returns_2019_10", "--out", out)
    assert len(PdfReader(io.BytesIO(out.read_bytes())).pages) <= 5
    text = read(out)
    for told in (
        "18 networks returned. Two left one row of the matrix empty.",
        "(13 of 18), Leadership (11) and Integrating care (10).",
        "Most networks put the system at Pre-foundation for People and communities (11 of 18).",
        "(9 of 18; 2 did not say)",
    ):
        assert all("".join(part.split()) in text for part in told.split(". "))


def test_a_page_of_the_report_is_in_the_language_of_the_house() -> None:
    assert '<html lang="en-GB">' in to_html(report_document(october_2019()))
