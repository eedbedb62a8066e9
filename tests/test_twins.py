"""Names that only some file systems tell apart: their pages never take each other's place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.linkcheck import check
from pipeline.paths import MAX_PAGE_PATH, file_page, folder_path, has_room
from pipeline.twins import fold
from tests.conftest import Files, build_tree, make_tree, read_pages


@pytest.mark.parametrize(("one", "other"), [
    ("a.h", "A.h"), ("é", "e\u0301"), ("É", "e\u0301"), ("ß", "SS"), ("σ", "ς"), ("K", "\u212a"),
])
def test_names_that_some_file_system_takes_for_the_same_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_mark_tells_the_pages_of_twins_apart_in_every_kind_of_page() -> None:
    twins = frozenset({"A", "A/b/C.md"})
    assert folder_path("A/b", twins).startswith("A%~")
    assert folder_path("a/b", twins) == "a/b"
    assert file_page("A/b/C.md", "_kw.md", twins).count("%~") == 2
    long = file_page("x" * 255, "_docs.md", frozenset({"x" * 255}))
    assert len(long.encode()) <= 255


def _same_as_clean(root: Path, *steps: Files) -> dict[str, bytes]:
    """Build after each step (a file without content goes); the last output, which must be clean."""
    source = root / "src"
    for step in steps:
        for name, content in step.items():
            if content:
                make_tree(source, {name: content})
            else:
                (source / name).unlink()
        build_tree(source, root / "out", root / "cache")
    build_tree(source, root / "clean", root / "clean-cache")
    pages = read_pages(root / "out")
    assert pages == read_pages(root / "clean")
    assert check(root / "out", source) == []
    assert len({fold(name) for name in pages}) == len(pages)
    return pages


_LINK = "# T\n\n[a](x/a.h), [b](x/A.h)\n"


@pytest.mark.parametrize("steps", [
    ({"x/a.h": "int a;\n", "README.md": _LINK}, {"x/A.h": "int b;\n"}),
    ({"x/a.h": "int a;\n", "x/A.h": "int b;\n", "README.md": _LINK}, {"x/A.h": ""}),
    ({"x/a.h": "int a;\n", "x/A.h": "int b;\n", "README.md": _LINK}, {"x/a.h": ""},
     {"x/a.h": "int c;\n"}),
    ({"x/a.h": "int a;\n", "README.md": _LINK}, {"X/a.h": "int b;\n"}, {"x/a.h": ""}),
    ({"X/y/a.h": "int a;\n"}, {"x/y/a.h": "int a;\n", "x/Y/a.h": "int b;\n"}, {"X/y/a.h": ""}),
    ({"A.bin": b"\0", "a.bin": "text\n"}, {"A.bin": "text too\n"}, {"A.bin": b"\0\0"}),
], ids=range(6))
def test_twins_that_come_and_go_leave_the_pages_of_a_clean_build(
    tmp_path: Path, steps: tuple[Files, ...]
) -> None:
    _same_as_clean(tmp_path, *steps)


def test_a_build_that_ends_before_its_sweep_is_followed_by_one_that_sweeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_tree(tmp_path / "src", {"a.h": "int a;\n"})
    build_tree(source, tmp_path / "out", tmp_path / "cache")
    make_tree(source, {"A.h": "int b;\n"})
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.build.publish.sweep", _killed)
        with pytest.raises(KeyboardInterrupt):
            build_tree(source, tmp_path / "out", tmp_path / "cache")
    _same_as_clean(tmp_path, {"b.h": "int c;\n"})


def _killed(*_: object) -> int:
    raise KeyboardInterrupt


def test_a_path_without_room_for_its_pages_is_left_out_with_a_notice(
    tree: Callable[[Files], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One such file used to end the build: nothing of the tree was documented."""
    from pipeline import config as configuration
    from pipeline.build import Build
    from pipeline.terminal import TerminalProgress

    folder = "/".join(["%" * 40] * 40)
    assert len(folder) < MAX_PAGE_PATH and not has_room(folder)
    source = tree({"a.py": "def f(): pass\n", f"{folder}/b.py": "def g(): pass\n"})
    values = {"source": str(source), "out": str(tmp_path / "out"), "cache": str(tmp_path / "c")}
    with Build(configuration.load(values), TerminalProgress()) as build:
        assert build.run().failed == 0
    assert "too long for the path of a page" in capsys.readouterr().err
    assert (tmp_path / "out" / "a.py_docs.md").exists()
