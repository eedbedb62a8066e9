"""The tree may change while it is built: the next build leaves the pages of a clean one."""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import build as building
from pipeline import pagework, parser, publish, scan
from pipeline.build import Build
from pipeline.errors import SourcebookError
from tests.conftest import build_tree, read_pages
from tests.properties.edits import Playground

#: Where the stages begin and end, and the places within them where the world is looked at.
_BOUNDARIES: tuple[tuple[Any, str], ...] = (
    (Build, "scan"), (scan, "list_sources"), (scan, "_suspects"), (scan, "_examine"),
    (Build, "unparsed"), (Build, "parse"), (parser, "parse_batch"),
    (Build, "link"), (scan, "remember_listing"),
    (Build, "stale_pages"), (Build, "render"), (pagework, "publish"),
    (pagework.PageWorker, "_make"),
    (Build, "finish"), (publish, "remove_orphans"), (Build, "save_report"),
)
#: What people do while they wait.
_EDITS = (
    "create", "edit_body", "edit_body", "same_size_edit", "edit_keeping_mtime", "delete", "rename",
    "swap", "case_rename", "move_folder", "delete_folder", "swap_file_and_folder", "times", "link",
    "link_for_file", "ignore_rules", "attributes", "settings", "template", "coverage",
    "damage_page", "delete_page", "page_from_elsewhere", "nested_marks",
)


@pytest.fixture(autouse=True)
def _make_pages_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_FEW_PAGES", 10_000)


def _once(real: Callable[..., Any], act: Callable[[], object], after: bool) -> Callable[..., Any]:
    """A function that acts before or after its first call."""
    due = [True]

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        now, due[:] = bool(due), []
        if now and not after:
            act()
        result = real(*args, **kwargs)
        if now and after:
            act()
        return result

    return wrapped


def _edit(ground: Playground, rng: random.Random) -> tuple[str, int, int, int]:
    return rng.choice(_EDITS), rng.randrange(1000), rng.randrange(1000), rng.randrange(1000)


def _build_with(ground: Playground, boundary: tuple[Any, str], after: bool,
                edits: list[tuple[str, int, int, int]]) -> None:
    """A build during which edits happen at a boundary; it may end with a line that says so."""
    owner, name = boundary
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owner, name, _once(
            getattr(owner, name), lambda: [ground.apply(edit) for edit in edits], after))
        with contextlib.suppress(SourcebookError), Build(ground.config()) as build:
            build.run()


def _inject(root: Path, seeds: range) -> None:
    """One tree goes through a series of builds that are disturbed each at another boundary."""
    ground = Playground(root)
    ground.start(seeds[0])
    with Build(ground.config()) as build:
        build.run()
    for seed in seeds:
        rng = random.Random(seed)
        boundary = _BOUNDARIES[seed % len(_BOUNDARIES)]
        after = bool(seed // len(_BOUNDARIES) % 2)
        ground.apply(_edit(ground, rng))
        edits = [_edit(ground, rng) for _ in range(rng.randrange(1, 4))]
        _build_with(ground, boundary, after, edits)
        _is_right(ground, f"seed {seed}: {edits} at {boundary[1]}, after: {after}")


def _is_right(ground: Playground, what: str) -> None:
    with Build(ground.config()) as build:
        assert build.run().failed == 0, what
    with tempfile.TemporaryDirectory(dir=ground.root) as elsewhere:
        config = ground.config().built_at(Path(elsewhere, "out"), Path(elsewhere, "cache"))
        with Build(config) as build:
            build.run()
        clean = read_pages(config.out)
    ours = read_pages(ground.out)
    ours.pop("foreign.md", None)
    assert sorted(p for p in ours.keys() | clean.keys() if ours.get(p) != clean.get(p)) == [], what


def test_every_boundary_is_one_that_a_build_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: set[str] = set()
    for owner, name in _BOUNDARIES:
        monkeypatch.setattr(owner, name, _once(
            getattr(owner, name), lambda name=name: passed.add(name), False))
    # Parsing has a process of its own.
    monkeypatch.setattr(parser.Pool, "run", lambda pool, batches: (
        (batch, pool._work(batch)) for batch in batches))
    ground = Playground(tmp_path / "ground")
    ground.start(1)
    build_tree(ground.source, ground.out, ground.cache)
    assert passed == {name for _, name in _BOUNDARIES}


@pytest.mark.parametrize("group", range(2))
def test_after_edits_at_any_boundary_the_next_build_leaves_no_stale_page(
    tmp_path: Path, group: int
) -> None:
    _inject(tmp_path / "ground", range(group * 16, group * 16 + 16))


@pytest.mark.slow
def test_the_same_with_four_hundred_disturbed_builds(tmp_path: Path) -> None:
    for first in range(1000, 1400, 20):
        _inject(tmp_path / "ground", range(first, first + 20))
        shutil.rmtree(tmp_path / "ground")


def test_a_template_that_is_changed_only_while_pages_are_made_leaves_no_trace(
    tmp_path: Path,
) -> None:
    ground = Playground(tmp_path / "ground")
    ground.start(1)
    _build_with(ground, (Build, "stale_pages"), False, [("template", 0, 0, 0)])
    for template in ground.templates.iterdir():
        template.unlink()
    _is_right(ground, "a template came and went")
