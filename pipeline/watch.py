"""Watch: build again whenever something changes, until told to stop.

One thread collects hints (see :mod:`pipeline.hints`), this one acts on them: wait for a burst to
end, look at what was hinted at (or at everything, when in doubt), build, and see that every folder
is watched. Nothing is held between builds, neither the lock nor a database, so another build may
run at any time; what stays is the code, loaded and warm. Whatever goes wrong is one line, and then
everything is looked at and tried again, later each time.

Now and then everything is looked at without any hint, for events can be lost in silence. Where the
system has no watches left, that alone remains: polling.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline import git, interrupt, publish
from pipeline.build import Build, Counts
from pipeline.config import Config
from pipeline.errors import LockedError, SourcebookError
from pipeline.escape import visible
from pipeline.hints import Collector, Hints
from pipeline.languages.table import by_name
from pipeline.nodes import TEMPLATES
from pipeline.parse import parse
from pipeline.session import Session, look
from pipeline.terminal import TerminalProgress, written_pages
from pipeline.watches import Watches

#: A save is over after so many seconds without an event, any burst after so many in all.
QUIET, MOST = 0.01, 2.0
#: Seconds between looks at everything without a hint, and at least so many times its own cost, so
#: that an idle watch takes less than half a percent of a processor.
_HEARTBEAT, _HEARTBEAT_COST = 60.0, 200.0
_POLL, _POLL_COST = 1.0, 20.0
#: Seconds before what failed is tried again: the first time, and at most.
_RETRY, _RETRY_MOST = 1.0, 60.0
#: Seconds between two looks whether another build is done.
_LOCKED = 0.2
#: Seconds between two looks whether a source folder that is gone has come back.
_ABSENT = 0.5
#: Names shown in a line.
_NAMES = 3
#: What a build loads only when something changed.
_NEEDED = ("attributes", "classify", "link", "parsework", "pagework", "pool")
_CONFIG_FILES = ("sourcebook.toml", "pyproject.toml")


@dataclass(slots=True)
class _Pace:
    """When to look at everything though nobody said so."""

    least: float
    cost: float
    interval: float = 0.0

    def took(self, seconds: float) -> None:
        """Note what a look at everything costs now."""
        self.interval = max(self.least, self.cost * seconds)


@dataclass(frozen=True, slots=True)
class _Built:
    """What one build did: to which pages, because of which sources."""

    counts: Counts
    changed: list[str]
    pages: list[str]
    #: Whether it looked at everything.
    looked: bool


class Watch:
    """A watch over one tree. :meth:`run` returns only by an exception, such as Ctrl-C's."""

    def __init__(
        self, load: Callable[[], Config], *, poll: bool = False, on_build: str = ""
    ) -> None:
        self._load = load
        self.config = load()
        self._on_build = on_build
        self._collector = Collector()
        self._watches: Watches | None = None
        self._root = _identity(self.config.source)
        self._pace = _Pace(_POLL, _POLL_COST) if poll else _Pace(_HEARTBEAT, _HEARTBEAT_COST)
        self._polling = poll
        self._retry = 0.0
        self._began = False

    def run(self) -> None:
        """Build what is stale, then again after every change."""
        try:
            self.start()
            while True:
                self.step()
        finally:
            self.close()

    def start(self) -> None:
        """Watch what the last build knew; the first step looks at everything."""
        self._cover()
        self._collector.note()
        self._say(f"watching {self.config.source}" + (" by polling" if self._polling else ""))

    def close(self) -> None:
        """End all watches."""
        if self._watches is not None:
            self._watches.close()
            self._watches = None

    def step(self) -> None:
        """Wait for hints, or until it is time to look at everything, and act."""
        patience = self._retry or self._pace.interval or self._pace.least
        hints = self._collector.take(patience, quiet=QUIET, most=MOST)
        if self._gone():
            return
        if not hints and not self._retry and not self._is_stale():
            return
        if not hints or self._retry:
            # What failed may have been about any file.
            hints = Hints(doubt=True)
        try:
            self._act(hints)
            self._retry = 0.0
        except LockedError:
            # Another build is under way: what it leaves is looked at when it is done.
            self._retry = _LOCKED
        except (SourcebookError, OSError) as error:
            self._postpone(str(error))
        except Exception as error:
            self._postpone(f"{type(error).__name__}: {error}"[:500])

    def _postpone(self, problem: str) -> None:
        self._retry = min(max(_RETRY, 2 * self._retry), _RETRY_MOST)
        self._say(f"error: {problem}; trying again in {self._retry:.0f} s, or on the next change")

    # --- acting ----------------------------------------------------------------------------

    def _act(self, hints: Hints) -> None:
        if hints.doubt or any(path in _CONFIG_FILES for path in hints.files):
            self.config = self._load()
            hints = Hints(doubt=True)
        started = time.monotonic()
        built = self._build(hints)
        counts = built.counts
        if built.looked and self._cover():
            self._collector.note()
        if built.looked:
            _warm_up(self.config)
        if counts.parsed or counts.written or counts.removed or counts.failed:
            self._report(built, time.monotonic() - started)
        elif not self._began:
            self._say("every page is up to date")
        self._began = True

    def _build(self, hints: Hints) -> _Built:
        started = time.monotonic()
        with Build(self.config, TerminalProgress()) as build:
            looked = hints.doubt or not build.scan_some(sorted(hints.files))
            if looked:
                build.scan()
                self._pace.took(time.monotonic() - started)
            if _identity(self.config.source) != self._root:
                # It went away under the scan: an empty tree is not what there is to document.
                raise _Absent(f"{self.config.source}: the source folder went away")
            changed = [*sorted(build.found.changed), *build.found.removed]
            stale = build.make()
            build.finish()
            return _Built(build.counts, changed, [row[4] for row in stale], looked)

    def _is_stale(self) -> bool:
        """Look at everything, holding no lock and writing nothing."""
        started = time.monotonic()
        try:
            with closing(Session(self.config, write=False)) as session:
                return not session.remembers or session.pending \
                    or bool(publish.examine(str(self.config.out), session.store)[0])
        except (SourcebookError, OSError):
            return True
        finally:
            self._pace.took(time.monotonic() - started)

    def _report(self, built: _Built, seconds: float) -> None:
        counts, pages = built.counts, built.pages
        written = written_pages(counts)
        if 0 < len(pages) <= _NAMES and counts.written:
            written += f" ({', '.join(pages)})"
        removed = f", {counts.removed:,} removed" if counts.removed else ""
        failed = f", {counts.failed:,} failed" if counts.failed else ""
        self._say(f"{_some(built.changed) or 'pages'}: {written}{removed}{failed} "
                  f"in {seconds * 1000:,.0f} ms")
        if self._on_build:
            code = subprocess.run(self._on_build, shell=True, check=False).returncode
            if code:
                self._say(f"--on-build ended with exit code {code}")

    # --- what is watched -------------------------------------------------------------------

    def _cover(self) -> bool:
        """Watch all folders that can hold a source; True when some are new to us."""
        if self._polling:
            return False
        try:
            if self._watches is None:
                self._watches = Watches(self.config.source, self._collector)
            return self._watches.cover(*_places(self.config))
        except SourcebookError as error:
            self._fall_back(str(error))
            return True

    def _fall_back(self, reason: str) -> None:
        self.close()
        self._polling = True
        self._pace = _Pace(_POLL, _POLL_COST)
        self._say(f"{reason}; polling instead (raise fs.inotify.max_user_watches to mend this)")

    def _gone(self) -> bool:
        """Whether the source folder is away; when it is back, everything is watched anew."""
        now = _identity(self.config.source)
        if now == self._root:
            return False
        if now is None:
            if not self._retry:
                self._say(f"{self.config.source} is gone; waiting for it to come back")
            self._retry = _ABSENT
            return True
        self._root = now
        self.close()
        self._cover()
        self._collector.note()
        return False

    def _say(self, line: str) -> None:
        if not interrupt.stopping():
            print(f"sourcebook: {visible(line)}", flush=True)


class _Absent(SourcebookError):
    """The source folder vanished while it was looked at."""


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        st = os.stat(folder)
    except OSError:
        return None
    return st.st_dev, st.st_ino


def _places(config: Config) -> tuple[list[str], list[Path]]:
    """Keys of the folders to watch as the last build listed them, and folders outside."""
    with closing(look(config)) as store:
        folders = [row[0] for row in store.rows("SELECT path FROM dirs")] or [""]
    # A commit may change no source at all; what pages say of the history changes all the same.
    outside = [config.templates, git.reflog(config.source) if config.settings.history else None]
    return folders, [place for place in outside if place is not None]


def _some(names: list[str]) -> str:
    rest = len(names) - _NAMES
    return ", ".join(names[:_NAMES]) + (f" and {rest:,} more" if rest > 0 else "")


def _warm_up(config: Config) -> None:
    """Load what the next edit needs, while nobody waits for it."""
    with closing(look(config)) as store:
        names = [row[0] for row in store.rows("SELECT DISTINCT language FROM files")]
    for name in names:
        _load_language(name)
    for module in (*_NEEDED, *(f"pages.{template}" for template in TEMPLATES.values())):
        importlib.import_module(f"pipeline.{module}")


@cache
def _load_language(name: str) -> None:
    language = by_name(name)
    if language is not None:
        parse(b"\n", "", language)
