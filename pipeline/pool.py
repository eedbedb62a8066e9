"""A pool of worker processes that loses nothing when one of them dies.

A tree is untrusted: a parser can crash, hang or eat all memory. Each worker therefore has a memory
limit, each batch a time limit, and a batch whose worker is lost is done again item by item, so that
exactly the item that kills its worker is reported as :class:`Lost`.

``concurrent.futures`` breaks the whole pool when one worker dies and cannot stop one that hangs.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Address space of a worker, and seconds one item may take.
MEMORY_LIMIT = 3 << 30
ITEM_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands in the place of a result: the item's worker died or was stopped."""

    reason: str


@dataclass(slots=True)
class _Worker:
    process: Any
    connection: Connection
    batch: list[Any] | None = None
    deadline: float = 0.0


class Pool(Generic[Item, Result]):
    """Runs ``work(batch) -> results`` (same length, same order) in ``jobs`` forked processes.

    ``work`` is inherited by the fork, so it may close over anything; items and results are pickled.
    Use as a context manager.
    """

    def __init__(
        self,
        work: Callable[[list[Item]], list[Result]],
        jobs: int,
        *,
        seconds: float = ITEM_SECONDS,
    ) -> None:
        self._work = work
        self._jobs = max(1, jobs)
        self._seconds = seconds
        self._workers: list[_Worker] = []
        self._context = multiprocessing.get_context("fork")

    def __enter__(self) -> Pool[Item, Result]:
        return self

    def __exit__(self, *exc: object) -> None:
        for worker in self._workers:
            worker.connection.close()
            if exc[0] is not None or worker.batch is not None:
                worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def run(
        self, batches: Iterable[list[Item]]
    ) -> Iterator[tuple[list[Item], list[Result | Lost]]]:
        """Begin, and return an iterator of (batch, results) as they finish, in no set order."""
        source = iter(batches)
        retry: deque[list[Item]] = deque()
        self._feed(source, retry)
        return self._finished(source, retry)

    def _finished(
        self, source: Iterator[list[Item]], retry: deque[list[Item]]
    ) -> Iterator[tuple[list[Item], list[Result | Lost]]]:
        while True:
            self._feed(source, retry)
            busy = [worker for worker in self._workers if worker.batch is not None]
            if not busy:
                return
            yield from self._collect(busy, retry)

    def _feed(self, source: Iterator[list[Item]], retry: deque[list[Item]]) -> None:
        while True:
            idle = next((w for w in self._workers if w.batch is None), None)
            if idle is None and len(self._workers) >= self._jobs:
                return
            batch = retry.popleft() if retry else next(source, None)
            if batch is None:
                return
            worker = idle or self._start()
            try:
                worker.connection.send(batch)
            except OSError:
                if idle is not None:
                    # It died while it had nothing to do: the batch goes to another.
                    self._drop(idle)
                    retry.appendleft(batch)
                    continue
            worker.batch = batch
            worker.deadline = time.monotonic() + self._seconds * max(1.0, len(batch) ** 0.5)

    def _start(self) -> _Worker:
        parent, child = self._context.Pipe()
        inherited = [worker.connection for worker in self._workers]
        process = self._context.Process(
            target=_serve, args=(self._work, child, [parent, *inherited]), daemon=True)
        process.start()
        child.close()
        worker = _Worker(process, parent)
        self._workers.append(worker)
        return worker

    def _collect(
        self, busy: list[_Worker], retry: deque[list[Item]]
    ) -> Iterator[tuple[list[Item], list[Result | Lost]]]:
        now = time.monotonic()
        timeout = max(0.0, min(worker.deadline for worker in busy) - now)
        ready = wait([worker.connection for worker in busy], timeout)
        now = time.monotonic()
        for worker in busy:
            batch = worker.batch or []
            if worker.connection in ready:
                try:
                    results = worker.connection.recv()
                except (EOFError, OSError):
                    yield from self._lost(worker, _death(worker), retry)
                    continue
                worker.batch = None
                yield batch, results
            elif now > worker.deadline:
                yield from self._lost(worker, f"took longer than {self._seconds:.0f} s", retry)

    def _drop(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)

    def _lost(
        self, worker: _Worker, reason: str, retry: deque[list[Item]]
    ) -> Iterator[tuple[list[Item], list[Result | Lost]]]:
        self._drop(worker)
        batch = worker.batch or []
        if len(batch) == 1:
            yield batch, [Lost(reason)]
        else:
            retry.extend([item] for item in batch)


def _death(worker: _Worker) -> str:
    worker.process.join(1)
    code = worker.process.exitcode or 0
    if code < 0:
        try:
            return f"its parser was killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"its parser was killed by signal {-code}"
    return f"its parser ended with exit code {code}"


def _die_with_parent() -> None:
    """A worker of a killed build must not go on writing, nor keep the lock it inherited."""
    parent_death_signal = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGKILL)


def _serve(
    work: Callable[[list[Any]], list[Any]], connection: Connection, inherited: list[Connection]
) -> None:
    # The parent's ends must not live on in the children, or nobody sees the parent die.
    for other in inherited:
        other.close()
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    code = 0
    try:
        while True:
            connection.send(work(connection.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    except BaseException:
        code = 70
    finally:
        # No destructors: the database connections of the parent must not be closed here.
        os._exit(code)
