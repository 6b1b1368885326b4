"""What the benches share: figures on stdout, words on stderr, CPU of real processes."""

import json
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """One measured value; `reach` reads like `<= 8`, `>= 40`, `< 0.001`, or is empty for a mere note."""

    name: str
    value: float
    unit: str
    reach: str = ""

    @property
    def ok(self) -> bool:
        if not self.reach:
            return True
        sign, _, bound = self.reach.partition(" ")
        limit = float(bound)
        return {
            "<=": self.value <= limit,
            "<": self.value < limit,
            ">=": self.value >= limit,
            "==": self.value == limit,
        }[sign]


def say(*words: object) -> None:
    """Explanations and progress, for people."""
    print(*words, file=sys.stderr, flush=True)


def finish(figures: list[Figure]) -> None:
    """Print one JSON line a figure and leave with 1 where one falls short."""
    for figure in figures:
        line = {
            "name": figure.name,
            "value": _short(figure.value),
            "unit": figure.unit,
            "reach": figure.reach,
            "ok": figure.ok,
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)
    sys.exit(0 if all(figure.ok for figure in figures) else 1)


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children that have ended."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def family(pid: int) -> list[int]:
    """The process and every living descendant."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in task.read_text().split())
            except OSError:
                continue
    return found


def family_cpu(pid: int) -> float:
    """CPU seconds of a process, its living descendants and those that have ended."""
    total = 0.0
    for each in family(pid):
        try:
            total += cpu_seconds(each)
        except OSError:
            continue
    return total


def family_memory(pid: int) -> int:
    """Resident bytes now: Pss of the process and its descendants (a shared page counts once)."""
    total = 0
    for each in family(pid):
        try:
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


class Peak:
    """How far the memory of a process and its descendants grew within the block, sampled every 20 ms."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before = self._highest = 0
        self._done = threading.Event()
        self._sampler = threading.Thread(target=self._sample)

    @property
    def growth(self) -> int:
        """Bytes of Pss."""
        return self._highest - self._before

    def __enter__(self) -> "Peak":
        self._before = self._highest = family_memory(self._pid)
        self._sampler.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._sampler.join()

    def _sample(self) -> None:
        while not self._done.wait(0.02):
            self._highest = max(self._highest, family_memory(self._pid))
