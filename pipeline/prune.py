"""Prune the cache: summaries that no remembered tree uses, stores that nobody used for long."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import fs
from pipeline.config import Config
from pipeline.lock import BuildLock
from pipeline.store import store_name
from pipeline.summaries import SummaryCache

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was taken away."""

    stores: int
    summaries: int
    #: Bytes of the cache folder before and after.
    before: int
    after: int


def prune(config: Config, *, days: int, spare: int) -> Pruned:
    """Drop stores unused for ``days``, then all summaries but those that a store uses.

    Of summaries that no store uses (those of other branches) the ``spare`` newest bytes stay. Takes
    the lock, so no build is under way meanwhile.

    Raises:
        LockedError: a build is.
    """
    cache = config.cache
    if not cache.is_dir():
        return Pruned(0, 0, 0, 0)
    lock = BuildLock(cache)
    try:
        before = _size(cache)
        own = store_name(config.source, config.out, cache)
        stores = _drop_stores(cache, own, time.time() - days * _DAY)
        summaries = SummaryCache(cache / "summaries.db")
        try:
            dropped = summaries.prune(_used(cache), spare)
        finally:
            summaries.close()
        return Pruned(stores, dropped, before, _size(cache))
    finally:
        lock.release()


def _drop_stores(cache: Path, own: str, oldest: float) -> int:
    """Remove stores of other outputs whose last build is older than that."""
    dropped = 0
    for path in sorted(cache.glob("state-*.db")):
        if path.name != own and fs.modified(path) < oldest:
            for suffix in (".db", ".db-wal", ".db-shm", ".seal"):
                fs.remove_file(path.with_suffix(suffix))
            dropped += 1
    return dropped


def _used(cache: Path) -> Iterator[bytes]:
    """Keys of the summaries that the remembered trees use; a damaged store uses none."""
    for path in sorted(cache.glob("state-*.db")):
        # Not read-only: such a connection would leave its log behind.
        with contextlib.suppress(sqlite3.DatabaseError), \
                contextlib.closing(sqlite3.connect(path)) as store:
            yield from (row[0] for row in store.execute("SELECT skey FROM files").fetchall())


def _size(cache: Path) -> int:
    return sum(fs.size(path) for path in cache.iterdir())
