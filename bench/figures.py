"""What a measurement is, and the machine it was taken on."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Figure:
    """One measured value in ``unit``. ``budget`` is what it must be at most or at least; None where nobody set one."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    budget_kind: Literal["at most", "at least"] = "at most"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the budget is kept; None without one."""
        if self.budget is None:
            return None
        return self.value <= self.budget if self.budget_kind == "at most" else self.value >= self.budget


@dataclass(frozen=True)
class Machine:
    """Where the figures were taken: without it they say nothing."""

    processor: str
    cores: int
    python: str
    system: str


def this_machine() -> Machine:
    """The machine that this runs on."""
    return Machine(
        _processor(), os.cpu_count() or 1, platform.python_version(), f"{platform.system()} {platform.release()}"
    )


def _processor() -> str:
    if CPU_INFO.is_file():
        for line in CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
