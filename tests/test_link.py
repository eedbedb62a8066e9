"""Link: what a change of the tree makes stale, in the cases that no random history reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import build_tree, make_tree, read_pages


@pytest.mark.parametrize("then", ["nothing", "binary", "gone"])
def test_a_tree_that_was_empty_gets_the_pages_of_a_clean_build(tmp_path: Path, then: str) -> None:
    """Its first file was linked as if there were no page yet: the tree's own pages stayed empty."""
    source = make_tree(tmp_path / "src", {})
    if then == "binary":
        make_tree(source, {"a.bin": b"\0"})
    if then == "gone":
        make_tree(source, {"a.py": "x = 1\n"})
        build_tree(source, tmp_path / "out", tmp_path / "cache")
        (source / "a.py").unlink()
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    make_tree(source, {"pkg/b.py": '"""Doc."""\n\n\ndef f(): pass\n'})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    build_tree(source, tmp_path / "clean", tmp_path / "clean-cache")
    assert read_pages(tmp_path / "out") == read_pages(tmp_path / "clean")
