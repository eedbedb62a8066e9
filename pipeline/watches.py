"""Watches on the folders of a tree, each of its own, by what the system offers.

Only folders that can hold a source are watched, not the output and not what is ignored, and nothing
reports mere reading. A system that has no watches left says so at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.errors import WorldError
from pipeline.hints import Collector
from pipeline.paths import os_path


class Watches:
    """The watches on the folders of a tree; :meth:`close` ends them."""

    def __init__(self, root: Path, collector: Collector) -> None:
        self._root = root
        self._collector = collector
        self._folders: dict[str, Any] = {}
        self._system = _inotify(collector) if sys.platform == "linux" else _observer(collector)

    def cover(self, folders: Iterable[str], others: Iterable[Path] = ()) -> bool:
        """Watch exactly these folders (keys) and some outside; True when any is new.

        What happened in a new one before its watch was there is unknown: look again.

        Raises:
            WorldError: the system has no more watches to give.
        """
        wanted = {str(self._root / os_path(folder)) if folder else str(self._root): folder
                  for folder in folders}
        outside = {str(path) for path in others} - wanted.keys()
        new = [path for path in (*wanted, *sorted(outside)) if path not in self._folders]
        # A copy, for the thread that reads events may take one away.
        for path in [p for p in list(self._folders) if p not in wanted and p not in outside]:
            self._end(path)
        for path in new:
            try:
                self._folders[path] = self._system.add(path, wanted.get(path), self._lost)
            except FileNotFoundError:
                # Gone meanwhile; its parent's watch has said so.
                continue
            except OSError as error:
                raise WorldError(f"cannot watch {path}: {error.strerror}") from error
        return bool(new)

    def _lost(self, path: str) -> None:
        """A folder was removed, or has another path now: its watch would go with it."""
        self._end(path)
        self._collector.note()

    def _end(self, path: str) -> None:
        watch = self._folders.pop(path, None)
        if watch is not None:
            self._system.remove(watch)

    def close(self) -> None:
        """End all watches and their thread."""
        self._system.close()


def _inotify(collector: Collector) -> Any:
    # Exists on Linux only.
    from pipeline.hints_linux import Inotify

    try:
        return Inotify(collector)
    except OSError as error:
        raise WorldError(f"cannot watch for changes: {error.strerror}") from error


def _observer(collector: Collector) -> Any:
    from pipeline.hints_portable import PortableObserver

    return PortableObserver(collector)
