"""The one promise: after any edits, an incremental build leaves the bytes of a clean one."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline import build as building
from pipeline.build import Build, Counts
from pipeline.ignore import OUTPUT_MARKER
from pipeline.languages.table import LANGUAGES
from pipeline.linkcheck import check
from tests.properties.edits import Playground, edits

#: A failing history is long; it is shrunk only on demand: SOURCEBOOK_SHRINK=1 pytest …
_PHASES = [Phase.explicit, Phase.generate] + [Phase.shrink] * bool(os.environ.get(
    "SOURCEBOOK_SHRINK"))

#: 10 tests of 4 sequences each, so that they spread over processes: 40 sequences × 20 edits.
GROUPS, SEQUENCES, EDITS = 10, 4, 20


@pytest.fixture(autouse=True, scope="module")
def _load_the_extractors() -> None:
    """Once, so that the workers of 2 000 builds inherit them instead of loading their own."""
    for module in {row.module for row in LANGUAGES}:
        importlib.import_module(f"pipeline.languages.{module}")


@pytest.fixture(autouse=True)
def _make_pages_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fork for each of 1 200 clean builds would only cost time; the pool has its own tests."""
    monkeypatch.setattr(building, "_FEW_PAGES", 10_000)


def _build(ground: Playground, out: Path, cache: Path) -> Counts:
    with Build(ground.config().built_at(out, cache)) as build:
        return build.run()


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file()
    }


def _differences(ours: dict[str, bytes], clean: dict[str, bytes]) -> list[str]:
    names = sorted(ours.keys() | clean.keys())
    return [name for name in names if ours.get(name) != clean.get(name)]


def _check(ground: Playground, step: int) -> None:
    """Build incrementally, build anew elsewhere, compare; a further build must write nothing."""
    counts = _build(ground, ground.out, ground.cache)
    assert counts.failed == 0
    with tempfile.TemporaryDirectory(dir=ground.root) as elsewhere:
        _build(ground, Path(elsewhere, "out"), Path(elsewhere, "cache"))
        clean = _tree(Path(elsewhere, "out"))
    ours = _tree(ground.out)
    assert ours.pop("foreign.md") == b"not ours\n"
    assert _differences(ours, clean) == []
    assert OUTPUT_MARKER in clean
    if step % 5 == 0:
        again = _build(ground, ground.out, ground.cache)
        assert (again.parsed, again.linked, again.rendered, again.removed) == (0, 0, 0, 0)
        assert check(ground.out, ground.source) == []


def _play(start: int, history: list[tuple[str, int, int, int]], *, git: bool) -> None:
    root = Path(tempfile.mkdtemp(prefix="sourcebook-edits-"))
    try:
        ground = Playground(root)
        ground.start(start)
        if git:
            subprocess.run(["git", "init", "-q", ground.source], check=True)
        _check(ground, 0)
        for step, edit in enumerate(history, 1):
            ground.apply(edit)
            _check(ground, step)
    finally:
        shutil.rmtree(root, ignore_errors=True)


_histories = st.lists(edits, min_size=EDITS, max_size=EDITS)
_quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


@pytest.mark.parametrize("group", range(GROUPS))
def test_after_every_edit_the_pages_equal_those_of_a_clean_build(group: int) -> None:
    @settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=_quiet, database=None,
              phases=_PHASES)
    @given(st.integers(0, 999), _histories, st.booleans())
    def play(start: int, history: list[tuple[str, int, int, int]], git: bool) -> None:
        _play(start, history, git=git)

    play()


@pytest.mark.slow
@pytest.mark.parametrize("group", range(50))
def test_the_same_over_five_hundred_long_histories(group: int) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=_quiet, database=None,
              phases=_PHASES)
    @given(st.integers(0, 999), st.lists(edits, min_size=25, max_size=40), st.booleans())
    def play(start: int, history: list[tuple[str, int, int, int]], git: bool) -> None:
        _play(start, history, git=git)

    play()
