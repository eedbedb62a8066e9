"""Publish: the output folder holds the pages, all of them, and keeps what is not ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import fs, publish
from pipeline.errors import WorldError
from pipeline.fingerprint import digest
from pipeline.ignore import OUTPUT_MARKER
from pipeline.nodes import FOOTER
from pipeline.store import DOOMED, FRESH, STALE, Store

PAGE = f"# A page\n\n---\n\n{FOOTER}\n".encode()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    publish.prepare(folder)
    return folder


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


def remember(store: Store, page: str, content: bytes, sig: bytes, state: int = FRESH) -> None:
    store.run("INSERT INTO nodes (kind, subject, part, page, digest, state, reason) "
              "VALUES ('docs', ?, 1, ?, ?, ?, '')", page, page, digest(content), state)
    store.run("INSERT INTO pages VALUES (?, ?)", page, sig)
    store.run("INSERT INTO reads SELECT 'own:x', id, x'' FROM nodes WHERE page = ?", page)


def put(out: Path, store: Store, page: str, content: bytes = PAGE, state: int = FRESH) -> Path:
    publish.publish(str(out), page, content)
    path = out / page
    remember(store, page, content, publish.signature(path.stat()), state)
    return path


def states(store: Store) -> dict[str, int]:
    return dict(store.rows("SELECT page, state FROM nodes"))


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be old enough for its signature to count."""
    monkeypatch.setattr(publish, "is_racy", lambda st, now: False)


# --- writing ---------------------------------------------------------------------------------


def test_a_page_is_written_with_the_folders_it_needs(out: Path) -> None:
    done = publish.publish(str(out), "a/b/c.md", PAGE)
    assert (out / "a/b/c.md").read_bytes() == PAGE
    assert (done.written, done.digest) == (True, digest(PAGE))


def test_an_unchanged_page_is_not_written(out: Path) -> None:
    publish.publish(str(out), "a.md", PAGE)
    before = (out / "a.md").stat()
    done = publish.publish(str(out), "a.md", PAGE)
    after = (out / "a.md").stat()
    assert (done.written, done.digest) == (False, digest(PAGE))
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino, before.st_mtime_ns, before.st_ctime_ns)


@pytest.mark.parametrize("old", [b"", b"x", PAGE[:-1], PAGE + b"\n"])
def test_a_changed_page_is_replaced_as_a_whole(out: Path, old: bytes) -> None:
    (out / "a.md").write_bytes(old)
    with (out / "a.md").open("rb") as reader:
        assert publish.publish(str(out), "a.md", PAGE).written
        assert reader.read() == old, "who reads the old page still reads all of it"
    assert (out / "a.md").read_bytes() == PAGE
    assert os.listdir(out / fs.TEMP_FOLDER) == []


def test_a_link_in_the_place_of_a_page_is_replaced_and_not_followed(out: Path) -> None:
    victim = out.parent / "victim"
    victim.write_bytes(b"mine")
    (out / "a.md").symlink_to(victim)
    publish.publish(str(out), "a.md", PAGE)
    assert victim.read_bytes() == b"mine"
    assert not (out / "a.md").is_symlink() and (out / "a.md").read_bytes() == PAGE


def test_an_empty_folder_in_the_place_of_a_page_gives_way(out: Path) -> None:
    (out / "a.md").mkdir()
    assert publish.publish(str(out), "a.md", PAGE).written
    assert (out / "a.md").read_bytes() == PAGE


def test_a_folder_with_something_in_it_does_not_give_way(out: Path) -> None:
    (out / "a.md").mkdir()
    (out / "a.md/mine").write_text("x")
    with pytest.raises(WorldError, match=r"cannot write .*a\.md"):
        publish.publish(str(out), "a.md", PAGE)
    assert (out / "a.md/mine").read_text() == "x"


def test_a_file_where_a_page_needs_a_folder_is_an_error_that_names_the_page(out: Path) -> None:
    (out / "a").write_text("mine")
    with pytest.raises(WorldError, match=r"cannot write .*a/b\.md"):
        publish.publish(str(out), "a/b.md", PAGE)
    assert (out / "a").read_text() == "mine"


def test_a_young_page_is_remembered_as_unknown(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "is_racy", lambda st, now: True)
    assert publish.publish(str(out), "a.md", PAGE).signature == b""
    settle(monkeypatch)
    done = publish.publish(str(out), "a.md", PAGE)
    assert done.signature == publish.signature((out / "a.md").stat())


# --- the folder ------------------------------------------------------------------------------


def test_the_output_folder_is_marked_as_ours(tmp_path: Path) -> None:
    out = tmp_path / "deep/out"
    publish.prepare(out)
    before = (out / OUTPUT_MARKER).stat()
    publish.prepare(out)
    after = (out / OUTPUT_MARKER).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [p.name for p in out.iterdir()] == [OUTPUT_MARKER]


def test_what_a_killed_build_left_half_written_is_removed(out: Path) -> None:
    (out / fs.TEMP_FOLDER).mkdir()
    for name in ("1", "2"):
        (out / fs.TEMP_FOLDER / name).write_text("half")
    publish.prepare(out)
    assert not (out / fs.TEMP_FOLDER).exists()


def test_a_link_in_the_place_of_the_temporary_folder_empties_nothing(out: Path) -> None:
    """A tree may hold one on purpose: what it leads to is not ours to clear."""
    victim = out.parent / "victim"
    victim.mkdir()
    (victim / "mine").write_text("x")
    (out / fs.TEMP_FOLDER).symlink_to(victim)
    publish.prepare(out)
    assert (victim / "mine").read_text() == "x"
    assert not (out / fs.TEMP_FOLDER).is_symlink()


def test_a_temporary_folder_that_cannot_be_cleared_is_an_error_that_names_it(out: Path) -> None:
    (out / fs.TEMP_FOLDER / "folder").mkdir(parents=True)
    with pytest.raises(WorldError, match=fs.TEMP_FOLDER):
        publish.prepare(out)


def test_an_output_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(WorldError, match="out"):
        publish.prepare(tmp_path / "out")


# --- damage ----------------------------------------------------------------------------------


def test_an_undamaged_output_folder_is_not_read(
    out: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(out, store, "a.md")
    monkeypatch.setattr(fs, "read_source", None)
    assert publish.examine(str(out), store) == ([], [])


def test_a_page_that_is_missing_edited_or_replaced_is_found(out: Path, store: Store) -> None:
    for name in ("missing", "edited", "link", "folder", "good"):
        put(out, store, f"{name}.md")
    (out / "missing.md").unlink()
    (out / "edited.md").write_text("x")
    (out / "link.md").unlink()
    (out / "link.md").symlink_to("good.md")
    (out / "folder.md").unlink()
    (out / "folder.md").mkdir()
    damaged, moved = publish.examine(str(out), store)
    found = sorted(damaged)
    assert moved == []
    assert found == [("edited.md", "damaged"), ("folder.md", "damaged"), ("link.md", "damaged"),
                     ("missing.md", "missing")]
    publish.mark_damaged(store, found)
    assert states(store) == {
        "missing.md": STALE, "edited.md": STALE, "link.md": STALE, "folder.md": STALE,
        "good.md": FRESH}


def test_a_page_that_was_only_touched_is_to_be_remembered_anew(
    out: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch)
    path = put(out, store, "a.md")
    os.utime(path, ns=(10**18, 10**18))
    assert publish.examine(str(out), store) == (
        [], [(publish.signature(path.stat()), "a.md")])



def test_damage_does_not_bring_a_doomed_page_back(store: Store) -> None:
    remember(store, "a.md", PAGE, b"", DOOMED)
    publish.mark_damaged(store, [("a.md", "missing")])
    assert states(store) == {"a.md": DOOMED}


# --- orphans ---------------------------------------------------------------------------------


def test_orphans_go_with_the_folders_that_this_leaves_empty(out: Path, store: Store) -> None:
    put(out, store, "a/b/c.md", state=DOOMED)
    put(out, store, "a/keep.md")
    put(out, store, "d/e/f.md", state=DOOMED)
    (out / "d/mine.txt").write_text("x")
    assert publish.remove_orphans(str(out), store) == 2
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*")) == sorted([
        OUTPUT_MARKER, fs.TEMP_FOLDER, "a", "a/keep.md", "d", "d/mine.txt"])
    assert states(store) == {"a/keep.md": FRESH}
    assert store.rows("SELECT page FROM pages") == [("a/keep.md",)]
    assert store.row("SELECT COUNT(*) FROM reads") == (1,)


def test_the_output_folder_itself_stays_when_its_last_page_goes(out: Path, store: Store) -> None:
    put(out, store, "a.md", state=DOOMED)
    assert publish.remove_orphans(str(out), store) == 1
    assert out.is_dir()


@pytest.mark.parametrize("instead", ["nothing", "folder", "no parent"])
def test_an_orphan_that_is_gone_already_is_forgotten(
    out: Path, store: Store, instead: str
) -> None:
    path = put(out, store, "a/b.md", state=DOOMED)
    path.unlink()
    if instead == "folder":
        path.mkdir()
    if instead == "no parent":
        path.parent.rmdir()
        path.parent.write_text("mine")
    assert publish.remove_orphans(str(out), store) == 0
    assert states(store) == {}


# --- sweep -----------------------------------------------------------------------------------


def test_without_a_memory_only_unwanted_pages_with_our_last_line_are_removed(
    out: Path, store: Store
) -> None:
    put(out, store, "wanted.md")
    ours = ["old.md", "gone/deep/old.md"]
    others = {
        "notes.md": b"mine\n", "quote.md": FOOTER.encode() + b"\nand more\n", "page.txt": PAGE,
        "deep/empty.md": b"", "cut.md": PAGE[:-1],
    }
    for name in ours:
        publish.publish(str(out), name, PAGE)
    for name, content in others.items():
        publish.publish(str(out), name, content)
    (out / "link.md").symlink_to("wanted.md")
    assert publish.sweep(str(out), store) == len(ours)
    left = {p.relative_to(out).as_posix() for p in out.rglob("*") if not p.is_dir()}
    assert left == {"wanted.md", "link.md", OUTPUT_MARKER, *others}
    assert not (out / "gone").exists()


def test_a_sweep_does_not_leave_the_output_folder(out: Path, store: Store) -> None:
    outside = out.parent / "outside"
    outside.mkdir()
    (outside / "page.md").write_bytes(PAGE)
    (out / "link").symlink_to(outside)
    assert publish.sweep(str(out), store) == 0
    assert (outside / "page.md").exists()


def test_our_mark_goes_and_the_folder_only_when_nothing_of_others_is_in_it(tmp_path: Path) -> None:
    for name, content in (("empty", None), ("used", "x")):
        folder = tmp_path / name
        publish.prepare(folder)
        if content:
            (folder / "mine").write_text(content)
        fs.remove_marker(folder, OUTPUT_MARKER)
    assert not (tmp_path / "empty").exists()
    assert [p.name for p in (tmp_path / "used").iterdir()] == ["mine"]
