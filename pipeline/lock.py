"""One writer: an advisory lock on the cache folder. It goes with its process, however that ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from pipeline import fs
from pipeline.errors import LockedError, WorldError

#: How long the lock of a dead build is waited for.
_ORPHAN_SECONDS = 5.0


def _alive(pid: int) -> bool:
    if not pid:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class BuildLock:
    """Held from construction to :meth:`release`."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "lock"
        try:
            # The tree may hold the cache folder, and in it ways to files that are none of ours.
            fs.drop_links(cache)
            self._file = os.open(
                self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        except OSError as error:
            raise WorldError(f"cannot lock {self._path}: {error.strerror}") from error
        if not self._take():
            holder = self._holder()
            os.close(self._file)
            who = f"pid {holder}" if holder else "pid unknown"
            raise LockedError(
                f"another build ({who}) is using {cache}: wait for it or stop it")
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def _take(self) -> bool:
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except OSError:
                # Workers of a build that was killed hold its lock until they notice.
                if _alive(self._holder()) or time.monotonic() > deadline:
                    return False
                time.sleep(0.02)

    def _holder(self) -> int:
        text = os.pread(self._file, 20, 0)
        return int(text) if text.isdigit() else 0

    def release(self) -> None:
        """Let the next build in."""
        os.close(self._file)
