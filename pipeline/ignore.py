"""Which files are sources: git's own list in a git checkout, else a walk with ``.gitignore`` rules.

Only rules that lie in the tree count: a user's global excludes would make the pages depend on the
machine. Version-control folders, nested repositories, the output folder (any folder that carries
our marker) and the cache are never listed; symbolic links are never followed.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import fs
from pipeline.git import ask, is_checkout
from pipeline.paths import ancestors, folder_of, has_room, key_of, os_path

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.pattern import RegexPattern

#: Marks an output folder as ours, so that no build ever documents it.
OUTPUT_MARKER = ".sourcebook-output"
_VCS = frozenset({".git", ".hg", ".svn", ".bzr", "_darcs", "CVS", ".jj", ".pijul"})
#: Such a folder in a folder marks a repository of its own; CVS keeps one in every folder.
_NESTED = _VCS - {"CVS"}
RULE_FILES = (".gitignore", ".gitattributes")


@dataclass(slots=True)
class Listing:
    """What a look at the folders found; paths are keys."""

    files: list[str] = field(default_factory=list)
    #: Every folder that could gain a source, so that the next scan need look only at its mtime.
    folders: list[str] = field(default_factory=list)
    #: Files (absolute) whose content decides what is listed or how it is classified.
    rules: list[str] = field(default_factory=list)
    #: Names that cannot be represented; each becomes a notice.
    refused: list[str] = field(default_factory=list)
    #: Files and folders whose pages would have paths that are too long; each becomes a notice.
    too_long: list[str] = field(default_factory=list)
    #: Folders that may not be listed: to be tried again by each scan.
    unread: set[str] = field(default_factory=set)
    #: Whether this is a checkout that git, missing or unwilling, did not list.
    without_git: bool = False
    #: What the ``.gitattributes`` files held when they were read.
    attributes: bytes = b""

    def add(self, file: str) -> None:
        """Take in a file, if its pages can be written."""
        (self.files if has_room(file) else self.too_long).append(file)


def patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """A matcher for gitignore patterns; a pattern that is not valid matches nothing."""
    # Imported when first needed: a tree in which nothing moved asks for no pattern.
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        good = []
        for line in lines:
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                continue
            good.append(line)
        return GitIgnoreSpec.from_lines(good)


def list_sources(source: Path, never: frozenset[str]) -> Listing:
    """List the tree. ``never`` holds folder keys to leave out (the output and cache folders)."""
    git = _GitRules.of(source)
    walk = _Walk(str(source), never, git)
    walk.run()
    if git is None:
        # A repository may come to hold the tree, or one that ignores the tree may cease to.
        walk.listing.rules += [
            str(p / name) for p in source.parents for name in (".git", ".gitignore")]
        walk.listing.without_git = is_checkout(source) and ask(
            source, "rev-parse", "--git-dir") is None
        return walk.listing
    inside = walk.kept_folders
    listing = walk.listing
    listing.rules += git.rule_files
    listing.files = []
    for raw in git.files:
        key = key_of(raw)
        if key is None:
            listing.refused.append(raw)
        elif folder_of(key) in inside:
            listing.add(key)
    return listing


class _GitRules:
    """What git says of a checkout."""

    def __init__(self, files: list[str], ignored: set[str], rule_files: list[str]) -> None:
        self.files = files
        self.ignored = ignored
        self.rule_files = rule_files

    @classmethod
    def of(cls, source: Path) -> _GitRules | None:
        """None when this is no git checkout, git is missing, or git ignores the folder itself."""
        top = ask(source, "rev-parse", "--show-toplevel", "--git-path", "index",
                  "--git-path", "HEAD")
        if top is None:
            return None
        # A new repository has no index, but a head; only a path before these may hold a newline.
        root, index, head = os.fsdecode(top).removesuffix("\n").rsplit("\n", 2)
        rules = ["ls-files", "-z", "--exclude-per-directory=.gitignore"]
        listed = ask(source, *rules, "--cached", "--others", "--deduplicate")
        ignored = ask(source, *rules, "--others", "--ignored", "--directory")
        if not listed or ignored is None:
            return None
        files = [f for f in os.fsdecode(listed).split("\0") if f and not f.endswith("/")]
        folders = {f.rstrip("/") for f in os.fsdecode(ignored).split("\0") if f.endswith("/")}
        # A repository between that one and the tree would be the tree's.
        above = [str(p / name) for p in source.parents if p.is_relative_to(root)
                 for name in (*RULE_FILES, *[".git"] * (str(p) != root))]
        return cls(files, folders, [*(os.path.join(source, p) for p in (index, head)), *above])


class _Walk:
    """One pass over the folders; with git it only collects folders, without it files too."""

    def __init__(self, root: str, never: frozenset[str], git: _GitRules | None) -> None:
        self.root = root
        self.never = never
        self.git = git
        self.listing = Listing()
        self.kept_folders: set[str] = set()

    def run(self) -> None:
        pending: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [("", ())]
        while pending:
            folder, specs = pending.pop()
            entries = self._entries(folder)
            names = {entry.name for entry in entries}
            # Also of one that is left out: the mark that says so may go.
            self.listing.folders.append(folder)
            if OUTPUT_MARKER in names or (folder and not _NESTED.isdisjoint(names)):
                continue
            self.kept_folders.add(folder)
            specs = self._with_rules(folder, names, specs)
            for entry in entries:
                self._visit(folder, entry, specs, pending)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(f"{self.root}/{os_path(folder)}") as found:
                return list(found)
        except OSError as error:
            if failure := fs.world_error(folder or self.root, error):
                raise failure from error
            if error.errno in (errno.EACCES, errno.EPERM, errno.ENAMETOOLONG):
                self.listing.unread.add(folder)
        return []

    def _with_rules(
        self, folder: str, names: set[str], specs: tuple[tuple[str, GitIgnoreSpec], ...]
    ) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        for name in RULE_FILES:
            if name in names:
                self.listing.rules.append(os.path.join(self.root, os_path(folder), name))
        if ".gitignore" not in names:
            return specs
        lines = rule_lines(f"{self.root}/{os_path(folder)}/.gitignore")
        return (*specs, (f"{folder}/" if folder else "", patterns(lines)))

    def _visit(
        self,
        folder: str,
        entry: os.DirEntry[str],
        specs: tuple[tuple[str, GitIgnoreSpec], ...],
        pending: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]],
    ) -> None:
        key = key_of(entry.name)
        path = f"{folder}/{key}" if folder else key
        if key is None or path is None:
            # With git, its own list names each file that is refused.
            if self.git is None:
                self.listing.refused.append(os.path.join(os_path(folder), entry.name))
            return
        if entry.is_dir(follow_symlinks=False):
            if entry.name in _VCS or path in self.never or self._out(path, specs):
                return
            if has_room(path):
                pending.append((path, specs))
            else:
                self.listing.too_long.append(path)
        elif self.git is None and entry.is_file(follow_symlinks=False) \
                and not _ignored(path, specs):
            self.listing.add(path)

    def _out(self, path: str, specs: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
        if self.git is not None and not any(
                os_path(folder) in self.git.ignored for folder in ancestors(path)):
            return False
        # git also names a folder that only happens to hold nothing but ignored files: not out.
        return _ignored(path + "/", specs)


def _ignored(path: str, specs: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    """The last rule of the deepest ``.gitignore`` that says anything about the path decides."""
    for prefix, spec in reversed(specs):
        for pattern in reversed(list(spec.patterns)):
            if names_path(pattern, path[len(prefix):]):
                return bool(pattern.include)
    return False


def names_path(pattern: RegexPattern, path: str) -> bool:
    """Whether a pattern means this very path, as git has it; pathspec adds all that lies below."""
    regex = pattern.regex
    match = regex.search(path) if regex else None
    if regex is None or match is None:
        return False
    written = str(pattern.pattern).rstrip().lstrip("!")
    if "/" not in written.rstrip("/"):
        at = path.rstrip("/").rfind("/") + 1
        return regex.search(path[at:]) is not None
    if written.rstrip("/").endswith("/**"):
        return match.end() < len(path) and path.endswith("/") >= written.endswith("/")
    return match.end() == len(path)


def rule_lines(path: str) -> list[str]:
    """Lines of a rule file as git reads it: no link is followed, a byte-order mark is skipped."""
    text = fs.read_rules(path).decode("utf-8-sig", "surrogateescape")
    return [key_of(line.removesuffix("\r")) or "" for line in text.split("\n")]
