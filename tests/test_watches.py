"""Hints: what the system's events become."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.hints import Collector, Hints
from pipeline.watches import Watches
from tests.conftest import make_tree


def taken(collector: Collector) -> Hints:
    return collector.take(5.0, quiet=0.1, most=5.0)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "tree", {"a.py": "x = 1\n", "sub/b.py": "y = 2\n"})


@pytest.fixture
def collector() -> Collector:
    return Collector()


@pytest.fixture
def watches(tree: Path, collector: Collector) -> Iterator[Watches]:
    found = Watches(tree, collector)
    assert found.cover(["", "sub"])
    yield found
    found.close()


def test_an_edit_names_its_file(tree: Path, collector: Collector, watches: Watches) -> None:
    (tree / "sub/b.py").write_text("y = 3\n")
    assert taken(collector) == Hints({"sub/b.py"})


def test_an_atomic_save_names_the_file_and_the_temporary_one(
    tree: Path, collector: Collector, watches: Watches
) -> None:
    (tree / ".a.swp").write_text("x = 2\n")
    os.replace(tree / ".a.swp", tree / "a.py")
    assert taken(collector) == Hints({"a.py", ".a.swp"})


def test_reading_is_no_hint(tree: Path, collector: Collector, watches: Watches) -> None:
    (tree / "a.py").read_bytes()
    os.listdir(tree / "sub")
    assert not collector.take(0.2, quiet=0.05, most=1.0)


@pytest.mark.parametrize("change", ["mkdir", "rmtree", "rename", "ignore"])
def test_what_moves_more_than_one_file_is_doubt(
    tree: Path, collector: Collector, watches: Watches, change: str
) -> None:
    if change == "mkdir":
        (tree / "new").mkdir()
    elif change == "rmtree":
        (tree / "sub/b.py").unlink()
        (tree / "sub").rmdir()
    elif change == "rename":
        (tree / "sub").rename(tree / "other")
    else:
        (tree / ".gitignore").write_text("*.py\n")
    assert taken(collector).doubt


def test_a_folder_that_moved_is_watched_where_it_is_now(
    tree: Path, collector: Collector, watches: Watches
) -> None:
    (tree / "sub").rename(tree / "other")
    taken(collector)
    assert watches.cover(["", "other"])
    (tree / "other/b.py").write_text("z = 1\n")
    assert "other/b.py" in taken(collector).files


def test_a_folder_is_new_once(watches: Watches) -> None:
    assert not watches.cover(["", "sub"])
    assert not watches.cover([""])
    assert watches.cover(["", "sub"])


def test_a_storm_becomes_doubt(collector: Collector) -> None:
    for number in range(2000):
        collector.note(f"{number}.py")
    found = taken(collector)
    assert found.doubt and len(found.files) < 2000


def test_a_burst_ends_when_it_is_quiet_and_never_lasts_for_ever(collector: Collector) -> None:
    collector.note("a")
    start = time.monotonic()
    assert collector.take(5.0, quiet=0.05, most=9.0) == Hints({"a"})
    assert time.monotonic() - start < 5.0
    assert not collector.take(0.01, quiet=0.05, most=9.0)


def test_an_overflow_is_doubt(tree: Path, collector: Collector, watches: Watches) -> None:
    from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, Mask, WatchDescriptor

    event = InotifyEvent(
        WatchDescriptor(-1), Mask(InotifyConstants.IN_Q_OVERFLOW), 0, b"")
    watches._system._instance.handle_event(event)
    assert taken(collector).doubt


def test_a_tool_that_writes_many_files_may_pause_for_longer_than_a_person_who_saves_one(
    collector: Collector
) -> None:
    for number in range(5):
        collector.note(f"{number}.py")
    late = threading.Timer(0.5, collector.note, ["late.py"])
    late.start()
    assert "late.py" in collector.take(1.0, quiet=0.2, most=9.0).files
    late.join()
    collector.note("one.py")
    late = threading.Timer(0.8, collector.note, ["late.py"])
    late.start()
    assert collector.take(1.0, quiet=0.1, most=9.0).files == {"one.py"}
    late.join()
