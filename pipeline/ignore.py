"""Which files are sources: git's own list in a git checkout, else a walk with ``.gitignore`` rules.

Only rules that lie in the tree count: a user's global excludes would make the pages depend on the
machine. Version-control folders, nested repositories, the output folder (any folder that carries
our marker) and the cache are never listed; symbolic links are never followed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

from pipeline.paths import folder_of, key_of, os_path

#: Marks an output folder as ours, so that no build ever documents it.
OUTPUT_MARKER = ".sourcebook-output"
_VCS = frozenset({".git", ".hg", ".svn", ".bzr", "_darcs", "CVS", ".jj", ".pijul"})
_RULE_FILES = (".gitignore", ".gitattributes")


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
    by_git: bool = False


def patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """A matcher for gitignore patterns; a pattern that is not valid matches nothing."""
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
        return walk.listing
    inside = walk.kept_folders
    listing = walk.listing
    listing.by_git = True
    listing.rules += git.rule_files
    listing.files = []
    for raw in git.files:
        key = key_of(raw)
        if key is None:
            listing.refused.append(raw)
        elif folder_of(key) in inside:
            listing.files.append(key)
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
        top = _git(source, "rev-parse", "--show-toplevel", "--git-path", "index")
        if top is None:
            return None
        root, _, index = os.fsdecode(top).strip("\n").partition("\n")
        rules = ["ls-files", "-z", "--exclude-per-directory=.gitignore"]
        listed = _git(source, *rules, "--cached", "--others", "--deduplicate")
        ignored = _git(source, *rules, "--others", "--ignored", "--directory")
        if not listed or ignored is None:
            return None
        files = [f for f in os.fsdecode(listed).split("\0") if f and not f.endswith("/")]
        folders = {f.rstrip("/") for f in os.fsdecode(ignored).split("\0") if f.endswith("/")}
        above = [str(p / name) for p in source.parents if p.is_relative_to(root)
                 for name in _RULE_FILES]
        return cls(files, folders, [os.path.join(source, index), *above])


def _git(source: Path, *arguments: str) -> bytes | None:
    command = ["git", "-C", str(source), *arguments]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


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
            if OUTPUT_MARKER in names or (folder and not _VCS.isdisjoint(names)):
                continue
            self.kept_folders.add(folder)
            self.listing.folders.append(folder)
            specs = self._with_rules(folder, names, specs)
            for entry in entries:
                self._visit(folder, entry, specs, pending)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(f"{self.root}/{os_path(folder)}") as found:
                return list(found)
        except OSError:
            return []

    def _with_rules(
        self, folder: str, names: set[str], specs: tuple[tuple[str, GitIgnoreSpec], ...]
    ) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        for name in _RULE_FILES:
            if name in names:
                self.listing.rules.append(os.path.join(self.root, os_path(folder), name))
        if self.git is not None or ".gitignore" not in names:
            return specs
        try:
            text = Path(self.root, os_path(folder), ".gitignore").read_text("utf-8", "replace")
        except OSError:
            return specs
        return (*specs, (f"{folder}/" if folder else "", patterns(text.splitlines())))

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
            self.listing.refused.append(entry.name)
            return
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _VCS and path not in self.never and not self._out(path, specs):
                pending.append((path, specs))
        elif self.git is None and entry.is_file(follow_symlinks=False) \
                and not _ignored(path, specs):
            self.listing.files.append(path)

    def _out(self, path: str, specs: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
        if self.git is not None:
            return os_path(path) in self.git.ignored
        return _ignored(path + "/", specs)


def _ignored(path: str, specs: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    """The deepest ``.gitignore`` that says anything about the path decides."""
    for prefix, spec in reversed(specs):
        verdict = spec.check_file(path[len(prefix):]).include
        if verdict is not None:
            return bool(verdict)
    return False
