"""Look at every page while the sources are looked at: the two halves of finding nothing to do.

The check of tens of thousands of pages costs as much as the scan of the sources. Where there is a
second processor it runs in a forked child with a database connection of its own; a child that fails
for whatever reason is replaced by doing the work here.
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

    def __init__(self, out: str, store: Store) -> None:
        self._out = out
        self._store = store
        self._child = 0
        self._pipe = -1
        if store.path is not None and len(os.sched_getaffinity(0)) > 1 and _is_large(store):
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
            found = examine(self._out, Store(self._store.path, readonly=True))
            with open(end, "wb") as pipe:
                pipe.write(msgspec.json.encode(found))
            code = 0
        finally:
            os._exit(code)

    def result(self) -> Found:
        """(page, reason) of damaged pages, (signature, page) of those to be remembered anew."""
        if self._child:
            with open(self._pipe, "rb") as pipe:
                answer = pipe.read()
            _, status = os.waitpid(self._child, 0)
            self._child = 0
            with contextlib.suppress(msgspec.DecodeError):
                if status == 0:
                    found: Found = msgspec.json.decode(answer, type=Found)
                    return found
        return examine(self._out, self._store)


def _is_large(store: Store) -> bool:
    return store.row("SELECT 1 FROM pages LIMIT 1 OFFSET ?", _MANY) is not None
