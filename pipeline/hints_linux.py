"""Hints on Linux: one inotify instance for all folders, with a callback that cannot fail."""

from __future__ import annotations

import os

from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchDescriptor,
)
from watchdog.observers.inotify_c import InotifyConstants as In

from pipeline.hints import Collector, Lost, key_in

#: What can change a file or a folder's entries; never what only reads.
_MASK = Mask(
    In.IN_MODIFY | In.IN_ATTRIB | In.IN_CLOSE_WRITE | In.IN_MOVED_FROM | In.IN_MOVED_TO
    | In.IN_CREATE | In.IN_DELETE | In.IN_DELETE_SELF | In.IN_MOVE_SELF
    | In.IN_ONLYDIR | In.IN_DONT_FOLLOW)
#: What happens to a folder itself rather than in it.
_SELF = In.IN_DELETE_SELF | In.IN_MOVE_SELF | In.IN_UNMOUNT
_ID = CallbackId(0)


class _FolderEvents:
    """What the system calls for each event of one folder."""

    def __init__(self, path: str, folder: str | None, collector: Collector, lost: Lost) -> None:
        self._path = path
        #: Key of the folder; None for one outside of the tree, of which every event counts.
        self._folder = folder
        self._collector = collector
        self._lost = lost

    def on_event(self, event: InotifyEvent) -> None:
        """An entry of the folder, or the folder itself, changed."""
        if event.mask & _SELF:
            self._lost(self._path)
            return
        if self._folder is None:
            self._collector.note()
            return
        if event.mask & In.IN_ISDIR:
            # A folder's own attributes change with its entries; what counts is that it is new.
            if not event.mask & In.IN_ATTRIB:
                self._collector.note()
            return
        self._collector.note(key_in(self._folder, os.fsdecode(event.name)))

    def on_watch_deleted(self, wd: int) -> None:
        """The folder is gone."""
        self._lost(self._path)

    def on_queue_overflow(self) -> None:
        """Events were lost: nobody knows which."""
        self._collector.note()


class Inotify:
    """All watches of one tree."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._instance = InotifyFD()
        self._instance.daemon = True
        self._instance.start()

    def add(self, path: str, folder: str | None, lost: Lost) -> WatchDescriptor:
        """Watch a folder; returns what :meth:`remove` takes.

        Raises:
            OSError: it is gone, or the system has no more watches.
        """
        events = _FolderEvents(path, folder, self._collector, lost)
        return self._instance.add_callback(os.fsencode(path), _MASK, events, _ID)

    def remove(self, watch: WatchDescriptor) -> None:
        """End a watch."""
        self._instance.remove_callbacks([(watch, _ID)])

    def close(self) -> None:
        """End the thread and all watches."""
        self._instance.stop()
        self._instance.join(5)
