"""Flows between the children of a folder, and ties to what lies outside of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.edges import USED_BY, USES, Edges
from pipeline.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    found = Store(None)
    yield found
    found.close()


def put(store: Store, path: str, **targets: str) -> Edges:
    edges = Edges(store)
    edges.replace(path, {name.replace("__", "/"): kind for name, kind in targets.items()})
    edges.flush()
    return edges


def test_an_edge_is_a_flow_where_the_ways_part(store: Store) -> None:
    put(store, "a/b/x", a__c__y="import", a__b__z="import", q="import")
    assert store.rows("SELECT * FROM flows ORDER BY folder") == [
        ("", "a", "", 1), ("a", "a/b", "a/c", 1)]


def test_an_edge_ties_each_folder_on_one_side_to_the_other_side(store: Store) -> None:
    put(store, "a/b/x", a__c__y="import")
    assert store.rows("SELECT * FROM ties ORDER BY folder") == [
        ("a/b", USES, "a/c", 1), ("a/c", USED_BY, "a/b", 1)]


def test_files_of_one_folder_are_no_flow(store: Store) -> None:
    assert put(store, "a/x", a__y="import").folders == set()


def test_prose_and_names_passed_on_are_edges_only(store: Store) -> None:
    edges = put(store, "a/x", b__y="link", c__z="name")
    assert edges.folders == set() and edges.targets == {"b/y", "c/z"}
    assert len(store.rows("SELECT * FROM edges")) == 2


def test_what_came_goes_again_without_a_trace(store: Store) -> None:
    put(store, "a/x", b__y="import", b__z="import")
    put(store, "c/x", b__y="import")
    assert put(store, "a/x", b__y="link").folders == {"", "a", "b"}
    assert store.rows("SELECT * FROM flows") == [("", "c", "b", 1)]
    put(store, "a/x")
    put(store, "c/x")
    for table in ("edges", "flows", "ties"):
        assert store.rows(f"SELECT * FROM {table}") == []
