"""Runs a program as a fresh process and says what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Took:
    """Wall seconds and peak memory (the largest resident set, in MB) of one process."""

    seconds: float
    megabytes: float


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Took:
    """Run Python with the arguments to its end; RuntimeError holds what it said when it failed."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{said[-2000:]}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Took(seconds, used.ru_maxrss / unit)


def alternate(commands: Mapping[str, Sequence[str | Path]], times: int) -> dict[str, list[Took]]:
    """Run the commands in turn, so many times each."""
    took: dict[str, list[Took]] = {name: [] for name in commands}
    for turn in range(times):
        for name, command in commands.items():
            took[name].append(run(command))
            print(f"  {turn + 1}/{times} {name}: {took[name][-1]}", file=sys.stderr, flush=True)
    return took


def medians(took: Sequence[Took]) -> Took:
    """The median of each figure."""
    return Took(median(t.seconds for t in took), median(t.megabytes for t in took))
