"""What a call says: progress, how much of it, and the notices of a surprising tree or machine."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import terminal
from pipeline.terminal import TerminalProgress, Volume
from tests.conftest import Files, call, command, environment, make_tree
from tests.test_commands import assert_ok, assert_refused

FILES: Files = {"README.md": "# Sample\n", "a.py": "def f(): ...\n"}


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that progress sees; a test moves it."""
    now = [100.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "tree", FILES)


# --- progress ----------------------------------------------------------------------------------


def test_a_log_gets_a_line_now_and_then_with_the_time_that_is_left(clock: list[float]) -> None:
    log = io.StringIO()
    progress = TerminalProgress(log)
    progress.stage("parse", 1000)
    progress.advance(100)
    assert log.getvalue() == ""
    clock[0] += 11
    progress.advance(100)
    progress.advance(50)
    assert log.getvalue() == "parse: 20% after 11 s, about 44 s left\n"


def test_a_terminal_gets_a_bar_without_colours_when_it_wants_none(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    progress = TerminalProgress(screen)
    progress.stage("parse", 1000)
    clock[0] += 2
    progress.advance(500)
    progress.end()
    assert "parse" in screen.getvalue()
    assert "\x1b[3" not in screen.getvalue()


def test_a_quiet_call_has_no_progress_but_notices(clock: list[float]) -> None:
    log = io.StringIO()
    progress = TerminalProgress(log, Volume.QUIET)
    progress.stage("parse", 1000)
    clock[0] += 11
    progress.advance(100)
    progress.notice("a disk is odd")
    assert log.getvalue() == "sourcebook: a disk is odd\n"


# --- quiet and verbose -------------------------------------------------------------------------


def test_a_quiet_build_says_nothing(source: Path) -> None:
    (source / "bad.py").write_text("def (:\n")
    assert assert_ok(call(source, "-q")).stdout == ""
    assert (source / "sourcebook/a.py_docs.md").exists()
    assert assert_ok(call(source, "check", "--quiet")).stdout == ""
    (source / "a.py").write_text("def g(): ...\n")
    done = call(source, "check", "--quiet")
    assert (done.returncode, done.stdout) == (1, "")


def test_a_quiet_build_that_fails_says_why(source: Path) -> None:
    (source / "bad.py").write_text("def (:\n")
    done = call(source, "--quiet", "--strict")
    assert done.returncode == 1
    assert "1 source file has diagnostics (strict)" in done.stdout
    assert "parse:" not in done.stdout


def test_a_verbose_build_says_why_each_page_is_made_and_names_every_diagnostic(
    source: Path
) -> None:
    assert_ok(call(source))
    (source / "a.py").write_text("def g(): ...\n")
    for n in range(12):
        (source / f"bad{n}.py").write_text("def (:\n")
    done = call(source, "--verbose")
    assert "   a.py_docs.md: a.py itself changed\n" in done.stdout
    assert done.stderr.count(": syntax-error: ") == 12


def test_listing_names_alone_is_no_quiet_call(source: Path) -> None:
    assert "docs" in assert_ok(call(source, "list", "--quiet")).stdout.split()


# --- surprises ---------------------------------------------------------------------------------


def test_a_tree_without_files_is_told(tmp_path: Path) -> None:
    done = call(tmp_path)
    assert done.returncode == 0
    assert "there is no file to document" in done.stderr


def test_a_pattern_that_leaves_no_file_is_told(source: Path) -> None:
    (source / "sourcebook.toml").write_text('include = ["nothing/"]\n')
    assert "look at include, exclude" in call(source).stderr


def test_a_checkout_on_a_machine_without_git_is_told(source: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", source], check=True)
    assert_ok(call(source))
    shutil.rmtree(source / ".sourcebook")
    environ = {**environment(), "PATH": str(tmp_path / "nothing")}
    done = subprocess.run(command(), cwd=source, env=environ, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0
    assert "git is missing or refuses" in done.stderr


def test_a_python_that_is_too_old_is_told_in_one_line() -> None:
    code = "import sys; sys.version_info = (3, 10, 4); import pipeline.main"
    done = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), text=True,
                          capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "sourcebook: error: Python 3.11 or later is needed; this is 3.10.4\n"


def test_a_misspelt_source_is_answered_with_the_nearest(source: Path) -> None:
    make_tree(source, {"pkg/cart.py": "x = 1\n"})
    assert_refused(call(source, "explain", "pkg/crt.py"), 2, "did you mean pkg/cart.py?")
    assert_refused(call(source, "explain", "kpg/cart.py"), 2, "did you mean pkg/cart.py?")
