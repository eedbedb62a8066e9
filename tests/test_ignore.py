"""Which files are sources: git's list and the plain walk must be the same list."""

from __future__ import annotations

import os
import subprocess
import warnings
from pathlib import Path

import pytest

from pipeline.config import load
from pipeline.ignore import OUTPUT_MARKER, Listing, list_sources, patterns, rule_lines
from pipeline.scan import scan
from pipeline.store import Store

#: Rules that have told two readers of ``.gitignore`` apart before.
RULES = [
    "*.o", "*.o\n!a.o", "!*.o\n*.o", "build", "/build/", "a.py/", "foo/\n!foo/keep.py",
    "foo/*\n!foo/keep.py", "foo/**\n!foo/keep.py", "foo/bar/**\n!foo/bar/y.py", "*\n!*/\n!*.py",
    "/*\n!/src", "*\n!src/\n!src/**", "*\n!/src/\n!/src/*", "*/\n!src/", "**/foo", "foo/**/y.py",
    "a/**/d.py", "deep/**/d.py", "/foo/**/", "logs/**", "**/bar/", "\\!bang.py", "\\#hash.py",
    "#hash.py", "x[1].py", "x\\[1\\].py", "a b/", "a\\ b/", "b.txt ", "b.txt\\ ", "  b.txt",
    "src/foo", "!foo\nfoo", "[ab].*", "[!a].py", "?.py", "docs/*.txt", "/docs/**/b.txt", "*/a.py",
    "**", "**/", "/", "foo/***", "***.o", "foo**", "deep/*/b", "[a-", "\\", "!", "./a.py",
    "A.PY", "a.py\r\nb.txt\r\n", "\ufeffa.py\nb.txt", "\x0cb.txt", "a.py\u2028b.txt",
]
FILES = [
    "a.py", "b.txt", "a.o", "foo/keep.py", "foo/x.py", "foo/bar/y.py", "foo/bar/z.o", "src/a.py",
    "src/foo/q.py", "build/out.py", "build/sub/o.py", "docs/a.md", "docs/b.txt", "a b/c.py",
    "x[1].py", "!bang.py", "#hash.py", "logs/l.log", "logs/deep/m.log", "deep/a/b/c/d.py",
]


@pytest.fixture(autouse=True)
def _own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A global configuration that would hide every Python file, if it were heeded."""
    excludes = tmp_path / "global-excludes"
    excludes.write_text("*.py\nfoo/\n")
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[core]\n\texcludesFile = {excludes}\n[user]\n\tname=a\n\temail=a@b\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def write(root: Path, *names: str | bytes, text: str = "x\n") -> Path:
    for name in names:
        path = os.path.join(os.fsencode(root), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
    return root


def sources(root: Path) -> list[str]:
    """What a scan takes for sources."""
    store = Store(None)
    try:
        return sorted(scan(load({}, root), store).changed)
    finally:
        store.close()


def by_git(found: Listing) -> bool:
    """Whether the list is git's own: its index then decides about the next one."""
    return any(path.endswith(".git/index") for path in found.rules)


def listing(root: Path, *never: str) -> Listing:
    return list_sources(root.resolve(), frozenset(never))


# --- git and no git --------------------------------------------------------------------------


@pytest.mark.parametrize("rules", RULES, ids=repr)
def test_a_checkout_and_a_bare_copy_have_the_same_sources(tmp_path: Path, rules: str) -> None:
    for name in ("copy", "checkout"):
        write(tmp_path / name, *FILES)
        (tmp_path / name / ".gitignore").write_bytes(rules.encode())
    git(tmp_path / "checkout", "init", "-q")
    found = listing(tmp_path / "checkout")
    # A tree where git sees nothing at all is walked.
    assert by_git(found) or rules in ("**",)
    assert sorted(found.files) == sorted(listing(tmp_path / "copy").files)


def rich_tree(root: Path) -> Path:
    """Everything a folder can hold."""
    write(
        root, "a.py", "pkg/__init__.py", "pkg/b.py", "pkg/skip.log", "pkg/keep.log", "out/x.md",
        "nested/.git/config", "nested/in.py", "sub/.hg/store", "sub/in.py", ".svn/entries",
        "pkg/CVS/Entries", "ignored/a.py", "ignored/deep/b.py", "only/a.tmp", "only/deep/b.tmp",
        f"written/{OUTPUT_MARKER}", "written/page.md", "written/deep/page.md", ".hidden/c.py",
        b"bad-\xff.py", b"bad-\xff/d.py", "new\nline.py", "semi;colon 'q'.py", "\u00e9t\u00e9.py")
    (root / ".gitignore").write_text("*.log\n*.tmp\nignored/\n")
    (root / "pkg/.gitignore").write_text("!keep.log\n/b.py\n")
    (root / "empty/deeper").mkdir(parents=True)
    (root / "link.py").symlink_to("a.py")
    (root / "dead.py").symlink_to("nowhere")
    (root / "folder-link").symlink_to("pkg")
    (root / "pkg/loop").symlink_to("..")
    os.mkfifo(root / "pipe.py")
    return root


EXPECTED = sorted([
    ".gitignore", ".hidden/c.py", "a.py", "bad-\uf7ff.py", "bad-\uf7ff/d.py", "new\nline.py",
    "out/x.md", "pkg/.gitignore", "pkg/__init__.py", "pkg/keep.log", "semi;colon 'q'.py",
    "\u00e9t\u00e9.py"])


@pytest.mark.parametrize("state", ["plain", "untracked", "added", "committed"])
def test_links_pipes_other_repositories_and_output_folders_are_never_sources(
    tmp_path: Path, state: str
) -> None:
    root = rich_tree(tmp_path / "tree")
    if state != "plain":
        git(root, "init", "-q")
    if state in ("added", "committed"):
        (root / "nested/.git/config").unlink()
        (root / "nested/.git").rmdir()
        git(root, "init", "-q", "nested")
        git(root, "add", "-f", "--", ".gitignore", "a.py", "pkg/loop", "link.py", "written/page.md")
    if state == "committed":
        git(root, "commit", "-qm", "all")
    assert sources(root) == EXPECTED


@pytest.mark.parametrize("checkout", [False, True])
def test_every_folder_that_could_gain_a_source_is_watched(tmp_path: Path, checkout: bool) -> None:
    """Also one that is empty, holds nothing but ignored files so far, or is marked as left out."""
    root = rich_tree(tmp_path / "tree")
    if checkout:
        git(root, "init", "-q")
    assert sorted(listing(root).folders) == sorted([
        "", ".hidden", "bad-\uf7ff", "empty", "empty/deeper", "nested", "only", "only/deep", "out",
        "pkg", "sub", "written"])


def test_a_file_that_is_tracked_is_a_source_though_it_is_ignored(tmp_path: Path) -> None:
    root = write(tmp_path / "tree", "a.log", "b.log", "gen/a.py", "gen/b.py", "gen/deep/c.py")
    (root / ".gitignore").write_text("*.log\ngen/\n")
    git(root, "init", "-q")
    git(root, "add", "-f", "a.log", "gen/deep/c.py", ".gitignore")
    assert sources(root) == [".gitignore", "a.log", "gen/deep/c.py"]


def test_a_tracked_file_that_was_deleted_is_no_source(tmp_path: Path) -> None:
    root = write(tmp_path / "tree", "a.py", "b.py")
    git(root, "init", "-q")
    git(root, "add", ".")
    (root / "a.py").unlink()
    assert sources(root) == ["b.py"]


def test_a_users_own_excludes_do_not_matter(tmp_path: Path) -> None:
    root = write(tmp_path / "tree", "a.py", "foo/b.py")
    git(root, "init", "-q")
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/exclude").write_text("a.py\n")
    assert by_git(listing(root))
    assert sources(root) == ["a.py", "foo/b.py"]


def test_rules_above_the_source_folder_count_in_a_checkout(tmp_path: Path) -> None:
    root = write(tmp_path / "tree", "src/a.py", "src/a.log", "src/deep/b.tmp", "src/deep/b.py")
    (root / ".gitignore").write_text("*.log\n/src/deep/*.tmp\n")
    git(root, "init", "-q")
    found = listing(root / "src")
    assert by_git(found)
    assert sorted(found.files) == ["a.py", "deep/b.py"]
    assert str(root / ".gitignore") in found.rules


def test_a_folder_that_its_checkout_ignores_is_walked(tmp_path: Path) -> None:
    """``git clone`` of another project into an ignored folder, without its ``.git``."""
    root = write(tmp_path / "tree", "a.py", "build/b.py", "build/c.log")
    (root / ".gitignore").write_text("build/\n")
    (root / "build/.gitignore").write_text("*.log\n")
    git(root, "init", "-q")
    found = listing(root / "build")
    assert not by_git(found)
    assert sorted(found.files) == [".gitignore", "b.py"]


def test_the_environment_of_a_git_hook_does_not_lead_to_its_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write(tmp_path / "other", "other.py")
    git(other, "init", "-q")
    git(other, "add", ".")
    root = write(tmp_path / "tree", "a.py", "b.log")
    (root / ".gitignore").write_text("*.log\n")
    git(root, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    assert sorted(listing(root).files) == [".gitignore", "a.py"]


def test_a_machine_without_git_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = rich_tree(tmp_path / "tree")
    git(root, "init", "-q")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))
    assert not by_git(listing(root))
    assert sources(root) == EXPECTED


def test_a_submodule_and_a_worktree_are_repositories_of_their_own(tmp_path: Path) -> None:
    root = write(tmp_path / "tree", "a.py", "sub/.git", "sub/b.py", text="gitdir: elsewhere\n")
    assert sources(root) == ["a.py"]


@pytest.mark.parametrize("checkout", [False, True])
def test_the_folders_of_a_cvs_checkout_are_no_nested_repositories(
    tmp_path: Path, checkout: bool
) -> None:
    root = write(tmp_path / "tree", "CVS/Root", "src/CVS/Root", "src/a.py", "src/in/CVS/Root",
                 "src/in/b.py")
    if checkout:
        git(root, "init", "-q")
    assert sources(root) == ["src/a.py", "src/in/b.py"]


# --- folders that are ours -------------------------------------------------------------------


@pytest.mark.parametrize("checkout", [False, True])
def test_the_configured_output_and_cache_folders_are_never_listed(
    tmp_path: Path, checkout: bool
) -> None:
    root = write(tmp_path / "tree", "a.py", "docs/a.md", "docs/deep/b.md", "cache/x", "docs2/c.md")
    if checkout:
        git(root, "init", "-q")
        git(root, "add", ".")
    found = listing(root, "docs", "cache")
    assert sorted(found.files) == ["a.py", "docs2/c.md"]
    assert sorted(found.folders) == ["", "docs2"]


# --- names and rule files --------------------------------------------------------------------


@pytest.mark.parametrize("checkout", [False, True])
def test_a_name_without_a_key_is_refused_once(tmp_path: Path, checkout: bool) -> None:
    root = write(tmp_path / "tree", "a.py", "b\uf780.py")
    if checkout:
        git(root, "init", "-q")
    found = listing(root)
    assert (found.files, found.refused) == (["a.py"], ["b\uf780.py"])


@pytest.mark.parametrize("checkout", [False, True])
def test_a_name_without_a_key_that_is_ignored_is_of_no_concern_to_git(
    tmp_path: Path, checkout: bool
) -> None:
    root = write(tmp_path / "tree", "a.py", "b\uf780/c.py")
    if checkout:
        git(root, "init", "-q")
    found = listing(root)
    assert found.files == ["a.py"]
    assert len(found.refused) == 1


def test_rule_files_of_every_listed_folder_are_reported(tmp_path: Path) -> None:
    root = write(tmp_path / "tree", ".gitignore", "a/.gitattributes", "a/b/.gitignore", text="# \n")
    inside = [rule for rule in listing(root).rules if rule.startswith(f"{root}/")]
    assert sorted(inside) == sorted(
        str(root / name) for name in (".gitignore", "a/.gitattributes", "a/b/.gitignore"))


@pytest.mark.parametrize("make", ["fifo", "link", "folder", "dead link"])
def test_a_rule_file_that_is_no_file_says_nothing_and_stops_nothing(
    tmp_path: Path, make: str
) -> None:
    root = write(tmp_path / "tree", "a.py")
    (tmp_path / "rules").write_text("*.py\n")
    path = root / ".gitignore"
    match make:
        case "fifo":
            os.mkfifo(path)
        case "link":
            path.symlink_to(tmp_path / "rules")
        case "dead link":
            path.symlink_to("nowhere")
        case "folder":
            path.mkdir()
    assert listing(root).files == ["a.py"]


def test_rules_may_name_files_that_are_not_utf_8(tmp_path: Path) -> None:
    root = write(tmp_path / "tree", b"a-\xff.py", b"b-\xff.py")
    (root / ".gitignore").write_bytes(b"/a-\xff.py\n.gitignore\n")
    found = listing(root).files
    git(root, "init", "-q")
    assert found == ["b-\uf7ff.py"] == listing(root).files


def test_lines_of_a_rule_file_end_as_git_ends_them(tmp_path: Path) -> None:
    (tmp_path / "rules").write_bytes(b"\xef\xbb\xbfa\r\nb\x0cc\n\xff\n\xef\x9e\x80\nd")
    assert rule_lines(str(tmp_path / "rules")) == ["a", "b\x0cc", "\uf7ff", "", "d"]
    assert rule_lines(str(tmp_path / "missing")) == [""]


def test_a_pattern_that_is_not_valid_matches_nothing_and_spoils_no_other() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        spec = patterns(["***/[", "!", "*.py", "\\"])
    assert spec.match_file("a.py")
    assert not spec.match_file("a.txt")
