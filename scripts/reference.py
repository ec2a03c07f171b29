"""Write docs/reference/ from the code. With --check, compare and write nothing."""

import io
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
WRITTEN_BY = "<!-- Written by `make fix` from the code; do not edit. -->\n\n"


def commands() -> str:
    """The help of every command of ours, subcommands included."""
    os.environ["COLUMNS"] = "100"
    parts = ["# Commands\n\nEach is `uv run trellis ...`.\n"]
    for name, owner in sorted(get_commands().items()):
        if not str(owner).startswith("trellis."):
            continue
        parser = load_command_class(str(owner), name).create_parser("trellis", name)
        parts.append(f"\n## trellis {name}\n\n{parser.description}\n")
        for usage in usages(parser):
            parts.append(f"\n```text\n{usage}```\n")
    return "".join(parts)


def usages(parser: object) -> Iterator[str]:
    """The usage of a command, or of each of its subcommands where it has any."""
    groups = getattr(getattr(parser, "_subparsers", None), "_group_actions", [])
    if groups:
        for subparser in groups[0].choices.values():
            yield "\n".join(line.rstrip() for line in subparser.format_usage().splitlines()) + "\n"
    else:
        yield "\n".join(line.rstrip() for line in parser.format_usage().splitlines()) + "\n"  # type: ignore[attr-defined]


def permissions() -> str:
    """Role by permission, from the literal table."""
    rules = import_module("trellis.access.rules")
    roles = list(rules.Role)
    heads = [role.label for role in roles] + ["Administrator"]
    lines = [
        "# Who may do what\n",
        "A role counts where it is held: in the board, locality or network that the thing belongs to.\n",
        "| Permission | " + " | ".join(heads) + " |",
        "|---" * (len(heads) + 1) + "|",
    ]
    for permission, allowed in rules.ROLES_ALLOWED.items():
        public = permission in rules.PUBLIC_FACTS
        ticks = ["yes" if public or role in allowed else "" for role in roles]
        ticks.append("yes" if public or permission in rules.ADMINISTRATOR_MAY else "")
        lines.append(f"| `{permission}` | " + " | ".join(ticks) + " |")
    return "\n".join(lines) + "\n"


def addresses() -> str:
    """Every address of the site with its name."""
    out = io.StringIO()
    out.write("# Addresses\n\n| Address | Name |\n|---|---|\n")
    for route, name in sorted(routes(get_resolver().url_patterns)):
        out.write(f"| `/{route}` | `{name}` |\n")
    return out.getvalue()


def routes(patterns: list[URLPattern | URLResolver], before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Each pattern's whole route and namespaced name."""
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, route, inner)
        else:
            yield route, f"{space}{pattern.name}"


def transitions() -> str:
    """A state diagram for each room that has a transition table."""
    parts = ["# Transitions\n"]
    for config in apps.get_app_configs():
        if not config.name.startswith("trellis.") or not (Path(config.path) / "rules.py").exists():
            continue
        for name, table in vars(import_module(f"{config.name}.rules")).items():
            if name.endswith("TRANSITIONS"):
                parts.append(f"\n## {config.label}: {name.lower().replace('_', ' ')}\n\n{diagram(table)}")
    return "".join(parts)


def diagram(table: dict[object, object]) -> str:
    """A transition table as Mermaid: see common.transitions."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for status, stage in table.items():
        moves = stage.moves  # type: ignore[attr-defined]
        lines.append(f"    {status}: {stage.label}")  # type: ignore[attr-defined]
        lines += [f"    {status} --> {move.to}: {move.verb}" for move in moves]
        if not moves:
            lines.append(f"    {status} --> [*]")
    return "\n".join([*lines, "```", ""])


def main() -> int:
    """0 when the reference is as the code says, after writing it or without."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    django.setup()
    pages = {
        "commands.md": commands(),
        "permissions.md": permissions(),
        "addresses.md": addresses(),
        "transitions.md": transitions(),
    }
    stale = [name for name, text in pages.items() if not is_written(name, WRITTEN_BY + text)]
    if "--check" in sys.argv and stale:
        print(f"docs/reference is stale: {', '.join(stale)}. Run `make fix`.")
        return 1
    for name in stale:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        (REFERENCE / name).write_text(WRITTEN_BY + pages[name])
    return 0


def is_written(name: str, text: str) -> bool:
    """Whether the file holds exactly this text."""
    path = REFERENCE / name
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main())
