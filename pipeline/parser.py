"""Parse files in other processes, and begin with some before anybody waits for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from pipeline.parsework import ParseItem, ParseResult, killed, parse_batch
from pipeline.pool import Lost, Pool

#: A batch for a worker: at most so many files or bytes.
_BATCH_FILES, _BATCH_BYTES = 32, 1 << 20


class Parser:
    """Parses over a pool, whose processes live no longer than what they are asked for."""

    def __init__(self, source: Path, jobs: int) -> None:
        self._source = source
        self._jobs = jobs
        self._ahead: Pool[ParseItem, ParseResult] | None = None
        self._running: Iterator[tuple[ParseItem, ParseResult]] = iter(())
        #: Finished before they were asked for.
        self._done: dict[ParseItem, ParseResult] = {}

    def begin(self, items: list[ParseItem]) -> None:
        """Parse files while this process goes on; :meth:`results` has them when it is asked."""
        self._ahead = self._pool()
        self._running = _each(self._ahead, items)

    def results(self, items: list[ParseItem]) -> Iterator[tuple[ParseItem, ParseResult]]:
        """Each file with its result, in no particular order."""
        if self._ahead is not None:
            self._done.update(self._running)
            self.close()
        rest = [item for item in items if item not in self._done]
        yield from ((item, self._done.pop(item)) for item in items if item in self._done)
        if rest:
            with self._pool() as pool:
                yield from _each(pool, rest)

    def close(self) -> None:
        """Stop what was begun and nobody asked for."""
        if self._ahead is not None:
            self._ahead.__exit__(None)
            self._ahead = None

    def _pool(self) -> Pool[ParseItem, ParseResult]:
        return Pool(lambda batch: parse_batch(self._source, batch), self._jobs)


def _each(
    pool: Pool[ParseItem, ParseResult], items: list[ParseItem]
) -> Iterator[tuple[ParseItem, ParseResult]]:
    batches = pool.run(file_batches(items))
    return itertools.chain.from_iterable(map(_paired, batches))


def _paired(
    finished: tuple[list[ParseItem], list[ParseResult | Lost]]
) -> Iterator[tuple[ParseItem, ParseResult]]:
    for item, result in zip(*finished, strict=True):
        yield item, killed(item, result.reason) if isinstance(result, Lost) else result


def file_batches(items: list[ParseItem]) -> Iterator[list[ParseItem]]:
    """Files in batches of bounded number and size."""
    batch: list[ParseItem] = []
    size = 0
    for item in items:
        if batch and (len(batch) >= _BATCH_FILES or size + item.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
    if batch:
        yield batch
