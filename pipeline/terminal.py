"""What a call says on the terminal: progress on long stages, then one line, then the diagnostics.

Progress goes to standard error: a bar on a terminal, a plain line now and then elsewhere. An error
is one line too, and ends the call.
"""

from __future__ import annotations

import contextlib
import enum
import sqlite3
import sys
import time
from collections.abc import Iterator
from typing import Any, TextIO

from pipeline.build import Build, Counts, Progress
from pipeline.errors import SourcebookError, WorldError
from pipeline.escape import visible

#: Files with diagnostics named at the end before the rest is only counted.
_DIAGNOSTICS = 10
#: A stage shows itself only when it takes longer than this, then again after each such while.
_QUIET_SECONDS, _LINE_SECONDS = 1.0, 10.0


class Volume(enum.IntEnum):
    """How much a call says."""

    #: Errors and notices.
    QUIET = 0
    NORMAL = 1
    #: Each page with the reason why it is made, and every diagnostic.
    VERBOSE = 2


class TerminalProgress(Progress):
    """Tells how far a stage is, without flooding a log."""

    def __init__(self, stream: TextIO | None = None, volume: Volume = Volume.NORMAL) -> None:
        self._stream = stream or sys.stderr
        self._quiet = volume is Volume.QUIET
        self._live = self._stream.isatty()
        self._name, self._total, self._done = "", 0, 0
        self._started = self._shown = 0.0
        self._bar: Any = None

    def stage(self, name: str, total: int) -> None:
        self.end()
        self._name, self._total, self._done = name, max(total, 1), 0
        self._started = self._shown = time.monotonic()

    def advance(self, units: int) -> None:
        self._done += units
        now = time.monotonic()
        if self._quiet:
            return
        if self._live:
            self._advance_bar(now)
        elif now - self._shown > _LINE_SECONDS:
            self._shown = now
            print(self._line(now - self._started), file=self._stream, flush=True)

    def _line(self, seconds: float) -> str:
        """How far the stage is, and how long the rest takes at this pace."""
        share = 100 * self._done // self._total
        left = seconds * (self._total - self._done) / max(self._done, 1)
        return f"{self._name}: {share}% after {seconds:.0f} s, about {left:.0f} s left"

    def _advance_bar(self, now: float) -> None:
        if self._bar is None and now - self._started > _QUIET_SECONDS:
            # A terminal library costs start-up time: only a long stage pays it.
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(file=self._stream), transient=True)
            self._bar.start()
            self._bar.add_task(self._name, total=self._total)
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)

    def notice(self, line: str) -> None:
        print(f"sourcebook: {visible(line)}", file=self._stream, flush=True)

    def end(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def summary_line(counts: Counts, seconds: float) -> str:
    """One line about a finished build."""
    done = []
    if counts.parsed or counts.reused:
        done.append(f"{counts.parsed:,} parsed")
    if counts.reused:
        done.append(f"{counts.reused:,} reused")
    done.append(written_pages(counts))
    if counts.unchanged:
        done.append(f"{counts.unchanged:,} unchanged")
    if counts.removed:
        done.append(f"{counts.removed:,} removed")
    if counts.failed:
        done.append(f"{counts.failed:,} failed")
    return f"sourcebook: {counts.scanned:,} files, {', '.join(done)} ({seconds:.1f} s)"


def written_pages(counts: Counts) -> str:
    """How many pages were written, in words."""
    return f"{counts.written:,} {'page' if counts.written == 1 else 'pages'} written"


def diagnostic_lines(build: Build, most: int | None = _DIAGNOSTICS) -> list[str]:
    """The files with diagnostics, the first few (or all) by name."""
    found = build.diagnostics()
    lines = []
    for path, diagnostics in found[:most]:
        first = diagnostics[0]
        place = f"{path}:{first.line}" if first.line else path
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        lines.append(visible(f"  {place}: {first.code}: {first.message}{more}"))
    if most is not None and len(found) > most:
        lines.append(f"  and {len(found) - most:,} more files")
    if found:
        noun = "file has" if len(found) == 1 else "files have"
        lines.insert(0, f"{len(found):,} {noun} diagnostics:")
    return lines


@contextlib.contextmanager
def ending_on_error() -> Iterator[None]:
    """Turn a :class:`SourcebookError` into its one line and its exit code."""
    try:
        yield
    except (SourcebookError, sqlite3.Error, OSError) as error:
        print(f"sourcebook: error: {visible(str(error))}", file=sys.stderr)
        raise SystemExit(getattr(error, "exit_code", WorldError.exit_code)) from None
