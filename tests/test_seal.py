"""The seal on a database: what a small change costs, and that it proves what a full one proves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import seal
from pipeline.store import Store


def sealed_as_whole(path: Path) -> bool:
    """Whether the seal is the one that reading the whole file would give."""
    written = path.with_suffix(".seal").read_text()
    seal.put(path)
    return path.with_suffix(".seal").read_text() == written


def fill(store: Store, first: int, rows: int, width: int) -> None:
    with store.transaction():
        store.many("INSERT OR REPLACE INTO meta VALUES (?, ?)",
                   [(f"k{n}", os.urandom(width)) for n in range(first, first + rows)])


def test_a_small_change_reads_only_what_its_log_names(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = Store(path)
    fill(store, 0, 5000, 2000)
    store.close()
    whole = path.stat().st_size // (1 << 20)
    store = Store(path)
    fill(store, 7, 1, 2000)
    assert 0 < len({at >> 20 for at in seal.pages_in_log(path)}) < whole // 2
    store.close()
    assert sealed_as_whole(path)
    assert seal.state(path) == seal.TRUSTED


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 400), st.integers(1, 3000)),
                max_size=4), st.booleans())
def test_after_any_writes_the_seal_is_that_of_the_whole_file(
    tmp_path_factory: pytest.TempPathFactory, writes: list[tuple[int, int, int]], shrink: bool
) -> None:
    path = tmp_path_factory.mktemp("seal") / "state.db"
    store = Store(path)
    fill(store, 0, 300, 3000)
    store.close()
    for first, rows, width in writes:
        store = Store(path)
        assert store.notice == ""
        fill(store, first, rows, width)
        if shrink:
            store.run("DELETE FROM meta WHERE key LIKE 'k%'")
            store.run("VACUUM")
        store.close()
        assert sealed_as_whole(path)


def test_a_store_that_somebody_still_reads_is_not_sealed_but_whole(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = Store(path)
    fill(store, 0, 10, 10)
    store.close()
    reader = Store(path, readonly=True)
    reader.db.execute("BEGIN")
    assert reader.row("SELECT COUNT(*) FROM meta")
    store = Store(path)
    fill(store, 0, 20, 10)
    store.close()
    assert seal.state(path) == seal.UNSEALED
    reader.db.close()
    store = Store(path)
    assert store.notice == ""
    assert store.row("SELECT COUNT(*) FROM meta WHERE key LIKE 'k%'") == (20,)
    store.close()
    assert seal.state(path) == seal.TRUSTED


def test_a_change_with_a_long_log_is_sealed_by_reading_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.db"
    Store(path).close()
    monkeypatch.setattr("pipeline.store._LONG_LOG", 10_000)
    store = Store(path)
    for first in range(0, 400, 100):
        fill(store, first, 100, 1000)
    store.close()
    assert sealed_as_whole(path)
