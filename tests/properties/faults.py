"""Calls of ``sourcebook`` in which a chosen file or database operation fails, or kills the call.

The call runs in a fork of the test, so that it may die; its operations are counted in memory that
it shares with the test and with its own workers.
"""

from __future__ import annotations

import builtins
import errno
import io
import mmap
import os
import signal
import sqlite3
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.main import main

#: Stands among the error numbers for the death of the process.
KILL = 0
CODES = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE, errno.EROFS)

#: What is counted: operations of ``os`` on files; besides, files opened otherwise and SQL.
_OPERATIONS = (
    "open", "read", "write", "pwrite", "ftruncate", "fstat", "lstat", "stat", "listdir", "scandir",
    "makedirs", "mkdir", "replace", "unlink", "rmdir",
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended; ``code`` is negative when a signal ended it."""

    code: int
    stderr: str
    operations: int


class _Faults:
    """Counts operations; the n-th one fails with a code, or is the last thing the process does."""

    def __init__(self, nth: int, code: int, counter: mmap.mmap) -> None:
        self._nth = nth
        self._code = code
        self._counter = counter

    def install(self) -> None:
        for name in _OPERATIONS:
            setattr(os, name, self._wrapped(getattr(os, name)))
        opened = self._wrapped(builtins.open)
        # pathlib asks for the one in io.
        builtins.open = io.open = opened
        sqlite3.connect = self._connect(sqlite3.connect)  # type: ignore[assignment]

    def _wrapped(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*args: Any, **kwargs: Any) -> Any:
            if self._due():
                raise OSError(self._code, os.strerror(self._code), str(args[0]))
            return real(*args, **kwargs)

        return operation

    def _connect(self, real: Callable[..., Any]) -> Callable[..., Any]:
        faults = self

        class Connection(sqlite3.Connection):
            """Each statement is an operation."""

            def execute(self, *args: Any) -> Any:
                faults.statement()
                return super().execute(*args)

            def executemany(self, *args: Any) -> Any:
                faults.statement()
                return super().executemany(*args)

            def executescript(self, *args: Any) -> Any:
                faults.statement()
                return super().executescript(*args)

        def connect(*args: Any, **kwargs: Any) -> Any:
            self.statement()
            return real(*args, factory=Connection, **kwargs)

        return connect

    def statement(self) -> None:
        if self._due():
            full = self._code == errno.ENOSPC
            raise sqlite3.OperationalError(
                "database or disk is full" if full else "disk I/O error")

    def _due(self) -> bool:
        count = struct.unpack("q", self._counter[:8])[0] + 1
        self._counter[:8] = struct.pack("q", count)
        if count != self._nth:
            return False
        if self._code == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        return True


def call_with_fault(arguments: list[str], cwd: Path, nth: int, code: int) -> Ending:
    """``sourcebook`` with arguments in a folder; ``nth`` 0 only counts the operations."""
    counter = mmap.mmap(-1, 8)
    said = cwd / "stderr"
    child = os.fork()
    if child == 0:
        _serve(arguments, cwd, said, _Faults(nth, code, counter))
    _, status = os.waitpid(child, 0)
    operations = struct.unpack("q", counter[:8])[0]
    stderr = said.read_text()
    said.unlink()
    return Ending(os.waitstatus_to_exitcode(status), stderr, operations)


def _serve(arguments: list[str], cwd: Path, said: Path, faults: _Faults) -> None:
    """In the child: run the call with its output in a file, and go without a word to pytest."""
    code = 70
    try:
        os.chdir(cwd)
        nowhere, stderr = os.open(os.devnull, os.O_WRONLY), os.open(said, os.O_WRONLY | os.O_CREAT)
        os.dup2(nowhere, 1)
        os.dup2(stderr, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        faults.install()
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            # What the interpreter does at the end of a script.
            traceback.print_exc()
            code = 1
        sys.stderr.flush()
    finally:
        os._exit(code)
