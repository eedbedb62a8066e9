"""One timed command, and what many of them add up to."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TIMED = Path(__file__).with_name("timed.py")


class BenchmarkError(Exception):
    """The benchmark cannot go on; the text says why, for the person who called it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took, and what it said."""

    code: int
    wall: float
    #: User and system time, of all its processes.
    cpu: float
    #: Peak resident memory of its largest process.
    rss_kib: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured call in one scenario."""

    scenario: str
    side: str
    round: int
    wall: float
    cpu: float
    rss_kib: int
    #: What the tool did: figures of ``last-build.json``, or edges that ninja ran.
    counts: dict[str, int] = field(default_factory=dict)


def environment() -> dict[str, str]:
    """This process's environment without what changes how doit or ninja talk.

    Without ``PYTHONDONTWRITEBYTECODE`` too: an installed package has its bytecode, and a checkout
    that may not keep it would compile all of our modules in every call that is measured.
    """
    return {k: v for k, v in os.environ.items()
            if not k.startswith(("DOIT", "NINJA")) and k != "PYTHONDONTWRITEBYTECODE"}


def run(command: Sequence[str], folder: Path, scratch: Path) -> Usage:
    """Run a command in a folder; its output goes to files in ``scratch``, as a pipe may block."""
    result, stdout, stderr = (scratch / name for name in ("usage", "stdout", "stderr"))
    result.unlink(missing_ok=True)
    helper = [sys.executable, "-I", "-S", str(_TIMED), str(result), str(stdout), str(stderr),
              str(folder), *command]
    done = subprocess.run(helper, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode or not result.exists():
        raise BenchmarkError(f"cannot run {command[0]}: {done.stderr.strip()[-500:]}")
    code, wall, user, system, rss = result.read_text().split()
    return Usage(int(code), float(wall), float(user) + float(system), int(rss),
                 stdout.read_text(errors="replace"), stderr.read_text(errors="replace"))


def must(usage: Usage, command: Sequence[str]) -> Usage:
    """The usage again, if the command ended well.

    Raises:
        BenchmarkError: it did not.
    """
    if usage.code:
        said = (usage.stderr or usage.stdout).strip()[-1000:]
        raise BenchmarkError(f"{' '.join(command)}\nended with exit code {usage.code}: {said}")
    return usage


def median(values: Iterable[float]) -> float:
    """Middle of the values; 0 when there are none."""
    found = list(values)
    return statistics.median(found) if found else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The samples of one side of one scenario."""

    wall: float
    wall_low: float
    wall_high: float
    cpu: float
    rss_kib: int
    counts: dict[str, int]
    rounds: int


def of(samples: Iterable[Sample], scenario: str, side: str) -> list[Sample]:
    """Samples of one side of one scenario, by round."""
    found = (s for s in samples if s.scenario == scenario and s.side == side)
    return sorted(found, key=lambda s: s.round)


def summary(samples: Sequence[Sample], scenario: str, side: str) -> Summary | None:
    """Medians of one side; None when it was not measured."""
    found = of(samples, scenario, side)
    if not found:
        return None
    walls = [s.wall for s in found]
    names = sorted({name for s in found for name in s.counts})
    return Summary(
        wall=median(walls), wall_low=min(walls), wall_high=max(walls),
        cpu=median(s.cpu for s in found), rss_kib=max(s.rss_kib for s in found),
        counts={n: round(median(s.counts.get(n, 0) for s in found)) for n in names},
        rounds=len(found),
    )


def ratio(
    samples: Sequence[Sample], scenario: str, attribute: str, ours: str, theirs: str
) -> float | None:
    """Median over the rounds of ours ÷ theirs.

    The two calls of a round ran one after the other, so what slows the machine for a while slows
    both and leaves their quotient alone.
    """
    pairs = zip(of(samples, scenario, ours), of(samples, scenario, theirs), strict=False)
    quotients = [getattr(a, attribute) / getattr(b, attribute)
                 for a, b in pairs if getattr(b, attribute)]
    return median(quotients) if quotients else None
