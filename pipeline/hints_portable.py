"""Hints where there is no inotify: watchdog's observer for the system, one watch a folder."""

from __future__ import annotations

import os
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from pipeline.hints import Collector, Lost, key_in


class _FolderEvents(FileSystemEventHandler):
    """What the observer calls for each event of one folder."""

    def __init__(self, path: str, folder: str | None, collector: Collector) -> None:
        self._path = path
        self._folder = folder
        self._collector = collector

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something in the folder changed."""
        if event.event_type in ("opened", "closed_no_write"):
            return
        for path in (event.src_path, event.dest_path):
            written = os.fsdecode(path)
            if self._folder is None or event.is_directory:
                self._collector.note()
            elif written and os.path.dirname(written) == self._path:
                self._collector.note(key_in(self._folder, os.path.basename(written)))


class PortableObserver:
    """All watches of one tree."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._observer = Observer()
        self._observer.daemon = True
        self._observer.start()

    def add(self, path: str, folder: str | None, lost: Lost) -> Any:
        """Watch a folder; returns what :meth:`remove` takes."""
        events = _FolderEvents(path, folder, self._collector)
        return self._observer.schedule(events, path, recursive=False)

    def remove(self, watch: Any) -> None:
        """End a watch."""
        self._observer.unschedule(watch)

    def close(self) -> None:
        """End the threads and all watches."""
        self._observer.stop()
        self._observer.join(5)
