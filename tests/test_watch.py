"""Watching: after every change the pages are those of a clean build."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import config as configuration
from pipeline import watch as watching
from pipeline.build import Build
from pipeline.errors import WorldError
from pipeline.watch import Watch
from tests.conftest import build_tree, environment, make_tree, read_pages
from tests.incremental.truth import commit, git

TREE: dict[str, str | bytes] = {
    "README.md": "# Shop\n",
    "shop/__init__.py": "",
    "shop/cart.py": "from shop.money import price\n\n\ndef total():\n    return price()\n",
    "shop/money.py": "def price():\n    return 1\n",
}


class Watched:
    """A watch over a tree, driven step by step."""

    def __init__(self, folder: Path, poll: bool = False) -> None:
        self.source = make_tree(folder / "tree", TREE)
        self.out, self.cache = folder / "out", folder / "cache"
        self.watch = Watch(self.load, poll=poll)

    def load(self) -> configuration.Config:
        return configuration.load({
            "source": str(self.source), "out": str(self.out), "cache": str(self.cache),
            "jobs": "1"})

    def settle(self) -> None:
        """Act until nothing is hinted at any more."""
        for _ in range(20):
            if not self.watch._collector._hints and self.is_true():
                return
            self.watch.step()
        assert self.is_true()

    def is_true(self) -> bool:
        """Whether the pages are those of a clean build."""
        clean = self.out.with_name("clean")
        shutil.rmtree(clean, ignore_errors=True)
        shutil.rmtree(self.cache.with_name("clean-cache"), ignore_errors=True)
        build_tree(self.source, clean, self.cache.with_name("clean-cache"))
        return self.out.exists() and read_pages(self.out) == read_pages(clean)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(watching, "QUIET", 0.1)
    found = Watched(tmp_path)
    found.watch.start()
    found.settle()
    yield found
    found.watch.close()


def edit_body(tree: Path) -> None:
    (tree / "shop/money.py").write_text("def price():\n    return 2\n")


def save_atomically(tree: Path) -> None:
    (tree / "shop/.money.tmp").write_text("def price():\n    return 3\n")
    os.replace(tree / "shop/.money.tmp", tree / "shop/money.py")


def save_with_a_backup(tree: Path) -> None:
    (tree / "shop/money.py").rename(tree / "shop/money.py~")
    (tree / "shop/money.py").write_text("def cost():\n    return 4\n")
    (tree / "shop/money.py~").unlink()


def add(tree: Path) -> None:
    make_tree(tree, {"shop/deep/er/tax.py": "RATE = 1\n"})


def remove(tree: Path) -> None:
    (tree / "shop/cart.py").unlink()


def move_folder(tree: Path) -> None:
    (tree / "shop").rename(tree / "store")
    (tree / "store/money.py").write_text("def price():\n    return 5\n")


def remove_and_create_again(tree: Path) -> None:
    shutil.rmtree(tree / "shop")
    make_tree(tree, {"shop/money.py": "def price():\n    return 6\n"})


def ignore(tree: Path) -> None:
    (tree / ".gitignore").write_text("money.py\n")


def configure(tree: Path) -> None:
    (tree / "sourcebook.toml").write_text('title = "Another"\n')


def break_syntax(tree: Path) -> None:
    (tree / "shop/money.py").write_text("def price(:\n    retu")


@pytest.mark.parametrize("change", [
    edit_body, save_atomically, save_with_a_backup, add, remove, move_folder,
    remove_and_create_again, ignore, configure, break_syntax,
], ids=lambda change: change.__name__)
def test_a_change_reaches_the_pages(watched: Watched, change: Callable[[Path], None]) -> None:
    change(watched.source)
    watched.settle()


def test_changes_that_follow_one_another_all_reach_the_pages(watched: Watched) -> None:
    for change in (add, edit_body, move_folder):
        change(watched.source)
        watched.settle()


def test_an_edit_is_one_parse_and_no_look_at_the_tree(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Build, "scan", lambda self: pytest.fail("looked at everything"))
        edit_body(watched.source)
        watched.watch.step()
    assert watched.is_true()
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("sourcebook: shop/money.py: 1 page written (shop/money.py_docs.md) in ")


def test_its_own_output_and_reading_wake_nobody(watched: Watched) -> None:
    for page in read_pages(watched.out):
        (watched.out / page).read_bytes()
    for path in watched.source.rglob("*.py"):
        path.read_bytes()
    assert not watched.watch._collector.take(0.3, quiet=0.1, most=1.0)


def test_the_output_in_the_tree_wakes_nobody_for_long(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "tree", TREE)
    watch = Watch(lambda: configuration.load({"source": str(source), "jobs": "1"}))
    watch.start()
    try:
        for _ in range(3):
            watch.step()
        assert not watch._collector.take(0.3, quiet=0.1, most=1.0)
    finally:
        watch.close()


def test_a_tree_that_goes_away_and_comes_back_keeps_its_pages(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = read_pages(watched.out)
    watched.source.rename(watched.source.with_name("away"))
    for _ in range(3):
        watched.watch.step()
    assert read_pages(watched.out) == pages
    assert capsys.readouterr().out.count("is gone; waiting for it to come back") == 1
    watched.source.with_name("away").rename(watched.source)
    edit_body(watched.source)
    watched.settle()
    edit_body(watched.source)
    watched.settle()


def test_another_tree_in_its_place_is_watched(watched: Watched) -> None:
    shutil.rmtree(watched.source)
    make_tree(watched.source, {"new.py": "x = 1\n"})
    watched.settle()
    (watched.source / "new.py").write_text("y = 1\n")
    watched.settle()


@pytest.mark.parametrize("stage", ["update", "render", "finish"])
@pytest.mark.parametrize("error", [
    RuntimeError("a bug"), OSError(errno.ENOSPC, "No space left on device"),
    WorldError("cannot write")], ids=["bug", "full", "world"])
def test_a_failure_is_one_line_and_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    stage: str, error: Exception,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(watching, "_RETRY", 0.05)
    with monkeypatch.context() as patch:
        patch.setattr(Build, stage, fail)
        edit_body(watched.source)
        watched.watch.step()
        said = capsys.readouterr().out.splitlines()[-1]
        assert said.startswith("sourcebook: error: ") and "trying again" in said
    watched.settle()


def test_a_change_whose_build_failed_is_not_forgotten_for_the_next_one(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(Build, "update", fail)
        edit_body(watched.source)
        watched.watch.step()
    # A file that has nothing to do with the other one.
    (watched.source / "README.md").write_text("# Shop\n\nOpen.\n")
    watched.watch.step()
    assert watched.is_true()


def test_a_second_build_is_waited_for(watched: Watched) -> None:
    with Build(watched.load()):
        edit_body(watched.source)
        watched.watch.step()
        assert not watched.is_true()
    watched.settle()


def test_a_broken_configuration_is_told_and_waited_for(
    watched: Watched, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_RETRY", 0.05)
    (watched.source / "sourcebook.toml").write_text("title = 3\n")
    watched.watch.step()
    assert "title must be a string" in capsys.readouterr().out
    (watched.source / "sourcebook.toml").write_text('title = "Three"\n')
    watched.settle()


def test_without_watches_left_it_polls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr("pipeline.hints_linux.Inotify.add", refuse)
    monkeypatch.setattr(watching, "_POLL", 0.05)
    watched = Watched(tmp_path)
    watched.watch.start()
    watched.settle()
    edit_body(watched.source)
    watched.settle()
    said = capsys.readouterr().out
    assert said.count("inotify watch limit reached; polling instead") == 1


def test_polling_sees_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_POLL", 0.05)
    watched = Watched(tmp_path, poll=True)
    watched.watch.start()
    for change in (edit_body, add, remove, move_folder):
        change(watched.source)
        watched.settle()
    watched.watch.close()


def test_a_commit_that_changes_no_source_reaches_the_history_on_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "QUIET", 0.1)
    watched = Watched(tmp_path)
    make_tree(watched.source, {"sourcebook.toml": "history = true\n"})
    git(watched.source, "init", "-q", "-b", "main")
    commit()(watched.source)
    watched.watch.start()
    watched.settle()
    edit_body(watched.source)
    watched.settle()
    commit("--author", "Grace <x@y>")(watched.source)
    hints = watched.watch._collector.take(5.0, quiet=0.1, most=1.0)
    assert hints.doubt
    watched.watch._act(hints)
    watched.watch.close()
    assert "Grace" in read_pages(watched.out)["shop/money.py_docs.md"].decode()


def test_a_watch_says_when_there_is_nothing_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watched = Watched(tmp_path)
    build_tree(watched.source, watched.out, watched.cache)
    watched.watch.start()
    watched.watch.step()
    watched.watch.close()
    assert capsys.readouterr().out.splitlines()[-1] == "sourcebook: every page is up to date"


def test_a_command_follows_each_build_that_wrote(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "tree", TREE)
    log = tmp_path / "log"
    watch = Watch(lambda: configuration.load({"source": str(source), "jobs": "1"}),
                  on_build=f"echo built >> {log}")
    watch.start()
    try:
        for _ in range(3):
            watch.step()
            if log.exists():
                break
        assert log.read_text() == "built\n"
    finally:
        watch.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    source = make_tree(tmp_path / "tree", TREE)
    call = [sys.executable, "-m", "pipeline.main", "watch"]
    with subprocess.Popen(call, cwd=source, env=environment(), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "written" in line:
                break
        edit_body(source)
        assert "shop/money.py" in process.stdout.readline()
        start = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 128 + number
        assert errors == "sourcebook: stopped; what was finished is saved\n"
        assert time.monotonic() - start < 10
