"""Scan: what differs from the last time is found, what does not is not read."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import fs
from pipeline import scan as scanning
from pipeline.classify import is_binary, unreadable_reason
from pipeline.config import Config, load
from pipeline.scan import Scan, remember_listing, scan
from pipeline.store import BINARY, GENERATED, OVERSIZE, UNREADABLE, VENDORED, Store

#: A time so long ago that nothing is racy.
OLD = 10**18


class Tree:
    """A source folder, a store, and as much of a link as makes the next scan a second one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.root.mkdir()
        self.config: Config = load({}, root)
        self.store = Store(None)
        self.read: list[str] = []
        self.scanned_at = 0

    def configure(self, **settings: object) -> None:
        self.config = replace(self.config, settings=replace(self.config.settings, **settings))

    def write(self, name: str, content: str | bytes = "x = 1\n") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def look(self, *, rehash: bool = False) -> Scan:
        self.read.clear()
        self.scanned_at = scanning.time.time_ns()
        return scan(self.config, self.store, rehash=rehash)

    def link(self, found: Scan) -> None:
        store = self.store
        for path in found.removed:
            store.run("DELETE FROM files WHERE path = ?", path)
            store.run("DELETE FROM sources WHERE path = ?", path)
        for path, sig in found.touched:
            store.run("UPDATE sources SET sig = ? WHERE path = ?", sig, path)
        for e in found.changed.values():
            store.run("INSERT OR REPLACE INTO sources VALUES (?, ?)", e.path, e.signature)
            store.run(
                "INSERT OR REPLACE INTO files (path, folder, digest, size, language, flags, skey, "
                "own, outline) VALUES (?, '', ?, ?, ?, ?, x'', x'', x'')",
                e.path, e.digest, e.size, e.language, e.flags)
        if found.listing:
            remember_listing(self.config, store, found.listing, self.scanned_at)

    def settle(self) -> None:
        """Scan and link, twice: what was racy the first time is not any more."""
        for _ in range(2):
            self.link(self.look())

    def flags(self, name: str) -> int:
        return self.look(rehash=True).changed[name].flags


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tree]:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    tree = Tree(tmp_path / "src")
    read = fs.read_source

    def counted(path: str, *, exactly: bool = False) -> tuple[bytes, os.stat_result]:
        tree.read.append(os.path.relpath(path, tree.root))
        return read(path, exactly=exactly)

    monkeypatch.setattr(fs, "read_source", counted)
    later(monkeypatch)
    yield tree
    tree.store.close()


def later(monkeypatch: pytest.MonkeyPatch, seconds: int = 60) -> None:
    """Let the scan believe that it runs so much later: what the test writes is not racy."""
    shifted = SimpleNamespace(time_ns=lambda: time.time_ns() + seconds * 10**9)
    monkeypatch.setattr(scanning, "time", shifted)


def difference(found: Scan) -> tuple[list[str], list[str], list[str]]:
    return sorted(found.changed), sorted(found.removed), sorted(path for path, _ in found.touched)


NOTHING: tuple[list[str], list[str], list[str]] = ([], [], [])


# --- nothing has changed ---------------------------------------------------------------------


def test_the_first_scan_finds_every_file_new(tree: Tree) -> None:
    tree.write("a.py")
    tree.write("pkg/b.py")
    found = tree.look()
    assert difference(found) == (["a.py", "pkg/b.py"], [], [])
    assert found.total == 2
    assert found.listing is not None and found.listing.files == ["a.py", "pkg/b.py"]
    entry = found.changed["a.py"]
    assert (entry.language, entry.flags, entry.size) == ("Python", 0, 6)


def test_a_scan_writes_nothing(tree: Tree) -> None:
    tree.write("a.py")
    tree.look()
    for table in ("sources", "files", "dirs", "meta"):
        assert tree.store.row(f"SELECT COUNT(*) FROM {table}") == (0,)


def test_an_unchanged_tree_is_neither_read_nor_listed(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        tree.write(f"d{number}/f.py")
    tree.settle()
    monkeypatch.setattr(scanning, "list_sources", None)
    found = tree.look()
    assert difference(found) == NOTHING
    assert (found.total, found.listing, tree.read) == (5, None, [])


def test_a_rehash_reads_every_file_and_finds_nothing(tree: Tree) -> None:
    tree.write("a.py")
    tree.write("b.py")
    tree.settle()
    found = tree.look(rehash=True)
    assert difference(found) == ([], [], ["a.py", "b.py"])
    assert sorted(tree.read) == ["a.py", "b.py"]


# --- edits -----------------------------------------------------------------------------------


def test_only_the_edited_file_is_read(tree: Tree) -> None:
    tree.write("a.py")
    tree.write("b.py")
    tree.settle()
    tree.write("b.py", "y = 22\n")
    found = tree.look()
    assert difference(found) == (["b.py"], [], [])
    assert tree.read == ["b.py"]
    assert found.total == 2


def test_an_edit_that_keeps_size_and_time_is_found(tree: Tree) -> None:
    path = tree.write("a.py", "x = 1\n")
    os.utime(path, ns=(OLD, OLD))
    tree.settle()
    tree.write("a.py", "x = 2\n")
    os.utime(path, ns=(OLD, OLD))
    assert difference(tree.look()) == (["a.py"], [], [])


def test_a_file_that_was_only_touched_is_remembered_anew(tree: Tree) -> None:
    path = tree.write("a.py")
    tree.settle()
    os.utime(path, ns=(OLD, OLD))
    found = tree.look()
    assert difference(found) == ([], [], ["a.py"])
    tree.link(found)
    assert difference(tree.look()) == NOTHING
    assert tree.read == []


def test_a_file_written_within_the_clocks_grain_is_read_again_next_time(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signature that another edit could hide behind is remembered as empty."""
    tree.write("a.py")
    later(monkeypatch, seconds=0)
    found = tree.look()
    assert found.changed["a.py"].signature == b""
    tree.link(found)
    assert difference(tree.look()) == ([], [], ["a.py"])
    later(monkeypatch, seconds=60)
    tree.settle()
    assert difference(tree.look()) == NOTHING
    assert tree.read == []


def test_many_suspects_are_compared_like_few(tree: Tree) -> None:
    for number in range(80):
        tree.write(f"f{number}.py")
    tree.settle()
    for number in range(80):
        tree.write(f"f{number}.py", f"x = {number % 2}\n")
    changed, removed, touched = difference(tree.look())
    assert changed == sorted(f"f{n}.py" for n in range(0, 80, 2))
    assert touched == sorted(f"f{n}.py" for n in range(1, 80, 2))
    assert removed == []


# --- coming and going ------------------------------------------------------------------------


def test_a_new_file_a_removed_file_and_a_renamed_file_are_found(tree: Tree) -> None:
    tree.write("gone.py")
    tree.write("old.py")
    tree.settle()
    (tree.root / "gone.py").unlink()
    (tree.root / "old.py").rename(tree.root / "new.py")
    tree.write("deep/er/fresh.py")
    found = tree.look()
    assert difference(found) == (["deep/er/fresh.py", "new.py"], ["gone.py", "old.py"], [])
    tree.link(found)
    assert difference(tree.look()) == NOTHING


def test_a_folder_that_is_moved_takes_its_files_along(tree: Tree) -> None:
    tree.write("one/in/a.py")
    tree.settle()
    (tree.root / "one").rename(tree.root / "two")
    assert difference(tree.look()) == (["two/in/a.py"], ["one/in/a.py"], [])


@pytest.mark.parametrize("checkout", [False, True])
def test_a_file_in_a_folder_that_was_empty_is_found(tree: Tree, checkout: bool) -> None:
    tree.write("a.py")
    if checkout:
        subprocess.run(["git", "init", "-q", str(tree.root)], check=True)
    tree.settle()
    (tree.root / "empty/deep").mkdir(parents=True)
    tree.settle()
    tree.write("empty/deep/b.py")
    assert difference(tree.look()) == (["empty/deep/b.py"], [], [])


@pytest.mark.parametrize("checkout", [False, True])
def test_a_source_among_ignored_files_is_found(tree: Tree, checkout: bool) -> None:
    tree.write(".gitignore", "*.o\n")
    tree.write("objects/a.o")
    tree.write("objects/deep/b.o")
    if checkout:
        subprocess.run(["git", "init", "-q", str(tree.root)], check=True)
    tree.settle()
    tree.write("objects/deep/new.py")
    assert difference(tree.look()) == (["objects/deep/new.py"], [], [])


def test_a_file_that_becomes_a_folder_and_back_is_followed(tree: Tree) -> None:
    path = tree.write("a.py")
    tree.settle()
    path.unlink()
    tree.write("a.py/b.py")
    found = tree.look()
    assert difference(found) == (["a.py/b.py"], ["a.py"], [])
    tree.link(found)
    tree.settle()
    (tree.root / "a.py/b.py").unlink()
    (tree.root / "a.py").rmdir()
    tree.write("a.py")
    assert difference(tree.look()) == (["a.py"], ["a.py/b.py"], [])


@pytest.mark.parametrize("make", [
    lambda path: path.symlink_to("b.py"), os.mkfifo, lambda path: path.mkdir(),
], ids=["link", "fifo", "folder"])
@pytest.mark.parametrize("checkout", [False, True])
def test_a_file_replaced_by_something_that_is_no_file_is_removed(
    tree: Tree, make: Callable[[Path], None], checkout: bool
) -> None:
    path = tree.write("a.py")
    tree.write("b.py")
    if checkout:
        subprocess.run(["git", "init", "-q", str(tree.root)], check=True)
        subprocess.run(["git", "-C", str(tree.root), "add", "."], check=True)
    tree.settle()
    path.unlink()
    make(path)
    found = tree.look()
    assert difference(found) == ([], ["a.py"], [])
    assert found.total == 1


# --- rules -----------------------------------------------------------------------------------


def test_an_edit_of_gitignore_hides_and_shows_files(tree: Tree) -> None:
    tree.write(".gitignore", "*.log\n")
    tree.write("a.log")
    tree.write("a.tmp")
    tree.settle()
    tree.write(".gitignore", "*.tmp\n")
    assert difference(tree.look()) == ([".gitignore", "a.log"], ["a.tmp"], [])


def test_a_gitignore_in_a_deep_folder_is_watched_too(tree: Tree) -> None:
    path = tree.write("a/b/.gitignore", "*.log\n")
    tree.write("a/b/x.log")
    tree.settle()
    with path.open("w"):
        pass
    assert difference(tree.look()) == (["a/b/.gitignore", "a/b/x.log"], [], [])


def test_tracking_an_ignored_file_makes_it_a_source(tree: Tree) -> None:
    tree.write(".gitignore", "*.log\n")
    tree.write("a.log")
    subprocess.run(["git", "init", "-q", str(tree.root)], check=True)
    tree.settle()
    subprocess.run(["git", "-C", str(tree.root), "add", "-f", "a.log"], check=True)
    assert difference(tree.look()) == (["a.log"], [], [])


def test_an_edit_of_gitattributes_changes_what_files_are(tree: Tree) -> None:
    rules = tree.write(".gitattributes", "*.c text\n")
    tree.write("a.py")
    tree.write("b.py")
    tree.settle()
    rules.write_text("a.py linguist-generated linguist-language=Text\n")
    found = tree.look()
    assert difference(found) == ([".gitattributes", "a.py"], [], ["b.py"])
    assert found.changed["a.py"].flags == GENERATED
    assert found.changed["a.py"].language == "Text"
    tree.link(found)
    rules.unlink()
    assert difference(tree.look()) == (["a.py"], [".gitattributes"], ["b.py"])


def test_an_edit_of_gitattributes_while_a_build_runs_is_found_by_the_next(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered of the rules is what the scan read, not what is there when it is saved."""
    later(monkeypatch, seconds=0)
    rules = tree.write(".gitattributes", "*.c text\n")
    tree.write("a.py")
    found = tree.look()
    rules.write_text("a.py linguist-generated\n")
    tree.link(found)
    assert tree.look().changed["a.py"].flags == GENERATED


@pytest.mark.parametrize(("settings", "name", "flags"), [
    ({"vendored": ("a.py",)}, "a.py", VENDORED),
    ({"vendored": ("pkg/",)}, "pkg/b.py", VENDORED),
    ({"parse_limit": 3}, "a.py", OVERSIZE),
])
def test_a_setting_that_decides_what_a_file_is_holds_for_files_already_known(
    tree: Tree, settings: dict[str, object], name: str, flags: int
) -> None:
    tree.write("a.py")
    tree.write("pkg/b.py", "x\n")
    tree.settle()
    tree.configure(**settings)
    assert tree.look().changed[name].flags == flags


def test_include_and_exclude_decide_what_is_a_source(tree: Tree) -> None:
    for name in ("a.py", "b.txt", "sub/c.py", "sub/deep/d.py", "gen/e.py"):
        tree.write(name)
    tree.settle()
    tree.configure(include=("*.py",), exclude=("sub/deep/", "/gen"))
    found = tree.look()
    assert found.removed == ["b.txt", "gen/e.py", "sub/deep/d.py"]
    assert found.total == 2
    tree.link(found)
    tree.configure(include=(), exclude=("*.py", "!c.py"))
    assert difference(tree.look()) == (["b.txt"], ["a.py"], ["sub/c.py"])


# --- what a file is --------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "binary"), [
    (b"", False), (b"text", False), (b"\xff\xfe\xfd", False), (b"a\0b", True),
    (b"a" * 7999 + b"\0", True), (b"a" * 8000 + b"\0", False),
    ("\ufeffa".encode("utf-16-le"), False), ("\ufeffa".encode("utf-16-be"), False),
    ("\ufeffa".encode("utf-32-le"), False), ("\ufeffa".encode("utf-32-be"), False),
    ("a".encode("utf-16-le"), True),
])
def test_a_file_with_a_nul_is_binary_unless_its_mark_says_that_it_is_text(
    data: bytes, binary: bool
) -> None:
    assert is_binary(data) is binary


def test_flags_tell_binary_vendored_generated_and_oversize_files(tree: Tree) -> None:
    tree.write("a.bin", b"\0")
    tree.write("third_party/b.py")
    tree.write("deep/vendor/c.py")
    tree.write("d.py", "x" * 11)
    tree.write("e.py")
    tree.write("f.py", b"\0")
    tree.write(".gitattributes", "e.py binary\nthird_party/b.py -linguist-vendored\n")
    tree.configure(parse_limit=10)
    found = tree.look().changed
    assert {name: found[name].flags for name in found if name[0] != "."} == {
        "a.bin": BINARY, "third_party/b.py": 0, "deep/vendor/c.py": VENDORED, "d.py": OVERSIZE,
        "e.py": BINARY, "f.py": BINARY}


def test_a_file_that_cannot_be_read_is_an_entry_that_says_why(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write("a.py")
    tree.write("b.py")
    read = fs.read_source

    def denied(path: str, *, exactly: bool = False) -> tuple[bytes, os.stat_result]:
        if path.endswith("a.py"):
            raise PermissionError(13, "Permission denied", path)
        return read(path, exactly=exactly)

    monkeypatch.setattr(fs, "read_source", denied)
    found = tree.look()
    entry = found.changed["a.py"]
    assert (entry.flags, entry.language, entry.size, entry.signature) == (
        UNREADABLE, "Text", 0, b"")
    assert unreadable_reason(tree.config, "a.py") == "Permission denied"
    tree.link(found)
    tree.settle()
    assert difference(tree.look()) == ([], [], ["a.py"])
    monkeypatch.setattr(fs, "read_source", read)
    assert difference(tree.look()) == (["a.py"], [], [])
    assert tree.look().changed["a.py"].flags == 0


def test_a_name_that_is_not_utf_8_is_followed_like_any_other(tree: Tree) -> None:
    with open(os.fsencode(tree.root) + b"/\xff.py", "w"):
        pass
    tree.settle()
    assert difference(tree.look()) == NOTHING
    with open(os.fsencode(tree.root) + b"/\xff.py", "w") as file:
        file.write("x")
    assert difference(tree.look()) == (["\uf7ff.py"], [], [])


def test_a_name_that_cannot_be_represented_gives_a_notice(tree: Tree) -> None:
    tree.write("a\uf780.py")
    found = tree.look()
    assert found.total == 0
    assert len(found.notices) == 1 and "a\\uf780.py" in found.notices[0]


@pytest.mark.parametrize("name", ["a.py", "deep/b.py"])
def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tree: Tree, name: str) -> None:
    """The size in a stat is a hint: what was read is what counts."""
    big = "x" * 200_000
    tree.write(name, big)
    assert tree.look().changed[name].size == len(big)
