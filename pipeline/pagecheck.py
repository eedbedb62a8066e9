"""Look at every page while the sources are looked at: the two halves of finding nothing to do.

The check of tens of thousands of pages costs more than the scan of the sources. Where there is a
second processor a forked child with a database connection of its own takes half of all the files to
be looked at; a child that fails for whatever reason is replaced by doing the work here.
"""

from __future__ import annotations

import contextlib
import os
import signal

import msgspec

from pipeline.publish import examine
from pipeline.store import Store

#: From so many pages on a fork (some milliseconds) pays for itself.
_MANY = 5000

Found = tuple[list[tuple[str, str]], list[tuple[bytes, str]]]


class PageCheck:
    """A check that is under way; :meth:`result` waits for it and may be called once."""

    def __init__(
        self, out: str, store: Store, only: list[tuple[str, str]] | None = None
    ) -> None:
        self._out = out
        self._store = store
        self._only = only
        self._child = 0
        self._pipe = -1
        #: How many pages, by their order, are the child's; the sources are all ours.
        self._share = 0
        if only is None and store.path is not None and len(os.sched_getaffinity(0)) > 1:
            pages, sources = _sizes(store)
            if pages > _MANY:
                self._share = min(pages, (pages + sources) // 2)
                self._fork()

    def _fork(self) -> None:
        self._pipe, end = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._pipe)
            self._work(end)
        os.close(end)

    def _work(self, end: int) -> None:
        """In the child: examine, answer, and go without touching what belongs to the parent."""
        code = 1
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            assert self._store.path is not None
            store = Store(self._store.path, readonly=True)
            found = examine(self._out, store, most=self._share)
            with open(end, "wb") as pipe:
                pipe.write(msgspec.json.encode(found))
            code = 0
        finally:
            os._exit(code)

    def result(self) -> Found:
        """(page, reason) of damaged pages, (signature, page) of those to be remembered anew."""
        if self._child:
            ours = examine(self._out, self._store, first=self._share)
            with open(self._pipe, "rb") as pipe:
                answer = pipe.read()
            _, status = os.waitpid(self._child, 0)
            self._child = 0
            with contextlib.suppress(msgspec.DecodeError):
                if status == 0:
                    theirs: Found = msgspec.json.decode(answer, type=Found)
                    return theirs[0] + ours[0], theirs[1] + ours[1]
        if self._only is None:
            return examine(self._out, self._store)
        parts = [examine(self._out, self._store, *page) for page in self._only]
        return [d for part in parts for d in part[0]], [m for part in parts for m in part[1]]


def _sizes(store: Store) -> tuple[int, int]:
    """Number of pages and of sources remembered."""
    row = store.row("SELECT (SELECT COUNT(*) FROM pages), (SELECT COUNT(*) FROM sources)")
    return (row[0], row[1]) if row else (0, 0)
