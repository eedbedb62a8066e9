"""A running ``sourcebook watch``: what it says and when, and what the system knows of it."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from benchmarks.measure import BenchmarkError, environment

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")
_BUILT = re.compile(r"sourcebook: .* in [\d,]+ ms$")
#: What a watch says when its first look found nothing to do.
_READY = "every page is up to date"


@dataclass(frozen=True, slots=True)
class State:
    """What the process holds now."""

    #: User and system seconds so far, of the process and its children, ended or not.
    cpu: float
    rss_kib: int
    threads: int
    descriptors: int


@dataclass(slots=True)
class Watched:
    """The process; use it in a ``with`` statement."""

    command: Sequence[str]
    folder: Path
    #: (moment by ``time.monotonic``, line) of all it said.
    lines: list[tuple[float, str]] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None
    _listener: threading.Thread | None = None

    def __enter__(self) -> Watched:
        self._process = subprocess.Popen(
            self.command, cwd=self.folder, env=environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._listener is not None:
            self._listener.join()

    def _listen(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                self.lines.append((time.monotonic(), line.rstrip("\n")))

    def builds(self, since: float = 0.0) -> list[float]:
        """Moments at which builds ended that did something."""
        return [moment for moment, line in list(self.lines)
                if moment >= since and _BUILT.search(line)]

    def await_ready(self, seconds: float) -> float:
        """Wait for the end of the first look at a fresh tree; returns its moment."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for moment, line in list(self.lines):
                if _READY in line or _BUILT.search(line):
                    return moment
            self.require_alive()
            time.sleep(0.01)
        raise BenchmarkError(f"the watch was not ready after {seconds:.0f} s")

    def await_quiet(self, seconds: float, most: float) -> None:
        """Wait until nothing was said and next to no work done for so long."""
        end = time.monotonic() + most
        while time.monotonic() < end:
            said, before = len(self.lines), self.state().cpu
            time.sleep(seconds)
            self.require_alive()
            if len(self.lines) == said and self.state().cpu - before < 0.05 * seconds:
                return
        raise BenchmarkError(f"the watch was not quiet after {most:.0f} s")

    def require_alive(self) -> None:
        """Raise a BenchmarkError with its last line if the watch has ended."""
        assert self._process is not None
        if self._process.poll() is not None:
            last = self.lines[-1][1] if self.lines else "nothing"
            raise BenchmarkError(f"the watch ended; it said last: {last}")

    def state(self) -> State:
        """What it holds now, from ``/proc``."""
        assert self._process is not None
        place = _PROC / str(self._process.pid)
        status = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines()
                      if ":" in line)
        return State(
            cpu=_cpu(self._process.pid),
            rss_kib=int(status["VmRSS"].split()[0]), threads=int(status["Threads"]),
            descriptors=len(list((place / "fd").iterdir())))


def _cpu(pid: int) -> float:
    try:
        # Fields after the name in parentheses; 11 to 14 are utime, stime, cutime and cstime.
        times = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[11:15]
        children = (_PROC / str(pid) / "task" / str(pid) / "children").read_text().split()
    except OSError:
        # It ended meanwhile.
        return 0.0
    return sum(map(int, times)) / _TICK + sum(_cpu(int(child)) for child in children)
