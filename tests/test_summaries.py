"""The cache of summaries: what is not exactly what was put in is a miss."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import WorldError
from pipeline.facets import Facets, facets
from pipeline.fingerprint import digest
from pipeline.languages.table import by_name
from pipeline.model import Summary
from pipeline.parse import parse
from pipeline.store import BINARY, GENERATED, OVERSIZE, UNREADABLE, VENDORED
from pipeline.summaries import SummaryCache, encode, summary_key

PYTHON = by_name("Python")
assert PYTHON is not None
SUMMARIES = [parse(f"def f{n}(): ...\n".encode(), "a.py", PYTHON) for n in range(3)]
KEYS = [digest(b"key", bytes([n])) for n in range(3)]


def entry(n: int) -> tuple[bytes, bytes, bytes]:
    return KEYS[n], encode(SUMMARIES[n]), encode(facets(SUMMARIES[n]))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "summaries.db"
    cache = SummaryCache(path)
    cache.add(entry(n) for n in range(3))
    cache.close()
    return path


@pytest.fixture
def damaged(path: Path) -> Iterator[Callable[[str], SummaryCache]]:
    """``damaged(sql)`` runs it on the file behind the cache's back and opens the cache."""
    opened: list[SummaryCache] = []

    def open_after(sql: str) -> SummaryCache:
        db = sqlite3.connect(path)
        db.executescript(sql)
        db.close()
        opened.append(SummaryCache(path))
        return opened[-1]

    yield open_after
    for cache in opened:
        cache.close()


def held(cache: SummaryCache) -> list[tuple[Summary | None, Facets | None]]:
    return [(cache.summary(key), cache.facets(key)) for key in KEYS]


GOOD = [(s, facets(s)) for s in SUMMARIES]


# --- entries ---------------------------------------------------------------------------------


@pytest.mark.parametrize("readonly", [False, True])
def test_entries_are_read_back_as_they_were_put_in(path: Path, readonly: bool) -> None:
    cache = SummaryCache(path, readonly=readonly)
    assert held(cache) == GOOD
    assert cache.holds([*KEYS, b"other"]) == set(KEYS)
    assert cache.notice == ""
    cache.close()


def test_an_entry_that_was_never_put_in_is_a_miss(path: Path) -> None:
    cache = SummaryCache(path)
    assert (cache.summary(b"x" * 16), cache.facets(b"x" * 16)) == (None, None)
    assert cache.holds([b"x" * 16]) == set()
    cache.close()


def test_an_entry_may_be_replaced_and_forgotten(path: Path) -> None:
    cache = SummaryCache(path)
    cache.add([(KEYS[0], *entry(1)[1:])])
    assert cache.summary(KEYS[0]) == SUMMARIES[1]
    cache.forget(KEYS[0])
    assert held(cache) == [(None, None), *GOOD[1:]]
    cache.close()


@pytest.mark.parametrize("column", ["summary", "facets", "mark"])
@pytest.mark.parametrize("value", ["x''", "x'00'", "'text'", "1", "zeroblob(16)"])
def test_a_damaged_entry_is_a_miss_and_the_others_are_not(
    damaged: Callable[[str], SummaryCache], column: str, value: str
) -> None:
    cache = damaged(f"UPDATE summaries SET {column} = {value} WHERE key = x'{KEYS[1].hex()}'")
    assert held(cache) == [GOOD[0], (None, None), GOOD[2]]


def test_an_entry_under_the_key_of_another_is_a_miss(
    damaged: Callable[[str], SummaryCache]
) -> None:
    one, other = KEYS[0].hex(), KEYS[1].hex()
    cache = damaged(
        f"UPDATE summaries SET key = x'00' WHERE key = x'{one}';"
        f"UPDATE summaries SET key = x'{one}' WHERE key = x'{other}';"
        f"UPDATE summaries SET key = x'{other}' WHERE key = x'00';")
    assert held(cache) == [(None, None), (None, None), GOOD[2]]


def test_the_facets_of_another_entry_are_a_miss(damaged: Callable[[str], SummaryCache]) -> None:
    cache = damaged(
        "UPDATE summaries SET facets = (SELECT facets FROM summaries s WHERE "
        f"s.key = x'{KEYS[0].hex()}') WHERE key = x'{KEYS[1].hex()}'")
    assert held(cache) == [GOOD[0], (None, None), GOOD[2]]


@pytest.mark.parametrize("change", [
    lambda fields: fields | {"unknown": 1},
    lambda fields: fields | {"language": 3},
    lambda fields: {k: v for k, v in fields.items() if k != "lines"},
    lambda fields: [fields],
])
def test_an_entry_of_another_schema_is_a_miss(
    path: Path, change: Callable[[dict[str, object]], object]
) -> None:
    """It is whole and bears the right mark, but another version wrote it."""
    key, summary, found = entry(0)
    foreign = msgspec.json.encode(change(msgspec.json.decode(summary)))
    foreign_facets = msgspec.json.encode({**msgspec.json.decode(found), "unknown": 1})
    cache = SummaryCache(path)
    cache.add([(key, foreign, foreign_facets)])
    assert held(cache) == [(None, None), *GOOD[1:]]
    cache.close()


# --- the file --------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.001, 0.3, 0.6])
def test_a_truncated_cache_is_replaced_by_an_empty_one(path: Path, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    cache = SummaryCache(path)
    assert "starting an empty one" in cache.notice
    assert cache.holds(KEYS) == set()
    cache.add([entry(0)])
    assert cache.summary(KEYS[0]) == SUMMARIES[0]
    cache.close()


def test_a_cache_with_garbage_in_its_middle_is_replaced_when_that_is_noticed(path: Path) -> None:
    many = [digest(b"many", n.to_bytes(2, "big")) for n in range(2000)]
    cache = SummaryCache(path)
    cache.add((key, b"s" * 100, b"f" * 100) for key in many)
    cache.close()
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (path.stat().st_size - 8192))
    cache = SummaryCache(path)
    assert cache.holds(many) == set()
    assert "starting an empty one" in cache.notice
    cache.add([entry(0)])
    assert cache.summary(KEYS[0]) == SUMMARIES[0]
    cache.close()


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_cache_is_replaced_by_an_empty_one(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "summaries.db"
    path.write_bytes(content)
    cache = SummaryCache(path)
    assert "starting an empty one" in cache.notice
    cache.add([entry(0)])
    assert cache.summary(KEYS[0]) == SUMMARIES[0]
    cache.close()


def test_a_cache_with_other_columns_is_replaced_by_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "summaries.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE summaries (key BLOB PRIMARY KEY, body BLOB)")
    db.close()
    cache = SummaryCache(path)
    assert "starting an empty one" in cache.notice
    cache.add([entry(0)])
    assert cache.summary(KEYS[0]) == SUMMARIES[0]
    cache.close()


def test_an_empty_file_is_a_new_cache(tmp_path: Path) -> None:
    path = tmp_path / "summaries.db"
    path.touch()
    cache = SummaryCache(path)
    assert (cache.notice, cache.holds(KEYS)) == ("", set())
    cache.close()


def test_a_cache_that_was_copied_from_elsewhere_is_used(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "other/summaries.db"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    cache = SummaryCache(copy)
    assert held(cache) == GOOD
    cache.close()


def test_a_cache_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=r"summaries\.db"):
        SummaryCache(tmp_path / "no/such/folder/summaries.db")


# --- keys ------------------------------------------------------------------------------------


def test_a_key_holds_all_that_a_summary_depends_on_and_nothing_else() -> None:
    base = summary_key(b"c" * 16, "a/b.py", "Python", 0, b"p")
    assert summary_key(b"c" * 16, "other/b.py", "Python", 0, b"p") == base
    for flag in (BINARY, VENDORED, GENERATED, UNREADABLE):
        assert summary_key(b"c" * 16, "a/b.py", "Python", flag, b"p") == base
    others = [
        summary_key(b"d" * 16, "a/b.py", "Python", 0, b"p"),
        summary_key(b"c" * 16, "a/c.py", "Python", 0, b"p"),
        summary_key(b"c" * 16, "a/b.py", "Text", 0, b"p"),
        summary_key(b"c" * 16, "a/b.py", "Python", OVERSIZE, b"p"),
        summary_key(b"c" * 16, "a/b.py", "Python", 0, b"q"),
    ]
    assert len({base, *others}) == 6
