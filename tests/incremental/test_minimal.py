"""What costs nothing must cost nothing: no-ops, touched files, moved folders."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from pipeline import fs
from tests.conftest import Files, build_tree, make_tree, read_pages, stamps
from tests.incremental.truth import TREE


def _stamps_of_everything(root: Path) -> dict[str, tuple[int, int]]:
    return {p.relative_to(root).as_posix(): (st.st_ino, st.st_mtime_ns)
            for p in root.rglob("*") if p.is_file() for st in [p.stat()]}


def _settle(source: Path, out: Path, cache: Path) -> None:
    """Build until no signature is young: each look at a young one is remembered anew."""
    build_tree(source, out, cache)
    time.sleep(0.05)
    build_tree(source, out, cache)


def test_a_build_with_nothing_to_do_writes_nothing_but_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out, cache = make_tree(tmp_path / "src", TREE), tmp_path / "out", tmp_path / "cache"
    _settle(source, out, cache)
    before = _stamps_of_everything(tmp_path)
    monkeypatch.setattr(fs, "write_atomic", _never)
    counts = build_tree(source, out, cache)
    assert (counts.parsed, counts.linked, counts.rendered, counts.removed) == (0, 0, 0, 0)
    after = _stamps_of_everything(tmp_path)
    moved = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert moved <= {"cache/last-build.json", "cache/lock"}


def _never(*args: object) -> None:
    raise AssertionError(f"written: {args[:2]}")


def test_when_all_files_are_touched_none_is_parsed_and_no_page_is_made(tmp_path: Path) -> None:
    source, out, cache = make_tree(tmp_path / "src", TREE), tmp_path / "out", tmp_path / "cache"
    _settle(source, out, cache)
    before = stamps(out)
    for path in source.rglob("*"):
        path.touch()
    counts = build_tree(source, out, cache)
    assert (counts.parsed, counts.linked, counts.rendered) == (0, 0, 0)
    assert stamps(out) == before


def _many(folder: str, number: int) -> Files:
    return {
        f"{folder}/p{i % 10}/m{i}.py": f'"""Module {i}."""\nfrom . import m{(i + 10) % number}\n'
        for i in range(number)}


def _move(tmp_path: Path, number: int) -> None:
    source, out, cache = tmp_path / "src", tmp_path / "out", tmp_path / "cache"
    make_tree(source, {**_many("old", number), "a.py": "import old.p0.m0\n"})
    build_tree(source, out, cache)
    (source / "old").rename(source / "new")
    counts = build_tree(source, out, cache)
    assert (counts.parsed, counts.reused) == (0, number)
    build_tree(source, tmp_path / "clean", tmp_path / "clean-cache")
    assert read_pages(out) == read_pages(tmp_path / "clean")


def test_when_a_folder_moves_nothing_in_it_is_parsed(tmp_path: Path) -> None:
    _move(tmp_path, 60)


@pytest.mark.slow
def test_when_a_folder_of_a_thousand_files_moves_nothing_in_it_is_parsed(tmp_path: Path) -> None:
    _move(tmp_path, 1000)


def test_a_file_that_comes_back_as_it_was_is_not_parsed(tmp_path: Path) -> None:
    source, out, cache = make_tree(tmp_path / "src", TREE), tmp_path / "out", tmp_path / "cache"
    build_tree(source, out, cache)
    before = read_pages(out)
    shutil.move(source / "shop", tmp_path / "away")
    build_tree(source, out, cache)
    shutil.move(tmp_path / "away", source / "shop")
    assert build_tree(source, out, cache).parsed == 0
    assert read_pages(out) == before
