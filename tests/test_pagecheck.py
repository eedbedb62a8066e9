"""The check of all pages gives the same answer in a child process as in this one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import pagecheck
from pipeline.build import Build
from pipeline.config import load
from pipeline.pagecheck import PageCheck
from pipeline.publish import examine
from pipeline.store import Store
from tests.conftest import Files


@pytest.fixture
def build(tree: Callable[[Files], Path]) -> Build:
    source = tree({"a.py": "def f(): pass\n", "b.py": "import a\n"})
    with Build(load({"source": str(source), "jobs": "1"})) as first:
        first.run()
    out = source / "sourcebook"
    (out / "a.py_docs.md").unlink()
    (out / "b.py_docs.md").write_text("x")
    page = out / "b.py_kw.md"
    page.write_bytes(page.read_bytes())
    return first


def _names(found: pagecheck.Found) -> tuple[list[tuple[str, str]], list[str]]:
    """What was found; whether a young page's signature counts yet is a matter of milliseconds."""
    damaged, moved = found
    return sorted(damaged), sorted(page for _, page in moved)


def _store(build: Build) -> Store:
    path = next(build.config.cache.glob("state-*.db"))
    return Store(path, readonly=True)


def test_a_forked_check_finds_what_a_check_here_finds(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, out = _store(build), str(build.config.out)
    monkeypatch.setattr(pagecheck, "_MANY", 0)
    check = PageCheck(out, store)
    assert check._child or len(os.sched_getaffinity(0)) == 1
    found = _names(check.result())
    assert found == _names(examine(out, store))
    assert found[0] == [("a.py_docs.md", "missing"), ("b.py_docs.md", "damaged")]
    store.close()


def test_a_child_that_dies_is_replaced_by_a_check_here(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, out = _store(build), str(build.config.out)
    monkeypatch.setattr(pagecheck, "_MANY", 0)
    monkeypatch.setattr(PageCheck, "_work", lambda self, end: os._exit(1))
    assert _names(PageCheck(out, store).result()) == _names(examine(out, store))
    store.close()


def test_few_pages_are_checked_here(build: Build) -> None:
    store = _store(build)
    assert PageCheck(str(build.config.out), store)._child == 0
    store.close()
