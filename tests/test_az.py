"""The A–Z index: every name is found on exactly one page, and no page grows without bound."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import az
from pipeline.facts import View
from pipeline.store import Store

folds = st.text(alphabet="ab_1~", min_size=1, max_size=5) | st.sampled_from(["a" * az.FOLD])
counted = st.dictionaries(folds, st.integers(1, 30), min_size=1, max_size=40)


@given(st.text())
def test_a_folded_name_is_short_and_made_of_few_characters(name: str) -> None:
    assert re.fullmatch(rf"[a-z0-9_~]{{1,{az.FOLD}}}", az.fold(name))


@pytest.mark.parametrize(("name", "key"), [
    ("Forward", "forward"), ("__init__", "__init__"), ("a.b", "a~002eb"), ("", "~"),
    ("\u00e9", "~00e9"),
    ("x" * 60, "x" * 48), ("\u0130" * 48, "i~0307" * 8), ("A-1", "a~002d1"), ("\u4e2d", "~4e2d"),
])
def test_letters_are_lowered_and_all_else_is_written_as_its_number(name: str, key: str) -> None:
    assert az.fold(name) == key


# --- splitting -------------------------------------------------------------------------------


@given(counted, st.integers(1, 40))
@example({"ab": 5, "abc": 5}, 4)
@example({"ab": 50}, 4)
@example({"a": 1, "ab": 2, "abc": 3}, 1)
def test_every_name_lands_in_exactly_one_shard(counts: dict[str, int], limit: int) -> None:
    shards = az.split(counts, limit)
    homes: dict[str, int] = dict.fromkeys(shards, 0)
    for key, places in counts.items():
        shard = az.shard_of(key, shards)
        assert key == shard[:-1] if shard.endswith("$") else key.startswith(shard)
        homes[shard] += places
    assert homes == shards


@given(counted, st.integers(1, 40))
def test_a_shard_is_bounded_unless_it_holds_a_single_name(
    counts: dict[str, int], limit: int
) -> None:
    shards = az.split(counts, limit)
    for shard, total in shards.items():
        inside = [key for key in counts if az.shard_of(key, shards) == shard]
        assert total <= limit or len(inside) == 1


@given(counted, st.integers(1, 40))
def test_the_shards_do_not_depend_on_the_order_of_the_names(
    counts: dict[str, int], limit: int
) -> None:
    backwards = dict(reversed(counts.items()))
    assert az.split(backwards, limit) == az.split(counts, limit)


@given(counted, counted, st.integers(1, 40))
def test_names_of_one_letter_do_not_move_the_shards_of_another(
    one: dict[str, int], other: dict[str, int], limit: int
) -> None:
    """The link stage splits only the letters that changed."""
    together = az.split({**other, **one}, limit)
    for letter in {key[0] for key in one} - {key[0] for key in other}:
        alone = az.split({k: n for k, n in one.items() if k[0] == letter}, limit)
        assert {s: n for s, n in together.items() if s[0] == letter} == alone


def test_a_small_letter_is_one_shard() -> None:
    assert az.split({"ab": 1, "ac": 2, "b": 3}) == {"a": 3, "b": 3}


def test_a_name_that_is_itself_a_prefix_that_was_split_has_a_shard_of_its_own() -> None:
    assert az.split({"a": 2, "ab": 2, "ac": 2}, 3) == {"a$": 2, "ab": 2, "ac": 2}


def test_nothing_has_no_shards_and_no_home() -> None:
    assert az.split({}) == {}
    assert az.shard_of("a", {}) == ""
    assert az.shard_of("a", {"b": 1}) == ""


# --- through the store -----------------------------------------------------------------------


@given(st.lists(st.sampled_from(["a", "A", "ab", "Ab", "a.b", "~", "z", "z9", "_", "9", "\u00e9"]),
                min_size=1, max_size=30), st.integers(1, 6))
def test_the_pages_of_the_shards_show_every_name_once(names: list[str], limit: int) -> None:
    store = Store(None)
    store.run("INSERT INTO files (id, path, folder, digest, size, language, flags, skey, own, "
              "outline) VALUES (1, 'f', '', x'', 0, '', 0, x'', x'', x'')")
    store.many("INSERT INTO symbols VALUES (?, 1, ?, ?, 'class', ?)",
               [(az.fold(name), name, name, name) for name in names])
    counts = dict(store.rows("SELECT fold, COUNT(*) FROM symbols GROUP BY fold"))
    view = View(store)
    shown = [
        (entry.name, entry.total)
        for shard in az.split(counts, limit) for entry in view.get("shard", shard)]
    store.close()
    assert sorted(shown) == sorted((name, names.count(name)) for name in set(names))


def test_letter_shards_count_the_places_that_a_page_shows() -> None:
    store = Store(None)
    store.many("INSERT INTO symbols VALUES (?, 1, ?, '', '', '')",
               [("ab", "ab")] * 100 + [("ac", "ac")] * 3 + [("b", "b")] * 5)
    assert az.letter_shards(store, "a") == {"a": az.PLACES + 3}
    assert az.letter_shards(store, "b") == {"b": 5}
    assert az.letter_shards(store, "c") == {}
    store.close()


@given(st.lists(st.sets(st.tuples(st.sampled_from([
           "a", "A", "ab", "Ab", "aB", "abc", "abd", "abda", "b", "bc", "\u00e9"]),
           st.integers(1, 4))), min_size=2, max_size=5), st.integers(1, 9))
@example([{("a", 1)}, {("a", 1), ("ab", 1)}, {("ab", 1)}], 1)
@example([{("aB", 1), ("ab", 1), ("Ab", 1), ("abc", 1)}, {("aB", 1), ("ab", 1), ("Ab", 1)}], 2)
def test_splitting_again_where_names_moved_gives_what_splitting_everything_gives(
    states: list[set[tuple[str, int]]], limit: int
) -> None:
    store = Store(None)
    held: set[tuple[str, int]] = set()
    shards: dict[str, int] = {}
    for state in states:
        moved = {az.fold(name) for name, _ in held ^ state}
        store.run("DELETE FROM symbols")
        store.many("INSERT INTO symbols VALUES (?, ?, ?, '', '', '')",
                   [(az.fold(name), file, name) for name, file in state])
        held, shards = state, az.split_again(store, shards, moved, limit)
        counts = dict(store.rows("SELECT fold, COUNT(*) FROM symbols GROUP BY fold"))
        assert shards == az.split(counts, limit)
    store.close()


def test_only_shards_with_a_name_that_moved_are_counted_again() -> None:
    store = Store(None)
    store.many("INSERT INTO symbols VALUES (?, 1, ?, '', '', '')", [("ab", "ab")] * 3)
    # The store holds nothing of ``ac``: whoever counted it would see that.
    before = {"ab": 2, "ac": 4}
    assert az.split_again(store, before, {"ab"}, limit=5) == {"ab": 3, "ac": 4}
    store.close()


# --- names of shards -------------------------------------------------------------------------


@given(st.sets(folds.flatmap(lambda key: st.sampled_from([key, f"{key}$"]))))
def test_no_two_shards_share_a_page(shards: set[str]) -> None:
    stems = {az.page_stem(shard) for shard in shards}
    assert len(stems) == len(shards)
    assert all(re.fullmatch(r"[a-z0-9_+=]+", stem) for stem in stems)


@pytest.mark.parametrize("shard", ["con", "prn", "aux", "nul", "com1", "lpt9"])
def test_a_shard_called_like_a_device_gets_a_page_that_windows_can_hold(shard: str) -> None:
    stems = [az.page_stem(s) for s in (shard, f"{shard}$", f"~{shard}", f"{shard}x")]
    assert stems == [f"={shard}", f"{shard}=", f"+{shard}", f"{shard}x"]


@pytest.mark.parametrize(("shard", "title"), [
    ("a", "A"), ("tor", "Tor"), ("_", "_"), ("ab$", "Ab (exactly)"), ("~", "other characters"),
    ("~4", "other characters (4…)"), ("~4e2d", "\u4e2d"), ("9", "9"),
])
def test_a_shard_has_a_title_for_readers(shard: str, title: str) -> None:
    assert az.title(shard) == title
