"""Write docs/reference/ from the code. With --check, compare and write nothing."""

import io
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from importlib import import_module
from itertools import chain, product
from pathlib import Path
from typing import Any

import django
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
    """A state diagram for each transition table, wherever among the pure rules it stands."""
    parts = ["# Transitions\n"]
    for module in sorted(pure_modules()):
        for name, table in vars(import_module(module)).items():
            if name.endswith("TRANSITIONS"):
                room = module.split(".")[1]
                parts.append(f"\n## {room}: {name.lower().replace('_', ' ')}\n\n{diagram(table)}")
    return "".join(parts)


def pure_modules() -> list[str]:
    """The modules that import-linter holds to be pure: what an expert would check stands in these."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return [
        module
        for contract in contracts
        if contract["name"].startswith("Rules are pure")
        for module in contract["source_modules"]
    ]


def diagram(table: dict[object, object]) -> str:
    """A transition table as Mermaid, with whose turn it is in each status: see common.transitions."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for status, stage in table.items():
        moves = stage.moves  # type: ignore[attr-defined]
        lines.append(f"    {status}: {stage.label}")  # type: ignore[attr-defined]
        lines += [f"    {status} --> {move.to}: {move.verb}" for move in moves]
        if not moves:
            lines.append(f"    {status} --> [*]")
    turns = [f"- {stage.label}: {stage.whose_turn}." for stage in table.values()]  # type: ignore[attr-defined]
    return "\n".join([*lines, "```", "", "Whose turn it is:", "", *turns, ""])


# The truth table of statuses -----------------------------------------------------------------------------------------


def statuses() -> str:
    """What status follows from which facts: every combination, with those that say the same in one line."""
    standing = import_module("trellis.assessment.standing")
    lines = [
        "# Statuses\n",
        "Where a network is in a round. Made by asking `assessment.standing.status_of` for every combination of facts; "
        "a fact that makes no difference is left out of its line.\n",
        "| Withdrawn | Return stands | Moderation | Round | An entry | Status | Whose turn | After it was due |",
        "|---|---|---|---|---|---|---|---|",
        *(f"| {' | '.join(line)} |" for line in truth_lines(standing, [], list(fact_values(standing).items()))),
    ]
    return "\n".join(lines) + "\n"


def fact_values(standing: Any) -> dict[str, list[tuple[str, dict[str, object]]]]:
    """By column: each value it can have, in words and as facts, in the order in which ``status_of`` looks at them."""
    concluded = [("begun", True, None), ("none", False, None)]
    # That a moderation was begun and ended is known by how it ended, whatever else is said.
    concluded += [(how.label.lower(), begun, how) for how in standing.Conclusion for begun in (True, False)]
    return {
        "withdrawn": [("yes", {"withdrawn": True}), ("no", {"withdrawn": False})],
        "submitted": [("yes", {"submitted": True}), ("no", {"submitted": False})],
        "moderation": [(words, {"moderating": begun, "conclusion": how}) for words, begun, how in concluded],
        "round": [(each.value, {"round": each}) for each in standing.RoundStatus],
        "started": [("yes", {"started": True}), ("no", {"started": False})],
    }


def truth_lines(
    standing: Any, given: list[tuple[str, dict[str, object]]], open_: list[tuple[str, list[Any]]]
) -> Iterator[list[str]]:
    """The lines below the facts that are given; the columns in ``open_`` are still to be told apart."""
    results = {outcome(standing, given, chosen) for chosen in product(*(values for _, values in open_))}
    if len(results) == 1:
        yield [*(words for words, _ in given), *([""] * len(open_)), *results.pop()]
        return
    (_, values), *rest = open_
    alike: dict[tuple[object, ...], list[tuple[str, dict[str, object]]]] = {}
    for value in values:
        below = tuple(outcome(standing, [*given, value], chosen) for chosen in product(*(each for _, each in rest)))
        alike.setdefault(below, []).append(value)
    for together in alike.values():
        words = "" if len(together) == len(values) else " or ".join(dict.fromkeys(said for said, _ in together))
        yield from truth_lines(standing, [*given, (words, together[0][1])], rest)


def outcome(standing: Any, *chosen: Iterable[tuple[str, dict[str, object]]]) -> tuple[str, str, str]:
    """What follows from facts: the status, whose turn it is, and what it is called a day after the due date."""
    facts = {name: value for _, each in chain(*chosen) for name, value in each.items()}
    due = date(2026, 12, 11)
    known = standing.Facts(**facts, due=due)
    status = standing.status_of(known)
    overdue = standing.is_overdue(known, due + timedelta(days=1))
    return (
        status.label,
        "the network’s" if status.waits_for_network and known.round is standing.RoundStatus.OPEN else "",
        "overdue" if overdue else "",
    )


def main() -> int:
    """0 when the reference is as the code says, after writing it or without."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    django.setup()
    pages = {
        "commands.md": commands(),
        "permissions.md": permissions(),
        "addresses.md": addresses(),
        "transitions.md": transitions(),
        "statuses.md": statuses(),
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
