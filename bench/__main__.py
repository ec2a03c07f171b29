"""``python -m bench``: run every measurement, print a table, write it as JSON with the machine."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from django.conf import settings

from bench import register, returns, rounds, saving
from bench.figures import Figure, this_machine

MEASUREMENTS: tuple[Callable[[], list[Figure]], ...] = (
    returns.measure,
    register.measure,
    rounds.measure,
    saving.measure,
)
"""Every measurement there is, in the order in which they are printed."""

VERDICTS = {True: "kept", False: "MISSED", None: ""}


def lines(figures: list[Figure]) -> Iterator[str]:
    """The table: what was measured, the value, its budget, whether it was kept."""
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        budget = f"{figure.budget_kind} {figure.budget:g} {figure.unit}" if figure.budget is not None else ""
        yield (
            f"{figure.name:<{width}}  {figure.value:>10,.2f} {figure.unit:<6} {budget:<20} {VERDICTS[figure.met]:<6} "
            f"{figure.note}"
        ).rstrip()


def main() -> None:
    """Measure, print, and keep the figures in the var folder as bench.json."""
    machine = this_machine()
    print(f"{machine.processor}, {machine.cores} cores, Python {machine.python}, {machine.system}")
    figures: list[Figure] = []
    for measure in MEASUREMENTS:
        measured = measure()
        figures.extend(measured)
        print("\n".join(lines(measured)))
    kept = settings.VAR_DIR / "bench.json"
    told = [asdict(figure) | {"met": figure.met} for figure in figures]
    kept.write_text(json.dumps({"machine": asdict(machine), "figures": told}, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {kept}")


if __name__ == "__main__":
    main()
