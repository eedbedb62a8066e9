"""One writer: an advisory lock on the cache folder. It goes with its process, however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from pipeline.errors import LockedError, WorldError


class BuildLock:
    """Held from construction to :meth:`release`."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "lock"
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise WorldError(f"cannot lock {self._path}: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise LockedError(
                f"another build (pid {holder}) is using {cache}: wait for it or stop it"
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let the next build in."""
        os.close(self._file)
