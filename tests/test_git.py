"""Which commit is checked out, read without git, is what git itself says."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import git as reader
from tests.conftest import make_tree
from tests.incremental.truth import commit, git


def said(source: Path) -> str:
    done = subprocess.run(["git", "-C", str(source), "rev-parse", "HEAD"], capture_output=True,
                          text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    source = make_tree(tmp_path / "repo", {"a.py": "a = 1\n", "sub/b.py": "b = 1\n"})
    git(source, "init", "-q", "-b", "main")
    commit()(source)
    return source


@pytest.mark.parametrize("move", [
    lambda source: None,
    lambda source: git(source, "pack-refs", "--all"),
    lambda source: git(source, "checkout", "-q", "--detach"),
    lambda source: git(source, "switch", "-q", "-c", "a/long/name"),
], ids=["a loose reference", "packed references", "a detached head", "a nested branch"])
def test_the_commit_is_the_one_git_names(
    checkout: Path, move: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    move(checkout)
    expected = said(checkout)
    monkeypatch.setattr(reader, "ask", lambda *_: pytest.fail("git was started"))
    assert reader.head(checkout) == reader.head(checkout / "sub") == expected


def test_a_linked_work_tree_has_its_own_commit(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "worktree", "add", "-q", str(tmp_path / "other"), "-b", "side")
    other = make_tree(tmp_path / "other", {"c.py": "c = 1\n"})
    commit()(other)
    assert reader.head(other) == said(other) != reader.head(checkout) == said(checkout)


def test_a_submodule_has_its_own_commit(checkout: Path, tmp_path: Path) -> None:
    outer = make_tree(tmp_path / "outer", {"x.py": "x = 1\n"})
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(checkout))
    commit()(outer)
    inner = outer / "repo"
    assert reader.head(inner) == said(inner) == said(checkout) != reader.head(outer)


def test_a_shallow_clone_has_no_history(checkout: Path, tmp_path: Path) -> None:
    make_tree(checkout, {"a.py": "a = 2\n"})
    commit()(checkout)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{checkout}", "clone")
    assert reader.head(tmp_path / "clone") == ""


def test_there_is_no_commit_outside_of_a_checkout_or_before_the_first(tmp_path: Path) -> None:
    assert reader.head(tmp_path) == ""
    git(tmp_path, "init", "-q")
    assert reader.head(tmp_path) == ""


def test_what_git_refuses_is_no_answer(tmp_path: Path) -> None:
    assert reader.ask(tmp_path, "no-such-command") is None
    with pytest.raises(reader.GitFailed):
        list(reader.fields(tmp_path, "log", "-z"))
