"""Whatever decides which files are sources is looked at by each build."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.ignore import OUTPUT_MARKER
from tests.conftest import build_tree, make_tree, read_pages


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no signature be young: what is seen is seen for another reason."""
    monkeypatch.setattr("pipeline.fingerprint.RACY_NS", 0)


class _Tree:
    """A tree one folder below where a repository may lie."""

    def __init__(self, root: Path) -> None:
        self.above = root / "above"
        self.source = make_tree(self.above / "tree", {
            "a.py": "x = 1\n", "notes.txt": "words\n", "pkg/b.py": "y = 1\n",
            "pkg/sub/c.py": "z = 1\n"})
        self._root = root
        self.build()

    def build(self) -> dict[str, bytes]:
        build_tree(self.source, self._root / "out", self._root / "cache")
        return read_pages(self._root / "out")

    def clean(self) -> dict[str, bytes]:
        # Pages say where the tree lies from where they lie.
        out = self._root / f"out{len(os.listdir(self._root))}"
        build_tree(self.source, out, self._root / "cache")
        return read_pages(out)

    def is_right(self) -> bool:
        return self.build() == self.clean()


def _marker(folder: Path) -> None:
    mark = folder / OUTPUT_MARKER
    mark.unlink() if mark.exists() else mark.write_text("")


def _repository(folder: Path) -> None:
    mark = folder / ".git"
    mark.rename(folder.parent / "gone") if mark.exists() else mark.mkdir()


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("mark", [_marker, _repository])
def test_a_folder_that_is_left_out_for_what_it_holds_is_a_source_again_without_that(
    tmp_path: Path, mark: Callable[[Path], None]
) -> None:
    tree = _Tree(tmp_path)
    mark(tree.source / "pkg")
    assert "pkg/b.py_docs.md" not in tree.build()
    mark(tree.source / "pkg")
    assert "pkg/b.py_docs.md" in tree.build()
    assert tree.is_right()


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True)


@pytest.mark.usefixtures("settled")
def test_a_repository_that_comes_to_hold_the_tree_brings_its_rules(tmp_path: Path) -> None:
    tree = _Tree(tmp_path)
    (tree.above / ".gitignore").write_text("*.txt\n")
    assert "notes.txt_docs.md" in tree.build()
    _git(tree.above, "init", "-q")
    assert "notes.txt_docs.md" not in tree.build()
    (tree.above / ".git").rename(tmp_path / "gone")
    assert "notes.txt_docs.md" in tree.build()
    assert tree.is_right()


@pytest.mark.usefixtures("settled")
def test_a_repository_that_ignores_the_tree_may_cease_to(tmp_path: Path) -> None:
    tree = _Tree(tmp_path)
    _git(tree.above, "init", "-q")
    (tree.above / ".gitignore").write_text("tree/\n*.txt\n")
    assert "notes.txt_docs.md" in tree.build()
    (tree.above / ".gitignore").write_text("*.txt\n")
    assert "notes.txt_docs.md" not in tree.build()
    assert tree.is_right()


@pytest.mark.usefixtures("settled")
def test_a_repository_may_come_between_the_tree_and_the_one_that_held_it(tmp_path: Path) -> None:
    tree = _Tree(tmp_path)
    _git(tmp_path, "init", "-q")
    make_tree(tmp_path, {".gitignore": "*.txt\n"})
    assert "notes.txt_docs.md" not in tree.build()
    _git(tree.above, "init", "-q")
    assert "notes.txt_docs.md" in tree.build()
    assert tree.is_right()


def test_the_cache_folder_hides_itself_again_when_its_rule_is_damaged(tmp_path: Path) -> None:
    """A build of the same tree with another cache folder, such as a clean one, must not see it."""
    source = make_tree(tmp_path / "src", {"a.py": "x = 1\n"})
    build_tree(source, tmp_path / "out", source / ".sourcebook")
    (source / ".sourcebook/.gitignore").write_text("#\n")
    build_tree(source, tmp_path / "out", source / ".sourcebook")
    build_tree(source, tmp_path / "other", tmp_path / "cache")
    assert "a.py_docs.md" in read_pages(tmp_path / "other")
    assert not any(page.startswith(".sourcebook/") for page in read_pages(tmp_path / "other"))


def test_pages_of_a_folder_that_was_empty_tell_the_files_that_came(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", {})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    for files in ({"a.py": "def f(): pass\n"}, {"pkg/b.py": "import a\n"}):
        make_tree(source, files)
        build_tree(source, tmp_path / "out", tmp_path / "cache")
        build_tree(source, tmp_path / "clean", tmp_path / "clean-cache")
        assert read_pages(tmp_path / "out") == read_pages(tmp_path / "clean")


def test_pages_of_a_tree_that_lost_all_its_files_tell_those_that_come_back(tmp_path: Path) -> None:
    tree = _Tree(tmp_path)
    (tree.source / ".gitignore").write_text("*\n")
    tree.build()
    (tree.source / ".gitignore").unlink()
    assert tree.is_right()
