"""Small trees, builds of them, and calls of the commands; shared by all tests."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline import config as configuration
from pipeline.build import Build, Counts
from pipeline.ignore import OUTPUT_MARKER

#: Sources and pages to be compared, some of which look like tests.
collect_ignore = ["golden"]

# Slow or busy machines are no reason to fail: what a test may cost is bounded by its input.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_collection_finish() -> None:
    """Keep the collector away from the collected tests: to walk over these thousands of objects
    again and again takes longer than what some tests measure.
    """
    gc.collect()
    gc.freeze()


Files = dict[str, str | bytes]
#: doit itself leaves the pipes of a shell command to the garbage collector.
_WARNINGS = "error,ignore:unclosed file:ResourceWarning"


def make_tree(root: Path, files: Files) -> Path:
    """Write files (path → content) below ``root``; returns ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def build_tree(source: Path, out: Path, cache: Path, **overrides: object) -> Counts:
    """One build in this process; ``overrides`` are the variables of a call, like ``jobs=2``."""
    variables = {"jobs": 1, **overrides, "source": source, "out": out, "cache": cache}
    config = configuration.load({name: str(value) for name, value in variables.items()})
    with Build(config) as build:
        return build.run()


def read_pages(out: Path) -> dict[str, bytes]:
    """Every file below the output folder, by its path there."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every page: equal before and after when nothing was written."""
    found = {name: (out / name).stat() for name in read_pages(out) if name != OUTPUT_MARKER}
    return {name: (st.st_ino, st.st_mtime_ns) for name, st in found.items()}


def environment() -> dict[str, str]:
    """A command's environment: this process's, without what changes how doit talks."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DOIT", "PYTEST"))}
    return {**kept, "PYTHONWARNINGS": _WARNINGS, "PYTHONUTF8": "1"}


def command(*arguments: str) -> list[str]:
    """The full command line of ``sourcebook …``, or of ``doit …`` when called so."""
    if arguments[:1] == ("doit",):
        return [sys.executable, "-m", *arguments]
    return [sys.executable, "-m", "pipeline.main", *arguments]


def call(cwd: Path, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run ``sourcebook …`` (or ``doit …``) in a folder, to its end."""
    return subprocess.run(
        command(*arguments), cwd=cwd, env=environment(), capture_output=True, text=True,
        errors="surrogateescape", timeout=timeout, stdin=subprocess.DEVNULL, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[Files], Path]:
    """``tree(files)`` writes them to ``tmp_path/src`` and returns that folder."""
    return lambda files: make_tree(tmp_path / "src", files)


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """``built(files)`` builds them into ``tmp_path/out`` and returns every page as text."""
    def make(files: Files, **overrides: object) -> dict[str, str]:
        source, out = make_tree(tmp_path / "src", files), tmp_path / "out"
        build_tree(source, out, tmp_path / "cache", **overrides)
        return {k: v.decode() for k, v in read_pages(out).items() if k.endswith(".md")}
    return make
