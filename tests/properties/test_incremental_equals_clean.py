"""The one promise: after any edits, an incremental build leaves the bytes of a clean one."""

from __future__ import annotations

import importlib
import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline import build as building
from pipeline.build import Build, Counts
from pipeline.config import load
from pipeline.ignore import OUTPUT_MARKER
from pipeline.languages.table import LANGUAGES
from pipeline.linkcheck import check
from tests.properties.edits import NAMES, PATHS, Playground, edits

#: A failing history is long; it is shrunk only on demand: SOURCEBOOK_SHRINK=1 pytest …
_PHASES = [Phase.explicit, Phase.generate] + [Phase.shrink] * bool(os.environ.get(
    "SOURCEBOOK_SHRINK"))

#: 10 tests of 4 sequences each, so that they spread over processes: 40 sequences × 20 edits.
GROUPS, SEQUENCES, EDITS = 10, 3, 20


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
        # Whether a file lies where a link leads is seen only in a folder that may be listed.
        if all(os.access(folder, os.R_OK) for folder in ground.folders()):
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


# --- a larger tree -----------------------------------------------------------------------------

#: 200 files of all the languages of a small tree.
_MANY = tuple(f"part{n // len(PATHS)}/{PATHS[n % len(PATHS)]}" for n in range(200))


def _play_large(seed: int, length: int, every: int) -> None:
    """Build after each edit; compare with a clean build after some."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="sourcebook-edits-") as root:
        ground = Playground(Path(root), (*_MANY, *PATHS))
        ground.start(seed)
        if seed % 2:
            subprocess.run(["git", "init", "-q", ground.source], check=True)
        for step in range(1, length + 1):
            ground.apply((rng.choice(NAMES), *(rng.randrange(1000) for _ in range(3))))
            if step % every:
                _build(ground, ground.out, ground.cache)
            else:
                _check(ground, step)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_the_same_over_two_hundred_edits_of_a_tree_of_two_hundred_files(seed: int) -> None:
    _play_large(seed, 200, 10)


# --- real commits ------------------------------------------------------------------------------

_REPOSITORY = Path(__file__).parents[2]


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True,
                          text=True).stdout


def _replay(tmp_path: Path, number: int) -> None:
    """Check out the last commits of this repository, oldest first, and build each."""
    if not (_REPOSITORY / ".git").exists():
        pytest.skip("the sources are no checkout")
    source, clean = tmp_path / "checkout", tmp_path / "clean"
    _git(tmp_path, "clone", "-q", "--no-local", str(_REPOSITORY), str(source))
    commits = _git(source, "rev-list", "--first-parent", f"--max-count={number}", "HEAD").split()
    for commit in reversed(commits):
        _git(source, "checkout", "-q", "--force", commit)
        config = load({"source": str(source), "out": str(tmp_path / "out"), "history": "true",
                       "cache": str(tmp_path / "cache"), "jobs": "1"})
        with Build(config) as build:
            assert build.run().failed == 0, commit
        # Summaries are taken over: what they say is a matter of the parsers alone.
        (clean / "cache").mkdir(parents=True)
        shutil.copy(tmp_path / "cache/summaries.db", clean / "cache")
        with Build(config.built_at(clean / "out", clean / "cache")) as build:
            build.run()
        assert _differences(_tree(tmp_path / "out"), _tree(clean / "out")) == [], commit
        shutil.rmtree(clean)


@pytest.mark.slow
@pytest.mark.parametrize("number", [5, 200])
def test_after_each_of_the_last_commits_the_pages_equal_those_of_a_clean_build(
    tmp_path: Path, number: int
) -> None:
    _replay(tmp_path, number)
