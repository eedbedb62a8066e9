"""The store: remembers the last build, or says that it does not."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from pipeline import store as storing
from pipeline.errors import WorldError
from pipeline.store import Store, reading_uri, store_name


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store that remembers a few hundred files."""
    path = tmp_path / "state.db"
    store = Store(path)
    with store.transaction():
        store.many("INSERT INTO sources VALUES (?, ?)",
                   ((f"f{n}", b"s" * 40) for n in range(500)))
        store.put_meta("answer", b"42")
        store.put_meta("swept", b"1")
    store.close()
    return path


def unseal(path: Path) -> None:
    """What a killed build leaves: a store without a seal."""
    path.with_suffix(".seal").unlink()


def remembered(store: Store) -> tuple[int, bytes | None]:
    rows = store.rows("SELECT COUNT(*) FROM sources")
    return rows[0][0], store.get_meta("answer")


# --- memory ----------------------------------------------------------------------------------


def test_a_store_remembers(path: Path) -> None:
    store = Store(path)
    assert remembered(store) == (500, b"42")
    assert (store.new, store.notice) == (False, "")
    store.close()


def test_the_first_store_is_new_and_says_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "deep/er/state.db")
    assert (store.new, store.notice, remembered(store)) == (True, "", (0, None))
    store.close()


def test_a_store_in_memory_has_the_same_tables(path: Path) -> None:
    memory, disk = Store(None), Store(path)
    sql = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    assert memory.rows(sql) == disk.rows(sql)
    memory.close()
    disk.close()


def test_a_read_only_store_reads_and_does_not_write(path: Path) -> None:
    store = Store(path, readonly=True)
    assert remembered(store) == (500, b"42")
    with pytest.raises(sqlite3.OperationalError):
        store.put_meta("answer", b"43")
    store.close()


def test_a_reader_sees_what_a_writer_has_finished(path: Path) -> None:
    writer, reader = Store(path), Store(path, readonly=True)
    with writer.transaction():
        writer.put_meta("answer", b"43")
        assert reader.get_meta("answer") == b"42"
    assert reader.get_meta("answer") == b"43"
    writer.close()
    reader.close()


def test_values_may_be_replaced_and_missing_ones_are_none(path: Path) -> None:
    store = Store(path)
    store.put_meta("answer", b"1")
    assert store.get_meta("answer") == b"1"
    assert store.get_meta("question") is None
    assert store.row("SELECT 1 FROM files") is None
    store.close()


def test_late_indexes_may_be_built_more_than_once(path: Path) -> None:
    store = Store(path)
    for _ in range(2):
        store.build_indexes()
    indexes = {row[0] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"symbols_fold", "symbols_file"} <= indexes
    store.close()


# --- transactions ----------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, sqlite3.IntegrityError])
def test_a_transaction_that_fails_leaves_nothing_behind(
    path: Path, error: type[BaseException]
) -> None:
    store = Store(path)
    with pytest.raises(error), store.transaction():
        store.run("DELETE FROM sources")
        store.put_meta("answer", b"43")
        raise error
    assert remembered(store) == (500, b"42")
    with store.transaction():
        store.put_meta("answer", b"44")
    store.close()
    again = Store(path)
    assert remembered(again) == (500, b"44")
    again.close()


def test_what_was_not_committed_is_gone_when_the_process_is(path: Path) -> None:
    store = Store(path)
    store.db.execute("BEGIN IMMEDIATE")
    store.put_meta("answer", b"43")
    store.close()
    again = Store(path)
    assert remembered(again) == (500, b"42")
    again.close()


# --- what cannot be used ---------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("sealed", [False, True])
def test_a_truncated_store_is_rebuilt_with_a_notice(
    path: Path, share: float, sealed: bool
) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    if not sealed:
        unseal(path)
    store = Store(path)
    assert store.new and "building it anew" in store.notice
    assert remembered(store) == (0, None)
    store.close()
    again = Store(path)
    assert again.notice == ""
    again.close()


@pytest.mark.parametrize("sealed", [False, True])
def test_a_store_with_garbage_in_its_middle_is_rebuilt_with_a_notice(
    path: Path, sealed: bool
) -> None:
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (path.stat().st_size - 8192))
    if not sealed:
        unseal(path)
    store = Store(path)
    assert "building it anew" in store.notice and remembered(store) == (0, None)
    store.close()


def test_a_single_value_changed_by_something_else_is_noticed(path: Path) -> None:
    """SQLite would believe it: only the seal tells."""
    data = path.read_bytes()
    assert data.count(b"f123s") == 1
    path.write_bytes(data.replace(b"f123s", b"f124s"))
    store = Store(path)
    assert "changed by something else" in store.notice and remembered(store) == (0, None)
    store.close()


def test_a_store_whose_build_was_killed_is_used_when_it_is_whole(path: Path) -> None:
    unseal(path)
    store = Store(path)
    assert (store.notice, remembered(store)) == ("", (500, b"42"))
    store.close()


@pytest.mark.parametrize("left", ["nothing", "no tables"])
def test_a_build_that_was_killed_before_it_had_a_store_leaves_no_notice(
    tmp_path: Path, left: str
) -> None:
    path = tmp_path / "state.db"
    path.touch()
    if left == "no tables":
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode=WAL")
        db.close()
    store = Store(path)
    assert (store.new, store.notice, remembered(store)) == (True, "", (0, None))
    store.close()


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_store_is_rebuilt_with_a_notice(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(content)
    store = Store(path)
    assert store.new and "cannot be read" in store.notice
    store.close()


@pytest.mark.parametrize("change", ["code", "no mark"])
def test_a_store_of_another_version_is_rebuilt_with_a_notice(
    path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    match change:
        case "code":
            monkeypatch.setattr(storing, "code_mark", lambda: b"other code")
        case "no mark":
            old = Store(path)
            with old.transaction():
                old.run("DELETE FROM meta")
            old.close()
    store = Store(path)
    assert store.new and "another version" in store.notice
    assert remembered(store) == (0, None)
    store.close()


def test_a_store_is_marked_with_every_module_that_decides_what_it_holds(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = {storing.code_mark.__wrapped__()}
    monkeypatch.setattr(storing, "__version__", "999")
    marks.add(storing.code_mark.__wrapped__())
    for name in storing.LINK_CODE:
        rest = tuple(n for n in storing.LINK_CODE if n != name)
        monkeypatch.setattr(storing, "LINK_CODE", rest)
        marks.add(storing.code_mark.__wrapped__())
        monkeypatch.undo()
    assert len(marks) == len(storing.LINK_CODE) + 2


def test_a_leftover_log_of_a_store_that_is_thrown_away_goes_with_it(path: Path) -> None:
    """The log of the old store must not be replayed into the new one."""
    writer = Store(path)
    with writer.transaction():
        writer.put_meta("answer", b"99")
    log = Path(f"{path}-wal").read_bytes()
    writer.close()
    assert log
    unseal(path)
    path.write_bytes(b"garbage" * 1000)
    Path(f"{path}-wal").write_bytes(log)
    store = Store(path)
    assert store.new and remembered(store) == (0, None)
    store.close()


def test_a_store_that_cannot_be_made_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(storing, "_connect", refuse)
    with pytest.raises(WorldError, match=r"state\.db"):
        Store(tmp_path / "state.db")


# --- its name --------------------------------------------------------------------------------


def test_a_tree_that_is_moved_with_its_cache_keeps_its_store(tmp_path: Path) -> None:
    names = {
        store_name(root, root / "docs", root / ".cache") for root in (tmp_path / "a", Path("/b/c"))}
    assert len(names) == 1


def test_two_pairs_of_source_and_output_never_share_a_store(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    pairs = [(tmp_path / s, tmp_path / o) for s in ("a", "b", "ab") for o in ("x", "y", "bx")]
    assert len({store_name(s, o, cache) for s, o in pairs}) == len(pairs)


def test_a_store_on_a_read_only_disk_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.db"
    Store(path).close()
    assert "immutable" not in reading_uri(path)
    monkeypatch.setattr(os, "access", lambda place, mode: False)
    assert reading_uri(path).endswith("?mode=ro&immutable=1")
    (tmp_path / "state.db-wal").write_bytes(b"somebody builds")
    assert "immutable" not in reading_uri(path)
