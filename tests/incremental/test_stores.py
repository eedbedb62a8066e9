"""Several stores may know one output folder, at different times."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import Files, build_tree, make_tree, read_pages

FILES: Files = {"a.py": "x = 1\n", "pkg/b.py": "y = 1\n"}


def _clean(tmp_path: Path) -> dict[str, bytes]:
    build_tree(tmp_path / "src", tmp_path / "clean", tmp_path / "clean-cache")
    return read_pages(tmp_path / "clean")


def test_pages_that_a_build_with_another_cache_folder_added_go(tmp_path: Path) -> None:
    source, out = make_tree(tmp_path / "src", FILES), tmp_path / "out"
    build_tree(source, out, tmp_path / "one")
    make_tree(source, {"more/c.py": "def zig(): pass\n"})
    build_tree(source, out, tmp_path / "other")
    shutil.rmtree(source / "more")
    build_tree(source, out, tmp_path / "one")
    assert read_pages(out) == _clean(tmp_path)


def test_pages_that_were_added_since_the_cache_was_saved_go(tmp_path: Path) -> None:
    source, out = make_tree(tmp_path / "src", FILES), tmp_path / "out"
    build_tree(source, out, tmp_path / "cache")
    shutil.copytree(tmp_path / "cache", tmp_path / "saved")
    make_tree(source, {"more/c.py": "def zig(): pass\n"})
    build_tree(source, out, tmp_path / "cache")
    shutil.rmtree(source / "more")
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "saved").rename(tmp_path / "cache")
    build_tree(source, out, tmp_path / "cache")
    assert read_pages(out) == _clean(tmp_path)


def test_an_output_that_is_copied_with_its_cache_is_swept_once(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "src", FILES)
    build_tree(source, source / "out", source / "cache")
    shutil.copytree(source, tmp_path / "copy")
    copy = tmp_path / "copy"
    counts = build_tree(copy, copy / "out", copy / "cache")
    assert (counts.parsed, counts.written, counts.removed) == (0, 0, 0)
    state = next((copy / "cache").glob("state-*.db"))
    before = state.stat().st_mtime_ns
    build_tree(copy, copy / "out", copy / "cache")
    build_tree(copy, copy / "out", copy / "cache")
    last = state.stat().st_mtime_ns
    build_tree(copy, copy / "out", copy / "cache")
    assert state.stat().st_mtime_ns == last >= before
