"""Hints that something in the tree may have changed, from the system's file events.

Events are hints and never facts: queues overflow, watches run out, an editor writes a file in five
steps. So all that is kept of them is which files to look at; whatever is in doubt becomes *look at
everything*.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.ignore import RULE_FILES
from pipeline.paths import key_of

#: More files than this at once are a storm: looking at everything is quicker, and surer.
_STORM = 500
#: Up to so many files are one save; more are a tool at work, which may pause for longer.
_SAVE, _PAUSES = 3, 5


@dataclass(slots=True)
class Hints:
    """What to look at. Filled by the thread that reads events, taken by the one that builds."""

    #: Keys of files that may have other content, or be gone.
    files: set[str] = field(default_factory=set)
    #: Whether only a look at the whole tree can tell.
    doubt: bool = False

    def __bool__(self) -> bool:
        return self.doubt or bool(self.files)


class Collector:
    """Collects hints; :meth:`take` waits until a burst of them is over."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._hints = Hints()
        self._first = self._last = 0.0

    def note(self, file: str | None = None) -> None:
        """Look at a file, or (None) at everything."""
        with self._ready:
            self._last = time.monotonic()
            if not self._hints:
                self._first = self._last
            if file is None or len(self._hints.files) >= _STORM:
                self._hints.doubt = True
            else:
                self._hints.files.add(file)
            self._ready.notify()

    def take(self, seconds: float, *, quiet: float, most: float) -> Hints:
        """The hints of one burst: over after ``quiet`` seconds without any, or ``most`` in all.

        Where the burst is more than a person's save, it is over after five times as long only.
        Waits at most ``seconds`` for the first one; returns no hints when there was none.
        """
        with self._ready:
            if not self._hints:
                self._ready.wait(seconds)
            while self._hints:
                now = time.monotonic()
                calm = quiet * (1 if self._is_save() else _PAUSES)
                rest = min(self._last + calm, self._first + most) - now
                if rest <= 0:
                    break
                self._ready.wait(rest)
            taken, self._hints = self._hints, Hints()
            return taken

    def _is_save(self) -> bool:
        return not self._hints.doubt and len(self._hints.files) <= _SAVE


#: What is called with the path of a folder whose watch is over.
Lost = Callable[[str], None]


def key_in(folder: str, name: str) -> str | None:
    """Key of the entry ``name`` of a folder; None when it decides what others are."""
    key = key_of(name)
    if key is None or name in RULE_FILES:
        return None
    return f"{folder}/{key}" if folder else key
