"""The house keeps its shape: what import-linter cannot see."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import signals

from tests.places import PROJECT

PACKAGE = PROJECT / "trellis"
CONTRACTS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS = [set(floor.split(" | ")) for floor in CONTRACTS[0]["layers"]]
LONGEST_FILE = 500
FORBIDDEN_IN_VIEWS = {"save", "create", "delete", "update", "bulk_create", "get_or_create", "update_or_create"}


def floor_of(module: str) -> int:
    """How far down the staircase a module's room is; 0 is the top."""
    room = module.split(".")[1]
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def sources(pattern: str = "**/*.py") -> Iterator[Path]:
    """Our own source files."""
    yield from (path for path in PACKAGE.glob(pattern) if "migrations" not in path.parts and "vendor" not in path.parts)


def named(path: Path) -> str:
    """A file as a person would name it."""
    return str(path.relative_to(PROJECT))


def test_no_relation_points_up_the_staircase() -> None:
    """A foreign key written as text passes the import fence; it does not pass here."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("trellis.")]
    assert ours
    relations = [
        (model, field.related_model)
        for model in ours
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation
    ]
    upward = [
        f"{model.__name__} -> {target.__name__}"
        for model, target in relations
        if isinstance(target, type) and target.__module__.startswith("trellis.")
        if floor_of(target.__module__) < floor_of(model.__module__)
    ]
    assert relations
    assert upward == []


def test_views_neither_write_nor_reach_for_tables() -> None:
    """Views write through actions and read through queries."""
    wrong = []
    for path in sources("**/views/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                wrong.append(f"{named(path)}:{node.lineno} .objects")
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in FORBIDDEN_IN_VIEWS:
                wrong.append(f"{named(path)}:{called.lineno} .{called.attr}(")
    assert wrong == []


@pytest.mark.parametrize("folder", ["trellis", "tests", "scripts", "bench"])
def test_no_file_is_longer_than_five_hundred_lines(folder: str) -> None:
    """A file that grows past it wants splitting by noun."""
    written = [
        path
        for ending in ("py", "jinja", "css", "js", "typ")
        for path in (PROJECT / folder).rglob(f"*.{ending}")
        if not {"vendor", "migrations"} & {*path.parts}  # what others wrote, and what Django writes
    ]
    assert [named(path) for path in written if len(path.read_text().splitlines()) > LONGEST_FILE] == []


def test_nothing_listens_to_signals() -> None:
    """What happens on a write stands in the action that writes."""
    heard = [
        str(listener)
        for signal in (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete)
        for listener in signal.receivers
        if "trellis" in str(listener)
    ]
    mentioned = [named(path) for path in sources() if re.search(r"@receiver|django\.dispatch", path.read_text())]
    assert heard + mentioned == []


def test_no_model_overrides_save_or_delete() -> None:
    """The same thing by another door."""
    overriding = [
        f"{named(path)}:{method.lineno} {node.name}.{method.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}
    ]
    assert overriding == []


def test_no_import_hides_inside_a_function() -> None:
    """A hidden import is a circle that nobody mended."""
    hidden = [
        f"{named(path)}:{inner.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_every_folder_is_named_in_the_tour() -> None:
    """Somebody new finds every room, and every folder beside the rooms, in docs/tour.md."""
    tour = (PROJECT / "docs" / "tour.md").read_text()
    rooms = [path for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    beside = [PROJECT / name for name in ("tests", "docs", "scripts", "bench", ".ci")]
    assert [named(path) for path in (*rooms, *beside) if f"`{named(path)}/`" not in tour] == []


def test_the_changelog_carries_the_version() -> None:
    """One version, in the file that says what it brought."""
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\S+)", (PROJECT / "CHANGELOG.md").read_text(), re.M)
    assert newest is not None
    assert newest.group(1) == version


def test_every_dependency_says_why_it_is_here() -> None:
    """Beside each stands its reason."""
    text = (PROJECT / "pyproject.toml").read_text()
    listed = re.search(r"^dependencies = \[\n(.*?)^\]\n.*?^dev = \[\n(.*?)^\]", text, re.M | re.S)
    assert listed is not None
    lines = [line for block in listed.groups() for line in block.splitlines() if line.strip()]
    assert len(lines) > 20
    assert [line for line in lines if " # " not in line] == []


def test_every_decision_says_what_was_not_taken() -> None:
    """A decision without its alternatives is an announcement."""
    decisions = sorted((PROJECT / "docs" / "decisions").glob("0*.md"))
    assert decisions
    assert [named(path) for path in decisions if "## Not taken" not in path.read_text()] == []
