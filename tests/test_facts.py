"""The view of a page: every answer recorded, and only so many kept."""

from __future__ import annotations

import pytest

from pipeline import facts
from pipeline.facts import View
from pipeline.store import Store


@pytest.fixture
def store() -> Store:
    found = Store(None)
    found.many("INSERT INTO stems VALUES (?, ?)", [(f"n{i}", f"{i}.py") for i in range(100)])
    return found


def test_a_view_that_has_forgotten_an_answer_gives_it_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = View(store)
    expected = [(whole.get("stem", f"n{i}"), whole.digest(f"stem:n{i}")) for i in range(100)]
    monkeypatch.setattr(facts, "_KEPT", 500)
    small = View(store)
    for _ in range(2):
        assert [(small.get("stem", f"n{i}"), small.digest(f"stem:n{i}"))
                for i in range(100)] == expected
    assert small.reads == whole.reads


def test_a_view_asks_once_for_what_it_is_asked_again_soon(store: Store) -> None:
    view = View(store)
    first = view.get("stem", "n1")
    store.run("DELETE FROM stems")
    assert view.get("stem", "n1") is first


def test_a_view_keeps_a_bounded_number_of_answers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    stem = facts._FACTS["stem"]
    monkeypatch.setitem(facts._FACTS, "stem", lambda s, name: asked.append(name) or stem(s, name))
    monkeypatch.setattr(facts, "_KEPT", 10 * facts._OVERHEAD)
    view = View(store)
    for i in range(100):
        view.get("stem", f"n{i}")
    view.get("stem", "n99")
    view.get("stem", "n0")
    assert asked == [*(f"n{i}" for i in range(100)), "n0"]
